// A hub's data folder as after months of sales: the register and the catalog by the hub itself, journals through the
// code that commits them (LED-3), so ledger and figures are what they would be. One key signs for one counter in ten.
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { join } from 'node:path';
import { addDays, startOfDay } from '@zhuangui/protocol/days.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { genesisHash, headBytes, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import type { ListVersions } from '@zhuangui/protocol/messages.ts';
import { demoSigners } from '../../hub/catalog/keys.ts';
import { defaultHubConfig } from '../../hub/config.ts';
import type { NewCounter } from '../../hub/fleet/counter.ts';
import { createHub } from '../../hub/hub.ts';
import { addFact, emptyDraft } from '../../hub/ledger/group-draft.ts';
import type { LineFact } from '../../hub/ledger/line-facts.ts';
import type { Projection } from '../../hub/ledger/projection.ts';
import { type Part, writeGroup } from '../../hub/ledger/write-group.ts';
import { systemClock } from '../../hub/platform/clock.ts';
import { silentLog } from '../../hub/platform/log.ts';
import { systemRandom } from '../../hub/platform/random.ts';
import { createDictionary } from '../../hub/statistics/dictionary.ts';
import { goodsOfEntry, placeOfCounter } from '../../hub/statistics/dimension-source.ts';
import { statisticsProjection } from '../../hub/statistics/projection.ts';
import { placeOf } from '../fleet/places.ts';
import { sampleEntries } from '../samples/entries.ts';
import type { DatasetOptions } from './dataset-options.ts';
import { type CounterPlan, dayLines, seeded, type TimedLine } from './day-lines.ts';

const linesPerSale = 5;
const groupLines = 5000;
const counted = new Set(['order', 'paid', 'outcome', 'refund', 'closed', 'refused', 'lists']);

export interface DatasetResult {
  lines: number;
  sales: number;
}
export type Progress = (lines: number, of: number) => void;

/** Folder with tables, keys and the published catalog, made by the hub and closed again. */
async function foundHub({ out, entries: count, until }: DatasetOptions) {
  const signers = await demoSigners(join(out, 'demo-keys'));
  const free = { host: '127.0.0.1', port: 0 };
  const config = { ...defaultHubConfig(out), dataFolder: out, http: free, https: free, mqtt: free };
  const hub = await createHub({
    config,
    clock: systemClock(),
    random: systemRandom(),
    log: silentLog,
    signers,
  });
  const entries = sampleEntries({ count, referenceDate: until });
  await hub.repository.publishCatalog(entries, signers.certifiers.slice(0, 2));
  const { root, catalog, withdrawals, channels, snapshot } = await hub.repository.versions();
  await hub.stop();
  return { entries, versions: { root, catalog, withdrawals, channels, snapshot } };
}

/** A hall in a banner, host units of five counters each, a programme for two of three. */
export function datasetCounter(index: number): NewCounter {
  const place = placeOf(index);
  const programmes = ['东西部扶贫协作', '定点扶贫'] as const;
  const programme = programmes[index % 3];
  return {
    ...place,
    hostUnit: `${place.hostUnit}${Math.floor(index / 75)}`,
    ...(programme ? { programme } : {}),
  };
}

const counterColumns = Array.from({ length: 10 }, (_, at) => `value ->> ${at}`).join(', ');
async function register(
  db: Db,
  counters: readonly NewCounter[],
  atMs: number,
  publicKey: string,
): Promise<void> {
  const rows = counters.map((one) => [
    ...[one.id, one.name, one.siteKind, one.address, one.banner, one.league, one.hostUnit],
    ...[one.operatingCompany, publicKey, one.programme ?? null],
  ]);
  await db.run(
    `INSERT INTO counter (id, name, site_kind, address, banner, league, host_unit, operating_company, journal_key,
      programme, status, registered_at) SELECT ${counterColumns}, 'enrolled', ?2 FROM json_each(?1)`,
    [JSON.stringify(rows), atMs],
  );
  await db.run(`INSERT INTO presence (counter, online, since, heard_at) SELECT id, 0, ?1, ?1 FROM counter`, [
    atMs,
  ]);
}

interface Writer {
  key: number;
  counter: string;
  journal: string;
  seq: number;
  head: string;
}

/** One counter in ten signs; the others' heads carry a signature that does not hold. */
const signedOf = 10;
const unsigned = Buffer.alloc(64).toString('base64');

/** The next lines of a journal as one part, with what the ledger takes of each. `key` undefined: not signed. */
function partOf(writer: Writer, lines: readonly TimedLine[], key: KeyObject | undefined) {
  const { counter, journal } = writer;
  const part: Part = {
    ...writer,
    from: writer.seq + 1,
    to: 0,
    prev: writer.head,
    sig: '',
    chunks: [],
    bytes: 0,
  };
  const facts: { seq: number; fact: LineFact }[] = [];
  const newline = Buffer.from('\n');
  for (const { at, body } of lines) {
    writer.seq += 1;
    const { kind, ...rest } = body;
    const line = { seq: writer.seq, at, up: writer.seq * 10, kind, ...rest } as Line;
    const bytes = Buffer.from(JSON.stringify(line));
    writer.head = nextHash(writer.head, bytes);
    part.chunks.push(bytes, newline);
    part.bytes += bytes.length + 1;
    if (counted.has(kind)) facts.push({ seq: writer.seq, fact: { kind: 'line', line } as LineFact });
  }
  part.to = writer.seq;
  part.head = writer.head;
  part.sig = key
    ? sign(null, headBytes(counter, journal, part.to, part.head), key).toString('base64')
    : unsigned;
  return { part, facts };
}

type Made = ReturnType<typeof partOf>;

async function commit(db: Db, made: readonly Made[], projections: readonly Projection[], atMs: number) {
  const draft = emptyDraft();
  for (const { part, facts } of made) for (const { seq, fact } of facts) addFact(draft, part, seq, fact);
  const parts = made.map(({ part }) => part);
  await db.transaction(async (tx) => {
    await writeGroup(tx, parts, draft, atMs);
    for (const project of projections) await project(tx, { parts, draft, committedAtMs: atMs });
  });
  return draft.sales.length;
}

/** Every generated sale carries a permit that holds; the audit's own verdicts are set for all of them at once. */
async function judgeAll(db: Db, lastDay: string): Promise<void> {
  await db.run('UPDATE stat_line SET certified = 1 WHERE kind = 1');
  for (const table of [
    'stat_area_month',
    'stat_place_month',
    'stat_goods_month',
    'stat_area_day',
    'stat_goods_day',
  ])
    await db.run(`UPDATE ${table} SET judged = sales, certified = sales`);
  await db.run(
    `INSERT INTO audit_journal (counter, journal, seq, permits) SELECT counter, journal, seq, '{}' FROM journal`,
  );
  await db.run(`INSERT INTO audit_sum (name, value) SELECT 'judged', count(*) FROM sale
    UNION ALL SELECT 'certified', count(*) FROM sale UNION ALL SELECT 'sale-cursor', max(id) FROM sale`);
  const startMs = startOfDay(lastDay);
  await db.run(
    `INSERT INTO audit_hour (day, hour, sales, fen) SELECT ?1, (at - CAST(?2 AS INTEGER)) / 3600000, count(*), sum(price_fen)
     FROM sale WHERE at >= ?2 GROUP BY 2`,
    [lastDay, startMs],
  );
}

function confirmation(versions: ListVersions, at: number): TimedLine {
  const times = { signedAt: at, expiresAt: at + 72 * 3_600_000, timeFloor: at };
  return { at, body: { kind: 'lists', versions, hash: '0'.repeat(64), ...times, source: 'push' } };
}

export async function writeDataset(
  options: DatasetOptions,
  progress: Progress = () => {},
): Promise<DatasetResult> {
  const { out, counters: count, days, until } = options;
  const { entries, versions } = await foundHub(options);
  const db = await openDb({
    engine: 'node:sqlite',
    path: join(out, 'hub.db'),
    synchronous: 'off',
    walAutocheckpointPages: 40_000,
  });
  try {
    await db.run('PRAGMA cache_size = -2000000');
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const counters = Array.from({ length: count }, (_, index) => datasetCounter(index));
    const firstDay = addDays(until, 1 - days);
    await register(
      db,
      counters,
      startOfDay(firstDay),
      publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    );
    const byId = new Map(counters.map((counter) => [counter.id, counter]));
    const goods = new Map(entries.map((entry) => [entry.id, entry]));
    const projection = statisticsProjection(createDictionary(), {
      placeOf: (id) => placeOfCounter(id, byId.get(id)),
      goodsOf: (id) => goodsOfEntry(id, goods.get(id)),
    });
    const writers = counters.map(({ id }, index): Writer => {
      const journal = `j${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;
      return { key: index + 1, counter: id, journal, seq: 0, head: genesisHash(id, journal) };
    });
    const random = seeded(20_201_110);
    const salesPerDay = options.lines / linesPerSale / days / count;
    const result: DatasetResult = { lines: 0, sales: 0 };
    for (let n = 0; n < days; n += 1) {
      const day = addDays(firstDay, n);
      let group: Made[] = [];
      let waiting = 0;
      const flush = async () => {
        result.sales += await commit(db, group, [projection], startOfDay(day) + 86_000_000);
        result.lines += waiting;
        group = [];
        waiting = 0;
        progress(result.lines, options.lines);
      };
      for (const [index, writer] of writers.entries()) {
        const plan: CounterPlan = { index, entries, versions };
        const sales = Math.floor(salesPerDay) + (random() < salesPerDay % 1 ? 1 : 0);
        const lines = dayLines(plan, day, sales, random);
        if (n === 0 || n === days - 1) lines.unshift(confirmation(versions, startOfDay(day)));
        if (lines.length === 0) continue;
        group.push(partOf(writer, lines, index % signedOf === 0 ? privateKey : undefined));
        waiting += lines.length;
        if (waiting >= groupLines) await flush();
      }
      if (waiting > 0) await flush();
    }
    await judgeAll(db, until);
    return result;
  } finally {
    await db.close();
  }
}
