import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandAround, parseMoney, parsePriceBand } from './money.ts';

const value = (text: string) => {
  const parsed = parseMoney(text);
  return parsed.ok ? parsed.value : parsed.code;
};
const band = (text: string) => {
  const parsed = parsePriceBand(text);
  return parsed.ok ? [parsed.value.minFen, parsed.value.maxFen] : parsed.code;
};

describe('money', () => {
  it('[CAT-6] reads every amount of whole fen exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (fen) => {
        expect(value((fen / 100).toFixed(2))).toBe(fen);
        expect(
          value(`¥${Math.floor(fen / 100).toLocaleString('en-US')}.${String(fen % 100).padStart(2, '0')}元`),
        ).toBe(fen);
      }),
    );
  });

  it('[CAT-6] reads any band of two amounts, and a single price as 0.8 to 1.2 of it', () => {
    const fen = fc.integer({ min: 1, max: 5_000_000 });
    fc.assert(
      fc.property(fen, fen, (a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        expect(band(`${(min / 100).toFixed(2)}-${(max / 100).toFixed(2)}`)).toEqual([min, max]);
        const around = bandAround(a);
        expect(Math.abs(around.minFen * 10 - a * 8)).toBeLessThanOrEqual(a === 1 ? 2 : 5);
        expect(Math.abs(around.maxFen * 10 - a * 12)).toBeLessThanOrEqual(5);
      }),
    );
  });

  it.each([
    ['１２．５０', 1250],
    ['12.3', 1230],
    ['1,234.50元/袋', 123450],
    ['￥8', 800],
    ['12.300', 1230],
    ['0', 'price-range'],
    ['12.345', 'price-precision'],
    ['1.2万', 'price-form'],
    ['面议', 'price-form'],
    ['-5', 'price-form'],
    ['100000.01', 'price-range'],
  ])('[CAT-6] reads %s as %s', (text, expected) => expect(value(text)).toBe(expected));

  it.each([
    ['12.00-18.50', [1200, 1850]],
    ['12元～18.5元', [1200, 1850]],
    ['12 至 18', [1200, 1800]],
    ['12.00——18.50', [1200, 1850]],
    ['10', [800, 1200]],
    ['0.33', [26, 40]],
    ['18-12', 'price-order'],
    ['1-2-3', 'price-form'],
  ])('[CAT-6] reads the band %s', (text, expected) => expect(band(text)).toEqual(expected));
});
