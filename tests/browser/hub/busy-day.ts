// What happens beside selling: goods loaded, faults and warmth, money that has to be looked at, and what the
// offices send: commands, roll-outs, batches of other channels, keys of programs.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { addDays } from '@zhuangui/protocol/days.ts';
import type { OfficeClient } from '../../../simulators/office/office-client.ts';
import type { Desks } from '../../../simulators/office/office-life.ts';
import type { HubRig, RigCounter } from '../../hub/hub-rig.ts';

const lists = { root: 1, catalog: 2, withdrawals: 1, channels: 1, snapshot: 2 };

/** Slots half full and nearly empty, one counted short, a lot that ends soon. */
export async function load(counters: readonly RigCounter[], entries: readonly Entry[], today: string) {
  for (const [at, counter] of counters.entries())
    await counter.write(
      ...[1, 2, 3, 4, 5, 6].map((slot) => {
        const entry = entries[(at * 7 + slot) % entries.length]!;
        const bestBefore = addDays(today, slot === 6 ? 5 : 120);
        return {
          kind: 'restock' as const,
          slot,
          entry: entry.id,
          lot: `${today.replaceAll('-', '')}-${slot}`,
          madeOn: addDays(today, -20),
          bestBefore,
          count: slot === 2 ? 0 : slot + 1,
          capacity: 8,
          priceFen: entry.priceBand.minFen,
          operator: '1001',
        };
      }),
    );
}

/** Refused goods, warmth, a jammed motor, an open door, money owed, boxes counted. */
export async function troubles(counters: readonly RigCounter[], entries: readonly Entry[]): Promise<void> {
  const [first, second, third, fourth] = counters as [RigCounter, RigCounter, RigCounter, RigCounter];
  const [entry, other] = entries as [Entry, Entry];
  await first.write(
    {
      kind: 'refused',
      point: 'load',
      slot: 4,
      entry: entry.id,
      lot: '20250101-X',
      reasons: ['lot-expired'],
      lists,
    },
    {
      kind: 'cash-count',
      box: 'notes',
      expectedFen: 42_000,
      countedFen: 41_000,
      leftFen: 0,
      operator: '1001',
    },
    {
      kind: 'cash-count',
      box: 'coins',
      expectedFen: 3_150,
      countedFen: 3_150,
      leftFen: 1_000,
      operator: '1001',
    },
  );
  await second.write(
    { kind: 'refused', point: 'load', slot: 2, reasons: ['not-certified'], lists },
    { kind: 'fault', code: 'slot-2', active: true, detail: 'motor jammed' },
    { kind: 'ticket', code: 'outcome-unknown', detail: 'slot 2', slot: 2 },
    { kind: 'slot', slot: 2, locked: true, why: 'outcome unknown' },
  );
  await third.write({ kind: 'temperature', celsius: 11, alarm: true });
  await fourth.write({ kind: 'door', open: true });
  await refunded(fourth, other);
}

/** Paid, not delivered, and the money is still on its way back. */
async function refunded(counter: RigCounter, entry: Entry): Promise<void> {
  const order = `o${'9'.repeat(24)}`;
  const priceFen = entry.priceBand.minFen;
  const lot = '20261101-A';
  const item = { item: 1, slot: 3, entry: entry.id, lot, priceFen };
  const permit = {
    entry: entry.id,
    lot,
    certificate: entry.certificate.number,
    catalogVersion: lists.catalog,
    withdrawalsVersion: lists.withdrawals,
    channelsVersion: lists.channels,
    freshness: 'green' as const,
    priceBand: entry.priceBand,
    lists: '0'.repeat(64),
  };
  await counter.write(
    { kind: 'order', order, items: [{ ...item, permit }], totalFen: priceFen, method: 'alipay' },
    { kind: 'paid', order, method: 'alipay', amountFen: priceFen, transaction: 't-refunded' },
    { kind: 'dispensing', order, ...item, permit },
    { kind: 'outcome', order, ...item, method: 'alipay', outcome: 'not-delivered', detail: 'slot empty' },
    {
      kind: 'refund',
      order,
      refund: `r${'9'.repeat(24)}-1`,
      item: 1,
      amountFen: priceFen,
      method: 'alipay',
      state: 'due',
      reason: 'not delivered',
    },
  );
}

export interface OfficeDay {
  channel: string;
  complaint: string;
  webhook: string;
  rollout: string;
  order: { counter: string; order: string };
}

/** Rejects when the hub refuses. */
export async function officeDay(
  rig: HubRig,
  desks: Desks,
  counters: readonly RigCounter[],
  today: string,
): Promise<OfficeDay> {
  const { administrator, statistician, supervisors } = desks;
  const [sale] = await rig.hub.ledger.recentSales(1);
  const channel = await reportOfHall(administrator, addDays(today, -1));
  await commandsAndPeople(administrator, counters, today);
  const rollout = await rollOut(administrator);
  const webhook = await programs(administrator);
  const complaint = await complain(rig, sale!);
  await supervisors[0].send('POST', `/api/complaints/${complaint}/assign`, { text: '王主任' });
  const month = addDays(`${today.slice(0, 7)}-01`, -1).slice(0, 7);
  await statistician.send('POST', `/api/reports/${month}/freeze`);
  return { channel, complaint, webhook, rollout, order: { counter: sale!.counter, order: sale!.order } };
}

async function reportOfHall(desk: OfficeClient, day: string): Promise<string> {
  const programme = '区内消费扶贫';
  const { id } = await desk.send<{ id: string }>('POST', '/api/channels', {
    kind: 'hall',
    name: '敖汉旗消费扶贫专馆',
    banner: '150430',
    programme,
  });
  const row = (product: string, amountFen: number, certified: boolean) => ({
    day,
    product,
    certified,
    amountFen,
    count: 12,
  });
  const rows = [row('敖汉小米', 186_000, true), row('库伦荞麦', 64_800, true), row('外购糕点', 9_600, false)];
  await desk.send('POST', `/api/channels/${id}/batches`, { batch: `${day}-1`, rows });
  return id;
}

async function commandsAndPeople(desk: OfficeClient, counters: readonly RigCounter[], today: string) {
  const until = Date.parse(`${today}T00:00:00Z`) + 3 * 86_400_000;
  const acts = [
    { do: 'report' },
    { do: 'lock-slot', slot: 5, why: '货道卡滞，待检修' },
    { do: 'screen-message', zh: '本柜周三上午检修，请稍候。', until },
  ];
  for (const [at, act] of acts.entries())
    await desk.send('POST', `/api/counters/${counters[at]!.id}/commands`, { act });
  await desk.send('POST', '/api/operators', {
    operator: '1001',
    name: '乌兰',
    role: 'operator',
    pin: '730561',
    counters: counters.slice(0, 3).map(({ id }) => id),
  });
  await desk.send('POST', '/api/operators', {
    operator: '1002',
    name: '张伟',
    role: 'technician',
    pin: '918264',
  });
}

async function rollOut(desk: OfficeClient): Promise<string> {
  const { id } = await desk.send<{ id: string }>('POST', '/api/rollouts', {
    title: '冬季温度上限',
    content: { kind: 'settings', change: { paymentS: 120 } },
    plan: { by: 'share', percents: [20, 100] },
    rules: { successPercent: 95, errorPercent: 5, watchMs: 600_000, withinMs: 86_400_000 },
    choice: {},
  });
  return id;
}

async function programs(desk: OfficeClient): Promise<string> {
  await desk.send('POST', '/api/tokens', {
    name: '发改委数据平台',
    scopes: ['dashboard.read'],
    grants: [{ role: 'statistician', place: { kind: 'region' } }],
    expiresAtMs: Date.now() + 180 * 86_400_000,
  });
  const { id } = await desk.send<{ id: string }>('POST', '/api/webhooks', {
    name: '自治区数据共享平台',
    url: 'https://example.com/zhuangui',
    events: ['sanction.imposed'],
  });
  return id;
}

/** Over the public form behind the receipt. The complaint's code. */
async function complain(rig: HubRig, sale: { counter: string; order: string }): Promise<string> {
  const form = `${rig.url}/r/${sale.counter}/${sale.order}/complaint`;
  const html = await (await fetch(form)).text();
  const token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const body = new URLSearchParams({ token, category: 'quality', text: '包装破损，小米受潮。', contact: '' });
  const answer = await fetch(form, { method: 'POST', body, redirect: 'manual' });
  return answer.headers.get('location')!.split('/').at(-1)!;
}
