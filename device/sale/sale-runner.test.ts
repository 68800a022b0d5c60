import { describe, expect, it } from 'vitest';
import { sampleSlot } from '../gate/gate-samples.ts';
import type { PaymentResult } from '../payment/payment.ts';
import { Outside, type Rig, type RigOptions, restock, startRig, until } from './sale-rig.ts';

const one = sampleSlot.priceFen;
const failure = (code: string) => Object.assign(new Error(`journal ${code}`), { code });

async function sell(options: RigOptions = {}, slots: readonly number[] = [1]) {
  const outside = new Outside();
  const rig = startRig(outside, options);
  const started = await rig.sales.start({ slots, method: 'test' });
  await until(() => !rig.sales.busy());
  return { outside, rig, started, view: rig.sales.state() };
}
const rest = async (rig: Rig, ms: number, holds: () => boolean) => {
  rig.clock.pass(ms);
  await until(holds);
};

describe('a sale', () => {
  it('[SALE-3] writes each line before what it announces', async () => {
    const { outside, rig, view } = await sell({}, [1, 2]);
    expect(rig.exchanges()).toEqual([
      ...['before order', 'after order', 'before payment', 'paid', 'before paid', 'after paid'],
      ...['before dispensing', 'after dispensing', 'before vend', 'motor turned'],
      ...['before outcome', 'after outcome'],
      ...['before dispensing', 'after dispensing', 'before vend', 'motor turned'],
      ...['before outcome', 'after outcome', 'before closed', 'after closed'],
    ]);
    expect(view).toMatchObject({ phase: 'done', paidFen: 2 * one, deliveredFen: 2 * one, refundedFen: 0 });
    expect(rig.planogram.slots().map((slot) => slot.count)).toEqual([4, 4]);
    expect(outside.audit()).toEqual([]);
  });

  it('[SALE-2] does not begin when the gate refuses an item, and records each refusal', async () => {
    const { outside, started, view } = await sell({}, [1, 7]);
    const refusals = [{ slot: 7, reasons: ['slot-unknown'] }];
    expect(started).toEqual({ ok: false, why: 'refused', refusals });
    expect(view).toMatchObject({ phase: 'refused', refusals });
    expect(outside.kinds()).toEqual(['refused']);
    expect(outside.charges.size).toBe(0);
  });

  it('[SALE-2] does not sell more than stands in the slot', async () => {
    const outside = new Outside();
    outside.write([restock(1, 1)]);
    const rig = startRig(outside);
    expect(await rig.sales.start({ slots: [1, 1], method: 'test' })).toMatchObject({
      why: 'refused',
      refusals: [{ slot: 1, reasons: ['slot-empty'] }],
    });
    expect(await rig.sales.start({ slots: [1], method: 'test' })).toMatchObject({ ok: true });
  });

  it('[SALE-4] refunds what the gate refuses after payment, and dispenses the rest', async () => {
    let asked = 0;
    const boardOnline = () => ++asked !== 3;
    const { outside, view } = await sell({ boardOnline }, [1, 2]);
    expect(view).toMatchObject({ phase: 'done', deliveredFen: one, refundedFen: one });
    expect(view.items.map((item) => [item.state, item.refund])).toEqual([
      ['refused', 'done'],
      ['delivered', 'none'],
    ]);
    const refused = outside.lines.find((line) => line.kind === 'refused');
    expect(refused).toMatchObject({ point: 'dispense', order: view.order, reasons: ['board-offline'] });
    expect(outside.audit()).toEqual([]);
  });

  it('[SALE-5] refunds an unknown outcome, locks the slot and raises a ticket in the same append', async () => {
    const { outside, rig, view } = await sell({ board: 'unknown' });
    expect(outside.kinds().slice(-6)).toEqual([
      'outcome',
      'slot',
      'ticket',
      'refund-due',
      'refund-done',
      'closed',
    ]);
    expect(view).toMatchObject({ phase: 'done', refundedFen: one });
    expect(rig.planogram.slot(1)).toMatchObject({ count: 4, locked: expect.stringContaining('unknown') });
    rig.sales.dismiss();
    expect(await rig.sales.start({ slots: [1], method: 'test' })).toMatchObject({
      refusals: [{ reasons: ['slot-locked'] }],
    });
  });

  it('[SALE-7] gives back what was paid too much, with the first item', async () => {
    const pay: RigOptions['pay'] = async ({ order, totalFen }, outside) => {
      outside.charges.set(order, totalFen + 70);
      return { state: 'paid', amountFen: totalFen + 70, transaction: 't' };
    };
    const { outside, view } = await sell({ pay }, [1, 2]);
    expect(view).toMatchObject({ deliveredFen: 2 * one, refundedFen: 70 });
    expect(outside.refunds.map((refund) => refund.refund)).toEqual([`r${view.order!.slice(1)}-1`]);
    expect(outside.audit()).toEqual([]);
  });

  it('[SALE-7] dispenses nothing and gives all back when too little was paid', async () => {
    const pay: RigOptions['pay'] = async ({ order, totalFen }, outside) => {
      outside.charges.set(order, totalFen - 1);
      return { state: 'paid', amountFen: totalFen - 1, transaction: 't' };
    };
    const { outside, view } = await sell({ pay }, [1, 2]);
    expect(view).toMatchObject({ deliveredFen: 0, refundedFen: 2 * one - 1 });
    expect(outside.motors).toEqual([]);
    expect(outside.audit()).toEqual([]);
  });

  it('closes an order nobody paid with zeroes', async () => {
    const pay = async (): Promise<PaymentResult> => ({ state: 'not-paid', reason: 'walked away' });
    const { outside, view } = await sell({ pay });
    expect(view.phase).toBe('not-paid');
    expect(outside.lines.at(-1)).toMatchObject({ kind: 'closed', paidFen: 0, deliveredFen: 0 });
  });

  it('[SALE-16] runs one sale at a time', async () => {
    const { promise, resolve } = Promise.withResolvers<PaymentResult>();
    const rig = startRig(new Outside(), { pay: () => promise });
    await rig.sales.start({ slots: [1], method: 'test' });
    expect(rig.sales.state().phase).toBe('paying');
    expect(await rig.sales.start({ slots: [2], method: 'test' })).toMatchObject({ ok: false, why: 'busy' });
    rig.sales.dismiss();
    expect(rig.sales.state().phase).toBe('paying');
    resolve({ state: 'not-paid', reason: 'x' });
    await until(() => !rig.sales.busy());
    expect(await rig.sales.start({ slots: [2], method: 'test' })).toMatchObject({ ok: true });
  });

  it('refuses what is no request', async () => {
    const { sales } = startRig(new Outside());
    expect(await sales.start({ slots: [], method: 'test' })).toMatchObject({ why: 'bad-request' });
    expect(await sales.start({ slots: [1, 1, 1, 1, 1, 1], method: 'test' })).toMatchObject({
      why: 'bad-request',
    });
    expect(await sales.start({ slots: [1], method: 'cash' })).toMatchObject({ why: 'bad-request' });
  });
});

describe('a sale whose payment goes astray', () => {
  it('[SALE-13] gives back what arrives after the shopper walked away', async () => {
    const { promise, resolve } = Promise.withResolvers<PaymentResult>();
    const outside = new Outside();
    const rig = startRig(outside, { pay: () => promise });
    const started = await rig.sales.start({ slots: [1], method: 'test' });
    const order = started.ok ? started.order : '';
    outside.charges.set(order, one);
    rig.sales.cancel();
    resolve({ state: 'paid', amountFen: one, transaction: 't' });
    await until(() => rig.sales.state().phase === 'done');
    expect(rig.sales.state()).toMatchObject({ deliveredFen: 0, refundedFen: one });
    expect(outside.audit()).toEqual([]);
  });

  it('[SALE-13] asks again for ever when nobody knows, and sells to others meanwhile', async () => {
    let first = true;
    const pay: RigOptions['pay'] = async ({ order, totalFen }, outside) => {
      outside.charges.set(order, totalFen);
      const known = { state: 'paid' as const, amountFen: totalFen, transaction: 't' };
      const result = first ? { state: 'unknown' as const, reason: 'no answer' } : known;
      first = false;
      return result;
    };
    const { outside, rig, view } = await sell({ pay });
    expect(view.phase).toBe('payment-pending');
    expect(rig.sales.pending()).toHaveLength(1);
    expect(await rig.sales.start({ slots: [2], method: 'test' })).toMatchObject({ ok: true });
    await until(() => rig.sales.state().phase === 'done');
    await rest(rig, 5_000, () => rig.sales.pending().length === 0);
    expect(outside.motors).toHaveLength(1);
    expect(outside.refunds).toHaveLength(1);
    expect(outside.audit()).toEqual([]);
  });

  it('[SALE-13] stops waiting for a shopper after the time to pay', async () => {
    const rig = startRig(new Outside(), { pay: () => new Promise(() => {}) });
    await rig.sales.start({ slots: [1], method: 'test' });
    rig.clock.pass(180_000);
    expect(rig.sales.state().phase).toBe('payment-pending');
    await rest(rig, 5_000, () => rig.sales.state().phase === 'not-paid');
  });

  it('[SALE-13] whoever cancels while nobody answers holds up the next shopper for one question, not for the time to pay', async () => {
    const outside = new Outside();
    const rig = startRig(outside, { pay: () => new Promise(() => {}) });
    await rig.sales.start({ slots: [1], method: 'test' });
    rig.sales.cancel();
    rig.sales.cancel();
    rig.clock.pass(30_000);
    expect(rig.sales.state().phase).toBe('payment-pending');
    expect(rig.sales.busy()).toBe(false);
    await rest(rig, 5_000, () => rig.sales.state().phase === 'not-paid');
    expect(rig.clock.timers.size).toBe(0);
    expect(outside.audit()).toEqual([]);
  });

  it('[SALE-13] a question that is asked again holds up nobody, and is no reason to pay once more', async () => {
    const silent = () => new Promise<never>(() => {});
    const mute = { method: 'test' as const, request: silent, query: silent, refund: silent, cancel() {} };
    const rig = startRig(new Outside(), { parts: { payments: [mute] } });
    await rig.sales.start({ slots: [1], method: 'test' });
    rig.sales.cancel();
    rig.clock.pass(30_000);
    rig.clock.pass(5_000);
    expect(rig.sales.state().phase).toBe('payment-pending');
    expect(rig.sales.busy()).toBe(false);
    rig.sales.dismiss();
    expect(rig.sales.state().phase).toBe('idle');
    expect(rig.sales.pending()).toHaveLength(1);
    expect(await rig.sales.start({ slots: [2], method: 'test' })).toMatchObject({ ok: true });
  });

  it('[SALE-6] asks for the same refund, waiting longer each time, until it is confirmed', async () => {
    const answers = ['unknown', 'lost-answer', 'unknown'] as const;
    let asked = 0;
    const refund = () => answers[asked++] ?? 'normal';
    const { outside, rig, view } = await sell({ board: 'not-delivered', refund });
    expect(view).toMatchObject({ phase: 'refund-pending', refundDueFen: one });
    for (const waitMs of [5_000, 15_000, 60_000]) {
      const before = asked;
      rig.clock.pass(waitMs - 1);
      expect(asked).toBe(before);
      await rest(rig, 1, () => asked === before + 1 && rig.sales.state().phase !== 'refunding');
    }
    await until(() => rig.sales.state().phase === 'done');
    expect(outside.refunds).toHaveLength(1);
    expect(outside.audit()).toEqual([]);
  });

  it('[SALE-15] gives money that came after closing to a person', async () => {
    const { promise, resolve } = Promise.withResolvers<PaymentResult>();
    const outside = new Outside();
    const rig = startRig(outside, { pay: () => promise });
    await rig.sales.start({ slots: [1], method: 'test' });
    rig.clock.pass(180_000);
    await rest(rig, 5_000, () => rig.sales.state().phase === 'not-paid');
    resolve({ state: 'paid', amountFen: one, transaction: 'late' });
    await until(() => outside.lines.at(-1)?.kind === 'ticket');
    expect(outside.lines.at(-1)).toMatchObject({ code: 'paid-after-closing' });
    expect(outside.motors).toEqual([]);
  });
});

describe('a sale whose board goes astray', () => {
  it('[SALE-5] takes silence for unknown, and a late answer changes nothing', async () => {
    const { promise, resolve } = Promise.withResolvers<{ outcome: 'delivered'; detail: string }>();
    const outside = new Outside();
    const board = {
      vend: async () => {
        outside.motors.push({ slot: 1, linesBefore: outside.lines.length, dropped: true });
        return promise;
      },
      watch: async () => ({ report: 'none' as const, detail: '' }),
    };
    const rig = startRig(outside, { parts: { board } });
    await rig.sales.start({ slots: [1], method: 'test' });
    await until(() => outside.motors.length === 1);
    await rest(rig, 180_000, () => rig.sales.state().phase === 'done');
    resolve({ outcome: 'delivered', detail: 'late' });
    await until(() => !rig.sales.busy());
    expect(rig.sales.state().items[0]).toMatchObject({ state: 'unknown', refund: 'done' });
    expect(outside.audit()).toEqual([]);
  });

  it('[SALE-5] takes a failing driver for unknown', async () => {
    const board = {
      vend: async () => Promise.reject(new Error('port lost')),
      watch: async () => ({ report: 'none' as const, detail: '' }),
    };
    const { view, outside } = await sell({ parts: { board } });
    expect(view).toMatchObject({ phase: 'done', refundedFen: one });
    expect(outside.lines.find((line) => line.kind === 'outcome')).toMatchObject({ detail: 'port lost' });
  });
});

describe('a sale whose journal fails', () => {
  it('[SALE-9] does not begin when the order cannot be written', async () => {
    const beforeAppend = () => {
      throw failure('full');
    };
    const { outside, started, rig } = await sell({ beforeAppend });
    expect(started).toMatchObject({ ok: false, why: 'out-of-service' });
    expect(outside.charges.size).toBe(0);
    expect(rig.sales.outOfService()).toBeUndefined();
  });

  it('[SALE-9] turns no motor without its line; what is left in the reserve serves the refund', async () => {
    const beforeAppend: RigOptions['beforeAppend'] = (bodies) => {
      if (bodies[0]!.kind === 'dispensing') throw failure('full');
    };
    const { outside, view } = await sell({ beforeAppend }, [1, 2]);
    expect(outside.motors).toEqual([]);
    expect(view).toMatchObject({ phase: 'done', refundedFen: 2 * one });
    expect(outside.audit()).toEqual([]);
  });

  it.each(['paid', 'dispensing', 'outcome', 'refund', 'closed'])(
    '[SALE-9] [SALE-14] is out of service when %s cannot be written, and settles when it can again',
    async (kind) => {
      let broken = true;
      const beforeAppend: RigOptions['beforeAppend'] = (bodies) => {
        if (broken && bodies[0]!.kind === kind) throw failure('io');
      };
      const { outside, rig, view } = await sell({ beforeAppend, board: 'not-delivered' });
      expect(view.phase).toBe('stopped');
      expect(rig.sales.outOfService()).toMatch(/journal/i);
      expect(await rig.sales.start({ slots: [2], method: 'test' })).toMatchObject({ why: 'out-of-service' });
      rig.clock.pass(5_000);
      await until(() => !rig.sales.busy());
      broken = false;
      rig.clock.pass(60_000);
      await until(() => outside.lines.some((line) => line.kind === 'closed'));
      await until(() => rig.sales.outOfService() === undefined);
      expect(rig.sales.state()).toMatchObject({ phase: 'done', refundedFen: one });
      expect(outside.refunds).toHaveLength(1);
      expect(outside.audit()).toEqual([]);
    },
  );

  it('[SALE-14] stops and raises one ticket when a rule that must hold is broken', async () => {
    const parts = {
      gate: () => {
        throw new Error('gate lost its mind');
      },
    };
    const { outside, started, rig } = await sell({ parts });
    expect(started).toMatchObject({ ok: false, why: 'out-of-service' });
    await until(() => outside.lines.at(-1)?.kind === 'ticket');
    expect(outside.lines.at(-1)).toMatchObject({ code: 'sale-invariant' });
    await rest(rig, 5_000, () => rig.sales.outOfService() === undefined);
  });
});

describe('recovery', () => {
  it('[SALE-33] serves the next shopper while an older order still waits to hear about its money', async () => {
    const outside = new Outside();
    const first = startRig(outside, { killAt: 3 });
    void first.sales.start({ slots: [1], method: 'test' });
    await until(() => first.dead());
    let isAsked = false;
    const query = () => {
      isAsked = true;
      return new Promise<PaymentResult>(() => {});
    };
    const request = async (order: { order: string; totalFen: number }) =>
      ({ state: 'paid', amountFen: order.totalFen, transaction: 't' }) as const;
    const payment = {
      method: 'test' as const,
      request,
      query,
      refund: async () => ({ state: 'done' as const }),
      cancel() {},
    };
    const rig = startRig(outside, { parts: { payments: [payment] } });
    expect(rig.sales.ready()).toBe(false);
    void rig.sales.recover();
    await until(() => isAsked && rig.sales.ready());
    expect(await rig.sales.start({ slots: [2], method: 'test' })).toMatchObject({ ok: true });
    await until(() => rig.sales.state().phase === 'done');
    expect(rig.sales.pending()).toHaveLength(1);
  });

  it('[SALE-12] holds new sales back while it asks the board about an old one', async () => {
    const outside = new Outside();
    const first = startRig(outside, { killAt: 9 });
    first.sales.start({ slots: [1], method: 'test' }).catch(() => undefined);
    await until(first.dead);
    const { promise, resolve } = Promise.withResolvers<{ report: 'delivered'; detail: string }>();
    const board = { vend: async () => Promise.reject(new Error('no')), watch: () => promise };
    const rig = startRig(outside, { parts: { board } });
    const recovered = rig.sales.recover();
    expect(rig.sales.busy()).toBe(true);
    await until(() => outside.lines.length > 0);
    expect(await rig.sales.start({ slots: [2], method: 'test' })).toMatchObject({ why: 'recovering' });
    resolve({ report: 'delivered', detail: 'x' });
    expect(await recovered).toEqual({ found: 1, closed: 1, pending: 0, stopped: 0 });
    expect(outside.lines.find((line) => line.kind === 'outcome')).toMatchObject({ recovered: true });
  });

  it('[SALE-11] reports a refund that waits, and keeps at it', async () => {
    const outside = new Outside();
    const first = startRig(outside, { killAt: 7 });
    first.sales.start({ slots: [1], method: 'test' }).catch(() => undefined);
    await until(first.dead);
    let known = false;
    const rig = startRig(outside, { refund: () => (known ? 'normal' : 'unknown') });
    expect(await rig.sales.recover()).toMatchObject({ found: 1, pending: 1 });
    expect(rig.sales.busy()).toBe(false);
    known = true;
    await rest(rig, 5_000, () => rig.sales.pending().length === 0);
    expect(outside.motors).toEqual([]);
    expect(outside.audit()).toEqual([]);
  });

  it('is out of service while the open orders cannot be read, and tries again', async () => {
    let broken = true;
    const openOrders = async () => (broken ? Promise.reject(new Error('disk')) : []);
    const rig = startRig(new Outside(), { parts: { openOrders } });
    await expect(rig.sales.recover()).rejects.toThrow('disk');
    expect(rig.sales.outOfService()).toMatch(/disk/);
    broken = false;
    await rest(rig, 5_000, () => rig.sales.outOfService() === undefined);
  });

  it('calls its timers off when it is closed', async () => {
    const { rig } = await sell({ board: 'not-delivered', refund: () => 'unknown' });
    expect(rig.clock.timers.size).toBeGreaterThan(0);
    rig.sales.close();
    expect(rig.clock.timers.size).toBe(0);
  });
});
