// Random deeds at counters, the journal lines they write, and the sums an independent reader makes of them.
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import fc from 'fast-check';
import {
  orderId,
  refundIdOf,
  saleLines,
  samplePermit,
  sampleVersions,
} from '../../ledger/testing/sample-counter.ts';
import type { Dimension, Grain, StatGoods, StatPlace } from '../dimensions.ts';

export const modelPlace = (n: number): StatPlace => ({
  counter: `c-00${n}`,
  league: n % 2 ? '150100' : '150400',
  banner: n % 2 ? '150102' : `15043${n % 4}`,
  siteKind: ['agency', 'mall', 'station'][n % 3]!,
  hostUnit: `单位${n % 2}`,
  operatingCompany: `公司${n % 3}`,
  programme: n === 1 ? '定点扶贫' : '',
});

export const modelGoods = (n: number): StatGoods => ({
  entry: `E-${n}`,
  name: `商品${n}`,
  category: n % 2 ? 'grain' : 'meat',
  creditCode: `code${n % 3}`,
  supplier: `供应商${n % 3}`,
  originLeague: '150400',
  originBanner: n % 2 ? '150430' : '150421',
});

export interface Deed {
  kind: 'sale' | 'failed' | 'unknown' | 'refused' | 'refund-again';
  counter: number;
  entry: number;
  fen: number;
  daysAgo: number;
  method: 'wechat' | 'cash';
}
export interface Happening {
  kind: 'resend' | 'move';
  counter: number;
}
export type Event = Deed | Happening;
export const isHappening = (event: Event): event is Happening =>
  event.kind === 'resend' || event.kind === 'move';

/** Counter 5 and entry 6 are in no register and no catalog. */
const deed = {
  counter: fc.integer({ min: 1, max: 5 }),
  entry: fc.integer({ min: 1, max: 6 }),
  fen: fc.integer({ min: 100, max: 9000 }),
  daysAgo: fc.integer({ min: 0, max: 35 }),
  method: fc.constantFrom('wechat' as const, 'cash' as const),
};
const deedKinds = fc.constantFrom('sale', 'failed', 'unknown', 'refused', 'refund-again') as fc.Arbitrary<
  Deed['kind']
>;
export const events: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: deedKinds, ...deed }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom('resend' as const, 'move' as const),
        counter: deed.counter,
      }),
    },
  ),
  { minLength: 3, maxLength: 25 },
);

export interface Expected {
  field: 'sales' | 'refunds' | 'notDelivered' | 'unknown' | 'refused';
  fen: number;
  day: string;
  method: string;
  place: StatPlace;
  goods: StatGoods;
}
type Count = Pick<Expected, 'field' | 'fen' | 'method'>;

/** Lines of one deed, and what they count. A refund said to be done twice counts once. */
export function deedLines(deed: Deed, name: string): { lines: LineBody[]; counts: Count[] } {
  const { fen, method } = deed;
  const entry = `E-${deed.entry}`;
  const order = orderId(name);
  if (deed.kind === 'sale') {
    const lines = saleLines(order, entry, fen).map((line) =>
      'method' in line ? { ...line, method } : line,
    ) as LineBody[];
    return { lines, counts: [{ field: 'sales', fen, method }] };
  }
  if (deed.kind === 'refused') {
    const lists = sampleVersions;
    return {
      lines: [
        { kind: 'refused', point: 'load', slot: 3, entry, reasons: ['not-certified', 'slot-locked'], lists },
        { kind: 'refused', point: 'show', slot: 4, entry, reasons: ['slot-empty'], lists },
      ],
      counts: [{ field: 'refused', fen: 0, method: '' }],
    };
  }
  const item = { item: 1, slot: 7, entry, lot: 'L1', priceFen: fen };
  const back = { refund: refundIdOf(order, 1), order, item: 1, amountFen: fen, method, reason: 'x' };
  const outcome = deed.kind === 'unknown' ? 'unknown' : 'not-delivered';
  return {
    lines: [
      { kind: 'order', order, items: [{ ...item, permit: samplePermit(entry) }], totalFen: fen, method },
      { kind: 'paid', order, method, amountFen: fen, transaction: `t-${order}` },
      { kind: 'outcome', order, ...item, method, outcome, detail: 'x' },
      { kind: 'refund', ...back, state: 'due' },
      { kind: 'refund', ...back, state: 'done' },
      ...(deed.kind === 'refund-again' ? [{ kind: 'refund', ...back, state: 'done' }] : []),
    ] as LineBody[],
    counts: [
      { field: deed.kind === 'unknown' ? 'unknown' : 'notDelivered', fen: 0, method },
      { field: 'refunds', fen, method },
    ],
  };
}

const goodsFields: Partial<Record<Dimension, keyof StatGoods>> = {
  entry: 'entry',
  category: 'category',
  supplier: 'creditCode',
  originLeague: 'originLeague',
  originBanner: 'originBanner',
};

export const keyOf = ({ method, place, goods }: Expected, dimension: Dimension): string => {
  if (dimension === 'method') return method;
  const field = goodsFields[dimension];
  if (field) return goods[field];
  return place[dimension as keyof StatPlace];
};

const lengths: Record<Grain, number> = { none: 0, day: 10, month: 7, year: 4 };
const nothing = {
  ...{ sales: 0, salesFen: 0, refunds: 0, refundsFen: 0, notDelivered: 0, unknown: 0, refused: 0 },
};
export type ModelSums = typeof nothing;

/** Period and key to sums, straight from the list of what was written. */
export function modelSums(list: readonly Expected[], by: Dimension | 'none', grain: Grain) {
  const sums = new Map<string, ModelSums>();
  for (const one of list) {
    const key = `${one.day.slice(0, lengths[grain])}|${by === 'none' ? '' : keyOf(one, by)}`;
    const sum = sums.get(key) ?? { ...nothing };
    sum[one.field] += 1;
    if (one.field === 'sales') sum.salesFen += one.fen;
    if (one.field === 'refunds') sum.refundsFen += one.fen;
    sums.set(key, sum);
  }
  return sums;
}
