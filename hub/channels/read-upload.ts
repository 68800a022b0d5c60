// An uploaded file to the cells of its table.
import { readTableInWorker } from '../catalog/import/read-in-worker.ts';
import { DomainError } from '../platform/domain-error.ts';

/** Rejects with DomainError `bad-file`, whose sentence says what to do. */
export async function readUpload(bytes: Uint8Array, fileName: string): Promise<string[][]> {
  const { rows } = await readTableInWorker(bytes, fileName).catch((error: Error) => {
    throw new DomainError('invalid', 'bad-file', error.message);
  });
  return rows;
}
