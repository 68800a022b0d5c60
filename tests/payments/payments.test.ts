// Both providers through their real interfaces: create, pay, notify, accept, close, refund, and what goes wrong there.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GatewayOptions } from '../../simulators/gateway/gateway.ts';
import { documentedLimits } from '../../simulators/gateway/gateway-types.ts';
import { counter, openPaymentsRig, orderId, type PaymentsRig, refundId } from './payments-rig.ts';

const order = orderId(1);
const minute = 60_000;
const v = 1 as const;
const soon = (check: () => unknown) => vi.waitFor(check, 10_000);
let rig: PaymentsRig;

async function restartWith(options: Partial<GatewayOptions>) {
  await rig.close();
  rig = await openPaymentsRig(options);
}
const charge = () => rig.gateway.ledger().find(({ orderNo }) => orderNo === order)!;
/** The shopper pays, and the hub asks by itself. */
async function payAndPoll(codeUrl: string) {
  rig.gateway.setFaults([{ kind: 'notify-never' }]);
  expect(rig.gateway.pay(codeUrl).ok).toBe(true);
  await rig.pass(6000);
}
async function paidAndAccepted(method: 'wechat' | 'alipay' = 'wechat') {
  const { codeUrl } = await rig.create(order, method);
  await payAndPoll(codeUrl);
  const { transaction } = rig.last(order, 'paid')!;
  await rig.ask({ v, ask: 'accept', order, transaction });
}

beforeEach(async () => {
  rig = await openPaymentsRig();
});
afterEach(() => rig.close());

describe.each(['wechat', 'alipay'] as const)('payments by %s', (method) => {
  it('[PAY-1, PAY-3] a code is made, paid, found by asking, and accepted once for all', async () => {
    const waiting = await rig.create(order, method);
    expect(waiting).toMatchObject({ amountFen: 1234, method });
    await payAndPoll(waiting.codeUrl);
    const paid = rig.last(order, 'paid')!;
    expect(paid).toMatchObject({ amountFen: 1234, method, transaction: charge().transaction });
    await rig.ask({ v, ask: 'accept', order, transaction: paid.transaction });
    await rig.ask({ v, ask: 'accept', order, transaction: paid.transaction });
    expect(rig.heard.filter(({ message }) => message.state === 'accepted')).toHaveLength(2);
    await rig.pass(20 * minute, 20);
    expect(charge().refundedFen).toBe(0);
    expect(await rig.payments.totals()).toMatchObject({ chargedFen: 1234, keptFen: 1234, pendingFen: 0 });
  });

  it('[PAY-9] a notification is taken once, and answered the same when it comes again', async () => {
    const { codeUrl } = await rig.create(order, method);
    rig.gateway.setFaults([{ kind: 'notify-twice', count: 1 }]);
    rig.gateway.pay(codeUrl);
    rig.clock.leap(1);
    await soon(() => expect(rig.last(order, 'paid')).toBeDefined());
    rig.clock.leap(100);
    await soon(() => expect(rig.notices).toHaveLength(2));
    expect(await rig.payments.notified(...rig.notices[0]!)).toEqual({ ok: true });
    expect(rig.payments.counts().repeatedNotifications).toBe(1);
    expect(rig.payments.counts().badNotifications).toBe(0);
    expect(rig.heard.filter(({ message }) => message.state === 'paid')).toHaveLength(1);
  });

  it('[PAY-2] an order nobody waits for is asked for, closed, and cannot be paid any more', async () => {
    const { codeUrl } = await rig.create(order, method);
    await rig.ask({ v, ask: 'settle', order });
    await rig.settle();
    await rig.pass(6000);
    expect(rig.last(order, 'closed')).toBeDefined();
    expect(rig.gateway.pay(codeUrl).ok).toBe(false);
    await rig.ask({ v, ask: 'create', order, method, totalFen: 1234, goods: 'x', expiresInS: 60 });
    expect(rig.heard.at(-1)?.message.state).toBe('closed');
  });

  it('[PAY-2] settling a paid order says paid, so that the counter may take it or give it back', async () => {
    const { codeUrl } = await rig.create(order, method);
    rig.gateway.setFaults([{ kind: 'notify-never' }]);
    rig.gateway.pay(codeUrl);
    await rig.ask({ v, ask: 'settle', order });
    await rig.settle();
    expect(rig.last(order, 'paid')).toBeDefined();
    expect(rig.last(order, 'closed')).toBeUndefined();
  });

  it('[PAY-2, PAY-6] money that comes after the close goes back by itself, under one number', async () => {
    const { codeUrl } = await rig.create(order, method);
    await rig.ask({ v, ask: 'settle', order });
    await rig.settle();
    await rig.pass(6000);
    rig.gateway.setFaults([{ kind: 'pay-after-close' }]);
    expect(rig.gateway.pay(codeUrl).ok).toBe(true);
    rig.clock.leap(1);
    await soon(() => expect(rig.last(order, 'returned')).toBeDefined());
    await rig.settle();
    await rig.pass(10 * minute, 10);
    expect(charge().refunds).toMatchObject([{ refundNo: `h${order.slice(1)}`, amountFen: 1234 }]);
    expect(await rig.payments.totals()).toMatchObject({ refundedFen: 1234, keptFen: 0, pendingFen: 0 });
  });

  it('[PAY-4] what no counter takes in time goes back, and an acceptance after that gets nothing', async () => {
    const { codeUrl } = await rig.create(order, method);
    await payAndPoll(codeUrl);
    const { transaction } = rig.last(order, 'paid')!;
    await rig.pass(3 * minute, 3);
    expect(rig.last(order, 'returned')).toBeDefined();
    await rig.ask({ v, ask: 'accept', order, transaction });
    expect(rig.heard.at(-1)?.message.state).toBe('returned');
    expect(rig.last(order, 'accepted')).toBeUndefined();
    await rig.pass(5 * minute, 5);
    expect(charge().refundedFen).toBe(1234);
  });

  it('[PAY-6] refunds of line items move money once each and never more than was paid', async () => {
    await paidAndAccepted(method);
    const refund = { v, ask: 'refund' as const, order, reason: '未出货' };
    for (let times = 0; times < 3; times += 1)
      await rig.ask({ ...refund, refund: refundId(order, 1), amountFen: 1000 });
    await rig.settle();
    await rig.ask({ ...refund, refund: refundId(order, 2), amountFen: 300 });
    expect(rig.last(order, 'refund')).toMatchObject({ refund: refundId(order, 2), refundState: 'refused' });
    await rig.ask({ ...refund, refund: refundId(order, 1), amountFen: 999 });
    expect(rig.last(order, 'refund')).toMatchObject({ refundState: 'refused' });
    expect(rig.cases.map(({ kind }) => kind)).toEqual(['refund-refused', 'refund-refused']);
    await rig.pass(5 * minute, 5);
    expect(rig.last(order, 'refund')).toMatchObject({ refund: refundId(order, 1), refundState: 'done' });
    expect(charge().refunds).toMatchObject([{ refundNo: refundId(order, 1), amountFen: 1000 }]);
    expect(await rig.payments.totals()).toMatchObject({ keptFen: 234, refundedFen: 1000, pendingFen: 0 });
  });

  it('[PAY-7] calls that succeed without an answer, and servers that fail, change nothing but the time', async () => {
    rig.gateway.setFaults([
      { kind: 'answer-lost', count: 1, calls: ['create', 'refund'] },
      { kind: 'server-error', count: 2, calls: ['create', 'query', 'refund'] },
    ]);
    await rig.ask({ v, ask: 'create', order, method, totalFen: 1234, goods: '莜面', expiresInS: 600 });
    await rig.settle();
    await rig.pass(90_000, 6);
    const { codeUrl } = rig.last(order, 'waiting')!;
    rig.gateway.pay(codeUrl);
    await rig.pass(3 * minute, 6);
    const { transaction } = rig.last(order, 'paid')!;
    await rig.ask({ v, ask: 'accept', order, transaction });
    rig.gateway.setFaults([{ kind: 'answer-lost', count: 1, calls: ['refund'] }]);
    await rig.ask({ v, ask: 'refund', order, refund: refundId(order), amountFen: 1234, reason: '未出货' });
    await rig.settle();
    await rig.pass(5 * minute, 10);
    expect(rig.last(order, 'refund')).toMatchObject({ refundState: 'done' });
    expect(charge()).toMatchObject({ chargedFen: 1234, refundedFen: 1234 });
  });

  it('[PAY-11] what a restart interrupts goes on from the rows', async () => {
    const { codeUrl } = await rig.create(order, method);
    rig.gateway.setFaults([{ kind: 'notify-never' }]);
    await rig.payments.close();
    rig.gateway.pay(codeUrl);
    rig.clock.leap(6000);
    await rig.restart();
    const { transaction } = rig.last(order, 'paid')!;
    await rig.ask({ v, ask: 'accept', order, transaction });
    rig.gateway.setFaults([{ kind: 'server-error', calls: ['refund'] }]);
    await rig.ask({ v, ask: 'refund', order, refund: refundId(order), amountFen: 1234, reason: '未出货' });
    await rig.settle();
    await rig.restart();
    rig.gateway.setFaults([]);
    await rig.pass(5 * minute, 5);
    expect(charge().refunds).toHaveLength(1);
    expect(rig.last(order, 'refund')).toMatchObject({ refundState: 'done' });
  });

  it('[PAY-12] the daily bill is compared: equal is silent, a missing and a wrong line are cases', async () => {
    await restartWith({ billsAtOnce: true });
    const day = new Date(rig.clock.nowMs() + 8 * 3_600_000).toISOString().slice(0, 10);
    await paidAndAccepted(method);
    await rig.ask({ v, ask: 'refund', order, refund: refundId(order), amountFen: 34, reason: '未出货' });
    await rig.pass(3000, 3);
    const mine = (results: Awaited<ReturnType<typeof rig.payments.runBill>>) =>
      results.find((result) => result.method === method)!;
    rig.gateway.setFaults([]);
    expect(mine(await rig.payments.runBill(day))).toMatchObject({ rows: 2, differences: [] });
    rig.gateway.setFaults([{ kind: 'bill-row-wrong', count: 1 }]);
    expect(mine(await rig.payments.runBill(day)).differences).toMatchObject([
      { kind: 'bill-amount', key: order, hereFen: 1234, thereFen: 1235 },
    ]);
    rig.gateway.setFaults([{ kind: 'bill-row-missing', count: 1 }]);
    expect(mine(await rig.payments.runBill(day)).differences).toMatchObject([
      { kind: 'bill-missing-there', key: order },
    ]);
    expect(rig.cases.map(({ kind }) => kind)).toEqual(['bill-amount', 'bill-missing-there']);
    await rig.db.run('DELETE FROM payment_refund');
    await rig.db.run('DELETE FROM payment');
    rig.gateway.setFaults([]);
    expect(mine(await rig.payments.runBill(day)).differences?.map(({ kind }) => kind)).toEqual([
      'bill-missing-here',
      'bill-missing-here',
    ]);
    expect((await rig.payments.bills()).find((bill) => bill.method === method)?.differences).toHaveLength(2);
  });

  it('[PAY-12] money that came so late that only the bill names it goes back', async () => {
    await restartWith({ billsAtOnce: true });
    const { codeUrl } = await rig.create(order, method);
    rig.gateway.scan(codeUrl);
    await rig.ask({ v, ask: 'settle', order });
    await rig.settle();
    await rig.pass(10 * minute, 20);
    rig.gateway.setFaults([{ kind: 'pay-after-close' }, { kind: 'notify-never' }]);
    expect(rig.gateway.pay(codeUrl).ok).toBe(true);
    rig.gateway.setFaults([]);
    await rig.pass(30 * minute, 10);
    expect(charge().refundedFen).toBe(0);
    const day = new Date(rig.clock.nowMs() + 8 * 3_600_000).toISOString().slice(0, 10);
    await rig.payments.runBill(day);
    expect(rig.cases).toMatchObject([{ kind: 'bill-missing-here' }]);
    await rig.settle();
    await rig.pass(5 * minute, 5);
    expect(charge().refundedFen).toBe(charge().chargedFen);
    expect(await rig.payments.totals()).toMatchObject({ keptFen: 0, pendingFen: 0 });
  });

  it('[PAY-12] money of which a hub put back to an older copy knows nothing goes back after the bill', async () => {
    await restartWith({ billsAtOnce: true });
    const { codeUrl } = await rig.create(order, method);
    rig.gateway.setFaults([{ kind: 'notify-never' }]);
    expect(rig.gateway.pay(codeUrl).ok).toBe(true);
    await rig.db.run('DELETE FROM payment');
    const day = new Date(rig.clock.nowMs() + 8 * 3_600_000).toISOString().slice(0, 10);
    await rig.payments.runBill(day);
    expect(rig.cases).toMatchObject([{ kind: 'bill-missing-here' }]);
    await rig.settle();
    await rig.pass(30 * minute, 10);
    expect(charge().refundedFen).toBe(charge().chargedFen);
    expect(await rig.payments.totals()).toMatchObject({ keptFen: 0, pendingFen: 0 });
  });

  it('[PAY-1] an order this hub forgot is found at the gateway again', async () => {
    await paidAndAccepted(method);
    await rig.db.run('DELETE FROM payment');
    await rig.ask({ v, ask: 'refund', order, refund: refundId(order), amountFen: 1000, reason: '未出货' });
    await rig.settle();
    expect(rig.last(order, 'paid')).toBeDefined();
    await rig.ask({ v, ask: 'refund', order, refund: refundId(order), amountFen: 1000, reason: '未出货' });
    await rig.pass(5 * minute, 5);
    expect(charge().refunds).toMatchObject([{ amountFen: 1000 }]);
    expect((await rig.payments.list())[0]).toMatchObject({ state: 'accepted', paidFen: 1234 });
  });
});

describe('payments', () => {
  it('[PAY-2] a close that WeChat refuses as too early stays unclear and is done later', async () => {
    await restartWith({ limits: documentedLimits });
    const { codeUrl } = await rig.create(order);
    await rig.ask({ v, ask: 'settle', order });
    await rig.settle();
    expect(rig.last(order, 'unclear')).toBeDefined();
    expect(rig.last(order, 'closed')).toBeUndefined();
    await rig.pass(6 * minute, 6);
    expect(rig.last(order, 'closed')).toBeDefined();
    expect(rig.gateway.pay(codeUrl).ok).toBe(false);
  });

  it('[PAY-3] a code that nobody pays ends by itself, without a question of the counter', async () => {
    await rig.create(order);
    await rig.pass(5 * minute, 20);
    expect(rig.last(order, 'closed')).toBeDefined();
  });

  it('[PAY-1] settling an order the hub never saw leaves a closed row that a late create cannot open', async () => {
    await rig.ask({ v, ask: 'settle', order });
    await rig.settle();
    expect(rig.last(order, 'closed')).toBeDefined();
    await rig.ask({ v, ask: 'create', order, method: 'wechat', totalFen: 5, goods: 'x', expiresInS: 60 });
    await rig.settle();
    expect(rig.heard.at(-1)?.message.state).toBe('closed');
    expect(rig.gateway.ledger()).toEqual([]);
  });

  it('[PAY-4] a counter that is away when money comes has longer, and is told when it is back', async () => {
    const { codeUrl } = await rig.create(order);
    rig.offline.add(counter);
    await payAndPoll(codeUrl);
    await rig.pass(3 * minute, 3);
    rig.offline.delete(counter);
    await rig.ask({ v, ask: 'settle', order });
    const { transaction, acceptBy } = rig.last(order, 'paid')!;
    expect(acceptBy).toBe(rig.clock.nowMs() + 90_000);
    await rig.ask({ v, ask: 'accept', order, transaction });
    expect(rig.last(order, 'accepted')).toBeDefined();
  });

  it('[PAY-4] a counter that stays away gets nothing: the money is back within the stated time', async () => {
    const { codeUrl } = await rig.create(order);
    rig.offline.add(counter);
    await payAndPoll(codeUrl);
    await rig.pass(16 * minute, 16);
    expect(charge().refundedFen).toBe(1234);
    expect(await rig.payments.totals()).toMatchObject({ pendingFen: 0, refundedFen: 1234 });
  });

  it('[PAY-5] an accepted payment that the journal does not show after a day is a case', async () => {
    await paidAndAccepted();
    const other = orderId(2);
    const { codeUrl } = await rig.create(other);
    await payAndPoll(codeUrl);
    await rig.ask({ v, ask: 'accept', order: other, transaction: rig.last(other, 'paid')!.transaction });
    rig.journaled.add(other);
    await rig.pass(25 * 60 * minute, 2);
    expect(rig.cases).toMatchObject([{ kind: 'payment-unjournaled', counter, journal: order }]);
  });

  it('[PAY-10] bytes that are no question, and questions about another counter, have no effect', async () => {
    await rig.payments.onAsk(counter, Buffer.from('{"v":1,"ask":"create","order":"../../x"}'));
    expect(rig.payments.counts().badAsks).toBe(1);
    await paidAndAccepted();
    await rig.ask({ v, ask: 'refund', order, refund: refundId(order), amountFen: 1, reason: 'x' }, 'k-0002');
    await rig.ask({ v, ask: 'settle', order }, 'k-0002');
    await rig.settle();
    expect(rig.payments.counts().foreignAsks).toBe(2);
    expect(
      rig.heard.filter((heard) => heard.counter === 'k-0002').map(({ message }) => message.state),
    ).toEqual(['unclear', 'unclear']);
    expect(charge().refunds).toEqual([]);
    const { transaction } = rig.last(order, 'paid')!;
    await rig.ask({ v, ask: 'accept', order, transaction: `${transaction}1` });
    expect(rig.payments.counts().changedAsks).toBe(1);
  });

  it('[PAY-8] another amount at the gateway than was asked for is a case and goes back', async () => {
    const { codeUrl } = await rig.create(order);
    await rig.db.run('UPDATE payment SET total_fen = 1233');
    await payAndPoll(codeUrl);
    await rig.pass(5 * minute, 5);
    expect(rig.cases).toMatchObject([{ kind: 'payment-amount' }]);
    expect(rig.last(order, 'paid')).toBeUndefined();
    expect(charge().refundedFen).toBe(1234);
  });

  it('[PAY-9] forged, altered and foreign notifications are refused and counted', async () => {
    await rig.create(order);
    const post = (path: string, body: string, headers: Record<string, string> = {}) =>
      fetch(`${rig.notifyUrl}/pay/notify/${path}`, { method: 'POST', body, headers });
    const forged = { 'wechatpay-serial': rig.keys.wechat.platformKeyId, 'wechatpay-nonce': 'n' };
    const signed = {
      ...forged,
      'wechatpay-signature': 'AAAA',
      'wechatpay-timestamp': String(Math.floor(rig.clock.nowMs() / 1000)),
    };
    expect((await post('wechat', '{}')).status).toBe(401);
    expect((await post('wechat', '{"id":"1"}', signed)).status).toBe(401);
    expect((await post('alipay', `out_trade_no=${order}&trade_status=TRADE_SUCCESS&sign=AAAA`)).status).toBe(
      401,
    );
    expect((await post('alipay', 'x'.repeat(70_000))).status).toBe(413);
    expect(rig.payments.counts().badNotifications).toBe(3);
    expect(rig.last(order, 'paid')).toBeUndefined();
  });

  it('[PAY-4] the database itself refuses a payment that is accepted and given back', async () => {
    await paidAndAccepted();
    await expect(rig.db.run(`UPDATE payment SET returning_at = 1`)).rejects.toThrow(/CHECK|constraint/i);
    await expect(rig.db.run(`UPDATE payment SET state = 'returning'`)).rejects.toThrow(/CHECK|constraint/i);
  });
});
