// The money identity over many random sales, from the command line; several worlds of their own side by side.
//   npm run soak:money -- --sales 10000 --seed 1 [--workers 4] [--counters 8]
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { mergeReports } from './merge-reports.ts';
import { printReport } from './print-report.ts';
import { type SoakReport, soak } from './soak.ts';

const salesPerWorld = 500;

const { values } = parseArgs({
  options: {
    sales: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '4' },
    counters: { type: 'string', default: '8' },
  },
});
const whole = (name: keyof typeof values): number => {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  console.error(`--${name} ${values[name]}: give a whole number from 1`);
  process.exit(2);
};

/** One world in a process of its own. */
function world(sales: number, seed: number): Promise<SoakReport> {
  const given = ['--sales', sales, '--seed', seed, '--counters', whole('counters')].map(String);
  const child = fork(import.meta.filename, given, { env: { ...process.env, SOAK_WORLD: '1' } });
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as SoakReport));
    child.once('exit', (code) => reject(new Error(`the world of seed ${seed} ended with ${code}`)));
  });
}

async function worlds(): Promise<SoakReport[]> {
  const seed = whole('seed');
  const sizes: number[] = [];
  for (let left = whole('sales'); left > 0; left -= salesPerWorld) sizes.push(Math.min(left, salesPerWorld));
  const waiting = sizes.map((sales, index) => ({ sales, seed: seed * 1_000 + index }));
  const reports: SoakReport[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const report = await world(next.sales, next.seed);
      reports.push(report);
      const { sales, violations } = report;
      console.error(
        `seed ${next.seed}: ${sales} sales, ${violations.length} violations, ${waiting.length} worlds to go`,
      );
    }
  };
  await Promise.all(Array.from({ length: whole('workers') }, work));
  return reports;
}

if (process.env['SOAK_WORLD'] === '1') {
  const report = await soak({
    sales: whole('sales'),
    seed: whole('seed'),
    counters: whole('counters'),
    progress: (sales) => console.error(`seed ${values.seed}: ${sales} sales`),
  });
  process.send?.(report, () => process.exit(0));
} else {
  const report = mergeReports(whole('seed'), await worlds());
  printReport(report);
  process.exit(report.violations.length > 0 ? 1 : 0);
}
