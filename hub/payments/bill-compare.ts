// pure
// A provider's daily bill beside what the hub holds: what is not the same on both sides (PAY-12).

/** One payment or refund; `key`: the order, or the refund's number. */
export interface BillRow {
  kind: 'payment' | 'refund';
  key: string;
  order: string;
  amountFen: number;
}

export const differenceKinds = ['bill-missing-here', 'bill-missing-there', 'bill-amount'] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

export interface BillDifference {
  kind: DifferenceKind;
  row: 'payment' | 'refund';
  key: string;
  order: string;
  /** null: not on that side. */
  hereFen: number | null;
  thereFen: number | null;
}

const nameOf = ({ kind, key }: BillRow) => `${kind} ${key}`;

/**
 * `near` are the hub's rows of the neighbouring days: the two clocks do not agree about midnight, so a row that
 * stands there is no difference. Rows of the bill that several lines share are summed.
 */
export function compareBill(
  there: readonly BillRow[],
  here: readonly BillRow[],
  near: readonly BillRow[],
): BillDifference[] {
  const theirs = byName(there);
  const ours = byName(here);
  const around = byName(near);
  const differences: BillDifference[] = [];
  for (const [name, row] of theirs) {
    const own = ours.get(name) ?? around.get(name);
    if (!own) differences.push(difference('bill-missing-here', row, null, row.amountFen));
    else if (own.amountFen !== row.amountFen)
      differences.push(difference('bill-amount', row, own.amountFen, row.amountFen));
  }
  for (const [name, row] of ours)
    if (!theirs.has(name)) differences.push(difference('bill-missing-there', row, row.amountFen, null));
  return differences;
}

const difference = (
  kind: DifferenceKind,
  { kind: row, key, order }: BillRow,
  hereFen: number | null,
  thereFen: number | null,
): BillDifference => ({ kind, row, key, order, hereFen, thereFen });

function byName(rows: readonly BillRow[]): Map<string, BillRow> {
  const map = new Map<string, BillRow>();
  for (const row of rows) {
    const held = map.get(nameOf(row));
    map.set(nameOf(row), held ? { ...held, amountFen: held.amountFen + row.amountFen } : row);
  }
  return map;
}
