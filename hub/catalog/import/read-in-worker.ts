// `readTable` in a thread of its own: a small file may unpack to hundreds of megabytes, and the hub's event loop has
// counters to answer.
import { Worker } from 'node:worker_threads';
import { ImportFileError, type Table } from './table.ts';

const heapMaxMb = 512;

type Answer = { table: Table } | { refused: { code: string; zh: string; en: string } | undefined };
const unreadable = {
  code: 'damaged',
  zh: '文件无法读取，请另存为新的 .xlsx',
  en: 'the file cannot be read; save it anew as .xlsx',
};
const slow = {
  code: 'too-large',
  zh: '读取超时，请拆成几个文件',
  en: 'reading took too long; split the file',
};

/** SEC-20: rejects with ImportFileError, whose text says what to do; a file that only pretends costs a thread. */
export async function readTableInWorker(
  bytes: Uint8Array,
  fileName: string,
  timeoutMs = 30_000,
): Promise<Table> {
  const worker = new Worker(new URL('./read-worker.ts', import.meta.url), {
    workerData: { bytes, fileName },
    resourceLimits: { maxOldGenerationSizeMb: heapMaxMb },
  });
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const timer = setTimeout(() => resolve({ refused: slow }), timeoutMs);
  worker.once('message', resolve);
  worker.once('error', () => resolve({ refused: undefined }));
  worker.once('exit', () => resolve({ refused: undefined }));
  try {
    const answer = await promise;
    if ('table' in answer) return answer.table;
    const { code, zh, en } = answer.refused ?? unreadable;
    throw new ImportFileError(code, zh, en);
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
