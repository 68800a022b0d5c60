// What the page of one counter asks: slots, sales, journals line by line, cases, people.
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import Type from 'typebox';
import { wordsOfCase } from '../http/case-words.ts';
import type { CatalogIndex } from '../http/live/catalog-index.ts';
import { type Route, route } from '../http/routes/route.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { OperatorRow } from '../operators/accounts.ts';
import { can } from '../people/can.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Stock } from '../stock/stock.ts';
import type { Fleet } from './fleet.ts';
import { counterFor } from './fleet-routes.ts';
import { journalPage } from './journal-pages.ts';
import { lastSales } from './last-sales.ts';

export interface CounterPageParts {
  fleet: Fleet;
  ledger: Ledger;
  stock: Stock;
  catalog: CatalogIndex;
  operators(): Promise<OperatorRow[]>;
  reader: Queries;
  clock: Clock;
}

const common = { method: 'get', tag: 'fleet', access: 'counter.read' } as const;
const Rows = Type.Object({
  rows: Type.Array(Type.Object({}, { additionalProperties: true })),
  total: Type.Integer(),
});
const dayMs = 86_400_000;
const linesMax = 200;
const latestMax = 20;

/** Calendar days (UTC+8), the oldest first. */
export const lastDays = (nowMs: number, count: number): string[] =>
  Array.from({ length: count }, (_, at) => dayOf(nowMs - (count - 1 - at) * dayMs));

export function counterPageRoutes(parts: CounterPageParts): Route[] {
  const { fleet, ledger, stock, catalog, clock, reader } = parts;
  const productOf = (entry: string) => catalog.get(entry)?.name ?? entry;

  return [
    route({
      ...common,
      path: '/api/fleet/counters/:id/slots',
      summary: 'What stands in each slot, as the counter’s journal says.',
      answer: Rows,
      async handle(call) {
        const { id } = await counterFor(call, fleet);
        const rows = (await stock.ofCounter(id)).map(({ goods, slot, locked, fault, atMs }) => ({
          ...{ slot, locked: locked ?? null, fault: fault ?? null, atMs },
          ...(goods ? { ...goods, product: productOf(goods.entry) } : { entry: null }),
        }));
        return { rows, total: rows.length };
      },
    }),
    route({
      ...common,
      path: '/api/fleet/counters/:id/sales',
      summary: 'Sums of today and of the last 30 days, by day and by product, and the last 20 sales.',
      answer: Type.Object({}, { additionalProperties: true }),
      async handle(call) {
        const { id } = await counterFor(call, fleet);
        const days = lastDays(clock.nowMs(), 30);
        const filter = { days, counters: [id] };
        const [byDay, byEntry, latest] = await Promise.all([
          ledger.totalsBy(['day'], filter),
          ledger.totalsBy(['entry'], filter),
          lastSales(ledger, id, latestMax),
        ]);
        const known = new Map(byDay.map((row) => [row.day, row]));
        const none = { sales: 0, salesFen: 0, refunds: 0, refundsFen: 0, notDelivered: 0, unknown: 0 };
        const rows = days.map((day) => ({ ...none, ...known.get(day), day }));
        const month = rows.filter(({ day }) => day.slice(0, 7) === days.at(-1)!.slice(0, 7));
        const sum = (name: 'sales' | 'salesFen') => month.reduce((all, row) => all + row[name], 0);
        const products = byEntry
          .filter(({ sales }) => sales > 0)
          .map((row) => ({
            entry: row.entry,
            product: productOf(row.entry),
            sales: row.sales,
            salesFen: row.salesFen,
          }))
          .sort((a, b) => b.salesFen - a.salesFen);
        return {
          today: rows.at(-1),
          month: { sales: sum('sales'), salesFen: sum('salesFen') },
          days: rows,
          products,
          latest: latest.map((sale) => ({ ...sale, product: productOf(sale.entry) })),
        };
      },
    }),
    route({
      ...common,
      path: '/api/fleet/counters/:id/journals',
      summary:
        'The journals the hub holds of a counter: how far, with which hash, whether the last head is signed.',
      answer: Rows,
      async handle(call) {
        const { id } = await counterFor(call, fleet);
        const keys = await keysOf(reader, id);
        const cases = await ledger.cases(1000, [id]);
        const rows = await Promise.all(
          (await ledger.positionsOf(id)).map(async (row) => {
            const parts_ = ledger.exportJournal(id, row.journal, row.seq - 1);
            const page = await journalPage(parts_, row, row.seq, row.seq, keys);
            const forks = cases.filter(
              ({ kind, journal }) => kind === 'fork' && journal === row.journal,
            ).length;
            const isWhole = page.isChainWhole && page.heads.at(-1)?.hash === row.hash;
            return { ...row, forks, isChainWhole: isWhole, isSigned: page.heads.at(-1)?.isSigned ?? false };
          }),
        );
        return { rows: rows.reverse(), total: rows.length };
      },
    }),
    route({
      ...common,
      path: '/api/fleet/counters/:id/journals/:journal/lines',
      summary: 'Exact lines of a journal, newest page first, hashes computed anew and signatures verified.',
      query: Type.Object(
        {
          page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000_000 })),
          pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: linesMax })),
        },
        { additionalProperties: false },
      ),
      answer: Type.Object({}, { additionalProperties: true }),
      async handle(call) {
        const counter = await counterFor(call, fleet);
        if (!can(call.actor, 'statistics.lines', counter))
          await call.demand(counter, `journal/${counter.id}`, 'counter.configure');
        const { page = 1, pageSize = 50 } = call.query;
        const row = (await ledger.positionsOf(counter.id)).find(
          ({ journal }) => journal === call.params['journal'],
        );
        if (!row)
          throw new DomainError(
            'unknown',
            'unknown-journal',
            'The hub holds no such journal of this counter.',
          );
        const to = row.seq - (page - 1) * pageSize;
        const from = Math.max(1, to - pageSize + 1);
        if (to < 1) return { rows: [], total: row.seq, isChainWhole: true, heads: [] };
        const parts_ = ledger.exportJournal(counter.id, row.journal, from - 1);
        const { lines, ...verified } = await journalPage(
          parts_,
          row,
          from,
          to,
          await keysOf(reader, counter.id),
        );
        return { rows: lines.reverse(), total: row.seq, ...verified };
      },
    }),
    route({
      ...common,
      path: '/api/fleet/counters/:id/cases',
      summary: 'Cases about a counter, newest first.',
      answer: Rows,
      async handle(call) {
        const { id } = await counterFor(call, fleet);
        const rows = (await ledger.cases(200, [id])).map((row) => ({ ...row, words: wordsOfCase(row.kind) }));
        return { rows, total: rows.length };
      },
    }),
    route({
      ...common,
      path: '/api/fleet/counters/:id/operators',
      summary: 'People who may work at a counter.',
      answer: Rows,
      async handle(call) {
        const { id } = await counterFor(call, fleet);
        const rows = (await parts.operators())
          .filter(({ counters }) => !counters || counters.has(id))
          .map(({ account: { operator, name, role }, counters, lockedUntilMs }) => ({
            ...{ operator, name, role, isEverywhere: !counters },
            lockedUntilMs,
          }));
        return { rows, total: rows.length };
      },
    }),
  ];
}

/** Every journal key this counter ever had: what an earlier machine signed stays signed. */
async function keysOf(reader: Queries, counter: string): Promise<string[]> {
  const rows = await reader.query<{ key: string }>(
    'SELECT DISTINCT journal_key AS key FROM certificate WHERE counter = ?',
    [counter],
  );
  return rows.map(({ key }) => key);
}
