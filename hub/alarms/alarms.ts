// Alarms of the fleet: looked at every ten seconds, kept in a table, acknowledged, assigned and closed by people.
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { EmitMany } from '../connectors/connectors.ts';
import type { AuditEntry } from '../people/audit-port.ts';
import type { Scope } from '../people/scope.ts';
import { inScope } from '../people/scope.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Log } from '../platform/log.ts';
import { type AlarmGroup, groupAlarms } from './alarm-groups.ts';
import { type Cause, keyOf, type Severity, stepAlarms, type Watches } from './alarm-machine.ts';
import {
  type Alarm,
  type AlarmQuestion,
  type AlarmRow,
  listAlarms,
  readAlarms,
  readConditions,
  readOpen,
  writeStep,
} from './alarm-store.ts';
import { type CounterSight, causeOf, sightCauses } from './causes.ts';

export interface CounterPlaceOf {
  league: string;
  banner: string;
  hostUnit: string;
  operatingCompany: string;
}

export interface AlarmsParts {
  db: Db;
  reader: Queries;
  clock: Clock;
  log: Log;
  /** Counters in service, as they are seen now. */
  sights(): CounterSight[];
  /** Slots per counter: how many, empty, expiring. Read once a minute. */
  levels(): Promise<Map<string, NonNullable<CounterSight['level']>>>;
  place(counter: string): CounterPlaceOf | undefined;
  /** ALM-5: tells other systems, in the transaction that raises. Default: nobody is told. */
  emitMany?: EmitMany;
  /** Default ten seconds. */
  everyMs?: number;
}

export type AlarmAct =
  | { act: 'acknowledge' }
  | { act: 'assign'; assignee: string }
  | { act: 'close'; note: string };

export interface Acting {
  by: { id: string; name: string };
  /** Written in the same transaction. */
  audit(tx: Queries, entry: Pick<AuditEntry, 'object' | 'detail'>): Promise<void>;
}

export interface AlarmCounts extends Record<Severity, number> {
  open: number;
  unacknowledged: number;
}

export interface Alarms {
  start(): void;
  /** Looks once; for tests, and after a change that should show at once. */
  look(): Promise<void>;
  list(scope: Scope, question: AlarmQuestion): Promise<{ rows: AlarmRow[]; total: number }>;
  groups(scope: Scope): AlarmGroup[];
  counts(scope: Scope): AlarmCounts;
  /** Open alarms of a counter; no row is read. */
  openOf(counter: string): number;
  find(ids: readonly number[]): Promise<Alarm[]>;
  /** ALM-4. Throws DomainError `unknown-alarm`, `alarm-over`, `cause-remains`. */
  act(ids: readonly number[], act: AlarmAct, acting: Acting): Promise<Alarm[]>;
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

const levelsEveryMs = 60_000;

/** Opens what stands open in the table; nothing is looked at before `start` or `look`. */
export async function openAlarms(parts: AlarmsParts): Promise<Alarms> {
  const { db, reader, clock, log, everyMs = 10_000 } = parts;
  const open = new Map((await readOpen(db)).map((alarm) => [keyOf(alarm), alarm]));
  const perCounter = new Map<string, number>();
  const listeners = new Set<() => void>();
  let watches: Watches = new Map();
  let levels = new Map<string, NonNullable<CounterSight['level']>>();
  let levelsAtMs = Number.NEGATIVE_INFINITY;
  let turn: Promise<unknown> = Promise.resolve();
  let cancel: (() => void) | undefined;
  recount();

  function recount(): void {
    perCounter.clear();
    for (const { counter } of open.values()) perCounter.set(counter, (perCounter.get(counter) ?? 0) + 1);
    for (const listener of listeners) listener();
  }

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  async function causes(): Promise<Cause[]> {
    if (clock.monotonicMs() - levelsAtMs >= levelsEveryMs) {
      levels = await parts.levels();
      levelsAtMs = clock.monotonicMs();
    }
    const conditions = (await readConditions(reader)).filter(({ counter }) => parts.place(counter));
    const told = conditions.map(({ counter, code, detail, times }) =>
      causeOf(counter, code, times > 1 ? `${detail} (${times} times)` : detail),
    );
    const seen = parts
      .sights()
      .flatMap((sight) => sightCauses({ ...sight, level: levels.get(sight.counter) }));
    return [...told, ...seen];
  }

  async function tell(tx: Queries, raised: readonly Alarm[]): Promise<void> {
    const happened = raised.map(({ id, counter, code, severity, detail, sinceMs }) => {
      const { league, banner, operatingCompany, hostUnit } = parts.place(counter) ?? {};
      const body = { id: String(id), counter, code, severity, detail, since: sinceMs };
      return { body, place: { league, banner, operatingCompany, hostUnit } };
    });
    await parts.emitMany?.(tx, 'alarm.raised', happened);
  }

  async function lookNow(): Promise<void> {
    const nowMs = clock.nowMs();
    const holds = new Map([...open].map(([key, alarm]) => [key, alarm.clearAfterMs]));
    const step = stepAlarms(watches, await causes(), holds, nowMs);
    const cleared = step.clear.map((key) => open.get(key)!.id);
    if (step.raise.length + cleared.length > 0) {
      const raised = await writeStep(db, step, cleared, nowMs, tell);
      for (const key of step.clear) open.delete(key);
      for (const alarm of raised) open.set(keyOf(alarm), alarm);
      recount();
    }
    // Only now: a step that could not be written is due again.
    watches = step.watches;
  }

  function tick(): void {
    cancel = clock.setTimer(everyMs, tick);
    inTurn(lookNow).catch((error: unknown) => log.error({ error }, 'alarms could not be looked at'));
  }

  async function actNow(ids: readonly number[], act: AlarmAct, acting: Acting): Promise<Alarm[]> {
    const nowMs = clock.nowMs();
    const after = await db.transaction(async (tx) => {
      const alarms = await readAlarms(tx, ids);
      if (alarms.length < new Set(ids).size)
        throw new DomainError('unknown', 'unknown-alarm', 'There is no such alarm: load the list again.');
      const conditions = new Set(
        (await readConditions(tx)).filter(({ lasting }) => lasting === 0).map(keyOf),
      );
      for (const alarm of alarms) checkAct(alarm, act, conditions.has(keyOf(alarm)));
      await writeAct(tx, alarms, act, acting.by.name, nowMs);
      for (const { id, code, counter } of alarms)
        await acting.audit(tx, { object: `alarm/${id}`, detail: `${act.act}: ${code} of ${counter}` });
      return readAlarms(tx, ids);
    });
    for (const alarm of after)
      if (alarm.closedAtMs !== null) {
        if (open.get(keyOf(alarm))?.id === alarm.id) open.delete(keyOf(alarm));
      } else if (alarm.clearedAtMs === null) open.set(keyOf(alarm), alarm);
    recount();
    return after;
  }

  const inPlace = (scope: Scope) =>
    [...open.values()].flatMap((alarm) => {
      const place = parts.place(alarm.counter);
      return place && inScope(scope, place) ? [{ ...alarm, ...place }] : [];
    });

  return {
    start: tick,
    look: () => inTurn(lookNow),
    list: (scope, question) => listAlarms(reader, scope, question),
    groups: (scope) => groupAlarms(inPlace(scope)),
    counts(scope) {
      const counts: AlarmCounts = { open: 0, unacknowledged: 0, info: 0, warning: 0, critical: 0 };
      for (const { severity, acknowledgedAtMs } of inPlace(scope)) {
        counts.open += 1;
        counts[severity] += 1;
        if (acknowledgedAtMs === null) counts.unacknowledged += 1;
      }
      return counts;
    },
    openOf: (counter) => perCounter.get(counter) ?? 0,
    find: (ids) => readAlarms(reader, ids),
    act: (ids, act, acting) => inTurn(() => actNow(ids, act, acting)),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      cancel?.();
      await turn;
    },
  };
}

/** What a person alone ends may be closed while it stands; what lasts by itself only once its cause is gone. */
function checkAct({ closedAtMs, clearedAtMs, code }: Alarm, { act }: AlarmAct, endsByPerson: boolean): void {
  if (closedAtMs !== null)
    throw new DomainError('conflict', 'alarm-over', 'This alarm is closed already: load the list again.');
  if (act === 'close' && clearedAtMs === null && !endsByPerson)
    throw new DomainError(
      'conflict',
      'cause-remains',
      `What raised the alarm ${code} is still there: acknowledge or assign it, and close it when its cause is gone.`,
    );
}

async function writeAct(tx: Queries, alarms: readonly Alarm[], act: AlarmAct, by: string, nowMs: number) {
  const ids = JSON.stringify(alarms.map(({ id }) => id));
  const those = 'WHERE id IN (SELECT value FROM json_each(?))';
  if (act.act === 'acknowledge')
    await tx.run(
      `UPDATE alarm SET acknowledged_at = coalesce(acknowledged_at, ?), acknowledged_by = coalesce(acknowledged_by, ?) ${those}`,
      [nowMs, by, ids],
    );
  if (act.act === 'assign') await tx.run(`UPDATE alarm SET assignee = ? ${those}`, [act.assignee, ids]);
  if (act.act !== 'close') return;
  await tx.run(`UPDATE alarm SET closed_at = ?, closed_by = ?, note = ? ${those}`, [
    nowMs,
    by,
    act.note,
    ids,
  ]);
  const events = alarms.filter(({ clearedAtMs }) => clearedAtMs === null);
  await tx.run(
    `DELETE FROM counter_condition WHERE lasting = 0 AND (counter, code) IN
     (SELECT value ->> 0, value ->> 1 FROM json_each(?))`,
    [JSON.stringify(events.map(({ counter, code }) => [counter, code]))],
  );
}
