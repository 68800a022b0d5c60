// Durable lines a second, from the MQTT publish to the position received: real Aedes, real SQLite, one sync a group.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { createBroker } from '../../hub/broker/broker.ts';
import type { Admissions, Broker } from '../../hub/broker/broker-parts.ts';
import { type Fleet, openFleet } from '../../hub/fleet/fleet.ts';
import { fleetSchema } from '../../hub/fleet/fleet-schema.ts';
import { enrolTestCounter } from '../../hub/fleet/testing/test-fleet.ts';
import { type Ledger, openLedger } from '../../hub/ledger/ledger.ts';
import { ledgerSchema } from '../../hub/ledger/ledger-schema.ts';
import { SampleCounter } from '../../hub/ledger/testing/sample-counter.ts';
import { systemClock } from '../../hub/platform/clock.ts';
import { silentLog } from '../../hub/platform/log.ts';
import { systemRandom } from '../../hub/platform/random.ts';
import { openHubStore } from '../../hub/store/open-hub-store.ts';
import type { ClientPlan, ClientTls, FromClient, ToClient } from './uplink-client.ts';

export interface UplinkRun {
  transport: 'plain' | 'tls';
  mode: 'batches' | 'one by one';
  lines: number;
  bytes: number;
  seconds: number;
  linesPerSecond: number;
  /** Processor time of the whole hub process, SQLite's threads included: steadier than the clock on a busy machine. */
  hubCpuMicrosPerLine: number;
  /** Share of what the same lines reach when inserted into SQLite directly. */
  ratioToDirect: number;
}
export interface UplinkBench {
  direct: { lines: number; seconds: number; linesPerSecond: number };
  runs: UplinkRun[];
}

export interface UplinkBenchOptions {
  connections?: number;
  /** Lines of each run with batches, and of each run one by one. */
  batchLines?: number;
  singleLines?: number;
}

const linesPerSale = 5;
/** Far above what a counter may send: the bench measures the hub, not its rate limit. */
const unlimited = { messagesPerSecond: 1e9, messageBurst: 1e9, bytesPerSecond: 1e12, byteBurst: 1e12 };
const everyone: Admissions = { admission: () => ({ ok: true }), onRevoked: () => () => undefined };

async function answer<K extends FromClient['kind']>(client: ChildProcess, kind: K) {
  const ended = once(client, 'exit').then(([code]) => {
    throw new Error(`the bench client ended with ${code}`);
  });
  const [message] = (await Promise.race([once(client, 'message'), ended])) as [FromClient];
  if (message.kind !== kind) throw new Error(`bench client said ${message.kind} instead of ${kind}`);
  return message as Extract<FromClient, { kind: K }>;
}

function startClient(): ChildProcess {
  const env = { ...process.env, ZHUANGUI_BENCH_CLIENT: '1' };
  return fork(join(import.meta.dirname, 'uplink-client.ts'), { env, serialization: 'advanced' });
}

interface Hub {
  broker: Broker;
  ledger: Ledger;
  fleet: Fleet;
  close(): Promise<void>;
}

async function startHub(transport: UplinkRun['transport'], keys: Map<string, string>): Promise<Hub> {
  const directory = await mkdtemp(join(tmpdir(), 'zhuangui-bench-'));
  const db = await openHubStore({ path: join(directory, 'hub.db'), schemas: [fleetSchema, ledgerSchema] });
  const parts = { clock: systemClock(), log: silentLog };
  const fleet = await openFleet({ db, authorityDirectory: directory, random: systemRandom(), ...parts });
  const ledger: Ledger = await openLedger({
    db,
    journalKey: (counter) => keys.get(counter),
    sendPosition: (counter, position) => broker.sendPosition(counter, position),
    ...parts,
  });
  const server = await fleet.authority.issueServer(['localhost']);
  const broker: Broker = await createBroker({
    tls: transport === 'tls' ? { ...server, ca: fleet.authority.certificate } : null,
    fleet: transport === 'tls' ? fleet.registry : everyone,
    onHello: (counter, hello) => ledger.hello(counter, hello),
    onBatch: (counter, payload) => ledger.batch(counter, payload),
    onTelemetry() {},
    limits: unlimited,
    ...parts,
  });
  async function close(): Promise<void> {
    await broker.close();
    await ledger.idle();
    await fleet.close();
    await db.close();
    await rm(directory, { recursive: true });
  }
  return { broker, ledger, fleet, close };
}

async function identities(fleet: Fleet, counters: readonly string[]): Promise<ClientTls> {
  const made: ClientTls['identities'] = [];
  for (const counter of counters) {
    const { key, cert } = await enrolTestCounter(fleet, counter);
    made.push({ key, cert });
  }
  return { ca: fleet.authority.certificate, identities: made };
}

async function measure(
  transport: UplinkRun['transport'],
  mode: UplinkRun['mode'],
  plan: ClientPlan,
): Promise<Omit<UplinkRun, 'ratioToDirect'>> {
  const client = startClient();
  const keys = new Map<string, string>();
  const hub = await startHub(transport, keys);
  try {
    client.send({ kind: 'plan', plan } satisfies ToClient);
    const ready = await answer(client, 'ready');
    for (const [counter, key] of ready.keys) keys.set(counter, key);
    const security = transport === 'tls' ? await identities(hub.fleet, plan.counters) : null;
    const port = await hub.broker.listen(0, '127.0.0.1');
    const cpuBefore = process.cpuUsage();
    client.send({ kind: 'go', port, tls: security } satisfies ToClient);
    const { ms } = await answer(client, 'done');
    const cpu = process.cpuUsage(cpuBefore);
    const { sales } = await hub.ledger.totals();
    if (sales * linesPerSale !== ready.lines)
      throw new Error(`${ready.lines} lines sent, ${sales} sales in the totals`);
    const seconds = ms / 1000;
    return {
      transport,
      mode,
      lines: ready.lines,
      bytes: ready.bytes,
      seconds,
      linesPerSecond: Math.round(ready.lines / seconds),
      hubCpuMicrosPerLine: (cpu.user + cpu.system) / ready.lines,
    };
  } finally {
    client.kill();
    await hub.close();
  }
}

const rowsPerStatement = 100;
const linesPerTransaction = 5000;

/** The yardstick: the same lines, one row each, many rows a statement, large transactions, one sync each. */
async function direct(lineCount: number): Promise<UplinkBench['direct']> {
  const directory = await mkdtemp(join(tmpdir(), 'zhuangui-bench-'));
  const db = await openDb({
    engine: 'sqlite3',
    path: join(directory, 'direct.db'),
    walAutocheckpointPages: 4000,
  });
  await db.run(`CREATE TABLE line (counter TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (counter, seq)) STRICT`);
  const counter = new SampleCounter('c-direct', 'bench');
  for (let n = 0; n < lineCount / linesPerSale; n += 1) counter.sale(`${n}`, `E-${n % 60}`, 990, Date.now());
  const sql = `INSERT INTO line VALUES ${Array(rowsPerStatement).fill('(?, ?, ?, ?)').join(', ')}`;
  const startMs = performance.now();
  for (let from = 0; from < lineCount; from += linesPerTransaction) {
    await db.transaction(async (tx) => {
      const end = Math.min(lineCount, from + linesPerTransaction);
      for (let at = from; at < end; at += rowsPerStatement) {
        const rows = Array.from({ length: rowsPerStatement }, (_, n) => at + n);
        await tx.run(
          sql,
          rows.flatMap((n) => ['c-direct', n + 1, counter.hashes[n + 1]!, counter.lines[n]!]),
        );
      }
    });
  }
  const seconds = (performance.now() - startMs) / 1000;
  await db.close();
  await rm(directory, { recursive: true });
  return { lines: lineCount, seconds, linesPerSecond: Math.round(lineCount / seconds) };
}

/** Runs all variants one after another; takes well under a minute. */
export async function benchUplink(options: UplinkBenchOptions = {}): Promise<UplinkBench> {
  const { connections = 20, batchLines = 200_000, singleLines = 60_000 } = options;
  const counters = Array.from({ length: connections }, (_, n) => `bench-${String(n).padStart(4, '0')}`);
  const plan = (lines: number, linesPerMessage: number): ClientPlan => ({
    counters,
    salesPerCounter: Math.round(lines / connections / linesPerSale),
    linesPerMessage,
    windowLines: 1000,
  });
  const yardstick = await direct(batchLines);
  const runs: UplinkRun[] = [];
  for (const transport of ['plain', 'tls'] as const) {
    const found = [
      await measure(transport, 'batches', plan(batchLines, 250)),
      await measure(transport, 'one by one', plan(singleLines, 1)),
    ];
    for (const run of found) {
      runs.push({ ...run, ratioToDirect: run.linesPerSecond / yardstick.linesPerSecond });
    }
  }
  return { direct: yardstick, runs };
}
