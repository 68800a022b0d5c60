// The register of counters: rows in the database, and all of them in memory, where the broker asks at each CONNECT.
import { leagueOfBanner, regionLevel } from '@zhuangui/protocol/checks/region-code.ts';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { Admission, Admissions } from '../broker/broker-parts.ts';
import type { Clock } from '../platform/clock.ts';
import {
  type Counter,
  type CounterStatus,
  type NewCounter,
  newCounterMessage,
  type SiteKind,
} from './counter.ts';
import { FleetError } from './fleet-error.ts';

export interface Certified {
  counter: string;
  serial: string;
  notAfterMs: number;
  journalKey: string;
}

export interface Registry extends Admissions {
  /** FLT-1. Rejects with FleetError `invalid` or `exists`. */
  add(counter: NewCounter): Promise<Counter>;
  list(): Counter[];
  get(id: string): Counter | undefined;
  /** Key that signs the counter's journal (SPKI DER, base64) since it was enrolled; a revocation leaves it. */
  journalKey(id: string): string | undefined;
  /** FLT-5: a new certificate replaces and revokes the one before, inside the caller's transaction. */
  certify(tx: Queries, certified: Certified): Promise<() => void>;
  /** FLT-6: the counter may not connect any more; its live session ends. Rejects with FleetError `unknown-counter`. */
  revoke(id: string, why: string): Promise<void>;
}

interface Row {
  id: string;
  name: string;
  site_kind: SiteKind;
  address: string;
  banner: string;
  league: string;
  host_unit: string;
  operating_company: string;
  status: CounterStatus;
  registered_at: number;
  certificate_serial: string | null;
  certificate_not_after: number | null;
  journal_key: string | null;
}

const counterOf = (row: Row): Counter => ({
  id: row.id,
  name: row.name,
  siteKind: row.site_kind,
  address: row.address,
  banner: row.banner,
  league: row.league,
  hostUnit: row.host_unit,
  operatingCompany: row.operating_company,
  status: row.status,
  registeredAtMs: row.registered_at,
  ...(row.certificate_serial === null
    ? {}
    : { certificate: { serial: row.certificate_serial, notAfterMs: row.certificate_not_after ?? 0 } }),
  ...(row.journal_key === null ? {} : { journalKey: row.journal_key }),
});

function checkNew(counter: NewCounter): void {
  const checked = newCounterMessage.check(counter);
  if (!checked.ok) throw new FleetError('invalid', checked.problem.message);
  if (regionLevel(counter.banner) !== 'banner') {
    throw new FleetError('invalid', `banner ${counter.banner} is not the code of a banner (GB/T 2260)`);
  }
  if (counter.league !== leagueOfBanner(counter.banner)) {
    throw new FleetError('invalid', `banner ${counter.banner} does not lie in league ${counter.league}`);
  }
}

/** Loads the register. One instance per database. */
export async function openRegistry(parts: { db: Db; clock: Clock }): Promise<Registry> {
  const { db, clock } = parts;
  const rows = await db.query<Row>('SELECT * FROM counter');
  const counters = new Map(rows.map((row) => [row.id, counterOf(row)]));
  const listeners = new Set<(counter: string) => void>();
  const tellRevoked = (id: string) => {
    for (const listener of listeners) listener(id);
  };

  return {
    async add(counter) {
      checkNew(counter);
      if (counters.has(counter.id)) {
        throw new FleetError('exists', `counter ${counter.id} is registered already: choose another id`);
      }
      const added: Counter = { ...counter, status: 'registered', registeredAtMs: clock.nowMs() };
      await insertCounter(db, added);
      counters.set(added.id, added);
      return added;
    },
    list: () => [...counters.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
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
        counters.set(before.id, {
          ...before,
          status: 'enrolled',
          certificate: { serial, notAfterMs },
          journalKey,
        });
        if (before.certificate) tellRevoked(before.id);
      };
    },
    async revoke(id, why) {
      const counter = counters.get(id);
      if (counter === undefined) throw new FleetError('unknown-counter', `there is no counter ${id}`);
      await db.transaction(async (tx) => {
        await tx.run(`UPDATE counter SET status = 'revoked' WHERE id = ?`, [id]);
        await revokeCertificates(tx, id, why, clock.nowMs());
        await tx.run('DELETE FROM enrolment_code WHERE counter = ?', [id]);
      });
      counters.set(id, { ...(counters.get(id) ?? counter), status: 'revoked' });
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

async function insertCounter(db: Db, counter: Counter): Promise<void> {
  await db.run(
    `INSERT INTO counter (id, name, site_kind, address, banner, league, host_unit, operating_company,
      status, registered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      counter.id,
      counter.name,
      counter.siteKind,
      counter.address,
      counter.banner,
      counter.league,
      counter.hostUnit,
      counter.operatingCompany,
      counter.status,
      counter.registeredAtMs,
    ],
  );
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
