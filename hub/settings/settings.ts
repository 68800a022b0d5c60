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
  /** CONF-25: from now on what the fleet has; false when the counter had none of its own. */
  dropOwn(counter: string, name: keyof SettingsChange): Promise<boolean>;
  /** Puts these in the place of all the counter's own settings (rolling back). */
  replaceCounter(counter: string, own: SettingsChange): Promise<void>;
  /** Which version each of these counters should have, and what it says it has. */
  standing(counters: readonly string[]): Promise<SettingsStanding[]>;
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

export interface SettingsStanding {
  counter: string;
  desired: number;
  reported: number;
  refused: { version: number; reason: string } | undefined;
}

const operatorsMax = 40;
/** Counters renewed in one turn. */
const sliceMax = 50;

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

interface SettingsRow {
  counter: string;
  /** Its own settings, JSON. */
  change: string | null;
  version: number | null;
  /** Desired, JSON. */
  settings: string | null;
  report: string | null;
}

interface Renewed {
  counter: string;
  version: number;
  text: string;
  settings: CounterSettings;
  isNew: boolean;
}

const rowsOf = (db: Queries, counters: readonly string[]): Promise<SettingsRow[]> =>
  db.query(
    `SELECT value AS counter, change, version, settings, report FROM json_each(?)
     LEFT JOIN setting ON scope = value LEFT JOIN desired ON desired.counter = value
     LEFT JOIN reported ON reported.counter = value`,
    [JSON.stringify(counters)],
  );

async function writeDesired(db: Db, rows: readonly Renewed[], nowMs: number): Promise<void> {
  await db.run(
    `INSERT INTO desired (counter, version, settings, at)
     SELECT value ->> 0, value ->> 1, value ->> 2, ? FROM json_each(?) WHERE true
     ON CONFLICT (counter) DO UPDATE SET version = excluded.version, settings = excluded.settings, at = excluded.at`,
    [nowMs, JSON.stringify(rows.map(({ counter, version, text }) => [counter, version, text]))],
  );
}

/** The largest number a next version may follow: what is beyond is no report of an honest counter. */
const versionMax = 2_000_000_000;

/** CONF-24: the version of a counter that is ahead of this hub, or has its number with other content. */
function aheadOf(row: SettingsRow | undefined): number | undefined {
  if (!row?.report) return undefined;
  const { version, refused } = JSON.parse(row.report) as Reported;
  const here = row.version ?? 0;
  const isAhead = version > here || (version === here && here > 0 && refused?.version === version);
  return isAhead && version <= versionMax ? version : undefined;
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

  /** People and the fleet's settings change here only; 20,000 counters that connect must not read them each. */
  let shared: Promise<{ people: OperatorRow[]; fleet: SettingsChange }> | undefined;
  function readShared() {
    shared ??= (async () => ({ people: await readOperators(db), fleet: await changeOf(db, '*') }))();
    shared.catch(() => {
      shared = undefined;
    });
    return shared;
  }
  async function changed(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } finally {
      shared = undefined;
    }
  }

  function tell(
    counter: string,
    { version, settings }: { version: number; settings: CounterSettings },
  ): void {
    const message: Desired = { v: 1, version, settings };
    send(counter, desiredMessage.encode(message));
  }

  /** CONF-21: a new version only where something is different; one read and one commit for all of them. */
  async function renew(counters: readonly string[]): Promise<Renewed[]> {
    const { people, fleet } = await readShared();
    const rows = new Map((await rowsOf(db, counters)).map((row) => [row.counter, row]));
    const renewed: Renewed[] = [];
    for (const counter of counters) {
      const row = rows.get(counter);
      const own = row?.change ? (JSON.parse(row.change) as SettingsChange) : {};
      const settings = effectiveSettings(fleet, own, peopleAt(counter, people));
      const text = JSON.stringify(settings);
      // A counter that is ahead of a hub from a backup would not take an older number.
      const ahead = aheadOf(row);
      const before = row?.version ?? 0;
      const isNew = row?.settings !== text || ahead !== undefined;
      const version = isNew ? Math.max(before, ahead ?? 0) + 1 : before;
      renewed.push({ counter, version, text, settings, isNew });
    }
    const changes = renewed.filter(({ isNew }) => isNew);
    if (changes.length > 0) await writeDesired(db, changes, clock.nowMs());
    return renewed;
  }

  /** CONF-23: the whole fleet, a slice at a time; others take their turn in between. */
  async function renewAll(): Promise<void> {
    const counters = parts.counters();
    for (let at = 0; at < counters.length; at += sliceMax)
      await inTurn(async () => {
        for (const one of await renew(counters.slice(at, at + sliceMax)))
          if (one.isNew) tell(one.counter, one);
        await new Promise((resolve) => setImmediate(resolve));
      });
  }

  async function reportedOf(counter: string): Promise<CounterSettingsView['reported']> {
    const [row] = await db.query<{ report: string; at: number }>(
      'SELECT report, at FROM reported WHERE counter = ?',
      [counter],
    );
    return row ? { ...(JSON.parse(row.report) as Reported), at: row.at } : null;
  }

  async function renewOne(counter: string): Promise<void> {
    for (const one of await renew([counter])) if (one.isNew) tell(counter, one);
  }

  return {
    async setFleet(change) {
      await inTurn(() => changed(() => merge(db, '*', change)));
      await renewAll();
    },
    setCounter: (counter, change) =>
      inTurn(async () => {
        await merge(db, counter, change);
        await renewOne(counter);
      }),
    replaceCounter: (counter, own) =>
      inTurn(async () => {
        await db.run(
          'INSERT INTO setting (scope, change) VALUES (?, ?) ON CONFLICT (scope) DO UPDATE SET change = excluded.change',
          [counter, JSON.stringify(own)],
        );
        await renewOne(counter);
      }),
    dropOwn: (counter, name) =>
      inTurn(async () => {
        const rows = await db.query(
          `UPDATE setting SET change = json_remove(change, ?) WHERE scope = ? AND json_type(change, ?) IS NOT NULL
           RETURNING scope`,
          [`$.${name}`, counter, `$.${name}`],
        );
        if (rows.length > 0) await renewOne(counter);
        return rows.length > 0;
      }),
    async standing(counters) {
      return (await rowsOf(db, counters)).map(({ counter, version, report }) => {
        const told = report ? (JSON.parse(report) as Reported) : undefined;
        return { counter, desired: version ?? 0, reported: told?.version ?? 0, refused: told?.refused };
      });
    },
    async view(counter) {
      const [fleet, own] = [await changeOf(db, '*'), await changeOf(db, counter)];
      return { fleet, own, desired: await desiredOf(counter), reported: await reportedOf(counter) };
    },
    operators: () => readOperators(db),
    async setOperator(person) {
      await inTurn(() => changed(() => writeOperator(db, person, parts.random)));
      await renewAll();
    },
    async removeOperator(operator) {
      let removed = false;
      await inTurn(() =>
        changed(async () => {
          removed = await removeOperator(db, operator);
        }),
      );
      if (removed) await renewAll();
      return removed;
    },
    /** CONF-23: also what a stop of the hub kept from being renewed, and a counter that is new since. */
    online(counter) {
      void inTurn(async () => {
        const [set] = await db.query(
          'SELECT 1 WHERE EXISTS (SELECT 1 FROM setting) OR EXISTS (SELECT 1 FROM operator_account)',
        );
        if (!set) return;
        for (const one of await renew([counter])) tell(counter, one);
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
      // CONF-24: a hub from a backup; the counter would never take what it is told under an older number.
      const [row] = await rowsOf(db, [counter]);
      if (row?.version != null && aheadOf(row) !== undefined) await inTurn(() => renewOne(counter));
    },
    malformed: () => malformed,
    idle: () => turn.then(() => undefined),
  };
}
