// Which faults the journal says are there: what a restart must not forget.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';

/** Codes of the faults whose last line says `active`, in the order of those lines. */
export async function openFaults(db: Queries): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ bytes: Uint8Array }>(
    "SELECT bytes FROM journal_line WHERE kind = 'fault' ORDER BY seq",
  );
  const open = new Set<string>();
  for (const { bytes } of rows) {
    const line = JSON.parse(Buffer.from(bytes).toString('utf8')) as LineOf<'fault'>;
    open.delete(line.code);
    if (line.active) open.add(line.code);
  }
  return open;
}
