// The hub with 20,000 counters: first page, fleet list, a month's report by every dimension, an import of a whole
// catalog, while counters send 500 lines a second; each beside something of SQLite or HTTP alone.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { cp, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { addDays, dayOf, startOfDay } from '@zhuangui/protocol/days.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { dimensions } from '../../hub/statistics/dimensions.ts';
import { writeDataset } from '../../simulators/dataset/write-dataset.ts';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { sheetRow } from '../../simulators/samples/sheet.ts';
import { xlsxOf } from '../../simulators/samples/write.ts';
import type { Held } from './db-watch.ts';
import { type FiguresHubReady, type HubWatched, senderKeyPath } from './hub-figures-hub.ts';
import type { Receipt, SendersPlan, SendersResult } from './hub-figures-senders.ts';

export interface HubFiguresOptions {
  /** An existing data set's folder, of which a copy is used; otherwise one is made and removed. */
  folder?: string;
  counters?: number;
  lines?: number;
  entries?: number;
  /** Requests of each list. */
  requests?: number;
  linesPerSecond?: number;
}

export interface Asked {
  name: string;
  p50Ms: number;
  p95Ms: number;
  /** Times a round trip that reads nothing. */
  ratio: number;
}
const warmUpMs = 5000;

/** What counters and the hub met while one kind of work was going on. */
export interface Phase {
  name: string;
  seconds: number;
  ingest: { p50Ms: number; p99Ms: number; maxMs: number; batches: number };
  eventLoop: HubWatched['eventLoop'];
  /** Share of one processor that the hub took. */
  processors: number;
  held: Held[];
}
export interface HubFiguresBench {
  counters: number;
  sales: number;
  startMs: number;
  /** A round trip to the hub that reads no table. */
  emptyMs: number;
  /** The month's sales added up row by row, without any table of sums. */
  rawScanMs: number;
  pages: Asked[];
  reports: { name: string; ms: number; ratio: number }[];
  importRows: number;
  importMs: number;
  ingest: { linesPerSecond: number; p50Ms: number; p99Ms: number; maxMs: number; batches: number };
  phases: Phase[];
}

const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;

async function said<T>(child: ChildProcess): Promise<T> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a process of the bench ended with ${code}`);
  });
  return ((await Promise.race([once(child, 'message'), ended])) as [T])[0];
}

const child = (file: string, args: string[] = []): ChildProcess =>
  fork(join(import.meta.dirname, file), args, { serialization: 'advanced' });

async function stopped(process: ChildProcess): Promise<void> {
  const ended = once(process, 'exit');
  process.kill();
  await ended;
}

function ingestOf(receipts: readonly Receipt[]) {
  const sorted = receipts.map(({ ms }) => ms).sort((a, b) => a - b);
  const maxMs = sorted.at(-1) ?? Number.NaN;
  return { p50Ms: at(sorted, 0.5), p99Ms: at(sorted, 0.99), maxMs, batches: sorted.length };
}

async function rawScan(path: string, from: string, to: string): Promise<{ ms: number; sales: number }> {
  const db = await openDb({ engine: 'sqlite3', path, readonly: true });
  const startMs = performance.now();
  const [row] = await db.query<{ sales: number }>(
    'SELECT count(*) AS sales, sum(price_fen) FROM sale WHERE at BETWEEN ? AND ?',
    [startOfDay(from), startOfDay(addDays(to, 1))],
  );
  const ms = performance.now() - startMs;
  await db.close();
  return { ms, sales: row!.sales };
}

async function measure(
  folder: string,
  made: { entries: number; counters: number },
  options: HubFiguresOptions,
): Promise<HubFiguresBench> {
  const { requests = 60, linesPerSecond = 500 } = options;
  const run = Date.now().toString(36);
  const ids = Array.from({ length: 20 }, (_, n) => `bench-${run}-${String(n).padStart(2, '0')}`);
  const hub = child('hub-figures-hub.ts', [JSON.stringify({ folder, senders: ids })]);
  const ready = await said<FiguresHubReady>(hub);
  const headers = { authorization: `Bearer ${ready.token}` };
  const url = `http://127.0.0.1:${ready.http}`;
  const timed = async (path: string, init: RequestInit = {}): Promise<number> => {
    const startMs = performance.now();
    const answer = await fetch(url + path, { ...init, headers: { ...headers, ...init.headers } });
    const text = await answer.text();
    const ms = performance.now() - startMs;
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`);
    return ms;
  };

  const senders = child('hub-figures-senders.ts');
  try {
    const catalog = sampleEntries({ count: Math.min(100, made.entries), referenceDate: dayOf(Date.now()) });
    const plan: SendersPlan = {
      ...{ port: ready.mqtt, linesPerSecond, entries: catalog.map(({ id }) => id) },
      senders: ready.senders.map((one) => ({ ...one, keyPath: senderKeyPath(folder, one.id) })),
    };
    senders.send(plan);
    await said(senders);

    const spans: (Omit<Phase, 'ingest'> & { fromMs: number; toMs: number })[] = [];
    let beganMs = Date.now();
    let processorMs = 0;
    const phaseEnds = async (name: string) => {
      hub.send('watched');
      const watched = await said<HubWatched>(hub);
      const toMs = Date.now();
      const seconds = (toMs - beganMs) / 1000;
      const processors = (watched.processorMs - processorMs) / (toMs - beganMs);
      const { eventLoop, held } = watched;
      spans.push({ name, fromMs: beganMs, toMs, seconds, processors, eventLoop, held });
      beganMs = toMs;
      processorMs = watched.processorMs;
    };
    // A hub that was started this second has compiled and cached nothing: what it does then is a phase of its own.
    await new Promise((resolve) => setTimeout(resolve, warmUpMs));
    await phaseEnds('the first seconds after the start');
    const warmAtMs = beganMs;

    const today = dayOf(Date.now());
    const month = { from: `${today.slice(0, 7)}-01`, to: today };
    const lastOfMonth = addDays(`${addDays(month.from, 31).slice(0, 7)}-01`, -1);
    const whole = `from=${month.from}&to=${lastOfMonth}`;
    const empty: number[] = [];
    for (let n = 0; n < requests; n += 1)
      empty.push(await timed('/api/statistics?from=2019-01-01&to=2019-01-01'));
    const emptyMs = at(
      empty.toSorted((a, b) => a - b),
      0.5,
    );

    await phaseEnds('nothing else');

    const asked = async (name: string, paths: (n: number) => string): Promise<Asked> => {
      const times: number[] = [];
      for (let n = 0; n < requests; n += 1) times.push(await timed(paths(n)));
      const sorted = times.toSorted((a, b) => a - b);
      const p50Ms = at(sorted, 0.5);
      return { name, p50Ms, p95Ms: at(sorted, 0.95), ratio: p50Ms / emptyMs };
    };
    const leagues = ['150100', '150200', '150400', '150500', '150600'];
    const pages = [
      await asked('first page', () => '/api/overview'),
      await asked('map of leagues', () => '/api/overview/map'),
      await asked('live dashboard', () => '/api/dashboard'),
      await asked('fleet list, a page', (n) => `/api/fleet/counters?page=${1 + n}&pageSize=50`),
      await asked(
        'fleet list, filtered and sorted',
        (n) => `/api/fleet/counters?league=${leagues[n % 5]}&sort=-name`,
      ),
      await asked(
        'fleet list, searched',
        (n) => `/api/fleet/counters?search=${String(n * 7).padStart(4, '0')}`,
      ),
    ];

    await phaseEnds('pages');

    const reports: HubFiguresBench['reports'] = [];
    const raw = await rawScan(join(folder, 'hub.db'), month.from, lastOfMonth);
    const report = async (name: string, query: string) => {
      const times = [
        await timed(`/api/statistics?${query}`),
        await timed(`/api/statistics?${query}`),
        await timed(`/api/statistics?${query}`),
      ];
      const ms = Math.max(...times);
      reports.push({ name, ms, ratio: ms / raw.ms });
    };
    for (const by of dimensions) await report(by, `${whole}&by=${by}`);
    await report('by day', `${whole}&grain=day`);
    await report('league by day', `${whole}&grain=day&by=league`);
    await report('products of one league', `${whole}&by=entry&league=150400`);
    await report('leagues of one supplier', `${whole}&by=league&supplier=${catalog[0]!.supplier.creditCode}`);
    await report('products of one site kind', `${whole}&by=entry&siteKind=mall`);
    await report(
      'categories by league, one programme',
      `${whole}&by=category&programme=${encodeURIComponent('定点扶贫')}`,
    );

    await phaseEnds('reports');

    const rows = sampleEntries({ count: made.entries, referenceDate: today }).map((entry, n) =>
      sheetRow(entry, n + 1),
    );
    const file = await xlsxOf(rows);
    await phaseEnds('making the file');
    const importMs = await timed('/api/catalog/import?publish=1&replace=1', {
      method: 'POST',
      body: new Uint8Array(file),
      headers: { 'content-type': 'application/octet-stream', 'x-file-name': 'catalog.xlsx' },
    });

    await phaseEnds('import');

    senders.send('stop');
    const { receipts, lines, seconds } = await said<SendersResult>(senders);
    const phases = spans.map(({ fromMs, toMs, ...rest }) => ({
      ...rest,
      ingest: ingestOf(receipts.filter(({ sentAtMs }) => sentAtMs >= fromMs && sentAtMs < toMs)),
    }));
    return {
      ...{ counters: made.counters, sales: raw.sales, startMs: ready.startMs, emptyMs, rawScanMs: raw.ms },
      ...{ pages, reports, importRows: rows.length, importMs },
      ingest: {
        linesPerSecond: lines / seconds,
        ...ingestOf(receipts.filter(({ sentAtMs }) => sentAtMs >= warmAtMs)),
      },
      phases,
    };
  } finally {
    senders.kill();
    await stopped(hub);
  }
}

/** The set stays as it is, so that every run measures the same. */
const copied = (from: string, to: string) =>
  cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE });

/** Gigabytes just written would still be on their way to the disk, and every sync of the hub would wait for them. */
async function onDisk(folder: string): Promise<void> {
  for (const name of ['hub.db', 'hub.db-wal']) {
    const file = await open(join(folder, name), 'r+').catch(() => undefined);
    await file?.sync();
    await file?.close();
  }
}

/** Makes the data set first when no folder is given: minutes at full size. */
export async function benchHubFigures(options: HubFiguresOptions = {}): Promise<HubFiguresBench> {
  const { counters = 20_000, lines = 10_000_000, entries = 10_000 } = options;
  const around = options.folder === undefined ? tmpdir() : dirname(options.folder);
  const folder = await mkdtemp(join(around, 'zhuangui-figures-'));
  try {
    if (options.folder !== undefined) await copied(options.folder, folder);
    else await writeDataset({ counters, lines, entries, days: 60, until: dayOf(Date.now()), out: folder });
    await onDisk(folder);
    return await measure(folder, { entries, counters }, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
