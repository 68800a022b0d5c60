import { Worker } from 'node:worker_threads';
import type { ImportResult, RowsTold } from './import.ts';

/** What the thread says: how far it is, and in the end what came of it. */
export type FromWorker = { read: number; rows: number } | { result: ImportResult };

/** A worker that needs more than this reads a file that only pretends to be a catalog. */
const MAX_HEAP_MB = 1024;

function refusedResult(zh: string, en: string): ImportResult {
  return { ok: false, code: 'worker', message: { zh, en }, missing: [], found: [] };
}

/**
 * `importFile` in a thread of its own: 50,000 rows take seconds of computing, which the hub's event loop owes to its
 * counters. A file that makes the thread run out of memory or time is refused; the hub lives on.
 */
export function importInWorker(
  bytes: Uint8Array,
  fileName: string,
  timeoutMs = 120_000,
  told?: RowsTold,
): Promise<ImportResult> {
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), {
    workerData: { bytes, fileName },
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  const { promise, resolve } = Promise.withResolvers<ImportResult>();
  const timer = setTimeout(() => {
    resolve(refusedResult('导入超时，请拆成几个文件', 'the import took too long; split the file'));
  }, timeoutMs);
  worker.on('message', (message: FromWorker) => {
    if ('result' in message) resolve(message.result);
    else told?.(message.read, message.rows);
  });
  worker.once('error', (error) => {
    resolve(
      refusedResult(
        '导入失败，请另存为新的 .xlsx 后再试',
        `the import failed (${error.message}); save the file anew and retry`,
      ),
    );
  });
  worker.once('exit', () => {
    resolve(refusedResult('导入中断，请重试', 'the import was interrupted; try again'));
  });
  return promise.finally(() => {
    clearTimeout(timer);
    return worker.terminate();
  });
}
