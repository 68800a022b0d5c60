// Test vends without an outcome, in the journal's database, written in the transaction of their lines (SALE-20).
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import type { OpenVend } from './test-vend-lines.ts';

/** Brings the table up to date with lines that are being appended; call it inside their transaction. */
export async function projectOpenVends(tx: Queries, lines: readonly Line[]): Promise<void> {
  for (const line of lines) {
    if (line.kind === 'test-outcome') {
      await tx.run('DELETE FROM operator_open_vend WHERE vend = ?', [line.vend]);
    } else if (line.kind === 'test-vend') {
      await tx.run(
        'INSERT OR REPLACE INTO operator_open_vend (vend, slot, entry, lot, operator) VALUES (?, ?, ?, ?, ?)',
        [line.vend, line.slot, line.entry, line.lot, line.operator],
      );
    }
  }
}

/** Rebuilds the table from lines saved out of a damaged journal, oldest first; what it held before is gone. */
export async function replayOpenVends(tx: Queries, lines: readonly Line[]): Promise<void> {
  await tx.run('DELETE FROM operator_open_vend');
  await projectOpenVends(tx, lines);
}

export const loadOpenVends = (db: Queries): Promise<OpenVend[]> =>
  db.query<OpenVend>('SELECT vend, slot, entry, lot, operator FROM operator_open_vend ORDER BY vend');
