// npm run samples -- --out <folder> --count <n> --date <YYYY-MM-DD>: writes sample catalogs for the importer.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseDate } from '../../hub/catalog/import/dates.ts';
import { DEFAULT_COUNT, sampleEntries } from './entries.ts';
import { rowsWithMistakes } from './mistakes.ts';
import { sheetRow } from './sheet.ts';
import { gb18030CsvOf, xlsxOf } from './write.ts';

/** Writes the three sample files into a folder and returns their paths. */
export async function writeSamples(folder: string, count: number, referenceDate: string): Promise<string[]> {
  const entries = sampleEntries({ count, referenceDate });
  const rows = entries.map((entry, i) => sheetRow(entry, i + 1));
  const files: [string, Buffer][] = [
    ['catalog.xlsx', await xlsxOf(rows)],
    ['catalog-with-mistakes.xlsx', await xlsxOf(rowsWithMistakes(entries))],
    ['catalog-gb18030.csv', gb18030CsvOf(rows)],
  ];
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
  return files.map(([name]) => join(folder, name));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: 'data/samples' },
      count: { type: 'string', default: String(DEFAULT_COUNT) },
      date: { type: 'string', default: new Date().toISOString().slice(0, 10) },
    },
  });
  const date = parseDate(values.date);
  if (!date.ok) throw new Error(`--date ${values.date}: ${date.message.en}`);
  for (const path of await writeSamples(values.out, Number(values.count), date.value)) console.log(path);
}

if (import.meta.main) {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
