import { describe, expect, it } from 'vitest';
import { clockOf, dayTimeOf, percent, seconds, whole, yuan } from './format.ts';

const at = Date.UTC(2026, 10, 22, 16, 5, 9);

describe('figures on the console', () => {
  it('[CON-3] shows Beijing time wherever the browser stands', () => {
    expect(clockOf(at)).toBe('00:05:09');
    expect(dayTimeOf(at)).toBe('2026-11-23 00:05');
  });

  it('[CON-3] shows whole fen as yuan and never rounds a share up to 100', () => {
    expect(yuan(1_234_567)).toBe('¥12,345.67');
    expect(whole(1_000_000)).toBe('1,000,000');
    expect(percent(100)).toBe('100%');
    expect(percent(99.9999)).toBe('99.99%');
    expect(percent(61.6)).toBe('61.60%');
    expect(seconds(420)).toBe('0.42');
    expect(seconds(12_340)).toBe('12.3');
  });
});
