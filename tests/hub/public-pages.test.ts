// The pages behind the QR codes, over the hub's real HTTP and ledger.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HubRig, openHubRig, type RigCounter } from './hub-rig.ts';
import { sampleEntries } from './public-samples.ts';

const order = `o${'a1'.repeat(12)}`;

describe('public pages', () => {
  let rig: HubRig;
  let counter: RigCounter;
  const [first, second] = sampleEntries();
  const page = async (path: string) => {
    const response = await fetch(rig.url + path);
    return { status: response.status, html: await response.text() };
  };
  beforeAll(async () => {
    rig = await openHubRig();
    await rig.publish([first, second]);
    counter = await rig.addCounter('c-0001', '一号柜');
  });
  afterAll(() => rig.close());

  it('[PUB-1] shows certificate and supplier, and a sanction before anything else', async () => {
    const good = await page(`/p/${first.id}`);
    expect(good.status).toBe(200);
    expect(good.html).toContain('data-result="certified"');
    expect(good.html).toContain(first.certificate.number);
    expect(good.html).toContain(String(first.helps.people));
    expect((await rig.post('/api/withdrawals', { entry: first.id, reason: '抽检不合格' })).status).toBe(201);
    expect((await page(`/p/${first.id}`)).html).toContain('data-result="withdrawn"');
    expect((await page('/p/NM-0')).status).toBe(404);
  });

  it('[PUB-3] escapes what suppliers write', async () => {
    const { html } = await page(`/p/${second.id}`);
    expect(html).not.toContain('<script>');
    expect(html).toContain('&#60;script&#62;');
  });

  it('[PUB-2] shows paid, delivered, refunded and what is being settled; tells of lines that have not come', async () => {
    expect(await page(`/r/c-0001/${order}`)).toMatchObject({ status: 404 });
    const item = (number: number, entry: string, priceFen: number) => ({
      item: number,
      slot: number,
      entry,
      lot: 'L1',
      priceFen,
    });
    const permit = (entry: string) => ({
      entry,
      lot: 'L1',
      certificate: entry,
      catalogVersion: 1,
      withdrawalsVersion: 1,
      channelsVersion: 1,
      freshness: 'green' as const,
      priceBand: { minFen: 1, maxFen: 5000 },
      lists: 'ab'.repeat(32),
    });
    const items = [
      { ...item(1, first.id, 1000), permit: permit(first.id) },
      { ...item(2, second.id, 500), permit: permit(second.id) },
    ];
    const refund = {
      kind: 'refund' as const,
      order,
      refund: `r${order.slice(1)}-2`,
      item: 2,
      amountFen: 500,
      method: 'wechat' as const,
      reason: 'jam',
    };
    await counter.write(
      { kind: 'order', order, items, totalFen: 1500, method: 'wechat' },
      { kind: 'paid', order, method: 'wechat', amountFen: 1500, transaction: 't1' },
    );
    expect((await page(`/r/c-0001/${order}`)).html).toContain('15.00 元');
    expect((await page(`/r/c-0001/${order}`)).html).toContain('处理中');
    await counter.write(
      {
        kind: 'outcome',
        order,
        ...item(1, first.id, 1000),
        method: 'wechat',
        outcome: 'delivered',
        detail: 'ok',
      },
      {
        kind: 'outcome',
        order,
        ...item(2, second.id, 500),
        method: 'wechat',
        outcome: 'not-delivered',
        detail: 'jam',
      },
      { ...refund, state: 'due' },
      { ...refund, state: 'done' },
      { kind: 'closed', order, paidFen: 1500, deliveredFen: 1000, refundedFen: 500 },
    );
    const { status, html } = await page(`/r/c-0001/${order}`);
    expect(status).toBe(200);
    for (const text of ['15.00 元', '10.00 元', '5.00 元', '一号柜', order, first.name])
      expect(html).toContain(text);
    expect(html).not.toContain('处理中');
    expect((await page('/r/c-0001/o1')).status).toBe(404);
    expect((await page(`/r/c-9999/${order}`)).status).toBe(404);
  });
});
