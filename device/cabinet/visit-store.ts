// What a cabinet weighed before its door was unlocked for an order, kept until the order is closed (CAB-4).
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import type { SlotWeight } from './weighing.ts';

export const cabinetMigrations: readonly Migration[] = [
  {
    id: 500,
    name: 'cabinet visits',
    statements: ['CREATE TABLE cabinet_visit (ord TEXT NOT NULL PRIMARY KEY, weights TEXT NOT NULL) STRICT'],
  },
];

/** Follows committed lines, in their transaction. */
export async function projectVisits(tx: Queries, lines: readonly Line[]): Promise<void> {
  for (const line of lines) {
    if (line.kind === 'weights' && line.when === 'before' && line.order) {
      await tx.run('INSERT OR REPLACE INTO cabinet_visit (ord, weights) VALUES (?, ?)', [
        line.order,
        JSON.stringify(line.slots),
      ]);
    }
    if (line.kind === 'closed') await tx.run('DELETE FROM cabinet_visit WHERE ord = ?', [line.order]);
  }
}

/** Starts anew from the lines a damaged journal was salvaged to. */
export async function replayVisits(tx: Queries, lines: readonly Line[]): Promise<void> {
  await tx.run('DELETE FROM cabinet_visit');
  await projectVisits(tx, lines);
}

/** Undefined when the door was never announced for this order. */
export async function weightsBefore(db: Queries, order: string): Promise<SlotWeight[] | undefined> {
  const [row] = await db.query<{ weights: string }>('SELECT weights FROM cabinet_visit WHERE ord = ?', [
    order,
  ]);
  return row ? (JSON.parse(row.weights) as SlotWeight[]) : undefined;
}
