// The money of a real hub: orders, days, cases, cash counts, settlements.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { type HubRig, openHubRig, type RigCounter } from './hub-rig.ts';

const entries = sampleEntries({ count: 3, referenceDate: new Date().toISOString().slice(0, 10) });
interface List<Row> {
  rows: Row[];
  total: number;
}

describe('money of a hub', () => {
  let rig: HubRig;
  let counter: RigCounter;
  const call = (path: string) =>
    fetch(rig.url + path, { headers: { authorization: `Bearer ${rig.hub.adminToken}` } });
  const read = async <T>(path: string) => (await (await call(path)).json()) as T;
  beforeAll(async () => {
    rig = await openHubRig();
    await rig.publish(entries);
    counter = await rig.addCounter('c-001', '=HYPERLINK("http://x")');
    for (const entry of entries) await counter.sell(entry);
    await counter.write({
      kind: 'paid',
      order: `o${'b'.repeat(24)}`,
      method: 'cash',
      amountFen: 700,
      transaction: 't',
    });
  });
  afterAll(() => rig.close());

  const sumFen = entries.reduce((sum, { priceBand }) => sum + priceBand.minFen, 0);

  it('[MON-1][MON-3] lists orders and shows all lines of one', async () => {
    const { rows, total } = await read<List<{ order: string; state: string }>>(
      '/api/money/orders?state=delivered',
    );
    expect(total).toBe(3);
    const order = rows[0]!.order;
    const shown = await read<{ lines: { text: string }[]; items: { name: string }[]; payment: null }>(
      `/api/money/orders/c-001/${order}`,
    );
    expect(shown.lines.map(({ text }) => JSON.parse(text).kind)).toEqual([
      'order',
      'paid',
      'dispensing',
      'outcome',
      'closed',
    ]);
    expect(shown.items).toHaveLength(1);
    expect((await call(`/api/money/orders/c-002/${order}`)).status).toBe(404);
    expect((await call('/api/money/orders?from=2026-13-01')).status).toBeGreaterThanOrEqual(400);
    expect((await call('/api/money/orders?sort=1;drop')).status).toBe(422);
    expect(
      (await read<List<unknown>>(`/api/money/orders?search=${encodeURIComponent("' OR 1=1 --")}`)).total,
    ).toBe(0);
  });

  it('[MON-1][CMD-10] shows and lets do nothing outside of one’s place', async () => {
    const tokenOf = async (name: string) => {
      const made = await rig.post('/api/tokens', {
        name,
        scopes: ['money.read', 'case.read', 'counter.command'],
        grants: [{ role: 'operating-company', place: { kind: 'operating-company', name } }],
        expiresAtMs: Date.now() + 3_600_000,
      });
      return ((await made.json()) as { text: string }).text;
    };
    const asked = async (token: string, path: string) =>
      fetch(rig.url + path, { headers: { authorization: `Bearer ${token}` } });
    const [own, other] = [await tokenOf('某运营公司'), await tokenOf('另一公司')];
    const totalOf = async (token: string) =>
      ((await (await asked(token, '/api/money/orders')).json()) as List<{ order: string }>).total;
    expect(await totalOf(own)).toBe(4);
    expect(await totalOf(other)).toBe(0);
    const { rows } = await read<List<{ order: string }>>('/api/money/orders');
    expect((await asked(own, `/api/money/orders/c-001/${rows[0]!.order}`)).status).toBe(200);
    expect((await asked(other, `/api/money/orders/c-001/${rows[0]!.order}`)).status).toBe(404);
    const act = { act: { do: 'report' } };
    expect((await rig.post('/api/counters/c-001/commands', act, other)).status).toBe(403);
    expect((await rig.post('/api/counters/c-001/commands', act, own)).status).toBe(201);
  });

  it('[MON-2] adds up each counter and day', async () => {
    const { rows } = await read<List<Record<string, number>>>('/api/money/days');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      paidFen: sumFen + 700,
      deliveredFen: sumFen,
      refundedFen: 0,
      pendingFen: 700,
      difference: 0,
    });
    expect((await read<List<unknown>>('/api/money/days?only=difference')).total).toBe(0);
    expect(await read<List<unknown>>('/api/money/days?page=9')).toEqual({ rows: [], total: 1 });
    const long = '/api/money/days?from=2026-01-01&to=2026-03-01';
    expect((await call(long)).status).toBe(422);
    expect((await call(`${long}&counter=c-001`)).status).toBe(200);
  });

  it('[MON-4][MON-5] a cash difference opens a case that a person closes once', async () => {
    const count = { kind: 'cash-count' as const, box: 'notes' as const, leftFen: 0, operator: '<script>' };
    await counter.write(
      { ...count, expectedFen: 500, countedFen: 500 },
      { ...count, expectedFen: 5000, countedFen: 4000 },
    );
    const counts = await read<List<{ differenceFen: number }>>('/api/money/cash-counts?only=difference');
    expect(counts.rows.map(({ differenceFen }) => differenceFen)).toEqual([-1000]);
    const open = async () =>
      (await read<List<{ id: number; kind: string }>>('/api/money/cases?kind=cash-difference')).rows;
    const [found] = await open();
    expect((await rig.post(`/api/money/cases/${found!.id}/assign`, { assignee: '其其格' })).status).toBe(200);
    expect((await rig.post(`/api/money/cases/${found!.id}/close`, { reason: '' })).status).toBe(400);
    expect((await rig.post(`/api/money/cases/${found!.id}/close`, { reason: '已找到' })).status).toBe(200);
    expect((await rig.post(`/api/money/cases/${found!.id}/close`, { reason: 'x' })).status).toBe(409);
    expect((await rig.post('/api/money/cases/99999/close', { reason: 'x' })).status).toBe(404);
    expect(await open()).toEqual([]);
    const closed = await read<List<object>>('/api/money/cases?state=closed');
    expect(closed.rows[0]).toMatchObject({ assignee: '其其格', reason: '已找到', open: false });
    await rig.hub.ledger.noteCase({
      kind: 'lists-fell',
      counter: 'c-001',
      journal: 'j',
      seq: 0,
      detail: 'd',
    });
    const again = async () => (await read<List<{ id: number }>>('/api/money/cases?kind=lists-fell')).rows[0];
    await rig.post(`/api/money/cases/${(await again())!.id}/close`, { reason: 'done' });
    await rig.hub.ledger.noteCase({
      kind: 'lists-fell',
      counter: 'c-001',
      journal: 'j',
      seq: 0,
      detail: 'd',
    });
    expect(await again()).toMatchObject({ open: true, times: 2 });
  });

  it('[MON-4] a closed case waits for nobody: not on the dashboard, not among the open ones', async () => {
    const openCases = () => read<{ total: number; cases: { kind: string; seq: number }[] }>('/api/cases');
    const shown = async () => (await read<{ cases: number }>('/api/dashboard')).cases;
    const before = (await openCases()).total;
    await rig.hub.ledger.noteCase({ kind: 'fork', counter: 'c-001', journal: 'j', seq: 7, detail: 'd' });
    await vi.waitFor(async () => expect(await shown()).toBe(before + 1));
    expect((await openCases()).cases[0]).toMatchObject({ kind: 'fork', seq: 7 });
    const [row] = (await read<List<{ id: number }>>('/api/money/cases?kind=fork')).rows;
    const close = () => rig.post(`/api/money/cases/${row!.id}/close`, { reason: '已查明' });
    const both = await Promise.all([close(), close()]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    await vi.waitFor(async () => expect(await shown()).toBe(before));
    expect((await openCases()).total).toBe(before);
  });

  it('[MON-6][MON-7] shows a month live and settles none that is not over', async () => {
    const month = new Date(Date.now() + 28_800_000).toISOString().slice(0, 7);
    const live = await read<{ rows: { salesFen: number }[]; settled: null }>(
      `/api/money/settlements?month=${month}&by=supplier`,
    );
    expect(live.rows.reduce((sum, { salesFen }) => sum + salesFen, 0)).toBe(sumFen);
    expect((await rig.post('/api/money/settlements', { month, by: 'supplier' })).status).toBe(409);
    expect((await rig.post('/api/money/settlements', { month: '2025-06', by: 'supplier' })).status).toBe(200);
    expect((await rig.post('/api/money/settlements', { month: '2025-06', by: 'supplier' })).status).toBe(409);
    expect((await rig.post('/api/money/settlements', { month: '2025-05', by: 'supplier' })).status).toBe(409);
    expect(await read(`/api/money/settlements?month=2025-06&by=supplier`)).toMatchObject({
      settled: { at: expect.any(Number) },
    });
  });

  it('[MON-1] cases, refunds, cash counts and settlements of another company are not there', async () => {
    const company = (name: string) =>
      rig.as([{ role: 'operating-company', place: { kind: 'operating-company', name } }]);
    const [own, other] = [await company('某运营公司'), await company('另一公司')];
    const order = `o${'c'.repeat(24)}`;
    const due = {
      order,
      item: 1,
      amountFen: 300,
      method: 'cash' as const,
      reason: 'test',
      state: 'due' as const,
    };
    await counter.write(
      { kind: 'refund', refund: `r${order.slice(1)}-1`, ...due },
      { kind: 'cash-count', box: 'coins', expectedFen: 900, countedFen: 800, leftFen: 0, operator: '100' },
    );
    const month = new Date(Date.now() + 28_800_000).toISOString().slice(0, 7);
    const found = async (who: typeof own, path: string) => (await who.get<List<object>>(path)).rows.length;
    for (const path of [
      '/api/money/cases',
      '/api/money/refunds',
      '/api/money/cash-counts',
      '/api/money/days',
      `/api/money/settlements?month=${month}&by=operatingCompany`,
    ])
      expect([path, (await found(own, path)) > 0, await found(other, path)]).toEqual([path, true, 0]);
    expect(await found(own, `/api/money/settlements?month=${month}&by=supplier`)).toBe(0);
    expect((await other.get<{ total: number }>('/api/cases')).total).toBe(0);
    const [row] = (await own.get<List<{ id: number }>>('/api/money/cases')).rows;
    const close = (who: typeof own) => who.post(`/api/money/cases/${row!.id}/close`, { reason: '已处理' });
    const supervisor = (code: string) => rig.as([{ role: 'supervisor', place: { kind: 'league', code } }]);
    expect((await close(await supervisor('150200'))).status).toBe(403);
    expect((await close(await supervisor('150100'))).status).toBe(200);
    const settle = await own.post('/api/money/settlements', { month: '2025-06', by: 'operatingCompany' });
    expect(settle.status).toBe(403);
  });

  it('[MON-8] exports the same rows, and no cell is a formula', async () => {
    const csv = await (await call('/api/money/orders?state=delivered&format=csv')).text();
    expect(csv.trim().split('\n')).toHaveLength(4);
    expect(csv).not.toMatch(/(^|,)"?=HYPER/m);
    const xlsx = await call('/api/money/days?format=xlsx');
    expect(
      Buffer.from(await xlsx.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
  });

  it('[MON-2] change for cash makes no order partly refunded; an item not delivered does', async () => {
    const payer = await rig.addCounter('c-009', '现金柜');
    const [entry] = entries;
    const method = 'cash' as const;
    const closed = async (letter: string, totalFen: number, deliveredFen: number) => {
      const order = `o${letter.repeat(24)}`;
      const permit = { entry: entry!.id, lot: 'L', certificate: entry!.certificate.number };
      const lists = { catalogVersion: 2, withdrawalsVersion: 1, channelsVersion: 1, lists: '0'.repeat(64) };
      const whole = { ...permit, ...lists, freshness: 'green' as const, priceBand: entry!.priceBand };
      const item = { item: 1, slot: 3, entry: entry!.id, lot: 'L', priceFen: totalFen, permit: whole };
      await payer.write(
        { kind: 'order', order, items: [item], totalFen, method },
        { kind: 'paid', order, method, amountFen: 2000, transaction: 't' },
        { kind: 'closed', order, paidFen: 2000, deliveredFen, refundedFen: 2000 - deliveredFen },
      );
      const { rows } = await read<List<{ state: string }>>(`/api/money/orders?search=${order}`);
      return rows.map(({ state }) => state);
    };
    expect(await closed('d', 1200, 1200)).toEqual(['delivered']);
    expect(await closed('e', 1200, 600)).toEqual(['partly']);
    expect(await closed('f', 1200, 0)).toEqual(['refunded']);
  });
});
