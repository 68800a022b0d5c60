// The last tickets and refusals as the journal has them at start: a power cut hides nothing from the operator.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { keptMax, nothingRecent, type Recent, remember } from './recent.ts';

export async function loadRecent(db: Queries): Promise<Recent> {
  let recent = nothingRecent;
  for (const kind of ['ticket', 'refused']) {
    const rows = await db.query<{ bytes: Uint8Array }>(
      'SELECT bytes FROM journal_line WHERE kind = ? ORDER BY seq DESC LIMIT ?',
      [kind, keptMax],
    );
    const lines = rows.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString('utf8')) as Line);
    recent = lines.reduceRight(remember, recent);
  }
  return recent;
}
