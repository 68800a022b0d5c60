// npm run dataset: a data folder with 20,000 counters and 10 million journal lines, to measure with and to try.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dayOf } from '@zhuangui/protocol/days.ts';
import { datasetOptions, datasetUsage } from './dataset-options.ts';
import { writeDataset } from './write-dataset.ts';

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    console.log(datasetUsage);
    return;
  }
  const options = datasetOptions(process.argv.slice(2), dayOf(Date.now()));
  if (existsSync(join(options.out, 'hub.db')))
    throw new Error(`${options.out} holds a hub already: name another folder with --out.`);
  await mkdir(options.out, { recursive: true });
  const startMs = performance.now();
  let told = 0;
  const { lines, sales } = await writeDataset(options, (done, all) => {
    const part = Math.floor((20 * done) / all);
    if (part > told) console.log(`${5 * part} % · ${done.toLocaleString('en')} lines`);
    told = part;
  });
  const seconds = (performance.now() - startMs) / 1000;
  console.log(
    `${options.out}: ${options.counters} counters, ${lines.toLocaleString('en')} lines, ${sales.toLocaleString('en')} sales in ${seconds.toFixed(0)} s.`,
  );
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
