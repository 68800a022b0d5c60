// Restock sessions that were opened and not closed: after a power cut the next one closes them (RST-3).
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';

export interface OpenRestock {
  session: string;
  operator: string;
}

/** Follows lines that are being appended; call it inside their transaction. */
export async function projectOpenRestock(tx: Queries, lines: readonly Line[]): Promise<void> {
  for (const line of lines) {
    if (line.kind !== 'restock-session') continue;
    if (line.state === 'closed') await tx.run('DELETE FROM open_restock WHERE session = ?', [line.session]);
    else {
      const row = [line.session, line.operator];
      await tx.run('INSERT OR REPLACE INTO open_restock (session, operator) VALUES (?, ?)', row);
    }
  }
}

/** Read once at start; normally none or one. */
export async function loadOpenRestocks(queries: Queries): Promise<OpenRestock[]> {
  return queries.query<OpenRestock>('SELECT session, operator FROM open_restock ORDER BY session');
}
