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

/** MON-2: `wrong` is closed, and its parts do not give what was paid; change for cash makes no order partly refunded. */
export const orderState = `CASE
  WHEN coalesce(paid_fen, 0) = 0 THEN iif(closed_at IS NULL, 'unpaid', 'cancelled')
  WHEN closed_at IS NULL THEN 'pending'
  WHEN paid_fen <> delivered_fen + refunded_fen THEN 'wrong'
  WHEN refunded_fen = 0 OR delivered_fen = total_fen THEN 'delivered'
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

interface Condition {
  sql: string;
  params: SqlValue[];
}
const keysOf = (where: string) =>
  `(SELECT journal.key FROM journal JOIN counter ON counter.id = journal.counter WHERE ${where})`;

/**
 * WHERE of a question within a scope (MON-1), about `sale_order` alone: the index over the time holds all that counts
 * and sums ask for, so that no row is looked up. The orders of one counter are read by their key instead; the plus
 * signs say which of the two is meant.
 */
export function ordersWhere(filter: OrderFilter, scope: Scope): Condition {
  const { fromMs, untilMs, counter, search } = filter;
  const where = scopeWhere(scope, counterColumns);
  const isOne = counter !== undefined;
  const terms: Condition[] = [
    { sql: `${isOne ? '+' : ''}${orderAt} BETWEEN ? AND ?`, params: [fromMs, untilMs - 1] },
  ];
  const keys = [...(scope.everything ? [] : [where.sql]), ...(isOne ? ['counter.id = ?'] : [])];
  if (keys.length > 0)
    terms.push({
      sql: `${isOne ? '' : '+'}sale_order.journal_key IN ${keysOf(keys.join(' AND '))}`,
      params: [...where.params, ...(isOne ? [counter] : [])],
    });
  if (filter.state !== undefined) terms.push({ sql: `${orderState} = ?`, params: [filter.state] });
  if (filter.method !== undefined) terms.push({ sql: 'method = ?', params: [filter.method] });
  if (search)
    terms.push({
      sql: `(order_id LIKE '%' || ? || '%' OR
        +sale_order.journal_key IN ${keysOf("(counter.id || ' ' || counter.name) LIKE '%' || ? || '%'")})`,
      params: [search, search],
    });
  return { sql: terms.map(({ sql }) => sql).join(' AND '), params: terms.flatMap(({ params }) => params) };
}

export const countOfOrders = ({ sql }: Condition): string =>
  `SELECT count(*) AS total FROM sale_order WHERE ${sql}`;

export const pageOfOrders = ({ sql }: Condition, order: string): string =>
  `SELECT ${orderColumns} FROM sale_order JOIN journal ON journal.key = sale_order.journal_key
     JOIN counter ON counter.id = journal.counter WHERE ${sql} ORDER BY ${order} LIMIT ? OFFSET ?`;

const fen = (what: string) => `coalesce(sum(${what}), 0)`;
const dayMs = 86_400_000;

/** MON-2, of one counter and day (UTC+8): summed by journal first, so that counters are looked up for sums only. */
export function daysOf({ sql }: Condition, having: string): string {
  return `SELECT date(dayNumber * ${dayMs / 1000}, 'unixepoch') AS day, journal.counter, counter.name AS counterName,
      sum(orders) AS orders, sum(paid) AS paidFen, sum(delivered) AS deliveredFen, sum(refunded) AS refundedFen,
      sum(pending) AS pendingFen, min(since) AS pendingSince
    FROM (SELECT (${orderAt} + 28800000) / ${dayMs} AS dayNumber, journal_key, count(*) AS orders,
        ${fen('paid_fen')} AS paid, ${fen('iif(closed_at IS NULL, 0, delivered_fen)')} AS delivered,
        ${fen('iif(closed_at IS NULL, 0, refunded_fen)')} AS refunded,
        ${fen('iif(closed_at IS NULL, paid_fen, 0)')} AS pending, min(iif(closed_at IS NULL, paid_at, NULL)) AS since
      FROM sale_order WHERE ${sql} GROUP BY 1, 2) AS day
    JOIN journal ON journal.key = day.journal_key JOIN counter ON counter.id = journal.counter
    GROUP BY dayNumber, journal.counter HAVING ${having}`;
}
export const differenceOf = (row: {
  paidFen: number;
  deliveredFen: number;
  refundedFen: number;
  pendingFen: number;
}) => row.paidFen - row.deliveredFen - row.refundedFen - row.pendingFen;
