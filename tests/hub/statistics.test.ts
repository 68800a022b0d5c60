// Figures, targets and reports of a real hub against an independent sum over the journals it exports.
import { dayOf } from '@zhuangui/protocol/days.ts';
import readXlsx from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../hub/platform/clock.ts';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { type HubRig, openHubRig, type RigCounter } from './hub-rig.ts';

const entries = sampleEntries({ count: 6, referenceDate: dayOf(Date.now()) });
const shift = { ms: 0 };
let rig: HubRig;
let counters: RigCounter[];

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${rig.hub.adminToken}`, 'content-type': 'application/json' };
  return fetch(rig.url + path, { ...init, headers: { ...headers, ...init.headers } });
}
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into field by field.
const json = async (path: string, init?: RequestInit): Promise<any> => (await ask(path, init)).json();
const put = (path: string, body: object) => ask(path, { method: 'PUT', body: JSON.stringify(body) });

/** Every line of every journal, parsed without any code of the statistics. */
async function journalLines(): Promise<
  { kind: string; outcome?: string; priceFen: number; entry: string }[]
> {
  const lines = [];
  for (const { counter, journal } of await rig.hub.ledger.positions())
    for await (const part of rig.hub.ledger.exportJournal(counter, journal))
      for (const line of part.lines) lines.push(JSON.parse(Buffer.from(line).toString()));
  return lines;
}
const month = () => dayOf(Date.now()).slice(0, 7);
const year = () => month().slice(0, 4);

beforeAll(async () => {
  rig = await openHubRig({ clock: { ...systemClock(), nowMs: () => Date.now() + shift.ms } });
  await rig.publish(entries);
  counters = [await rig.addCounter('s-0001'), await rig.addCounter('s-0002', '<script>二号</script>')];
  for (const [at, entry] of entries.entries()) await counters[at % 2]!.sell(entry);
  await counters[0]!.sell({ ...entries[0]!, id: 'NOT-CERTIFIED' });
  const { root, catalog, withdrawals, channels, snapshot } = await rig.hub.repository.versions();
  const lists = { root, catalog, withdrawals, channels, snapshot };
  await counters[0]!.write({
    kind: 'refused',
    point: 'load',
    slot: 2,
    entry: 'X-1',
    reasons: ['not-certified'],
    lists,
  });
  await rig.hub.audit.idle();
});
afterAll(() => rig.close());

describe('figures of the hub', () => {
  const period = () => `from=${month()}-01&to=${dayOf(Date.now())}`;

  it('[STAT-5] [STAT-3] answer by dimension with certified share and refused attempts, equal to the journals', async () => {
    const lines = (await journalLines()).filter((line) => line.outcome === 'delivered');
    const fen = lines.reduce((sum, { priceFen }) => sum + priceFen, 0);
    const { sum, rows } = await json(`/api/statistics?${period()}&by=category&sort=-salesFen`);
    expect(sum).toMatchObject({ sales: 7, salesFen: fen, refused: 1, judged: 7, certified: 6 });
    // Goods and refusals of no known entry lie under unknown.
    expect(rows.find(({ key }: { key: string }) => key === 'unknown')).toMatchObject({
      ...{ sales: 1, refused: 1, certifiedShare: 0 },
    });
    const counter = await json(`/api/statistics?${period()}&by=counter&pageSize=1&page=2&sort=key`);
    expect(counter).toMatchObject({
      total: 2,
      rows: [{ key: 's-0002', name: '<script>二号</script>', sales: 3 }],
    });
  });

  it('[STAT-6] every figure opens its lines', async () => {
    const { rows, total, fen } = await json(`/api/statistics/lines?${period()}&kind=sale&counter=s-0002`);
    expect(total).toBe(3);
    const exact = rows.map(({ line }: { line: string }) => JSON.parse(line));
    expect(exact.reduce((sum: number, line: { priceFen: number }) => sum + line.priceFen, 0)).toBe(fen);
    expect(rows[0].hash).toMatch(/^[0-9a-f]{64}$/);
    const refused = await json(`/api/statistics/lines?${period()}&kind=refused`);
    expect(refused.rows).toMatchObject([{ kind: 'refused', counter: 's-0001', entry: 'X-1' }]);
  });

  it('[STAT-5] exports tables in which no cell is a formula, and refuses what makes no sense', async () => {
    const csv = await (await ask(`/api/statistics/export?${period()}&by=counter&format=csv`)).text();
    expect(csv).toContain('s-0002,<script>二号</script>,3');
    const bytes = Buffer.from(
      await (await ask(`/api/statistics/export?${period()}&by=league&format=xlsx`)).arrayBuffer(),
    );
    const [sheet] = await readXlsx(bytes);
    expect(sheet!.data[1]).toContain('呼和浩特市');
    expect((await ask('/api/statistics?from=2026-02-31&to=2026-03-01')).status).toBe(422);
    expect((await ask(`/api/statistics?${period()}&by=fee`)).status).toBe(400);
    const huge = 'x'.repeat(400);
    expect((await ask(`/api/statistics?${period()}&hostUnit=${huge}`)).status).toBe(400);
    expect((await fetch(`${rig.url}/api/statistics?${period()}`)).status).toBe(401);
  });

  it('[MAP-1] [MAP-2] the first page and the map say the same as the figures', async () => {
    const { sum } = await json(`/api/statistics?${period()}`);
    const overview = await json('/api/overview');
    expect(overview).toMatchObject({
      today: { sales: 7 },
      month: sum,
      counters: { total: 2, red: 2 },
      isRegion: true,
    });
    const { rows, tiles, hasMap } = await json('/api/overview/map');
    expect([rows.length, tiles.length, hasMap]).toEqual([12, 12, false]);
    expect(rows[0]).toMatchObject({
      code: '150100',
      name: '呼和浩特市',
      counters: { total: 2 },
      today: { sales: 7 },
    });
    const banners = await json('/api/overview/map?league=150100');
    expect(banners.rows.find(({ code }: { code: string }) => code === '150102')).toMatchObject({
      month: { sales: 7 },
    });
    expect(await json('/api/overview/map-file')).toMatchObject({ reason: 'no-map' });
  });

  it('[STAT-8] targets show the pace of the year; a table with wrong or repeated rows is refused whole', async () => {
    const target = { year: Number(year()), kind: 'league', key: '150100', targetFen: 1_000_000 };
    expect((await put('/api/targets', target)).status).toBe(200);
    const { sum } = await json(`/api/statistics?${period()}&league=150100`);
    const [row] = (await json('/api/targets')).rows;
    expect(row).toMatchObject({ name: '呼和浩特市', doneFen: sum.salesFen, share: sum.salesFen / 10_000 });
    expect(row.forecastFen).toBeGreaterThanOrEqual(sum.salesFen);
    expect((await put('/api/targets', { ...target, key: '999900' })).status).toBe(422);
    const send = (text: string) =>
      ask('/api/targets/import', { method: 'POST', body: text, headers: { 'x-file-name': 'targets.csv' } });
    const head = '年度,类别,代码或名称,目标（万元）\n';
    const wrong = await send(
      `${head}${year()},旗县,敖汉旗,12.5\n${year()},旗县,没有旗,1\n${year()},旗县,150430,3\n`,
    );
    expect([wrong.status, (await wrong.json()).error.message]).toEqual([
      422,
      expect.stringContaining('rows: 3'),
    ]);
    expect(await (await send(`${head}${year()},旗县,敖汉旗,12.5\n`)).json()).toEqual({ taken: 1 });
    expect((await json('/api/targets')).rows).toHaveLength(2);
  });

  it('[STAT-9] ranks by weights that are data', async () => {
    const { ranking, weights } = await json('/api/assessment');
    expect(ranking.leagues[0]).toMatchObject({
      key: '150100',
      rank: 1,
      points: { certified: 85.71, online: 0 },
    });
    expect(ranking.banners[0]).toMatchObject({ name: expect.stringMatching(/[旗县区市]$/), rank: 1 });
    expect((await put('/api/assessment/weights', { ...weights, certified: 101 })).status).toBe(400);
    const all = { target: 0, certified: 0, refused: 0, delivered: 10, online: 0, average: 0 };
    expect((await put('/api/assessment/weights', all)).status).toBe(200);
    expect((await json('/api/assessment')).ranking.leagues[0].score).toBe(100);
  });

  it('[REP-1] [REP-2] [REP-3] the monthly report equals the journals, is frozen once, and shows what changed since', async () => {
    const reportOf = () => json(`/api/reports/${month()}`);
    const lines = (await journalLines()).filter((line) => line.outcome === 'delivered');
    const fen = lines.reduce((sum, { priceFen }) => sum + priceFen, 0);
    const { report } = await reportOf();
    expect(report.month).toMatchObject({ sales: 7, salesFen: fen });
    for (const { rows } of report.sections)
      expect(rows.reduce((sum: number, row: { salesFen: number }) => sum + row.salesFen, 0)).toBe(fen);
    const freeze = () => ask(`/api/reports/${month()}/freeze`, { method: 'POST' });
    expect([(await freeze()).status, (await freeze()).status]).toEqual([409, 409]);
    shift.ms = 32 * 86_400_000;
    const frozen = await freeze();
    expect([frozen.status, (await frozen.json()).hash]).toEqual([
      200,
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
    expect((await freeze()).status).toBe(409);
    await counters[1]!.sell(entries[1]!);
    const after = await reportOf();
    expect(after.report.month.salesFen).toBe(fen);
    expect(after.changes[0]).toMatchObject({ by: null, frozenSales: 7, nowSales: 8 });
    const restated = await json(`/api/statistics/restatements?${period()}&grain=month&by=league`);
    expect(restated.rows).toMatchObject([{ period: month(), key: '150100', sales: 1 }]);
    const sheets = await readXlsx(
      Buffer.from(await (await ask(`/api/reports/${month()}/xlsx`)).arrayBuffer()),
    );
    const sheet = sheets.find((one) => one.sheet === '汇总');
    const row = sheet!.data.find(([name]) => name === '本月')!;
    expect(row.slice(0, 3)).toEqual(['本月', 7, fen / 100]);
    const page = await (await ask(`/api/reports/${month()}/print`)).text();
    expect(page).toContain((fen / 100).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ','));
    expect(page).not.toContain('<script');
  });
});
