import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noonMs } from '../ledger/testing/open-test-ledger.ts';
import type { SampleCounter } from '../ledger/testing/sample-counter.ts';
import type { Scope } from '../people/scope.ts';
import { createDictionary } from './dictionary.ts';
import { dimensions, unknownGoods } from './dimensions.ts';
import { type Question, sourceOf } from './figure-query.ts';
import { statisticsJudgement } from './judgement.ts';
import { restatementsOf } from './restatements.ts';
import {
  type Deed,
  deedLines,
  type Event,
  type Expected,
  events,
  isHappening,
  keyOf,
  type ModelSums,
  modelGoods,
  modelPlace,
  modelSums,
} from './testing/journal-model.ts';
import { openTestStatistics, type TestStatistics } from './testing/open-test-statistics.ts';

const region: Scope = {
  ...{ everything: true, leagues: [], banners: [], operatingCompanies: [], hostUnits: [], creditCodes: [] },
};
const only = (change: Partial<Scope>): Scope => ({ ...region, everything: false, ...change });
const today = dayOf(noonMs);
const month = { from: '2020-11-01', to: '2020-11-30' };
const dayMs = 86_400_000;

async function openModel(): Promise<TestStatistics> {
  const of = await openTestStatistics();
  for (let n = 1; n <= 4; n += 1) of.places.set(modelPlace(n).counter, modelPlace(n));
  for (let n = 1; n <= 5; n += 1) of.goods.set(modelGoods(n).entry, modelGoods(n));
  return of;
}

/** Counters that write, and the list of what an independent reader counts. */
function writerOf(of: TestStatistics) {
  const counters = new Map<string, SampleCounter>();
  const expected: Expected[] = [];
  const counterOf = (id: string): SampleCounter => {
    const counter = counters.get(id) ?? of.counter(id);
    counters.set(id, counter);
    return counter;
  };
  async function write(deed: Deed): Promise<void> {
    const id = `c-00${deed.counter}`;
    const counter = counterOf(id);
    const from = counter.seq + 1;
    const { lines, counts } = deedLines(deed, `${id} ${expected.length} ${from}`);
    const atMs = noonMs - deed.daysAgo * dayMs;
    for (const line of lines) counter.append(line, atMs);
    await of.send(counter, counter.batch(from, counter.seq));
    const entry = `E-${deed.entry}`;
    const goods = of.goods.get(entry) ?? unknownGoods(entry);
    for (const count of counts)
      expected.push({ ...count, day: dayOf(atMs), place: of.source.placeOf(id), goods });
  }
  async function happen(event: Event): Promise<void> {
    const id = `c-00${event.counter}`;
    if (!isHappening(event)) await write(event);
    else if (event.kind === 'resend') await of.send(counterOf(id), ...counterOf(id).batchesAfter(0, 4));
    else {
      const place = of.source.placeOf(id);
      of.places.set(id, { ...place, hostUnit: `${place.hostUnit}·新` });
    }
  }
  return { expected, happen, counterOf };
}

const shown = ({ rows }: Awaited<ReturnType<TestStatistics['figures']['ask']>>) =>
  new Map(
    rows
      .map(({ period, key, name: _, certifiedShare: __, judged: ___, certified: ____, ...sums }) => {
        return [`${period}|${key}`, sums as ModelSums] as const;
      })
      .filter(([, sums]) => Object.values(sums).some((sum) => sum !== 0)),
  );

const grains = { none: 'day', league: 'day', category: 'day', banner: 'month', supplier: 'year' } as const;

async function compare(of: TestStatistics, expected: readonly Expected[], from: string, to: string) {
  const within = expected.filter(({ day }) => day >= from && day <= to);
  const asked = { from, to, filters: {}, scope: region };
  for (const by of ['none', ...dimensions] as const) {
    const grain = grains[by as keyof typeof grains] ?? 'none';
    expect(shown(await of.figures.ask({ ...asked, by, grain }))).toEqual(modelSums(within, by, grain));
  }
  const filters = { league: '150100', category: 'grain' };
  const filtered = within.filter(
    (one) => keyOf(one, 'league') === filters.league && keyOf(one, 'category') === filters.category,
  );
  const table = await of.figures.ask({ ...asked, filters, by: 'entry', grain: 'none' });
  expect(shown(table)).toEqual(modelSums(filtered, 'entry', 'none'));
  const behind = await of.lines.list({
    from,
    to,
    filters,
    scope: region,
    kind: 'sale',
    offset: 0,
    limit: 200,
  });
  const sales = filtered.filter(({ field }) => field === 'sales');
  expect([behind.total, behind.fen]).toEqual([sales.length, sales.reduce((sum, { fen }) => sum + fen, 0)]);
}

describe('figures over journals', () => {
  let of: TestStatistics;
  beforeEach(async () => {
    of = await openModel();
  });
  afterEach(() => of.close());
  const ask = (change: Partial<Question> = {}) =>
    of.figures.ask({ ...month, grain: 'none', by: 'none', filters: {}, scope: region, ...change });
  const sale = { kind: 'sale', counter: 1, entry: 1, fen: 100, daysAgo: 0, method: 'wechat' } as const;

  it('[STAT-1] [STAT-2] [STAT-5] [STAT-6] equal an independent sum, by every dimension and step, with late lines, refunds, moves and repeats', async () => {
    await fc.assert(
      fc.asyncProperty(events, async (list) => {
        const model = await openModel();
        try {
          const { expected, happen } = writerOf(model);
          for (const event of list) await happen(event);
          await compare(model, expected, addDays(today, -40), addDays(today, 2));
          await compare(model, expected, month.from, month.to);
          await compare(model, expected, addDays(today, -3), today);
        } finally {
          await model.close();
        }
      }),
      { numRuns: 10 },
    );
  });

  it('[STAT-1] equal the ledger’s own totals, and a group that fails leaves neither', async () => {
    const { happen } = writerOf(of);
    await happen(sale);
    of.fault.now = true;
    await happen({ ...sale, counter: 2, entry: 2 });
    expect((await ask()).total).toMatchObject({ sales: 1, salesFen: 100 });
    expect(await of.stores.reader.query('SELECT id FROM stat_place')).toHaveLength(1);
    of.fault.now = false;
    await happen({ kind: 'resend', counter: 2 });
    expect((await ask()).total).toMatchObject({ sales: 2, salesFen: 200 });
    expect(await of.ledger.totals()).toMatchObject({ sales: 2, salesFen: 200 });
  });

  it('[STAT-2] an entry that left the catalog keeps what it was known by; one never known is unknown', async () => {
    const { happen } = writerOf(of);
    await happen(sale);
    of.goods.delete('E-1');
    await happen(sale);
    await happen({ ...sale, entry: 6 });
    const { rows } = await ask({ by: 'category' });
    expect(rows.map(({ key, sales }) => [key, sales]).sort()).toEqual([
      ['grain', 2],
      ['unknown', 1],
    ]);
  });

  it('[STAT-3] verdicts of the audit stand beside the sales they are about; a repeated verdict counts once', async () => {
    const { happen, counterOf } = writerOf(of);
    await happen(sale);
    await happen({ ...sale, entry: 2 });
    const { counter, journal } = counterOf('c-001');
    const judge = statisticsJudgement(createDictionary(), of.source);
    const verdict = { atMs: noonMs, entry: 'E-1', isSale: true };
    const verdicts = [
      { ...verdict, seq: 4, isCertified: true },
      { ...verdict, seq: 9, entry: 'E-2', isCertified: false },
      { ...verdict, seq: 10, isSale: false, isCertified: false },
    ];
    await of.stores.db.transaction((tx) => judge(tx, [{ counter, journal, verdicts: verdicts.slice(0, 1) }]));
    expect((await ask({ by: 'league' })).rows[0]).toMatchObject({ sales: 2, judged: 1, certifiedShare: 100 });
    await of.stores.db.transaction((tx) => judge(tx, [{ counter, journal, verdicts }]));
    const { total } = await ask({ by: 'entry' });
    expect(total).toMatchObject({ sales: 2, judged: 3, certified: 1 });
    const uncertified = { ...month, filters: {}, scope: region, offset: 0, limit: 10 };
    const { rows } = await of.lines.list({ ...uncertified, kind: 'uncertified' });
    expect(rows.map(({ seq, certified }) => [seq, certified])).toEqual([
      [9, false],
      [10, false],
    ]);
  });

  it('[STAT-4] late lines restate days and months openly, by league, with the day it was noticed', async () => {
    const { happen } = writerOf(of);
    await happen({ ...sale, daysAgo: 2 });
    await happen({ ...sale, counter: 2, daysAgo: 25 });
    await happen(sale);
    const asked = { from: '2020-10-01', to: '2020-11-30', scope: region };
    const { reader } = of.stores;
    expect(await restatementsOf(reader, { ...asked, grain: 'day', by: 'league' })).toMatchObject([
      { period: '2020-10-26', noticedOn: today, key: '150400', sales: 1, salesFen: 100 },
      { period: '2020-11-18', noticedOn: today, key: '150100', sales: 1, salesFen: 100 },
    ]);
    expect(await restatementsOf(reader, { ...asked, grain: 'month', by: 'none' })).toMatchObject([
      { period: '2020-10', sales: 1 },
    ]);
    const scope = only({ leagues: ['150100'] });
    expect(await restatementsOf(reader, { ...asked, scope, grain: 'day', by: 'none' })).toHaveLength(1);
    expect(await of.ledger.restatements()).toHaveLength(2);
  });

  it('[STAT-6] shows the exact line behind a figure and its hash in the chain', async () => {
    const { happen, counterOf } = writerOf(of);
    await happen(sale);
    const asked = { ...month, filters: { entry: 'E-1' }, scope: region, offset: 0, limit: 10 };
    const { rows } = await of.lines.list(asked);
    const counter = counterOf('c-001');
    expect(rows).toMatchObject([
      { counter: 'c-001', journal: counter.journal, seq: 4, kind: 'sale', fen: 100, hash: counter.hashes[4] },
    ]);
    expect(rows[0]!.line).toBe(Buffer.from(counter.lines[3]!).toString());
  });

  it.each([
    [only({ leagues: ['150400'] }), 2],
    [only({ banners: ['150102'] }), 2],
    [only({ operatingCompanies: ['公司1'] }), 2],
    [only({ hostUnits: ['单位0'] }), 2],
    [only({ creditCodes: ['code2'] }), 1],
    [only({ creditCodes: ['code2'], leagues: ['150400'] }), 3],
    [only({}), 0],
  ])('[STAT-7] a scope sees its own part only, whatever is asked: %j', async (scope, sales) => {
    const { happen } = writerOf(of);
    for (const [counter, entry] of [
      [1, 1],
      [2, 3],
      [3, 2],
      [4, 4],
    ] as const)
      await happen({ ...sale, counter, entry });
    for (const by of ['none', 'league', 'hostUnit', 'entry', 'supplier', 'method'] as const) {
      expect((await ask({ by, scope })).total.sales).toBe(sales);
      expect((await ask({ by, scope, from: today, to: today, grain: 'day' })).total.sales).toBe(sales);
    }
    const lines = await of.lines.list({ ...month, filters: {}, scope, offset: 0, limit: 10 });
    expect(lines.total).toBe(sales);
  });

  it('[STAT-5] asks the smallest table that can answer', () => {
    const question = { ...month, grain: 'none', by: 'none', filters: {}, scope: region } as const;
    expect(sourceOf({ ...question, by: 'hostUnit' })).toBe('stat_place_month');
    expect(sourceOf({ ...question, by: 'entry' })).toBe('stat_goods_month');
    expect(sourceOf({ ...question, by: 'league' })).toBe('stat_area_month');
    expect(sourceOf({ ...question, by: 'league', grain: 'day' })).toBe('stat_area_day');
    expect(sourceOf({ ...question, by: 'category', to: '2020-11-20' })).toBe('stat_goods_day');
    expect(sourceOf({ ...question, by: 'entry', filters: { league: '150100' } })).toBe('stat_line');
  });

  it('[STAT-5] refuses periods and methods that make no sense, with what to do', async () => {
    await expect(ask({ from: '2020-11-31', to: '2020-12-01' })).rejects.toMatchObject({
      reason: 'bad-period',
    });
    await expect(ask({ from: '2020-11-02', to: '2020-11-01' })).rejects.toMatchObject({
      reason: 'bad-period',
    });
    await expect(ask({ from: '2000-01-01', to: '2020-11-01' })).rejects.toMatchObject({
      reason: 'period-too-long',
    });
    await expect(ask({ filters: { method: "'; DROP" } })).rejects.toMatchObject({ reason: 'bad-method' });
  });
});
