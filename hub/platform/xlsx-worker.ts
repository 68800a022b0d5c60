// Entry of the worker thread that `xlsxOf` starts: sheets in, one file out.
import { parentPort, workerData } from 'node:worker_threads';
import { type Sheet, writeSheets } from './xlsx.ts';

parentPort?.postMessage(new Uint8Array(await writeSheets(workerData as readonly Sheet[])));
