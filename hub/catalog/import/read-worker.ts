// Entry of the worker thread that `readTableInWorker` starts: one file in, one table or one refusal out.
import { parentPort, workerData } from 'node:worker_threads';
import { readTable } from './read-table.ts';
import { ImportFileError } from './table.ts';

const { bytes, fileName } = workerData as { bytes: Uint8Array; fileName: string };
try {
  const table = await readTable(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), fileName);
  parentPort?.postMessage({ table });
} catch (error) {
  const known = error instanceof ImportFileError ? { code: error.code, ...error.text } : undefined;
  parentPort?.postMessage({ refused: known });
}
