import { describe, expect, it } from 'vitest';
import { inDigits, minutesAndSeconds, momentOf, secondsLeft, spokenOrder } from './format.ts';

describe('times on a screen', () => {
  it('counts a started second and stops at zero', () => {
    expect(secondsLeft(10_000, 8_999)).toBe(2);
    expect(secondsLeft(10_000, 9_000)).toBe(1);
    expect(secondsLeft(10_000, 20_000)).toBe(0);
  });

  it('writes minutes and seconds', () => {
    expect(minutesAndSeconds(125)).toBe('2:05');
    expect(minutesAndSeconds(9)).toBe('0:09');
  });

  it('writes moments in UTC+8', () => {
    expect(momentOf(Date.UTC(2020, 10, 10, 16, 0, 1))).toBe('2020-11-11 00:00:01');
  });

  it('groups an order number so that it can be read out', () => {
    expect(spokenOrder(`o${'0123456789ab'.repeat(2)}`)).toBe('o0123 4567 89ab 0123 4567 89ab');
    expect(spokenOrder('7F3A91C2')).toBe('7F3A 91C2');
  });
});

describe('numbers on a screen', () => {
  it('stand as both languages write them', () => {
    for (const value of [0, 7, 999, 1000, 12_345, 123_456, 1_234_567]) {
      for (const language of ['zh-CN', 'en']) expect(inDigits(value)).toBe(value.toLocaleString(language));
    }
  });
});
