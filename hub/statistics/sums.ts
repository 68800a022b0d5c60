// pure
// The nine sums of every table of figures, and facts added up to rows of them.
import type { Fact } from './facts.ts';

/** Amounts in whole fen. `judged`: sales looked at by the audit so far; `certified`: those found certified. */
export interface Sums {
  sales: number;
  salesFen: number;
  refunds: number;
  refundsFen: number;
  notDelivered: number;
  unknown: number;
  judged: number;
  certified: number;
  refused: number;
}

/** Field to column. */
export const sumColumns = {
  sales: 'sales',
  salesFen: 'sales_fen',
  refunds: 'refunds',
  refundsFen: 'refunds_fen',
  notDelivered: 'not_delivered',
  unknown: 'unknown',
  judged: 'judged',
  certified: 'certified',
  refused: 'refused',
} as const satisfies Record<keyof Sums, string>;
export const sumFields = Object.keys(sumColumns) as (keyof Sums)[];
const columns = Object.values(sumColumns);

export const noSums = (): Sums => ({
  ...{ sales: 0, salesFen: 0, refunds: 0, refundsFen: 0, notDelivered: 0, unknown: 0 },
  ...{ judged: 0, certified: 0, refused: 0 },
});

export function addSums(to: Sums, from: Readonly<Sums>): void {
  for (const field of sumFields) to[field] += from[field];
}

export function addFactTo(sums: Sums, { kind, fen }: Pick<Fact, 'kind' | 'fen'>): void {
  if (kind === 'sale') {
    sums.sales += 1;
    sums.salesFen += fen;
  } else if (kind === 'refund') {
    sums.refunds += 1;
    sums.refundsFen += fen;
  } else if (kind !== 'testVend') {
    sums[kind] += 1;
  }
}

export const sumDefinitions = columns.map((column) => `${column} INTEGER NOT NULL`).join(', ');
export const sumsAdded = columns.map((column) => `${column} = ${column} + excluded.${column}`).join(', ');
export const sumNames = columns.join(', ');

/** Rows under an identity of numbers: added up before they reach the database. */
export class SumRows {
  readonly #rows = new Map<string, { ids: readonly number[]; sums: Sums }>();

  at(...ids: readonly number[]): Sums {
    const name = ids.join(' ');
    const known = this.#rows.get(name);
    if (known) return known.sums;
    const sums = noSums();
    this.#rows.set(name, { ids, sums });
    return sums;
  }

  /** Arrays of identity and sums, in the order of the columns. */
  rows(): number[][] {
    return [...this.#rows.values()].map(({ ids, sums }) => [
      ...ids,
      ...sumFields.map((field) => sums[field]),
    ]);
  }
}
