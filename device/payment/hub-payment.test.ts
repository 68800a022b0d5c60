import { describe, expect, it } from 'vitest';
import {
  acceptedOf,
  asked,
  orderA,
  orderB,
  paidOf,
  paymentRig,
  refundOf,
  settled,
  transaction,
  watched,
} from './payment-rig.ts';

describe('a QR payment through the hub', () => {
  it('[QR-4] shows the code, and is paid after the hub confirmed the acceptance', async () => {
    const rig = paymentRig({ goodsOf: () => '大米 5kg' });
    const result = watched(rig.wechat.request(asked));
    expect(rig.asks).toEqual([
      {
        v: 1,
        ask: 'create',
        order: orderA,
        method: 'wechat',
        totalFen: 500,
        goods: '大米 5kg',
        expiresInS: 120,
      },
    ]);
    expect(rig.payments.qrOf(orderA)).toBeUndefined();
    rig.carry();
    expect(rig.payments.qrOf(orderA)).toMatchObject({ codeUrl: `weixin://code/${orderA}` });
    rig.hub.pay(orderA);
    rig.tell(rig.hub.say(orderA));
    await settled();
    expect(result.value).toBeUndefined();
    expect(rig.asks).toEqual([{ v: 1, ask: 'accept', order: orderA, transaction }]);
    rig.carry();
    await settled();
    expect(result.value).toEqual({ state: 'paid', amountFen: 500, transaction });
    expect(rig.payments.qrOf(orderA)).toBeUndefined();
    expect(rig.clock.timers.size).toBe(0);
    expect(await rig.wechat.query(orderA)).toEqual(result.value);
  });

  it('[QR-4] asks for an acceptance that it has not asked for, instead of believing it', async () => {
    const rig = paymentRig();
    const result = watched(rig.wechat.request(asked));
    rig.carry();
    rig.tell(acceptedOf());
    await settled();
    expect(result.value).toBeUndefined();
    expect(rig.asks).toMatchObject([{ ask: 'accept' }]);
    rig.tell(acceptedOf({ transaction: 'another' }));
    await settled();
    expect(result.value).toBeUndefined();
    expect(rig.payments.refusals()).toBe(1);
  });

  it('[QR-2] never takes another amount or method for a payment', async () => {
    const rig = paymentRig();
    const result = watched(rig.wechat.request(asked));
    rig.carry();
    for (const more of [{ amountFen: 499 }, { amountFen: 501 }, { amountFen: 0 }, { method: 'alipay' }]) {
      rig.tell(paidOf(more));
      rig.tell(acceptedOf(more));
    }
    expect(rig.asks).toEqual([]);
    rig.tell(paidOf());
    rig.tell(acceptedOf({ amountFen: 499 }));
    await settled();
    expect(result.value).toBeUndefined();
    expect(rig.payments.refusals()).toBe(9);
    rig.tell(acceptedOf());
    await settled();
    expect(result.value).toMatchObject({ state: 'paid', amountFen: 500 });
  });

  it('[QR-1] counts what is malformed or nobody asked about, and does nothing', () => {
    const rig = paymentRig();
    rig.payments.onMessage(new TextEncoder().encode('{"v":1,"state":"paid"'));
    rig.payments.onMessage(new TextEncoder().encode('{"v":1,"state":"paid"}'));
    rig.payments.onMessage(new Uint8Array(5_000));
    rig.tell(paidOf());
    rig.tell({
      v: 1,
      state: 'refund',
      order: orderA,
      refund: refundOf(orderA),
      amountFen: 1,
      refundState: 'done',
    });
    expect(rig.payments.refusals()).toBe(5);
    expect(rig.asks).toEqual([]);
  });

  it('[QR-3] asks again after 2, 4, 8, 15, 30, 60 seconds, and at once when connected', () => {
    const rig = paymentRig();
    rig.link.isUp = false;
    rig.wechat.request(asked);
    const times: number[] = [];
    rig.link.isUp = true;
    for (let second = 1; second <= 180; second += 1) {
      rig.clock.pass(1_000);
      if (rig.asks.splice(0).length > 0) times.push(second);
    }
    expect(times).toEqual([2, 6, 14, 29, 59, 119, 179]);
    rig.payments.onConnected();
    expect(rig.asks).toMatchObject([{ ask: 'create' }]);
    rig.asks.length = 0;
    rig.clock.pass(2_000);
    expect(rig.asks).toHaveLength(1);
  });

  it('[QR-3] finds a payment whose message was lost', async () => {
    const rig = paymentRig();
    const result = watched(rig.wechat.request(asked));
    rig.carry();
    rig.hub.pay(orderA);
    rig.clock.pass(15_000);
    rig.carry();
    await settled();
    expect(result.value).toMatchObject({ state: 'paid' });
  });

  it('[QR-5] settles what was cancelled: certainly not paid, or paid and taken', async () => {
    const rig = paymentRig();
    const [left, late] = [
      watched(rig.wechat.request(asked)),
      watched(rig.alipay.request({ order: orderB, totalFen: 7 })),
    ];
    rig.carry();
    rig.hub.pay(orderB);
    rig.wechat.cancel(orderA);
    rig.alipay.cancel(orderB);
    expect(rig.asks).toMatchObject([{ ask: 'settle' }, { ask: 'settle' }]);
    rig.carry();
    await settled();
    expect(left.value).toEqual({ state: 'not-paid', reason: 'expired' });
    expect(late.value).toMatchObject({ state: 'paid', amountFen: 7 });
    expect(rig.hub.pay(orderA)).toBe(false);
  });

  it('[QR-5] answers a query after a restart from the hub, and says unknown when the hub is unclear', async () => {
    const rig = paymentRig();
    rig.hub.answer({
      v: 1,
      ask: 'create',
      order: orderA,
      method: 'wechat',
      totalFen: 500,
      goods: 'x',
      expiresInS: 60,
    });
    rig.hub.pay(orderA);
    rig.hub.unclear = 1;
    const first = rig.wechat.query(orderA);
    rig.carry();
    expect(await first).toMatchObject({ state: 'unknown' });
    const second = rig.wechat.query(orderA);
    rig.carry();
    expect(await second).toEqual({ state: 'paid', amountFen: 500, transaction });
    const none = rig.wechat.query(orderB);
    rig.carry();
    expect(await none).toMatchObject({ state: 'not-paid' });
  });

  it('[QR-2] judges a payment from before a restart by the journal’s total', async () => {
    const rig = paymentRig({ totalOf: () => 600 });
    const result = watched(rig.wechat.query(orderA));
    rig.tell(paidOf());
    await settled();
    expect(result.value).toBeUndefined();
    rig.tell(paidOf({ amountFen: 600 }));
    rig.tell(acceptedOf({ amountFen: 600 }));
    await settled();
    expect(result.value).toMatchObject({ state: 'paid', amountFen: 600 });
  });

  it('[QR-5] asks again when an order is said to be closed after it was paid', async () => {
    const rig = paymentRig();
    const result = watched(rig.wechat.request(asked));
    rig.carry();
    rig.hub.pay(orderA);
    rig.tell(rig.hub.say(orderA));
    rig.tell({ v: 1, state: 'closed', order: orderA, reason: 'forged' });
    await settled();
    expect(result.value).toBeUndefined();
    rig.carry();
    await settled();
    expect(result.value).toMatchObject({ state: 'paid' });
  });

  it('[QR-7] counts what the hub gave back as not paid, and remembers it for the screen', async () => {
    const rig = paymentRig();
    const result = watched(rig.wechat.request(asked));
    rig.carry();
    rig.hub.pay(orderA);
    rig.hub.heal();
    rig.tell(rig.hub.say(orderA));
    await settled();
    expect(result.value).toEqual({ state: 'not-paid', reason: 'returned by the hub' });
    expect([rig.payments.isReturned(orderA), rig.payments.isReturned(orderB)]).toEqual([true, false]);
    rig.tell(paidOf());
    expect(rig.asks).toEqual([]);
  });

  it('[QR-1] answers the same order once, and refuses it with another total', async () => {
    const rig = paymentRig();
    rig.wechat.request(asked);
    rig.wechat.request(asked);
    expect(rig.asks).toHaveLength(1);
    expect(await rig.wechat.request({ ...asked, totalFen: 501 })).toMatchObject({ state: 'unknown' });
    expect(await rig.alipay.request(asked)).toMatchObject({ state: 'unknown' });
  });

  it('[QR-8] names methods that cannot be used', () => {
    const rig = paymentRig();
    expect(rig.payments.availability(true)).toEqual([]);
    expect(rig.payments.availability(false)).toEqual([
      { method: 'wechat', why: 'no-network' },
      { method: 'alipay', why: 'no-network' },
    ]);
    rig.hub.unclear = 3;
    rig.wechat.request(asked);
    rig.carry();
    expect(rig.payments.availability(true)).toEqual([]);
    for (const waitMs of [2_000, 4_000]) {
      rig.clock.pass(waitMs);
      rig.carry();
    }
    expect(rig.payments.availability(true)).toEqual([{ method: 'wechat', why: 'gateway' }]);
    rig.clock.pass(8_000);
    rig.carry();
    expect(rig.payments.availability(true)).toEqual([]);
  });

  it('[QR-3] asks nothing after it was closed', () => {
    const rig = paymentRig();
    rig.wechat.request(asked);
    rig.payments.close();
    rig.clock.pass(600_000);
    expect(rig.asks).toHaveLength(1);
    expect(rig.clock.timers.size).toBe(0);
  });
});

describe('a refund through the hub', () => {
  const back = { refund: refundOf(orderA), order: orderA, amountFen: 200 };
  const said = { v: 1, state: 'refund', order: orderA, refund: back.refund, amountFen: 200 } as const;

  it('[QR-6] is done when the hub says so for this order, refund and amount', async () => {
    const rig = paymentRig();
    const result = watched(rig.wechat.refund(back));
    rig.tell({ ...said, amountFen: 199, refundState: 'done' });
    rig.tell({ ...said, order: orderB, refundState: 'done' });
    rig.tell({ ...said, refundState: 'pending' });
    await settled();
    expect([result.value, rig.payments.refusals()]).toEqual([undefined, 2]);
    rig.tell({ ...said, refundState: 'done' });
    await settled();
    expect(result.value).toEqual({ state: 'done' });
    expect(rig.clock.timers.size).toBe(0);
    expect(await rig.wechat.refund(back)).toEqual({ state: 'done' });
    expect(await rig.wechat.refund({ ...back, amountFen: 1 })).toMatchObject({ state: 'unknown' });
  });

  it('[QR-6] is unknown when refused or unanswered, repeated meanwhile, and asked again by the sale', async () => {
    const rig = paymentRig();
    const refused = watched(rig.wechat.refund(back));
    rig.tell({ ...said, refundState: 'refused', reason: 'no such payment' });
    await settled();
    expect(refused.value).toEqual({ state: 'unknown', reason: 'no such payment' });
    rig.asks.length = 0;
    const silent = watched(rig.wechat.refund(back));
    rig.clock.pass(20_000);
    await settled();
    expect(silent.value).toMatchObject({ state: 'unknown' });
    expect(rig.asks).toHaveLength(4);
    expect(rig.clock.timers.size).toBe(0);
    rig.tell({ ...said, refundState: 'done' });
    expect(await rig.wechat.refund(back)).toEqual({ state: 'done' });
  });
});
