// npm run verify:day [-- --seed 1 --counters 4 --hours 14 --keep <folder>]: a day of compressed time with faults on, its
// export judged by the packed verifier; then every forgery of it. Exit code 1 when anything is not as it should be.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packVerifier } from '../../verifier/pack.ts';
import { verifyExport } from '../../verifier/verify.ts';
import { runDay } from './day/day.ts';
import { Forger } from './forgeries/forger.ts';
import { forgeries } from './forgeries/forgeries.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    counters: { type: 'string', default: '4' },
    hours: { type: 'string', default: '14' },
    keep: { type: 'string' },
  },
});
const folder = values.keep ? resolve(values.keep) : mkdtempSync(join(tmpdir(), 'verify-day-'));
mkdirSync(folder, { recursive: true });
let isGood = true;
try {
  const startMs = performance.now();
  const options = {
    seed: Number(values.seed),
    counters: Number(values.counters),
    hours: Number(values.hours),
    folder,
  };
  const day = await runDay({ ...options, pauseMs: [2 * 60_000, 20 * 60_000] });
  const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
  const faults = Object.values(day.faults).reduce((sum, times) => sum + times, 0);
  console.log(
    `${values.hours} h of ${values.counters} counters in ${seconds} s: ${day.sales} orders, ${faults} faults, ${day.lives} starts of agents, ${day.hubRestarts} of the hub`,
  );
  for (const trouble of day.troubles) console.log(`trouble: ${trouble}`);
  const root = `${day.export}-root.json`;
  writeFileSync(root, day.root);
  writeFileSync(join(folder, 'checkpoint.txt'), day.checkpoint);
  const { path } = await packVerifier(join(folder, 'zhuangui-verify.mjs'));
  const given = [
    '--root',
    root,
    '--log-key',
    day.logKey,
    '--checkpoint',
    join(folder, 'checkpoint.txt'),
    '--every-head',
  ];
  try {
    console.log(execFileSync(process.execPath, [path, day.export, ...given], { encoding: 'utf8' }));
  } catch (error) {
    isGood = false;
    console.log((error as { stdout?: string }).stdout);
  }
  for (const [index, { name, forge, options: brought }] of forgeries.entries()) {
    const forger = new Forger(day.export, join(folder, `forged-${index}`));
    const expected = await forge(forger, day);
    forger.seal();
    const report = verifyExport(forger.folder, brought?.(day) ?? {});
    const missed = expected.filter(
      (one) =>
        !report.violations.some((found) =>
          Object.entries(one).every(([field, value]) => found[field as keyof typeof found] === value),
        ),
    );
    if (missed.length > 0 || report.accepted) isGood = false;
    const said =
      missed.length === 0
        ? `found: ${Object.keys(report.byRule).join(' ')}`
        : `MISSED ${JSON.stringify(missed)}`;
    console.log(`${name}\n    ${said}`);
    rmSync(forger.folder, { recursive: true, force: true });
  }
  if (day.troubles.length > 0) isGood = false;
} finally {
  if (!values.keep) rmSync(folder, { recursive: true, force: true });
}
process.exitCode = isGood ? 0 : 1;
