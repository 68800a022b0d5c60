import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumFen, yuan } from './money.ts';

describe('money', () => {
  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [50, '0.50'],
    [1880, '18.80'],
    [100_000_000, '1000000.00'],
    [-305, '-3.05'],
  ])('[MONEY-1] %d fen are %s yuan', (fen, text) => {
    expect(yuan(fen)).toBe(text);
  });

  it('[MONEY-1] says every amount exactly: its digits are the fen', () => {
    fc.assert(
      fc.property(fc.nat(), (fen) => {
        expect(Number(yuan(fen).replace('.', ''))).toBe(fen);
      }),
    );
  });

  it.each([0.5, Number.NaN, 2 ** 60])('[MONEY-1] %d is not money', (amount) => {
    expect(() => yuan(amount)).toThrow(RangeError);
    expect(() => sumFen([amount, 1])).toThrow(RangeError);
  });

  it('[MONEY-1] adds up', () => expect(sumFen([1880, 20, 100])).toBe(2000));
});
