// `npm run bench`: the figures the README names, each beside something run at the same time on the same machine.
//   npm run bench [-- gate|journal|uplink …]
import { cpus } from 'node:os';
import { benchGate } from './gate-bench.ts';
import { benchJournal } from './journal-bench.ts';
import { benchUplink } from './uplink-bench.ts';

const number = (value: number, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits });
const row = (what: string, figure: string, beside: string) =>
  console.log(`${what.padEnd(44)} ${figure.padEnd(26)} ${beside}`);

const benches = {
  async gate() {
    const { decisionUs, ratio } = benchGate();
    row(
      'gate decision',
      `${number(decisionUs, 1)} µs`,
      `${number(ratio, 1)} × a JSON.parse of the entry; budget 20 µs`,
    );
  },
  async journal() {
    for (const engine of ['sqlite3', 'node:sqlite'] as const) {
      const { append, fsync, ratioP50, ratioP99 } = await benchJournal({ engine });
      const figure = `p50 ${number(append.p50Ms, 2)} ms, p99 ${number(append.p99Ms, 2)} ms`;
      const bare = `fsync ${number(fsync.p50Ms, 2)} and ${number(fsync.p99Ms, 2)} ms`;
      row(
        `journal append with sync, ${engine}`,
        figure,
        `${number(ratioP50, 1)} × and ${number(ratioP99, 1)} × a bare write and ${bare}`,
      );
    }
  },
  async uplink() {
    const { direct, runs } = await benchUplink();
    row('the same lines inserted into SQLite directly', `${number(direct.linesPerSecond)} lines/s`, '');
    for (const run of runs) {
      const figure = `${number(run.linesPerSecond)} lines/s`;
      row(
        `publish to position, ${run.transport}, ${run.mode}`,
        figure,
        `${number(run.ratioToDirect, 2)} × the direct insert`,
      );
    }
  },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
console.log(`Node ${process.version}, ${cpus().length} cores; times vary with the machine, ratios less.\n`);
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench();
}
