// The counter's database, read only and only while no agent holds it; else what the agent says of itself.
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { freshnessAt } from '@zhuangui/protocol/freshness.ts';
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';
import { desiredMessage } from '@zhuangui/protocol/settings.ts';
import { loadCare } from '../care/care-store.ts';
import type { Health } from '../care/health.ts';
import type { CounterConfig } from '../config.ts';
import { verifyJournal } from '../journal/verify.ts';
import { loadSettings } from '../settings/settings-store.ts';
import { type Finding, note, ok, wrong } from './finding.ts';

/** Lines from the end whose chain is followed. */
const lastLines = 10_000;

/** `running`: somebody has the database; nothing of it was touched. */
export interface StoreReport {
  running: boolean;
  findings: Finding[];
}

export async function checkStore(config: CounterConfig, nowMs: number): Promise<StoreReport> {
  const path = join(config.dataFolder, 'counter.db');
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    const says = 'there is none yet: the agent was never started with this data folder';
    return { running: false, findings: [note('journal', says)] };
  }
  let db: Db;
  try {
    db = await openDb({ engine: config.engine, path, readonly: true, busyTimeoutMs: 200 });
    await db.query('SELECT count(*) FROM sqlite_schema');
  } catch (error) {
    return notOpened(error);
  }
  try {
    return { running: false, findings: await readStore(db, config, nowMs) };
  } catch (error) {
    return notOpened(error);
  } finally {
    await db.close().catch(() => undefined);
  }
}

function notOpened(error: unknown): StoreReport {
  const { code, message } = error as { code?: string; message: string };
  if (code === 'busy') {
    return {
      running: true,
      findings: [ok('agent', 'is running; its database is its own and was not touched')],
    };
  }
  const todo =
    'Start the agent: it sets a damaged journal aside by itself. Keep the folder quarantine for the hub.';
  return { running: false, findings: [wrong('journal', `the database cannot be read: ${message}`, todo)] };
}

async function readStore(db: Db, config: CounterConfig, nowMs: number): Promise<Finding[]> {
  const verdict = await verifyJournal(db, { counter: config.counter.id, lastLines, depth: 'quick' });
  const stopped = wrong(
    'agent',
    'is not running',
    'systemctl start counter; then: journalctl -u counter -n 50',
  );
  if (verdict.state === 'damaged') {
    const todo =
      'Start the agent: it sets this journal aside and begins a new one. Hand quarantine to the hub.';
    return [stopped, wrong('journal', verdict.why, todo)];
  }
  if (verdict.state === 'empty') return [stopped, note('journal', 'has no line yet')];
  const chain = ok('journal', `line ${verdict.head.seq}; the last ${verdict.checkedLines} fit the chain`);
  return [
    stopped,
    chain,
    await listsOf(db, nowMs),
    ...(await settingsOf(db, config)),
    ...(await faultsOf(db)),
  ];
}

async function listsOf(db: Queries, nowMs: number): Promise<Finding> {
  const todo = 'Connect the counter to the hub; it fetches them by itself.';
  const [row] = await db.query<{ bytes: Uint8Array }>(
    "SELECT bytes FROM journal_line WHERE kind = 'lists' ORDER BY seq DESC LIMIT 1",
  );
  if (!row) return wrong('lists', 'there are none: nothing is sold', todo);
  const line = JSON.parse(Buffer.from(row.bytes).toString('utf8')) as LineOf<'lists'>;
  const freshness = freshnessAt({ signedAtMs: line.signedAt, expiresAtMs: line.expiresAt }, nowMs);
  const hours = Math.round((nowMs - line.signedAt) / 3_600_000);
  const says = `catalog ${line.versions.catalog}, signed ${hours} h ago: ${freshness}`;
  return freshness === 'red' ? wrong('lists', `${says}; nothing is sold`, todo) : ok('lists', says);
}

const isTable = async (db: Queries, name: string) =>
  (await db.query('SELECT 1 FROM sqlite_schema WHERE type = ? AND name = ?', ['table', name])).length > 0;

async function settingsOf(db: Queries, config: CounterConfig): Promise<Finding[]> {
  const stored = (await isTable(db, 'settings_desired')) ? await loadSettings(db) : undefined;
  if (!stored)
    return [
      ...accountsOf(config.settings.operators?.length ?? 0),
      ok('settings', 'local ones, no hub set any'),
    ];
  const parsed = desiredMessage.parse(stored.bytes);
  if (!parsed.ok) {
    return [
      wrong('settings', parsed.problem.message, 'Let the hub send them again: change one setting there.'),
    ];
  }
  return [ok('settings', `version ${stored.version}`), ...accountsOf(parsed.value.settings.operators.length)];
}

function accountsOf(count: number): Finding[] {
  if (count > 0) return [ok('accounts', `${count} people may sign in`)];
  return [
    note('accounts', 'nobody can sign in at the screen', 'Add people at the hub; the counter hears of them.'),
  ];
}

async function faultsOf(db: Queries): Promise<Finding[]> {
  if (!(await isTable(db, 'care_fault'))) return [];
  const { records } = await loadCare(db);
  return [...records.faults.values()].map(({ code, detail }) => faultFinding(code, detail));
}

export const faultFinding = (code: string, detail: string): Finding =>
  note(`fault ${code}`, detail, 'See "Faults" in the technician’s guide (README.md).');

/** What the running agent says of itself. */
export function findingsOf(health: Health): Finding[] {
  const { journal, link, board, settings, outOfService } = health;
  const restart = 'journalctl -u counter -n 50; systemctl restart counter';
  const findings: (Finding | undefined)[] = [
    ok('agent', `is running, version ${health.agentVersion ?? 'unknown'}`),
    outOfService
      ? wrong('service', `out of service: ${outOfService}`, 'See the findings beside this one.')
      : undefined,
    journal &&
      (journal.writable
        ? ok('journal', `line ${journal.seq}, writable`)
        : wrong('journal', `is not written: ${journal.failure ?? 'no space'}`, restart)),
    health.freshness === 'red'
      ? wrong('lists', 'too old: nothing is sold', 'Connect the counter to the hub.')
      : health.freshness
        ? ok('lists', health.freshness)
        : undefined,
    link &&
      (link.connected
        ? ok('link', `connected, ${link.unsent} lines to send`)
        : note('link', `away, ${link.unsent} lines wait; ${link.lastError ?? 'no error'}`)),
    board &&
      (board.online
        ? ok('board', `answers at ${board.port}`)
        : wrong('board', `does not answer at ${board.port}`, 'Look at its power, its cable and boardPort.')),
    settings && ok('settings', `version ${settings.version}`),
    settings?.refused
      ? note('settings', `the newest are refused: ${settings.refused}`, 'Correct them at the hub.')
      : undefined,
    ...(settings ? accountsOf(settings.operators) : []),
    ...(health.faults ?? []).map(({ code, detail }) => faultFinding(code, detail)),
  ];
  return findings.filter((finding) => finding !== undefined);
}
