// MON-1 to MON-3: orders, one order, days, refunds.
import type { Db, SqlValue } from '@zhuangui/protocol/db/db.ts';
import { Closed, CounterId, OrderId, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { orderBy } from '../commands/command-routes.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { CatalogIndex } from '../http/live/catalog-index.ts';
import { type Route, route } from '../http/routes/route.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { inScope, scopeWhere } from '../people/scope.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import { DayList, OrderList, OrderPage, RefundList } from './money-answers.ts';
import {
  checkDays,
  exportRowsMax,
  formatField,
  listFields,
  pageOf,
  periodFields,
  periodOf,
  sendTable,
  yuanCell,
} from './money-lists.ts';
import {
  counterColumns,
  countOfOrders,
  daysOf,
  differenceOf,
  type OrderRow,
  orderAt,
  orderColumns,
  orderState,
  ordersWhere,
  pageOfOrders,
} from './order-queries.ts';

export interface OrderRouteParts {
  reader: Db;
  clock: Clock;
  fleet: Fleet;
  ledger: Ledger;
  catalog: CatalogIndex;
}

const tag = 'money';
const orderSorts = { at: orderAt, total: 'total_fen', counter: 'journal.counter', state: orderState };
const OrderQuery = Closed({
  ...listFields,
  ...periodFields,
  ...formatField,
  counter: Type.Optional(CounterId),
  state: Type.Optional(Text(12)),
  method: Type.Optional(Text(12)),
});
interface DayRow {
  day: string;
  counter: string;
  counterName: string;
  orders: number;
  paidFen: number;
  deliveredFen: number;
  refundedFen: number;
  pendingFen: number;
  pendingSince: number | null;
}

const refundColumns = `refund_id AS refund, refund.order_id AS "order", item, amount_fen AS amountFen, refund.method,
  reason, due_at AS dueAt, done_at AS doneAt, journal.counter, counter.name AS counterName`;

export function orderRoutes({ reader, clock, fleet, ledger, catalog }: OrderRouteParts): Route[] {
  async function orderOf(counter: string, order: string) {
    const [row] = await reader.query<
      OrderRow & { entries: string | null; paidAt: number | null; closedAt: number | null }
    >(
      `SELECT ${orderColumns}, entries, paid_at AS paidAt, closed_at AS closedAt FROM sale_order
       JOIN journal ON journal.key = sale_order.journal_key JOIN counter ON counter.id = journal.counter
       WHERE journal.counter = ? AND order_id = ? ORDER BY journal.key DESC LIMIT 1`,
      [counter, order],
    );
    if (!row) throw new DomainError('unknown', 'unknown-order', 'There is no such order.');
    const { entries, ...rest } = row;
    const items = Object.entries(JSON.parse(entries ?? '{}') as Record<string, string>).map(
      ([item, entry]) => ({
        item: Number(item),
        entry,
        name: catalog.get(entry)?.name ?? entry,
      }),
    );
    return { ...rest, items };
  }

  async function countOf(sql: string, params: SqlValue[]): Promise<number> {
    const [count] = await reader.query<{ total: number }>(`SELECT count(*) AS total ${sql}`, params);
    return count!.total;
  }

  const refundsOf = (counter: string, order: string) =>
    reader.query(
      `SELECT ${refundColumns} FROM refund JOIN journal ON journal.key = refund.journal_key
       JOIN counter ON counter.id = journal.counter WHERE journal.counter = ? AND refund.order_id = ? ORDER BY item`,
      [counter, order],
    );

  /** The gateway's side, for orders that were paid by code. */
  async function paymentOf(counter: string, order: string) {
    const [payment] = await reader.query(
      `SELECT method, state, total_fen AS totalFen, paid_fen AS paidFen, paid_at AS paidAt, accepted_at AS acceptedAt,
         gateway_number AS gatewayNumber, created_at AS createdAt, closed_at AS closedAt, reason
       FROM payment WHERE order_id = ? AND counter = ?`,
      [order, counter],
    );
    return payment ?? null;
  }

  return [
    route({
      method: 'get',
      path: '/api/money/orders',
      tag,
      summary: 'Orders of counters of your place, newest first; with `format` as a table.',
      access: 'money.read',
      query: OrderQuery,
      answer: OrderList,
      async handle({ query, scope, response }) {
        const { counter, state, method, search, sort = '-at', format } = query;
        const filter = { ...periodOf(query, clock.nowMs()), counter, state, method, search };
        const where = ordersWhere(filter, scope);
        const order = `${orderBy(sort, orderSorts)}, order_id`;
        const { limit, offset } = format ? { limit: exportRowsMax, offset: 0 } : pageOf(query);
        const asked = [...where.params, limit, offset];
        const rows = await reader.query<OrderRow>(pageOfOrders(where, order), asked);
        if (format) {
          const head = [
            '订单号',
            '专柜编号',
            '专柜',
            '时间',
            '支付方式',
            '应付（元）',
            '实付（元）',
            '已出货（元）',
            '已退款（元）',
            '状态',
          ];
          const cells = rows.map((row) => [
            ...[
              row.order,
              row.counter,
              row.counterName,
              new Date(row.at + 28_800_000).toISOString().slice(0, 19),
            ],
            ...[row.method, yuanCell(row.totalFen), yuanCell(row.paidFen), yuanCell(row.deliveredFen)],
            ...[yuanCell(row.refundedFen), row.state],
          ]);
          return sendTable(response, 'orders', format, [head, ...cells]);
        }
        const [count] = await reader.query<{ total: number }>(countOfOrders(where), where.params);
        return { rows, total: count!.total };
      },
    }),
    route({
      method: 'get',
      path: '/api/money/orders/:counter/:order',
      tag,
      summary: 'One order: its journal lines, payment, refunds and end.',
      access: 'money.read',
      answer: OrderPage,
      async handle({ params: { counter = '', order = '' }, scope }) {
        const known = fleet.registry.get(counter);
        if (!known || !inScope(scope, known))
          throw new DomainError('unknown', 'unknown-order', 'There is no such order.');
        const found = await orderOf(counter, order);
        const lines = await ledger.orderLines(counter, order);
        return {
          ...found,
          payment: await paymentOf(counter, order),
          refunds: await refundsOf(counter, order),
          journal: lines?.journal ?? null,
          lines: lines?.lines ?? [],
        };
      },
    }),
    route({
      method: 'get',
      path: '/api/money/days',
      tag,
      summary:
        'Paid, delivered, refunded and pending for each counter and day of order; `difference` is what is left over.',
      access: 'money.read',
      query: Closed({
        ...listFields,
        ...periodFields,
        ...formatField,
        counter: Type.Optional(CounterId),
        only: Type.Optional(Type.Enum(['difference', 'pending'] as const)),
      }),
      answer: DayList,
      async handle({ query, scope, response }) {
        const { counter, search, sort = '-day', only, format } = query;
        const period = periodOf(query, clock.nowMs());
        if (!counter) checkDays(period);
        const where = ordersWhere({ ...period, counter, search }, scope);
        const having = {
          difference: 'paidFen <> deliveredFen + refundedFen + pendingFen',
          pending: 'pendingFen > 0',
          all: '1',
        }[only ?? 'all'];
        const grouped = daysOf(where, having);
        const order = orderBy(sort, {
          day: 'day',
          counter: 'counter',
          paid: 'paidFen',
          pending: 'pendingFen',
        });
        const { limit, offset } = format ? { limit: exportRowsMax, offset: 0 } : pageOf(query);
        // The sums are computed once: each row says how many there are.
        const found = await reader.query<DayRow & { total: number }>(
          `SELECT *, count(*) OVER () AS total FROM (${grouped}) ORDER BY ${order}, counter LIMIT ? OFFSET ?`,
          [...where.params, limit, offset],
        );
        const total =
          found[0]?.total ?? (offset === 0 ? 0 : await countOf(`FROM (${grouped})`, where.params));
        const rows = found.map(({ total: _, ...row }) => ({
          ...row,
          id: `${row.day} ${row.counter}`,
          difference: differenceOf(row),
        }));
        if (format) {
          const head = [
            '日期',
            '专柜编号',
            '专柜',
            '订单数',
            '实付（元）',
            '已出货（元）',
            '已退款（元）',
            '待处理（元）',
            '差额（元）',
          ];
          const cells = rows.map((row) => [
            ...[
              row.day,
              row.counter,
              row.counterName,
              row.orders,
              yuanCell(row.paidFen),
              yuanCell(row.deliveredFen),
            ],
            ...[yuanCell(row.refundedFen), yuanCell(row.pendingFen), yuanCell(row.difference)],
          ]);
          return sendTable(response, 'money-days', format, [head, ...cells]);
        }
        return { rows, total };
      },
    }),
    route({
      method: 'get',
      path: '/api/money/refunds',
      tag,
      summary: 'Refunds of counters of your place: those that wait, or those that moved.',
      access: 'money.read',
      query: Closed({
        ...listFields,
        ...periodFields,
        counter: Type.Optional(CounterId),
        order: Type.Optional(OrderId),
        state: Type.Optional(Type.Enum(['due', 'done'] as const)),
      }),
      answer: RefundList,
      async handle({ query, scope }) {
        const { fromMs, untilMs } = periodOf(query, clock.nowMs());
        const where = scopeWhere(scope, counterColumns);
        const { state, counter = null, search = '' } = query;
        const sql = `FROM refund JOIN journal ON journal.key = refund.journal_key JOIN counter ON counter.id = journal.counter
          WHERE coalesce(due_at, done_at) >= ? AND coalesce(due_at, done_at) < ? AND ${where.sql}
            AND journal.counter = coalesce(?, journal.counter)
            AND (refund.order_id || ' ' || counter.id || ' ' || counter.name) LIKE '%' || ? || '%'
            ${state ? `AND done_at IS ${state === 'due' ? '' : 'NOT '}NULL` : ''}`;
        const params = [fromMs, untilMs, ...where.params, counter, search];
        const order = orderBy(query.sort ?? '-dueAt', {
          dueAt: 'due_at',
          amount: 'amount_fen',
          counter: 'journal.counter',
        });
        const { limit, offset } = pageOf(query);
        const rows = await reader.query(
          `SELECT ${refundColumns} ${sql} ORDER BY ${order}, refund_id LIMIT ? OFFSET ?`,
          [...params, limit, offset],
        );
        const [count] = await reader.query<{ total: number }>(`SELECT count(*) AS total ${sql}`, params);
        return { rows, total: count!.total };
      },
    }),
  ];
}
