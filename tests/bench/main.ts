// `npm run bench`: the figures the README names, each beside something run at the same time on the same machine.
//   npm run bench [-- gate|journal|uplink|verifier|log|press|start|screens|hub-figures …]
// hub-figures makes a data set of 10 million lines first (minutes); ZHUANGUI_DATASET names one that is there
// (`npm run dataset -- --out <folder>`), ZHUANGUI_LINES makes a smaller one.
import { cpus } from 'node:os';
import { benchGate } from './gate-bench.ts';
import { benchHubFigures } from './hub-figures-bench.ts';
import { benchJournal } from './journal-bench.ts';
import { benchLog } from './log-bench.ts';
import { benchPress } from './press-bench.ts';
import { benchScreens, timesSlower } from './screen-bench.ts';
import type { Spread } from './spread.ts';
import { benchStart } from './start-bench.ts';
import { benchUplink } from './uplink-bench.ts';
import { benchVerifier } from './verifier-bench.ts';

const number = (value: number, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits });
const row = (what: string, figure: string, beside: string) =>
  console.log(`${what.padEnd(44)} ${figure.padEnd(26)} ${beside}`);

const heldShown = 14;

const inMs = ({ p50Ms, p99Ms }: Spread) => `p50 ${number(p50Ms, 1)} ms, p99 ${number(p99Ms, 1)} ms`;
const megabytes = (bytes: number) => `${number(bytes / 1e6)} MB`;

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
  async verifier() {
    const { lines, linesPerSecond, hashedPerSecond, ratio } = await benchVerifier();
    row(
      `verifier, ${number(lines)} journal lines, one core`,
      `${number(linesPerSecond)} lines/s`,
      `${number(ratio, 1)} × plain SHA-256 over the same lines (${number(hashedPerSecond)}/s); budget 100,000`,
    );
  },
  async log() {
    const { leaves, appendsPerSecond, plainPerSecond, ratio, proofs, hashUs } = await benchLog();
    row(
      `transparency log, ${number(leaves)} leaves appended`,
      `${number(appendsPerSecond)} leaves/s`,
      `${number(ratio, 1)} × the time of plain SHA-256 inserts (${number(plainPerSecond)}/s)`,
    );
    for (const { name, bytes, makeUs, verifyUs } of proofs)
      row(
        `${name} proof: made, verified`,
        `${number(makeUs)} µs, ${number(verifyUs)} µs`,
        `${number(bytes)} bytes at most; verified in ${number(verifyUs / hashUs)} × one SHA-256`,
      );
  },
  async press() {
    const bench = await benchPress();
    const { toReady, busWait, toByte, software, sync } = bench;
    row('press to vend ready: pay, gate, 2 lines synced', inMs(toReady), `${bench.sales} sales`);
    row('wait for the board to poll', inMs(busWait), 'no software: here every 40 ms, a real board 200 ms');
    row('poll to first byte at the board', inMs(toByte), 'over a pseudo-terminal');
    row(
      'press to first board byte, software part',
      inMs(software),
      `${number(bench.ratioP50, 1)} × and ${number(bench.ratioP99, 1)} × a bare write and sync of a line, ${inMs(sync)}`,
    );
    row('', `${number(bench.beyondSyncMs, 1)} ms beyond one sync`, 'p99; budget 20 ms');
  },
  async start() {
    const bench = await benchStart();
    const entries = number(bench.entries);
    row(
      `agent ready to sell, ${entries} entries`,
      `${number(bench.startMs)} ms`,
      `${number(bench.ratioStart, 1)} × an empty Node's ${number(bench.emptyStartMs)} ms; budget 2,000 ms`,
    );
    row(
      'the same in processor time',
      `${number(bench.processorMs)} ms`,
      'other work on the machine left out',
    );
    row('the very first start: lists come from the hub', `${number(bench.firstStartMs)} ms`, 'no budget');
    row(
      `agent resident, ${entries} entries`,
      megabytes(bench.startBytes),
      `${number(bench.ratioMemory, 1)} × an empty Node's ${megabytes(bench.emptyBytes)}; budget 120 MB`,
    );
    row(`the same after ${bench.sales} sales`, megabytes(bench.soldBytes), 'budget 120 MB');
  },
  async 'hub-figures'() {
    const { ZHUANGUI_DATASET: folder, ZHUANGUI_LINES: lines } = process.env;
    const bench = await benchHubFigures({
      ...(folder ? { folder } : {}),
      ...(lines ? { lines: Number(lines) } : {}),
    });
    const ms = (value: number) => `${number(value, 1)} ms`;
    row('hub started over the data set', ms(bench.startMs), `${number(bench.sales)} sales in the month`);
    row('a request that reads nothing', ms(bench.emptyMs), 'the yardstick of the pages');
    for (const { name, p50Ms, p95Ms, ratio } of bench.pages)
      row(
        `${name}: p95 of answers`,
        ms(p95Ms),
        `p50 ${ms(p50Ms)}, ${number(ratio, 1)} × that; budget 150 ms`,
      );
    row('the month added up row by row in SQLite', ms(bench.rawScanMs), 'the yardstick of the reports');
    for (const { name, ms: took, ratio } of bench.reports)
      row(`a month by ${name}, slowest of 3`, ms(took), `${number(ratio, 2)} × that; budget 1,000 ms`);
    row(
      `import and publication of ${number(bench.importRows)} rows`,
      ms(bench.importMs),
      `${number(bench.importMs / bench.rawScanMs, 1)} × that; budget 10,000 ms`,
    );
    const { ingest } = bench;
    row(
      'meanwhile: publish to receipt, p99',
      ms(ingest.p99Ms),
      `${number(ingest.linesPerSecond)} lines/s, p50 ${ms(ingest.p50Ms)}, longest ${ms(ingest.maxMs)}; budget 250 ms`,
    );
    for (const { name, ingest: met, eventLoop, processors, held } of bench.phases) {
      row(
        `during ${name}: publish to receipt, p99`,
        ms(met.p99Ms),
        `p50 ${ms(met.p50Ms)}, longest ${ms(met.maxMs)} of ${number(met.batches)}; event loop late p99 ${ms(eventLoop.p99Ms)}, longest ${ms(eventLoop.maxMs)}; ${number(processors, 2)} processors`,
      );
      // Connection 2 is the one that writes: what holds it holds every receipt.
      for (const one of held.filter(({ maxMs }) => maxMs >= 25).slice(0, heldShown))
        console.log(
          `    connection ${one.connection}: ${ms(one.maxMs)} at most, ${number(one.times)} times ${ms(one.totalMs / one.times)} · ${one.what}`,
        );
    }
  },
  async screens() {
    for (const run of await benchScreens()) {
      const name = `page ${run.page}`;
      row(`${name}: scripts, gzipped`, `${number(run.scriptBytes / 1000)} kB`, 'budget 200 kB');
      row(
        `${name}: takes touches, CPU ${timesSlower} × slower`,
        `${number(run.processorMs)} ms of processor`,
        `${number(run.ratio, 1)} × an empty page's ${number(run.emptyProcessorMs)} ms; budget 1,000 ms`,
      );
      row(
        `${name}: the same by the clock`,
        `${number(run.clockMs)} ms`,
        `empty page ${number(run.emptyClockMs)} ms; other work on the machine counts`,
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
