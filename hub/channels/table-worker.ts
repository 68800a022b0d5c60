// Reads one uploaded table in a thread of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { readTable } from '../catalog/import/read-table.ts';
import { ImportFileError } from '../catalog/import/table.ts';

const { bytes, fileName } = workerData as { bytes: Uint8Array; fileName: string };
try {
  const { rows } = await readTable(Buffer.from(bytes), fileName);
  parentPort?.postMessage({ rows });
} catch (error) {
  const known =
    error instanceof ImportFileError
      ? error.message
      : '文件无法读取，请另存为 .xlsx / the file cannot be read; save it anew as .xlsx';
  parentPort?.postMessage({ refused: known });
}
