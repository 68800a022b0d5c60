// The transparency log in an export: every leaf as it was appended, every checkpoint as it was signed.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { exportPaths } from '@zhuangui/protocol/export-format.ts';
import { exportedCheckpoints } from '../transparency/exported-checkpoints.ts';
import { allEpochs, readLeaves } from '../transparency/log-store.ts';
import type { ExportFolderWriter } from './export-folder.ts';

const pageLeaves = 500;

async function* leavesOf(db: Queries, epoch: number, signal?: AbortSignal) {
  for (let from = 0; ; ) {
    signal?.throwIfAborted();
    const rows = await readLeaves(db, epoch, from, pageLeaves);
    for (const { index, bytes } of rows) yield { index, leaf: Buffer.from(bytes).toString('base64') };
    const last = rows.at(-1);
    if (!last || rows.length < pageLeaves) return;
    from = last.index + 1;
  }
}

/** The whole log, whatever the period: a checkpoint covers all of it. */
export async function writeLogs(
  out: ExportFolderWriter,
  db: Queries,
  keyOf: (origin: string) => string,
  signal?: AbortSignal,
): Promise<void> {
  const epochs = await allEpochs(db);
  if (epochs.length === 0) return;
  const logs = await out.file(exportPaths.logs);
  try {
    for (const { epoch, origin } of epochs) {
      await logs.write(`${JSON.stringify({ epoch, origin, key: keyOf(origin) })}\n`);
      await out.rows(exportPaths.leaves(epoch), leavesOf(db, epoch, signal));
      await out.rows(exportPaths.checkpoints(epoch), exportedCheckpoints(db, epoch));
    }
  } finally {
    await logs.end();
  }
}
