// pure
import { type Entry, qualityMarks } from '@zhuangui/protocol/catalog.ts';
import { gtinCheckDigit } from '@zhuangui/protocol/checks/gtin.ts';
import { addDays } from '@zhuangui/protocol/days.ts';
import { bannerByCode } from '../../hub/catalog/import/regions.ts';
import { type Product, products } from './products.ts';
import { supplierOf } from './suppliers.ts';

/** Entries of the demo's catalog. */
export const DEFAULT_COUNT = 360;
/** The reference date of the committed `simulators/samples/catalog.xlsx`. */
export const COMMITTED_REFERENCE_DATE = '2026-11-23';
const MAX_COUNT = 10_000;
const BRANDS = [
  '草原印象',
  '蒙乡源',
  '塞外禾',
  '兴牧人家',
  '青山牧场',
  '北疆味道',
  '沃野情',
  '牧歌红',
] as const;
const trades = [...new Set(products.map((product) => product.trade))];

export interface SampleOptions {
  /** How many entries, 1 to 10,000. */
  count?: number;
  /** The day, YYYY-MM-DD, on which every entry is valid: certificates run from at most a year before to at most two years after. */
  referenceDate: string;
}

function helpText(product: Product, i: number, people: number): string {
  const texts = [
    `与${people}名脱贫人口签订${product.trade}订单，按高于市场价5%保底收购，年底按交易量分红`,
    `流转土地并吸纳脱贫户务工，带动${people}人，人均年增收${1500 + (i % 20) * 100}元`,
    `统一提供种苗、技术和销路，带动${people}名脱贫人口发展${product.trade}`,
    `以扶贫资金入股，每年按投入资金的8%向${people}名脱贫人口分红`,
  ];
  return texts[i % texts.length]!;
}

/** Price of a package at one supplier: within a tenth of the usual price, to ten fen. */
function priceBand(usualFen: number, i: number): Entry['priceBand'] {
  const price = usualFen * (90 + (i % 21));
  const round = (percent: number): number => Math.round((price * percent) / 100_000) * 10;
  return { minFen: round(85), maxFen: round(120) };
}

/** GS1 prefix 699 with numbers 6999…, which no company is known to hold. */
function gtinOf(i: number): string {
  const body = `6999${String(i).padStart(8, '0')}`;
  return body + gtinCheckDigit(body);
}

function validity(referenceDate: string, i: number): { validFrom: string; validUntil: string } {
  return {
    validFrom: addDays(referenceDate, -365 + ((i * 13) % 300)),
    validUntil: addDays(referenceDate, 730 - ((i * 29) % 330)),
  };
}

/** A product's first mark always, the others at two of three suppliers; in the order of the list of marks. */
function marksOf(product: Product, i: number): Entry['marks'] {
  const held = product.marks.filter((_, m) => m === 0 || i % 3 !== 0);
  return qualityMarks.filter((mark) => held.includes(mark));
}

function entryOf(i: number, referenceDate: string): Entry {
  const product = products[i % products.length]!;
  const round = Math.floor(i / products.length);
  const [specification, usualFen] = product.packages[round % product.packages.length]!;
  const k = Math.floor(round / product.packages.length);
  const banner = bannerByCode(product.banner)!;
  const people = 12 + ((i * 37) % 480);
  const number = `NMFP-2020-${String(i + 1).padStart(6, '0')}`;
  return {
    id: number,
    name: product.name,
    brand: BRANDS[(i + k) % BRANDS.length]!,
    specification,
    gtins: [gtinOf(i + 1)],
    category: product.category,
    supplier: supplierOf(banner, product.trade, trades.indexOf(product.trade), k),
    origin: { banner: banner.code, name: banner.name, league: banner.league.code },
    helps: { how: helpText(product, i, people), people },
    certificate: { number, ...validity(referenceDate, i) },
    priceBand: priceBand(usualFen, i),
    marks: marksOf(product, i),
    shelfLifeDays: product.shelfLifeDays,
  };
}

/** The same entries every time for the same arguments; all of them valid on the reference date. */
export function sampleEntries({ count = DEFAULT_COUNT, referenceDate }: SampleOptions): Entry[] {
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT) {
    throw new RangeError(`count is a whole number from 1 to ${MAX_COUNT}`);
  }
  return Array.from({ length: count }, (_, i) => entryOf(i, referenceDate));
}
