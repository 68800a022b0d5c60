// pure
// STAT-1: the journal lines of one committed group that figures count, one fact a line.
import { dayOf } from '@zhuangui/protocol/days.ts';
import { isAboutGoods } from '@zhuangui/protocol/units.ts';
import type { CommittedGroup } from '../ledger/projection.ts';
import { dayNumber, methods } from './dimensions.ts';

/** How a line counts; stored as a number, a new kind is added at the end. */
export const factKinds = {
  sale: 1,
  refund: 2,
  notDelivered: 3,
  unknown: 4,
  /** An attempt to load, show, pay or dispense goods that must not be sold (GATE-13). */
  refused: 5,
  /** Uncertified goods that left in a test vend: no sale, but judged (HTTP-8). */
  testVend: 6,
} as const;
export type FactKind = keyof typeof factKinds;

export interface Fact {
  /** Journal's key and line number. */
  key: number;
  seq: number;
  counter: string;
  entry: string;
  kind: FactKind;
  /** 20261123, calendar day (UTC+8) of the line's own time. */
  day: number;
  /** Index in `methods`. */
  method: number;
  fen: number;
}

export const methodIndex = (method: string): number => Math.max(0, methods.indexOf(method as never));
export const dayNumberOf = (atMs: number): number => dayNumber(dayOf(atMs));

/** Every counted line once; the sums equal the ledger's own totals. */
export function factsOf({ draft }: Pick<CommittedGroup, 'draft'>): Fact[] {
  const sales = draft.sales.map(
    ({ key, seq, counter, entry, atMs, method, priceFen }): Fact => ({
      ...{ key, seq, counter, entry, kind: 'sale', fen: priceFen },
      ...{ day: dayNumberOf(atMs), method: methodIndex(method) },
    }),
  );
  const failed = draft.undelivered.map(
    ({ key, counter, line }): Fact => ({
      ...{ key, seq: line.seq, counter, entry: line.entry, fen: 0 },
      kind: line.outcome === 'unknown' ? 'unknown' : 'notDelivered',
      ...{ day: dayNumberOf(line.at), method: methodIndex(line.method) },
    }),
  );
  const refunds = draft.countedRefunds.map(
    ({ key, counter, entry, line }): Fact => ({
      ...{ key, seq: line.seq, counter, entry, kind: 'refund', fen: line.amountFen },
      ...{ day: dayNumberOf(line.at), method: methodIndex(line.method) },
    }),
  );
  const refused = draft.refusals
    .filter(({ reasons }) => isAboutGoods(reasons))
    .map(
      ({ key, seq, counter, entry, atMs }): Fact => ({
        ...{ key, seq, counter, entry: entry ?? '', kind: 'refused', fen: 0 },
        ...{ day: dayNumberOf(atMs), method: 0 },
      }),
    );
  return [...sales, ...failed, ...refunds, ...refused];
}
