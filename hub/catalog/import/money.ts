// pure
import { bad, good, type Parsed } from './reason.ts';
import { squeeze } from './text.ts';

/** A catalog price never exceeds this; larger ones are slips of the decimal point. */
const MAX_FEN = 100_000_00;
/** CAT-6: one reference price P stands for the band 0.8 P to 1.2 P. */
const BAND_LOW_TENTHS = 8;
const BAND_HIGH_TENTHS = 12;

export type PriceUnit = 'yuan' | 'fen';
export interface PriceBand {
  minFen: number;
  maxFen: number;
}

/** One amount in yuan (or fen) as whole fen, by its digits and without floating point: `¥1,234.50元/袋` is 123450. */
export function parseMoney(text: string, unit: PriceUnit = 'yuan'): Parsed<number> {
  const plain = squeeze(text)
    .replace(/^(RMB|CNY|¥)/i, '')
    .replace(/元?(\/[\u4e00-\u9fffA-Za-z0-9]{1,6})?$/, '');
  const found = /^(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,20}))?$/.exec(plain);
  if (!found)
    return bad('price-form', '价格看不懂，请写数字，例如 12.50', 'not a price; write digits such as 12.50');
  const whole = Number(found[1]!.replaceAll(',', ''));
  const decimals = (found[2] ?? '').replace(/0{1,20}$/, '');
  if (decimals.length > (unit === 'yuan' ? 2 : 0)) {
    return bad(
      'price-precision',
      '价格最小到分，请去掉多余的小数位',
      'prices go down to whole fen; drop the extra decimals',
    );
  }
  return inRange(unit === 'fen' ? whole : whole * 100 + Number(decimals.padEnd(2, '0')));
}

function inRange(fen: number): Parsed<number> {
  if (fen > 0 && fen <= MAX_FEN) return good(fen);
  return bad('price-range', '价格应大于 0 且不超过 10 万元', 'a price lies above 0 and up to 100,000 yuan');
}

/** CAT-6: the band a single reference price stands for, rounded half up to whole fen. */
export function bandAround(priceFen: number): PriceBand {
  return {
    minFen: Math.max(1, Math.floor((priceFen * BAND_LOW_TENTHS + 5) / 10)),
    maxFen: Math.floor((priceFen * BAND_HIGH_TENTHS + 5) / 10),
  };
}

/** A band from two amounts; refuses a lower end above the upper one. */
export function bandOf(minFen: number, maxFen: number): Parsed<PriceBand> {
  if (minFen <= maxFen) return good({ minFen, maxFen });
  return bad('price-order', '最低价高于最高价，请核对', 'the lowest price is above the highest; check both');
}

/** Reads `12.00-18.50`, `12元至18.5元`, `12~18` or one price. */
export function parsePriceBand(text: string, unit: PriceUnit = 'yuan'): Parsed<PriceBand> {
  const parts = squeeze(text).split(/[-–—~至到]+/);
  if (parts.length > 2)
    return bad('price-form', '价格区间看不懂，请写成 12.00-18.50', 'not a price band; write 12.00-18.50');
  const low = parseMoney(parts[0]!, unit);
  if (!low.ok || parts.length === 1) return low.ok ? good(bandAround(low.value)) : low;
  const high = parseMoney(parts[1]!, unit);
  return high.ok ? bandOf(low.value, high.value) : high;
}
