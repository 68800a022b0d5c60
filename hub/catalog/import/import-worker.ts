// Entry of the worker thread that `importInWorker` starts: one file in, one result out.
import { parentPort, workerData } from 'node:worker_threads';
import { importFile } from './import-file.ts';

const { bytes, fileName } = workerData as { bytes: Uint8Array; fileName: string };
const result = await importFile(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), fileName);
parentPort?.postMessage(result);
