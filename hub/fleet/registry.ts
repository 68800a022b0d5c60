// The register of counters: rows in the database, and all of them in memory, where the broker asks at each CONNECT.
import { leagueOfBanner, regionLevel } from '@zhuangui/protocol/checks/region-code.ts';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { Admission, Admissions } from '../broker/broker-parts.ts';
import type { Clock } from '../platform/clock.ts';
import {
  type Counter,
  type CounterChange,
  type NewCounter,
  NewCounter as NewCounterSchema,
  newCounterMessage,
} from './counter.ts';
import { type CounterTableRow, counterOf, factColumns, factsOf } from './counter-rows.ts';
import { FleetError } from './fleet-error.ts';

export interface Certified {
  counter: string;
  serial: string;
  notAfterMs: number;
  journalKey: string;
}

export interface Registry extends Admissions {
  /** FLT-1. Rejects with FleetError `invalid` or `exists`. `also` is written in the same transaction. */
  add(counter: NewCounter, also?: Also): Promise<Counter>;
  /** FLT-9: all of them or none. Rejects as `add` does; the message names the counter. */
  addAll(counters: readonly NewCounter[], also?: Also): Promise<Counter[]>;
  /** FLT-8: what people say of a counter; id, keys and status stay. Rejects with FleetError `unknown-counter`, `invalid`. */
  change(id: string, change: CounterChange, also?: Also): Promise<Counter>;
  /** In the order of their ids. */
  list(): Counter[];
  /** Grows with every change to any counter: what is derived from the list is old then. */
  version(): number;
  get(id: string): Counter | undefined;
  /** Key that signs the counter's journal (SPKI DER, base64) since it was enrolled; a revocation leaves it. */
  journalKey(id: string): string | undefined;
  /** FLT-5: a new certificate replaces and revokes the one before, inside the caller's transaction. */
  certify(tx: Queries, certified: Certified): Promise<() => void>;
  /** Called after a counter was given a certificate. Returns the function that stops it. */
  onEnrolled(listener: (counter: Counter) => void): () => void;
  /** FLT-6: the counter may not connect any more; its live session ends. Rejects with FleetError `unknown-counter`. */
  revoke(id: string, why: string, also?: Also): Promise<void>;
}

/** Written in the transaction of the act: the audit entry. */
export type Also = (tx: Queries) => Promise<void>;

function checkNew(counter: NewCounter): void {
  const checked = newCounterMessage.check(counter);
  if (!checked.ok) throw new FleetError('invalid', checked.problem.message);
  if (regionLevel(counter.banner) !== 'banner') {
    throw new FleetError('invalid', `banner ${counter.banner} is not the code of a banner (GB/T 2260)`);
  }
  if (counter.league !== leagueOfBanner(counter.banner)) {
    throw new FleetError('invalid', `banner ${counter.banner} does not lie in league ${counter.league}`);
  }
  if ((counter.latitude === undefined) !== (counter.longitude === undefined)) {
    throw new FleetError('invalid', 'give latitude and longitude together, or neither');
  }
}

const factNames = Object.keys(NewCounterSchema.properties) as (keyof NewCounter)[];
const factsOnly = (counter: NewCounter): NewCounter =>
  Object.fromEntries(
    factNames.filter((name) => counter[name] !== undefined).map((name) => [name, counter[name]]),
  ) as unknown as NewCounter;

/** The counter after a change, checked as a new one is. A new banner brings its league. */
function changedCounter(before: Counter, change: CounterChange): Counter {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const league = change.banner && !change.league ? { league: leagueOfBanner(change.banner) } : {};
  const merged = { ...before, ...Object.fromEntries(given), ...league };
  const after = Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== null),
  ) as unknown as Counter;
  checkNew(factsOnly(after));
  return after;
}

/** Loads the register. One instance per database. */
export async function openRegistry(parts: { db: Db; clock: Clock }): Promise<Registry> {
  const { db, clock } = parts;
  const rows = await db.query<CounterTableRow>('SELECT * FROM counter');
  const counters = new Map(rows.map((row) => [row.id, counterOf(row)]));
  const listeners = new Set<(counter: string) => void>();
  const enrolledListeners = new Set<(counter: Counter) => void>();
  let version = 0;
  let sorted: Counter[] | undefined;
  const put = (counter: Counter) => {
    counters.set(counter.id, counter);
    version += 1;
    sorted = undefined;
  };
  const tellRevoked = (id: string) => {
    for (const listener of listeners) listener(id);
  };

  /** One after the other: each starts from what the one before left. */
  let turn: Promise<unknown> = Promise.resolve();
  async function changeOne(id: string, change: CounterChange, also?: Also): Promise<Counter> {
    const before = counters.get(id);
    if (before === undefined) throw new FleetError('unknown-counter', `there is no counter ${id}`);
    const after = changedCounter(before, change);
    await db.transaction(async (tx) => {
      await updateFacts(tx, after);
      await also?.(tx);
    });
    // The machine may have been enrolled meanwhile: only what people say is taken over.
    const now = changedCounter(counters.get(id) ?? before, change);
    put(now);
    return now;
  }

  async function addAll(added: readonly NewCounter[], also?: Also): Promise<Counter[]> {
    const nowMs = clock.nowMs();
    const ids = new Set<string>();
    const rows = added.map((counter): Counter => {
      checkNew(counter);
      if (counters.has(counter.id) || ids.has(counter.id)) {
        throw new FleetError('exists', `counter ${counter.id} is registered already: choose another id`);
      }
      ids.add(counter.id);
      return { ...counter, status: 'registered', registeredAtMs: nowMs };
    });
    await db.transaction(async (tx) => {
      await insertCounters(tx, rows);
      await also?.(tx);
    });
    for (const row of rows) put(row);
    return rows;
  }

  return {
    add: async (counter, also) => (await addAll([counter], also))[0]!,
    addAll,
    change(id, change, also) {
      const done = turn.then(() => changeOne(id, change, also));
      turn = done.catch(() => undefined);
      return done;
    },
    list: () => {
      sorted ??= [...counters.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      return sorted.slice();
    },
    version: () => version,
    get: (id) => counters.get(id),
    journalKey: (id) => counters.get(id)?.journalKey,
    admission: (id, serial) => admit(counters.get(id), serial),
    onRevoked(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async certify(tx, certified) {
      await storeCertificate(tx, certified, clock.nowMs());
      return () => {
        const before = counters.get(certified.counter);
        if (before === undefined || before.status === 'revoked') return;
        const { serial, notAfterMs, journalKey } = certified;
        put({ ...before, status: 'enrolled', certificate: { serial, notAfterMs }, journalKey });
        if (before.certificate) tellRevoked(before.id);
        for (const listener of enrolledListeners) listener(counters.get(certified.counter)!);
      };
    },
    onEnrolled(listener) {
      enrolledListeners.add(listener);
      return () => enrolledListeners.delete(listener);
    },
    async revoke(id, why, also) {
      const counter = counters.get(id);
      if (counter === undefined) throw new FleetError('unknown-counter', `there is no counter ${id}`);
      await db.transaction(async (tx) => {
        await tx.run(`UPDATE counter SET status = 'revoked' WHERE id = ?`, [id]);
        await revokeCertificates(tx, id, why, clock.nowMs());
        await tx.run('DELETE FROM enrolment_code WHERE counter = ?', [id]);
        await tx.run('DELETE FROM enrolment_request WHERE counter = ?', [id]);
        await also?.(tx);
      });
      put({ ...(counters.get(id) ?? counter), status: 'revoked' });
      tellRevoked(id);
    },
  };
}

/** BRK-3: only the newest certificate of an enrolled counter opens a session. */
function admit(counter: Counter | undefined, serial: string | undefined): Admission {
  if (counter === undefined) return { ok: false, reason: 'unknown-counter' };
  const superseded = serial !== undefined && serial !== counter.certificate?.serial;
  return counter.status === 'enrolled' && !superseded ? { ok: true } : { ok: false, reason: 'revoked' };
}

async function insertCounters(tx: Queries, counters: readonly Counter[]): Promise<void> {
  const values = Array.from({ length: 15 }, (_, at) => `value ->> ${at}`).join(', ');
  await tx.run(
    `INSERT INTO counter (id, status, registered_at, ${factColumns}) SELECT ${values} FROM json_each(?)`,
    [JSON.stringify(counters.map((one) => [one.id, one.status, one.registeredAtMs, ...factsOf(one)]))],
  );
}

async function updateFacts(tx: Queries, counter: Counter): Promise<void> {
  const columns = factColumns.split(', ').map((column) => `${column} = ?`);
  await tx.run(`UPDATE counter SET ${columns.join(', ')} WHERE id = ?`, [...factsOf(counter), counter.id]);
}

async function storeCertificate(tx: Queries, certified: Certified, nowMs: number): Promise<void> {
  const { counter, serial, notAfterMs, journalKey } = certified;
  await revokeCertificates(tx, counter, 'replaced by a newer certificate', nowMs);
  await tx.run(
    'INSERT INTO certificate (serial, counter, issued_at, not_after, journal_key) VALUES (?, ?, ?, ?, ?)',
    [serial, counter, nowMs, notAfterMs, journalKey],
  );
  await tx.run(
    `UPDATE counter SET status = 'enrolled', certificate_serial = ?, certificate_not_after = ?, journal_key = ?
     WHERE id = ? AND status <> 'revoked'`,
    [serial, notAfterMs, journalKey, counter],
  );
}

async function revokeCertificates(tx: Queries, counter: string, why: string, nowMs: number): Promise<void> {
  await tx.run(
    'UPDATE certificate SET revoked_at = ?, revoked_why = ? WHERE counter = ? AND revoked_at IS NULL',
    [nowMs, why, counter],
  );
}
