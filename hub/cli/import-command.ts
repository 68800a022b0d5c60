// A catalog file from the command line, with every rejected row and why.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ImportCounts, RejectedRow } from '../catalog/import/import.ts';
import { Refused } from './client.ts';
import { type Context, need } from './context.ts';
import { table } from './table.ts';

interface Report {
  counts: ImportCounts;
  rejected: RejectedRow[];
  published: { version: number; changed: number } | null;
}

function printRejected(print: Context['print'], rejected: readonly RejectedRow[]): void {
  if (rejected.length === 0) return;
  const rows = rejected.flatMap(({ row, reasons }) =>
    reasons.map(({ column, value, code, message }) => [
      String(row),
      column,
      value,
      code,
      message.zh,
      message.en,
    ]),
  );
  print(table(['row', 'column', 'value', 'code', '原因', 'reason'], rows));
}

export async function importFile({ client, options, words, print }: Context): Promise<void> {
  const path = need(words[0], 'the file');
  const bytes = await readFile(path).catch((error: Error) => {
    throw new Refused(`${path} cannot be read: ${error.message}`);
  });
  const query = new URLSearchParams({
    ...(options.publish ? { publish: '1' } : {}),
    ...(options.replace ? { replace: '1' } : {}),
  });
  const report = await client
    .postFile<Report>(`/api/catalog/import?${query}`, basename(path), bytes)
    .catch((error: unknown) => {
      const { rejected } = ((error as Refused).body ?? {}) as Partial<Report>;
      printRejected(print, rejected ?? []);
      throw error;
    });
  const { counts, rejected, published } = report;
  printRejected(print, rejected);
  print(`${counts.rows} rows: ${counts.accepted} accepted, ${counts.rejected} rejected\n`);
  if (published)
    print(`catalog version ${published.version} published, ${published.changed} entries changed\n`);
  else print('nothing was published; add --publish to do so\n');
}
