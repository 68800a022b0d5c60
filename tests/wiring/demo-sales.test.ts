// What the demo says can be tried, tried: the phone pays, notes go in, the network and the power go away, a door opens.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SaleView } from '../../device/screens/views.ts';
import type { Dashboard } from '../../hub/http/views.ts';
import type { BoardTruth } from '../../simulators/board/board-sim.ts';
import type { LedgerOrder } from '../../simulators/gateway/gateway-core.ts';
import { type Demo, shopperView, startDemo } from './demo.ts';

const waitFor = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 30_000, interval: 100 });

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo('--cabinet', '--counters', '0', '--slots', '6');
}, 120_000);
afterAll(() => demo?.stop());

const json = { 'content-type': 'application/json' };
async function post<T>(url: string, body: object): Promise<T> {
  const answer = await fetch(url, { method: 'POST', headers: json, body: JSON.stringify(body) });
  const text = await answer.text();
  expect([answer.status, text]).toEqual([answer.ok ? answer.status : 200, text]);
  return (text === '' ? {} : JSON.parse(text)) as T;
}
const get = async <T>(url: string) => {
  const headers: Record<string, string> = url.startsWith(demo.console)
    ? { authorization: `Bearer ${demo.token}` }
    : {};
  return (await (await fetch(url, { headers })).json()) as T;
};
const hand = (machine: string, said: object) =>
  post<{ truth: BoardTruth }>(`${machine}/machine/board`, said).then(({ truth }) => truth);
const ledger = () => get<LedgerOrder[]>(`${demo.phone}/ledger`);
const sales = async () => (await get<Dashboard>(`${demo.console}/api/dashboard`)).sales;
const soldAs = async (order: string) => (await sales()).find((sale) => sale.order.startsWith(order));

/** Touches a slot that is for sale and a way to pay; the order's whole number. */
async function order(
  screen: string,
  method: string,
): Promise<{ order: string; priceFen: number; slot: number }> {
  const slot = await waitFor(async () => {
    const view = await shopperView(screen);
    expect(view.sale).toBeNull();
    expect(view.methods).toContain(method);
    return view.slots.find(({ forSale }) => forSale)!;
  });
  const made = await post<{ order: string }>(`${screen}/api/orders`, { slots: [slot.slot], method });
  return { ...made, priceFen: slot.priceFen, slot: slot.slot };
}

/** The phone shows the code of the order, and pays it. */
async function payByPhone(orderNo: string): Promise<void> {
  const shown = await waitFor(async () => {
    const { open } = await get<{ open: { orderNo: string; codeUrl: string }[] }>(`${demo.phone}/state`);
    return open.find((one) => one.orderNo === orderNo) ?? expect.fail('not on the phone yet');
  });
  await post(`${demo.phone}/pay`, { codeUrl: shown.codeUrl });
}

/** A note, pushed in again while the machine gives it back: its way opens a moment after the page says so. */
const insertNote = (amountFen: number) =>
  waitFor(async () => {
    const { truth: before } = await get<{ truth: BoardTruth }>(`${demo.machine}/machine/state`);
    const after = await hand(demo.machine, { do: 'insertMoney', amountFen, mode: 1 });
    expect(after.cash.insertedFen).toBe(before.cash.insertedFen + amountFen);
  });

const saleOn = async (screen: string, phase: SaleView['phase']) =>
  waitFor(async () => {
    const { sale } = await shopperView(screen);
    expect(sale?.phase).toBe(phase);
    return sale!;
  });

async function finished(screen: string): Promise<SaleView> {
  const sale = await saleOn(screen, 'finished');
  await post(`${screen}/api/orders/current/dismiss`, {});
  return sale;
}

describe('what the demo says can be tried', () => {
  it('[DEMO-4] a WeChat sale: the code on the counter is on the phone, paid there, and the sale is on the console', async () => {
    const made = await order(demo.screen, 'wechat');
    await payByPhone(made.order);
    expect(await finished(demo.screen)).toMatchObject({ items: [{ phase: 'delivered' }] });
    await waitFor(async () =>
      expect(await soldAs(made.order)).toMatchObject({ method: 'wechat', priceFen: made.priceFen }),
    );
    const paid = (await ledger()).find(({ orderNo }) => orderNo === made.order);
    expect(paid).toMatchObject({ chargedFen: made.priceFen, refundedFen: 0 });
  });

  it('[DEMO-5] a cash sale: a note goes in, goods and change come out; afterwards no note is taken', async () => {
    const made = await order(demo.screen, 'cash');
    await insertNote(5000);
    const sale = await finished(demo.screen);
    expect(sale).toMatchObject({ changeFen: 5000 - made.priceFen, items: [{ phase: 'delivered' }] });
    const { cash, creditFen } = await hand(demo.machine, { do: 'insertMoney', amountFen: 500, mode: 1 });
    expect([cash.insertedFen, cash.paidOutFen, creditFen]).toEqual([5000, 5000 - made.priceFen, 0]);
    await waitFor(async () => expect(await soldAs(made.order)).toMatchObject({ method: 'cash' }));
  });

  it('[DEMO-8] without the network cash is still taken, and the console hears of it when the cable is in again', async () => {
    await post(`${demo.machine}/machine/network`, { plugged: false });
    await waitFor(async () => expect((await shopperView(demo.screen)).methods).not.toContain('wechat'));
    const made = await order(demo.screen, 'cash');
    await insertNote(5000);
    await finished(demo.screen);
    expect(await soldAs(made.order)).toBeUndefined();
    await post(`${demo.machine}/machine/network`, { plugged: true });
    await waitFor(async () => expect(await soldAs(made.order)).toMatchObject({ method: 'cash' }));
  }, 60_000);

  it('[DEMO-8] the power is cut while the motor turns: the order ends delivered or refunded, never neither', async () => {
    const made = await order(demo.screen, 'alipay');
    await payByPhone(made.order);
    await saleOn(demo.screen, 'dispensing');
    await post(`${demo.machine}/machine/power`, {});
    await waitFor(async () => {
      const paid = (await ledger()).find(({ orderNo }) => orderNo === made.order)!;
      const isSold = (await soldAs(made.order)) !== undefined;
      expect([isSold, paid.refundedFen]).toEqual([isSold, isSold ? 0 : made.priceFen]);
    });
  }, 60_000);

  it('[DEMO-9] a cabinet sale: the door opens for what was paid, and the scales say that it was taken', async () => {
    const { screen, machine } = demo.cabinet!;
    const made = await order(screen, 'alipay');
    await payByPhone(made.order);
    await waitFor(async () => expect((await shopperView(screen)).sale?.cabinet?.state).toBe('open'));
    await hand(machine, { do: 'pullDoor', cabinet: 0, door: 'left' });
    await hand(machine, { do: 'takeFrom', slot: made.slot, count: 1 });
    // A hand takes longer than the counter needs to look at its doors: told by the board, and told again when asked.
    const log = () => readFileSync(join(demo.data, 'cabinet', 'board.log'), 'utf8');
    await waitFor(() => expect(log().match(/doors 0 1 0/g)?.length).toBeGreaterThan(1));
    await hand(machine, { do: 'shutDoor', cabinet: 0, door: 'left' });
    expect(await finished(screen)).toMatchObject({ items: [{ phase: 'delivered' }] });
    await waitFor(async () => expect(await soldAs(made.order)).toMatchObject({ method: 'alipay' }));
  }, 60_000);
});
