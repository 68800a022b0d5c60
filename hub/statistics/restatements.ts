// STAT-4: what late lines changed in days that were over: which day, noticed when, by how much, where.
import type { Queries, SqlValue } from '@zhuangui/protocol/db/db.ts';
import type { Scope } from '../people/scope.ts';
import { scopeWhere } from '../people/scope.ts';
import { dayNumber, periodText } from './dimensions.ts';

export interface RestatementQuestion {
  /** Days that were restated, both included. */
  from: string;
  to: string;
  /** Noticed on this day or later. */
  noticedFrom?: string;
  grain: 'day' | 'month';
  by: 'none' | 'league' | 'banner' | 'operatingCompany';
  scope: Scope;
}

export interface RestatementRow {
  period: string;
  noticedOn: string;
  key: string;
  sales: number;
  salesFen: number;
  refunds: number;
  refundsFen: number;
}

const keys = {
  none: `''`,
  league: 'p.league',
  banner: 'p.banner',
  operatingCompany: 'p.operating_company',
} as const;
const rowsMax = 5000;

/** A day's change counts when it was noticed after the day; a month's when it was noticed after the month. */
export async function restatementsOf(
  reader: Queries,
  question: RestatementQuestion,
): Promise<RestatementRow[]> {
  const { from, to, noticedFrom, grain, by, scope } = question;
  const scoped = scopeWhere(scope, {
    league: 'p.league',
    banner: 'p.banner',
    operatingCompany: 'p.operating_company',
  });
  const [period, noticed] =
    grain === 'day' ? ['t.day', 't.noticed_on'] : ['t.day / 100', 't.noticed_on / 100'];
  const params: SqlValue[] = [
    dayNumber(from),
    dayNumber(to),
    noticedFrom ? dayNumber(noticedFrom) : 0,
    ...scoped.params,
  ];
  const rows = await reader.query<
    Omit<RestatementRow, 'period' | 'noticedOn'> & { period: number; noticedOn: number }
  >(
    `SELECT ${period} AS period, t.noticed_on AS noticedOn, ${keys[by]} AS key, sum(t.sales) AS sales,
       sum(t.sales_fen) AS salesFen, sum(t.refunds) AS refunds, sum(t.refunds_fen) AS refundsFen
     FROM stat_restatement AS t JOIN stat_area AS p ON p.id = t.area
     WHERE t.day BETWEEN ? AND ? AND t.noticed_on >= ? AND ${period} < ${noticed} AND ${scoped.sql}
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT ${rowsMax}`,
    params,
  );
  return rows.map((row) => ({
    ...row,
    period: periodText(row.period),
    noticedOn: periodText(row.noticedOn),
  }));
}
