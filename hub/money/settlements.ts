// MON-6, MON-7: months of suppliers and operating companies, live until a person settles them.

import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Scope } from '../people/scope.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Figures } from '../statistics/figures.ts';
import { type LiveRow, type SettledMonth, type SettledRow, settlementOf } from './settlement.ts';

export const settledBy = ['supplier', 'operatingCompany'] as const;
export type SettledBy = (typeof settledBy)[number];

export interface Settlement {
  month: string;
  by: SettledBy;
  settled: { at: number; name: string } | null;
  rows: SettledRow[];
}

export interface SettlementParts {
  db: Db;
  reader: Queries;
  clock: Clock;
  audit: Audit;
  figures: Pick<Figures, 'ask'>;
}

/** Settled months whose late lines are looked for. */
const lookBackMonths = 12;
const everything: Scope = {
  everything: true,
  leagues: [],
  banners: [],
  operatingCompanies: [],
  hostUnits: [],
  creditCodes: [],
};

const firstDay = (month: string) => `${month}-01`;
const nextMonth = (month: string) => addDays(firstDay(month), 31).slice(0, 7);
const lastDay = (month: string) => addDays(firstDay(nextMonth(month)), -1);

export interface Settlements {
  /** Throws DomainError `invalid` for a month that is none. */
  of(month: string, by: SettledBy): Promise<Settlement>;
  /** Throws DomainError `conflict`: settled already, not over yet, or a later one is, or an earlier one is not. */
  settle(month: string, by: SettledBy, actor: Pick<Actor, 'kind' | 'id' | 'name'>): Promise<Settlement>;
}

export function createSettlements({ db, reader, clock, audit, figures }: SettlementParts): Settlements {
  async function liveOf(month: string, by: SettledBy): Promise<LiveRow[]> {
    const period = { from: firstDay(month), to: lastDay(month), grain: 'none' as const };
    const { rows } = await figures.ask({ ...period, by, filters: {}, scope: everything });
    return rows
      .filter(({ sales }) => sales > 0)
      .map(({ key, name, sales, salesFen }) => ({ key, name, sales, salesFen }));
  }

  async function settledBefore(db: Queries, month: string, by: SettledBy): Promise<SettledMonth[]> {
    const months = await db.query<{ month: string }>(
      'SELECT month FROM settlement WHERE by_what = ? AND month < ? ORDER BY month DESC LIMIT ?',
      [by, month, lookBackMonths],
    );
    return Promise.all(
      months.map(async (one) => ({ month: one.month, rows: await frozen(db, one.month, by) })),
    );
  }

  async function frozen(db: Queries, month: string, by: SettledBy): Promise<SettledRow[]> {
    const rows = await db.query<Omit<SettledRow, 'earlier'> & { earlier: string }>(
      `SELECT key, name, sales, sales_fen AS salesFen, earlier FROM settlement_row
       WHERE month = ? AND by_what = ? ORDER BY sales_fen DESC, key`,
      [month, by],
    );
    return rows.map((row) => ({ ...row, earlier: JSON.parse(row.earlier) as Record<string, number> }));
  }

  async function of(month: string, by: SettledBy, queries: Queries = reader): Promise<Settlement> {
    if (addDays(firstDay(month), 0) !== firstDay(month))
      throw new DomainError('invalid', 'bad-month', 'Give a month that exists, such as 2026-11.');
    const [settled] = await queries.query<{ at: number; name: string }>(
      'SELECT settled_at AS at, settled_name AS name FROM settlement WHERE month = ? AND by_what = ?',
      [month, by],
    );
    if (settled) return { month, by, settled, rows: await frozen(queries, month, by) };
    const before = await settledBefore(queries, month, by);
    const live = new Map<string, LiveRow[]>();
    for (const one of [month, ...before.map((each) => each.month)]) live.set(one, await liveOf(one, by));
    return { month, by, settled: null, rows: settlementOf(month, live, before) };
  }

  function checkOver(month: string): void {
    if (dayOf(clock.nowMs()) <= lastDay(month))
      throw new DomainError('conflict', 'month-not-over', 'This month is not over yet.');
  }

  /** Asked in the transaction that settles: of two people at once the second hears that it is done. */
  async function checkTurn(tx: Queries, month: string, by: SettledBy): Promise<void> {
    const [later] = await tx.query<{ month: string }>(
      'SELECT month FROM settlement WHERE by_what = ? AND month >= ? ORDER BY month LIMIT 1',
      [by, month],
    );
    if (later?.month === month)
      throw new DomainError('conflict', 'settled-already', 'This month is settled.');
    if (later)
      throw new DomainError(
        'conflict',
        'later-settled',
        `${later.month} is settled: what is missing comes with the next month.`,
        { month: later.month },
      );
  }

  /** A month that were left out could never be settled any more. */
  async function checkNothingBefore(month: string, by: SettledBy): Promise<void> {
    const [last] = await db.query<{ month: string | null }>(
      'SELECT max(month) AS month FROM settlement WHERE by_what = ? AND month < ?',
      [by, month],
    );
    const from = last?.month ? firstDay(nextMonth(last.month)) : `${Number(month.slice(0, 4)) - 9}-01-01`;
    const to = addDays(firstDay(month), -1);
    if (from > to) return;
    const { rows } = await figures.ask({
      ...{ from, to, grain: 'month' as const, by: 'none' as const },
      ...{ filters: {}, scope: everything },
    });
    const [earliest] = rows
      .filter(({ sales }) => sales > 0)
      .map(({ period }) => period)
      .sort();
    if (earliest)
      throw new DomainError(
        'conflict',
        'earlier-open',
        `${earliest} has sales and is not settled: settle it first.`,
        { month: earliest },
      );
  }

  return {
    of: (month, by) => of(month, by),
    async settle(month, by, actor) {
      const { rows } = await of(month, by, db);
      checkOver(month);
      await checkNothingBefore(month, by);
      const nowMs = clock.nowMs();
      await db.transaction(async (tx) => {
        await checkTurn(tx, month, by);
        await tx.run(
          'INSERT INTO settlement (month, by_what, settled_at, settled_by, settled_name) VALUES (?, ?, ?, ?, ?)',
          [month, by, nowMs, actor.id, actor.name],
        );
        const values = rows.map((row) => [
          row.key,
          row.name,
          row.sales,
          row.salesFen,
          JSON.stringify(row.earlier),
        ]);
        await tx.run(
          `INSERT INTO settlement_row (month, by_what, key, name, sales, sales_fen, earlier)
           SELECT ?, ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?)`,
          [month, by, JSON.stringify(values)],
        );
        const object = `settlement/${by}/${month}`;
        await audit.write(tx, {
          actor,
          action: 'money.settle',
          object,
          outcome: 'done',
          detail: `${rows.length} rows`,
        });
      });
      return { month, by, settled: { at: nowMs, name: actor.name }, rows };
    },
  };
}
