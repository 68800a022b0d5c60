// REP-3: reports as they were when they were frozen: kept with their hash, never changed, compared with today.
import { createHash } from 'node:crypto';
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { Emit } from '../connectors/connectors.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { MonthReport } from './report.ts';

export interface SnapshotHead {
  period: string;
  frozenAtMs: number;
  frozenBy: string;
  /** SHA-256 of the content's exact text. */
  hash: string;
}
export interface Snapshot extends SnapshotHead {
  content: MonthReport;
}

export const contentHash = (text: string): string => createHash('sha256').update(text).digest('hex');

const columns = 'period, frozen_at AS frozenAtMs, frozen_by_name AS frozenBy, hash';

export const listSnapshots = (reader: Queries): Promise<SnapshotHead[]> =>
  reader.query(`SELECT ${columns} FROM stat_snapshot WHERE kind = 'month' ORDER BY period DESC`);

/** Undefined when the month is not frozen. Rejects when the stored text is not what was hashed. */
export async function readSnapshot(reader: Queries, period: string): Promise<Snapshot | undefined> {
  const [row] = await reader.query<SnapshotHead & { content: string }>(
    `SELECT ${columns}, content FROM stat_snapshot WHERE kind = 'month' AND period = ?`,
    [period],
  );
  if (!row) return undefined;
  if (contentHash(row.content) !== row.hash)
    throw new DomainError(
      'conflict',
      'snapshot-damaged',
      'The frozen report is not what was frozen: restore the database from a backup.',
    );
  return { ...row, content: JSON.parse(row.content) as MonthReport };
}

/** REP-3: once, when the month is over. Rejects with DomainError `conflict`. */
export async function freeze(
  { db, clock, audit, emit }: { db: Db; clock: Clock; audit: Audit; emit?: Emit },
  actor: Actor,
  report: MonthReport,
): Promise<SnapshotHead> {
  const { period } = report;
  const nowMs = clock.nowMs();
  if (period >= dayOf(nowMs).slice(0, 7))
    throw new DomainError(
      'conflict',
      'month-not-over',
      'The month is not over: freeze its report when the next month has begun.',
    );
  const content = JSON.stringify(report);
  const head = { period, frozenAtMs: nowMs, frozenBy: actor.name, hash: contentHash(content) };
  await db.transaction(async (tx) => {
    const [known] = await tx.query(`SELECT 1 FROM stat_snapshot WHERE kind = 'month' AND period = ?`, [
      period,
    ]);
    if (known)
      throw new DomainError(
        'conflict',
        'frozen-already',
        'The report of this month is frozen already; what changed since is shown beside it.',
      );
    await tx.run(
      `INSERT INTO stat_snapshot (kind, period, frozen_at, frozen_by, frozen_by_name, hash, content)
       VALUES ('month', ?, ?, ?, ?, ?, ?)`,
      [period, nowMs, actor.id, actor.name, head.hash, content],
    );
    const object = `report/${period}`;
    await audit.write(tx, { actor, action: 'report.freeze', object, outcome: 'done', detail: head.hash });
    await emit?.(tx, 'report.frozen', { id: period, hash: head.hash, frozenBy: actor.name }, {});
  });
  return head;
}

export interface Difference {
  /** Null: the whole month. */
  by: 'league' | null;
  key: string;
  name: string;
  frozenFen: number;
  nowFen: number;
  frozenSales: number;
  nowSales: number;
}

/** What late lines changed since: the month as a whole, and leagues. */
export function differences(frozen: MonthReport, now: MonthReport): Difference[] {
  const leaguesOf = (report: MonthReport) =>
    new Map(report.sections.find(({ by }) => by === 'league')?.rows.map((row) => [row.key, row]));
  const [before, after] = [leaguesOf(frozen), leaguesOf(now)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  const leagues = keys.map((key): Difference => {
    const [one, two] = [before.get(key), after.get(key)];
    return {
      ...{ by: 'league', key, name: two?.name ?? one?.name ?? key },
      ...{ frozenFen: one?.salesFen ?? 0, nowFen: two?.salesFen ?? 0 },
      ...{ frozenSales: one?.sales ?? 0, nowSales: two?.sales ?? 0 },
    };
  });
  const whole: Difference = {
    ...{ by: null, key: '', name: '', frozenFen: frozen.month.salesFen, nowFen: now.month.salesFen },
    ...{ frozenSales: frozen.month.sales, nowSales: now.month.sales },
  };
  return [whole, ...leagues].filter(
    (one) => one.frozenFen !== one.nowFen || one.frozenSales !== one.nowSales,
  );
}
