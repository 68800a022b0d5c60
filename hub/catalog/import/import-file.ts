import { type ImportResult, importTable, type RowsTold } from './import.ts';
import { readTable } from './read-table.ts';
import { ImportFileError } from './table.ts';

/** The whole import: bytes and file name to entries and rejected rows, or to the reason why the file is refused. */
export async function importFile(bytes: Buffer, fileName: string, told?: RowsTold): Promise<ImportResult> {
  try {
    return importTable(await readTable(bytes, fileName), told);
  } catch (error) {
    if (!(error instanceof ImportFileError)) throw error;
    return { ok: false, code: error.code, message: error.text, missing: [], found: [] };
  }
}
