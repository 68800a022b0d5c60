// Every checkpoint that was ever signed, for whoever compares it with what others were shown.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { ExportedCheckpoint } from '@zhuangui/protocol/export-format.ts';

const pageRows = 500;

/** By size, a page in memory at a time. */
export async function* exportedCheckpoints(db: Queries, epoch: number): AsyncGenerator<ExportedCheckpoint> {
  for (let last = -1; ; ) {
    const rows = await db.query<ExportedCheckpoint>(
      `SELECT size, note FROM log_checkpoint WHERE epoch = ? AND size > ? ORDER BY size LIMIT ${pageRows}`,
      [epoch, last],
    );
    yield* rows;
    const end = rows.at(-1);
    if (!end || rows.length < pageRows) return;
    last = end.size;
  }
}
