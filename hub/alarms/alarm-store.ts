// Rows of alarms and conditions.
import type { Db, Queries, SqlValue } from '@zhuangui/protocol/db/db.ts';
import { type Scope, scopeWhere } from '../people/scope.ts';
import type { Severity, Step } from './alarm-machine.ts';

export interface Alarm {
  id: number;
  counter: string;
  code: string;
  severity: Severity;
  detail: string;
  clearAfterMs: number;
  sinceMs: number;
  raisedAtMs: number;
  clearedAtMs: number | null;
  acknowledgedAtMs: number | null;
  acknowledgedBy: string | null;
  assignee: string | null;
  closedAtMs: number | null;
  closedBy: string | null;
  note: string | null;
}

export interface AlarmRow extends Alarm {
  counterName: string;
  banner: string;
  hostUnit: string;
  operatingCompany: string;
  state: 'open' | 'cleared' | 'closed';
}

export interface Condition {
  counter: string;
  code: string;
  lasting: number;
  detail: string;
  times: number;
}

const columns = `alarm.id, alarm.counter, alarm.code, alarm.severity, alarm.detail, clear_after_ms AS clearAfterMs,
  since AS sinceMs, raised_at AS raisedAtMs, cleared_at AS clearedAtMs, acknowledged_at AS acknowledgedAtMs,
  acknowledged_by AS acknowledgedBy, assignee, closed_at AS closedAtMs, closed_by AS closedBy, note`;

export const readOpen = (db: Queries): Promise<Alarm[]> =>
  db.query<Alarm>(`SELECT ${columns} FROM alarm WHERE cleared_at IS NULL AND closed_at IS NULL`);

export const readConditions = (db: Queries): Promise<Condition[]> =>
  db.query<Condition>('SELECT counter, code, lasting, detail, times FROM counter_condition');

/** Both halves of a step in one transaction, with what `tell` says of those raised; the rows, with their ids. */
export function writeStep(
  db: Db,
  step: Step,
  cleared: readonly number[],
  nowMs: number,
  tell: (tx: Queries, raised: readonly Alarm[]) => Promise<void>,
): Promise<Alarm[]> {
  return db.transaction(async (tx) => {
    if (cleared.length > 0)
      await tx.run('UPDATE alarm SET cleared_at = ? WHERE id IN (SELECT value FROM json_each(?))', [
        nowMs,
        JSON.stringify(cleared),
      ]);
    if (step.raise.length === 0) return [];
    const rows = step.raise.map(({ cause, sinceMs }) => [
      cause.counter,
      cause.code,
      cause.severity,
      cause.detail,
      cause.clearAfterMs,
      sinceMs,
      nowMs,
    ]);
    const raised = await tx.query<Alarm>(
      `INSERT INTO alarm (counter, code, severity, detail, clear_after_ms, since, raised_at)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
       FROM json_each(?) WHERE true ON CONFLICT DO NOTHING RETURNING ${columns.replaceAll('alarm.', '')}`,
      [JSON.stringify(rows)],
    );
    if (raised.length > 0) await tell(tx, raised);
    return raised;
  });
}

export interface AlarmQuestion {
  search?: string;
  state?: 'open' | 'cleared' | 'closed';
  severity?: Severity;
  code?: string;
  counter?: string;
  banner?: string;
  assignee?: string;
  acknowledged?: 'yes' | 'no';
  sort: string;
  isDescending: boolean;
  page: number;
  pageSize: number;
}

export const alarmSorts: Readonly<Record<string, string>> = {
  raisedAt: 'raised_at',
  severity: `CASE alarm.severity WHEN 'critical' THEN 2 WHEN 'warning' THEN 1 ELSE 0 END`,
  counter: 'alarm.counter',
  code: 'alarm.code',
};

const stateWhere = {
  open: 'cleared_at IS NULL AND closed_at IS NULL',
  cleared: 'cleared_at IS NOT NULL AND closed_at IS NULL',
  closed: 'closed_at IS NOT NULL',
} as const;

function conditions(scope: Scope, question: AlarmQuestion): { sql: string; params: SqlValue[] } {
  const scoped = scopeWhere(scope, {
    league: 'counter.league',
    banner: 'counter.banner',
    operatingCompany: 'counter.operating_company',
    hostUnit: 'counter.host_unit',
  });
  const { state, severity, code, counter, banner, assignee, acknowledged, search } = question;
  const terms: [string, SqlValue | undefined][] = [
    ['alarm.severity = ?', severity],
    ['instr(alarm.code, ?) = 1', code],
    ['alarm.counter = ?', counter],
    ['counter.banner = ?', banner],
    ['assignee = ?', assignee],
  ];
  const used = terms.filter((term): term is [string, SqlValue] => term[1] !== undefined);
  const sql = [scoped.sql, ...used.map(([term]) => term)];
  const params: SqlValue[] = [...scoped.params, ...used.map(([, value]) => value)];
  if (state) sql.push(stateWhere[state]);
  if (acknowledged) sql.push(`acknowledged_at IS ${acknowledged === 'yes' ? 'NOT ' : ''}NULL`);
  if (search) {
    sql.push('(instr(counter.id, ?) > 0 OR instr(counter.name, ?) > 0)');
    params.push(search, search);
  }
  return { sql: sql.join(' AND '), params };
}

/** ALM-4: one page of alarms, open and past, of the counters in scope. */
export async function listAlarms(
  reader: Queries,
  scope: Scope,
  question: AlarmQuestion,
): Promise<{ rows: AlarmRow[]; total: number }> {
  const { sql, params } = conditions(scope, question);
  const from = `FROM alarm JOIN counter ON counter.id = alarm.counter WHERE ${sql}`;
  const direction = question.isDescending ? 'DESC' : 'ASC';
  const order = `${Object.hasOwn(alarmSorts, question.sort) ? alarmSorts[question.sort] : 'raised_at'} ${direction}, alarm.id ${direction}`;
  const [counted] = await reader.query<{ total: number }>(`SELECT count(*) AS total ${from}`, params);
  const rows = await reader.query<Omit<AlarmRow, 'state'>>(
    `SELECT ${columns}, counter.name AS counterName, counter.banner, counter.host_unit AS hostUnit,
     counter.operating_company AS operatingCompany ${from} ORDER BY ${order} LIMIT ? OFFSET ?`,
    [...params, question.pageSize, (question.page - 1) * question.pageSize],
  );
  return { rows: rows.map((row) => ({ ...row, state: stateOf(row) })), total: counted!.total };
}

export const stateOf = ({
  clearedAtMs,
  closedAtMs,
}: Pick<Alarm, 'clearedAtMs' | 'closedAtMs'>): AlarmRow['state'] =>
  closedAtMs !== null ? 'closed' : clearedAtMs !== null ? 'cleared' : 'open';

export const readAlarms = (db: Queries, ids: readonly number[]): Promise<Alarm[]> =>
  db.query<Alarm>(`SELECT ${columns} FROM alarm WHERE id IN (SELECT value FROM json_each(?))`, [
    JSON.stringify(ids),
  ]);
