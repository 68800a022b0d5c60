// An uploaded file to the cells of its table; a file that only pretends to be one costs a thread, not the hub.
import { Worker } from 'node:worker_threads';
import { DomainError } from '../platform/domain-error.ts';

const heapMaxMb = 512;
const timeoutMs = 30_000;

/** Rejects with DomainError `bad-file`, whose sentence says what to do. */
export async function readUpload(bytes: Uint8Array, fileName: string): Promise<string[][]> {
  const { promise, resolve } = Promise.withResolvers<{ rows?: string[][]; refused?: string }>();
  const worker = new Worker(new URL('./table-worker.ts', import.meta.url), {
    workerData: { bytes, fileName },
    resourceLimits: { maxOldGenerationSizeMb: heapMaxMb },
  });
  const timer = setTimeout(() => resolve({ refused: '文件太大，请拆成几个 / split the file' }), timeoutMs);
  worker.once('message', resolve);
  worker.once('error', () => resolve({ refused: '文件无法读取 / the file cannot be read' }));
  worker.once('exit', () => resolve({ refused: '文件无法读取 / the file cannot be read' }));
  const { rows, refused } = await promise;
  clearTimeout(timer);
  await worker.terminate();
  if (rows) return rows;
  throw new DomainError('invalid', 'bad-file', refused ?? '');
}
