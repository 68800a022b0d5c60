// pure
// How many packages the journals say stand in each slot: loaded, found, sold.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { CommittedGroup } from '../ledger/projection.ts';

interface Movement {
  counter: string;
  slot: number;
  journal: string;
  seq: number;
  at: number;
  entry: string;
  lot: string;
  /** What stands there now, or how many left. */
  count?: number;
  taken?: number;
}

interface Change extends Movement {
  /** True: `count` is what stands there, whatever was known before. */
  isKnown: boolean;
}

const setSql = `INSERT INTO shelf_slot (counter, slot, entry, lot, count, journal, seq, at)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
  FROM json_each(?) WHERE true ON CONFLICT (counter, slot) DO UPDATE SET entry = excluded.entry, lot = excluded.lot,
    count = excluded.count, journal = excluded.journal, seq = excluded.seq, at = excluded.at`;
const takeSql = `UPDATE shelf_slot SET count = max(0, count - (taken.value ->> 2)), journal = taken.value ->> 3,
  seq = taken.value ->> 4, at = taken.value ->> 5 FROM json_each(?) AS taken
  WHERE counter = taken.value ->> 0 AND slot = taken.value ->> 1 AND entry = taken.value ->> 6`;

function movementsOf({ draft, parts }: CommittedGroup): Movement[] {
  const journals = new Map(parts.map(({ key, journal }) => [key, journal]));
  const sold = draft.sales.map(({ key, counter, seq, atMs, slot, entry, lot }) => {
    return { counter, slot, journal: journals.get(key) ?? '', seq, at: atMs, entry, lot, taken: 1 };
  });
  const counted = draft.others.flatMap(({ counter, journal, line }): Movement[] => {
    if (line.kind !== 'restock' && line.kind !== 'stock') return [];
    const { slot, seq, at, entry, lot } = line;
    return [
      { counter, slot, journal, seq, at, entry, lot, count: line.kind === 'stock' ? line.found : line.count },
    ];
  });
  return [...sold, ...counted].sort((a, b) => a.seq - b.seq);
}

/** One change a slot: from the last count on, else what was taken from what stands in the table. */
function changesOf(movements: readonly Movement[]): Change[] {
  const changes = new Map<string, Change>();
  for (const movement of movements) {
    const key = `${movement.counter} ${movement.slot}`;
    const before = changes.get(key);
    if (movement.count !== undefined) changes.set(key, { ...movement, isKnown: true });
    else if (before?.isKnown) {
      const { journal, seq, at } = movement;
      changes.set(key, { ...before, journal, seq, at, count: Math.max(0, (before.count ?? 0) - 1) });
    } else changes.set(key, { ...movement, taken: (before?.taken ?? 0) + 1, isKnown: false });
  }
  return [...changes.values()];
}

/** SANC-11: in the order of each journal's lines, one statement for what was counted and one for what was sold. */
export async function writeShelves(tx: Queries, group: CommittedGroup): Promise<void> {
  const changes = changesOf(movementsOf(group));
  const known = changes.filter(({ isKnown }) => isKnown);
  const taken = changes.filter(({ isKnown }) => !isKnown);
  if (known.length > 0)
    await tx.run(setSql, [
      JSON.stringify(
        known.map((one) => [
          one.counter,
          one.slot,
          one.entry,
          one.lot,
          one.count,
          one.journal,
          one.seq,
          one.at,
        ]),
      ),
    ]);
  if (taken.length > 0)
    await tx.run(takeSql, [
      JSON.stringify(
        taken.map((one) => [one.counter, one.slot, one.taken, one.journal, one.seq, one.at, one.entry]),
      ),
    ]);
}
