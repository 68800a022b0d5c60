// pure
// Orders as people ask for them: what became of the money is computed from the row, once, in SQL.
import type { SqlValue } from '@zhuangui/protocol/db/db.ts';
import { type Scope, scopeWhere } from '../people/scope.ts';

export const orderStates = [
  'unpaid',
  'cancelled',
  'pending',
  'delivered',
  'refunded',
  'partly',
  'wrong',
] as const;
export type OrderState = (typeof orderStates)[number];

/** MON-2: `wrong` is closed, and its parts do not give what was paid. */
export const orderState = `CASE
  WHEN coalesce(paid_fen, 0) = 0 THEN iif(closed_at IS NULL, 'unpaid', 'cancelled')
  WHEN closed_at IS NULL THEN 'pending'
  WHEN paid_fen <> delivered_fen + refunded_fen THEN 'wrong'
  WHEN refunded_fen = 0 THEN 'delivered'
  WHEN delivered_fen = 0 THEN 'refunded'
  ELSE 'partly' END`;

/** When an order began, as far as the hub knows; indexed as it stands here. */
export const orderAt = 'coalesce(sale_order.at, sale_order.paid_at, sale_order.closed_at)';

export interface OrderRow {
  order: string;
  counter: string;
  counterName: string;
  at: number;
  method: string | null;
  totalFen: number | null;
  paidFen: number | null;
  deliveredFen: number | null;
  refundedFen: number | null;
  state: OrderState;
}

export const orderColumns = `order_id AS "order", journal.counter, counter.name AS counterName, ${orderAt} AS at, method,
  total_fen AS totalFen, paid_fen AS paidFen, delivered_fen AS deliveredFen, refunded_fen AS refundedFen,
  ${orderState} AS state`;

export interface OrderFilter {
  fromMs: number;
  /** Not included. */
  untilMs: number;
  counter?: string | undefined;
  state?: string | undefined;
  method?: string | undefined;
  search?: string | undefined;
}

export const counterColumns = {
  league: 'counter.league',
  banner: 'counter.banner',
  operatingCompany: 'counter.operating_company',
  hostUnit: 'counter.host_unit',
};

/** FROM and WHERE of a question within a scope (MON-1). */
export function ordersFrom(filter: OrderFilter, scope: Scope): { sql: string; params: SqlValue[] } {
  const where = scopeWhere(scope, counterColumns);
  const terms: [string, SqlValue | undefined][] = [
    ['journal.counter = ?', filter.counter],
    [`${orderState} = ?`, filter.state],
    ['method = ?', filter.method],
    ["(order_id || ' ' || counter.id || ' ' || counter.name) LIKE '%' || ? || '%'", filter.search],
  ];
  const used = terms.filter((term): term is [string, SqlValue] => term[1] !== undefined);
  return {
    sql: `FROM sale_order JOIN journal ON journal.key = sale_order.journal_key JOIN counter ON counter.id = journal.counter
      WHERE ${orderAt} >= ? AND ${orderAt} < ? AND ${[where.sql, ...used.map(([sql]) => sql)].join(' AND ')}`,
    params: [filter.fromMs, filter.untilMs, ...where.params, ...used.map(([, value]) => value)],
  };
}

const fen = (what: string) => `coalesce(sum(${what}), 0)`;
/** MON-2, of one counter and day (UTC+8). */
export const dayColumns = `strftime('%Y-%m-%d', ${orderAt} / 1000 + 28800, 'unixepoch') AS day,
  journal.counter, counter.name AS counterName, count(*) AS orders, ${fen('paid_fen')} AS paidFen,
  ${fen('iif(closed_at IS NULL, 0, delivered_fen)')} AS deliveredFen,
  ${fen('iif(closed_at IS NULL, 0, refunded_fen)')} AS refundedFen,
  ${fen('iif(closed_at IS NULL, paid_fen, 0)')} AS pendingFen,
  min(iif(closed_at IS NULL, paid_at, NULL)) AS pendingSince`;
export const differenceOf = (row: {
  paidFen: number;
  deliveredFen: number;
  refundedFen: number;
  pendingFen: number;
}) => row.paidFen - row.deliveredFen - row.refundedFen - row.pendingFen;
