// Desired and reported settings of every counter: changed by people, sent when a counter is there, versioned for each.
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import {
  type CounterSettings,
  type Desired,
  desiredMessage,
  type Reported,
  reportedMessage,
} from '@zhuangui/protocol/settings.ts';
import {
  type NewOperator,
  type OperatorRow,
  readOperators,
  removeOperator,
  writeOperator,
} from '../operators/accounts.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import { effectiveSettings, type SettingsChange } from './effective.ts';

export interface SettingsParts {
  db: Db;
  /** Ids of all counters that are not revoked. */
  counters(): readonly string[];
  /** Hands bytes to a counter; false when it is not connected: it is sent when it comes. */
  send(counter: string, bytes: Uint8Array): boolean;
  clock: Clock;
  random: Random;
  log: Log;
}

export interface CounterSettingsView {
  fleet: SettingsChange;
  own: SettingsChange;
  /** Null until anything was ever set: the counter keeps its own defaults. */
  desired: { version: number; at: number; settings: CounterSettings } | null;
  reported: (Reported & { at: number }) | null;
}

export interface FleetSettings {
  /** CONF-21: merges into what the fleet has; every counter that this changes gets a new version. */
  setFleet(change: SettingsChange): Promise<void>;
  setCounter(counter: string, change: SettingsChange): Promise<void>;
  view(counter: string): Promise<CounterSettingsView>;
  operators(): Promise<OperatorRow[]>;
  setOperator(person: NewOperator): Promise<void>;
  /** False when there is no such person. */
  removeOperator(operator: string): Promise<boolean>;
  /** The counter has just connected. */
  online(counter: string): void;
  onReported(counter: string, payload: Uint8Array): Promise<void>;
  malformed(): number;
  idle(): Promise<void>;
}

const operatorsMax = 40;

async function changeOf(db: Queries, scope: string): Promise<SettingsChange> {
  const [row] = await db.query<{ change: string }>('SELECT change FROM setting WHERE scope = ?', [scope]);
  return row ? (JSON.parse(row.change) as SettingsChange) : {};
}

async function merge(db: Db, scope: string, change: SettingsChange): Promise<void> {
  await db.transaction(async (tx) => {
    const merged = JSON.stringify({ ...(await changeOf(tx, scope)), ...change });
    await tx.run(
      'INSERT INTO setting (scope, change) VALUES (?, ?) ON CONFLICT (scope) DO UPDATE SET change = excluded.change',
      [scope, merged],
    );
  });
}

/** Those who may work at a counter, as it is told of them; the first forty by number. */
const peopleAt = (counter: string, people: readonly OperatorRow[]) =>
  people
    .filter(({ counters }) => !counters || counters.has(counter))
    .slice(0, operatorsMax)
    .map(({ account }) => account);

export function createFleetSettings(parts: SettingsParts): FleetSettings {
  const { db, send, clock, log } = parts;
  let malformed = 0;
  let turn: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  async function desiredOf(counter: string): Promise<CounterSettingsView['desired']> {
    const [row] = await db.query<{ version: number; settings: string; at: number }>(
      'SELECT version, settings, at FROM desired WHERE counter = ?',
      [counter],
    );
    return row ? { ...row, settings: JSON.parse(row.settings) as CounterSettings } : null;
  }

  function tell(
    counter: string,
    { version, settings }: { version: number; settings: CounterSettings },
  ): void {
    const message: Desired = { v: 1, version, settings };
    send(counter, desiredMessage.encode(message));
  }

  /** CONF-21: a new version only where something is different. */
  async function renew(counters: readonly string[]): Promise<void> {
    const people = await readOperators(db);
    const fleet = await changeOf(db, '*');
    for (const counter of counters) {
      const settings = effectiveSettings(fleet, await changeOf(db, counter), peopleAt(counter, people));
      const text = JSON.stringify(settings);
      const before = await desiredOf(counter);
      if (before && JSON.stringify(before.settings) === text) continue;
      const version = (before?.version ?? 0) + 1;
      await db.run(
        `INSERT INTO desired (counter, version, settings, at) VALUES (?, ?, ?, ?)
         ON CONFLICT (counter) DO UPDATE SET version = excluded.version, settings = excluded.settings, at = excluded.at`,
        [counter, version, text, clock.nowMs()],
      );
      tell(counter, { version, settings });
    }
  }

  async function reportedOf(counter: string): Promise<CounterSettingsView['reported']> {
    const [row] = await db.query<{ report: string; at: number }>(
      'SELECT report, at FROM reported WHERE counter = ?',
      [counter],
    );
    return row ? { ...(JSON.parse(row.report) as Reported), at: row.at } : null;
  }

  return {
    setFleet: (change) =>
      inTurn(async () => {
        await merge(db, '*', change);
        await renew(parts.counters());
      }),
    setCounter: (counter, change) =>
      inTurn(async () => {
        await merge(db, counter, change);
        await renew([counter]);
      }),
    async view(counter) {
      const [fleet, own] = [await changeOf(db, '*'), await changeOf(db, counter)];
      return { fleet, own, desired: await desiredOf(counter), reported: await reportedOf(counter) };
    },
    operators: () => readOperators(db),
    setOperator: (person) =>
      inTurn(async () => {
        await writeOperator(db, person, parts.random);
        await renew(parts.counters());
      }),
    removeOperator: (operator) =>
      inTurn(async () => {
        const removed = await removeOperator(db, operator);
        if (removed) await renew(parts.counters());
        return removed;
      }),
    /** A counter registered after the fleet was set gets its first version when it first comes. */
    online(counter) {
      void inTurn(async () => {
        const [set] = await db.query('SELECT 1 FROM setting UNION SELECT 1 FROM operator_account LIMIT 1');
        if (!set) return;
        if (!(await desiredOf(counter))) return renew([counter]);
        tell(counter, (await desiredOf(counter))!);
      }).catch((error: unknown) => log.error({ counter, error }, 'settings could not be sent'));
    },
    async onReported(counter, payload) {
      const report = reportedMessage.parse(payload);
      if (!report.ok) {
        malformed += 1;
        return log.warn(
          { counter, problem: report.problem.message },
          'a report of settings could not be read',
        );
      }
      if (report.value.refused) log.warn({ counter, refused: report.value.refused }, 'settings were refused');
      await db.run(
        `INSERT INTO reported (counter, report, at) VALUES (?, ?, ?)
         ON CONFLICT (counter) DO UPDATE SET report = excluded.report, at = excluded.at`,
        [counter, JSON.stringify(report.value), clock.nowMs()],
      );
    },
    malformed: () => malformed,
    idle: () => turn.then(() => undefined),
  };
}
