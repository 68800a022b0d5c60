// Entry of the worker thread that `importInWorker` starts: one file in, rows counted as they are read, one result out.
import { parentPort, workerData } from 'node:worker_threads';
import { importFile } from './import-file.ts';
import type { FromWorker } from './import-in-worker.ts';

const { bytes, fileName } = workerData as { bytes: Uint8Array; fileName: string };
const post = (message: FromWorker) => parentPort?.postMessage(message);
const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
const result = await importFile(file, fileName, (read, rows) => post({ read, rows }));
post({ result });
