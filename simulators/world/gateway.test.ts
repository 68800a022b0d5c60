import type { QrMethod } from '@zhuangui/protocol/payment-messages.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Dice } from './dice.ts';
import { createWorldGateway, type WorldGatewayParts } from './gateway.ts';
import { type GatewayFaults, gatewayFaultKinds } from './gateway-faults.ts';
import type { Fact } from './observations.ts';
import { VirtualTime } from './virtual-time.ts';

const startMs = Date.parse('2027-01-15T08:00:00Z');
const minute = 60_000;
const order = `o${'a'.repeat(24)}`;
const refund = `r${'a'.repeat(24)}-1`;

function rig(faults: GatewayFaults = {}, parts: Partial<WorldGatewayParts> & { seed?: number } = {}) {
  const time = new VirtualTime(startMs);
  const facts: Fact[] = [];
  const notices: { method: QrMethod; about: string; atMs: number }[] = [];
  const gateway = createWorldGateway({
    time,
    dice: new Dice(parts.seed ?? 1),
    faults,
    tell: (fact) => facts.push(fact),
    async notify(method, headers, body) {
      const said = gateway.providers.find((one) => one.method === method)!.parseNotification(headers, body);
      if (said.ok) notices.push({ method, about: said.about, atMs: time.nowMs() });
      return { ok: said.ok };
    },
    ...parts,
  });
  const [wechat, alipay] = gateway.providers as [
    (typeof gateway.providers)[0],
    (typeof gateway.providers)[0],
  ];
  const wish = (change: object = {}) => {
    const life = { expiresAtMs: time.nowMs() + 2 * minute };
    return { order, counter: 'k-0001', totalFen: 1_000, goods: '小米', ...life, ...change };
  };
  const back = { order, refund, amountFen: 1_000, totalFen: 1_000, reason: 'x' };
  const moved = () => facts.filter(({ kind }) => kind === 'charge' || kind === 'refund');
  const run = <T>(work: () => Promise<T>) => time.run(work());
  async function created(provider = wechat): Promise<string> {
    const made = await provider.createQr(wish());
    return made.kind === 'created' ? made.codeUrl : '';
  }
  return { time, facts, notices, gateway, wechat, alipay, wish, back, moved, run, created };
}

describe('the payment provider of the world', () => {
  it('[WORLD-3] takes money once, tells it, and gives it back once under one number', async () => {
    const r = rig();
    await r.run(async () => {
      expect(await r.wechat.query(order)).toEqual({ kind: 'absent' });
      const code = await r.created();
      expect(await r.created()).toBe(code);
      expect(await r.wechat.query(order)).toEqual({ kind: 'unpaid' });
      expect(await r.alipay.query(order)).toEqual({ kind: 'absent' });
      expect(r.gateway.scan(code)).toBe(order);
      expect([r.gateway.pay(code), r.gateway.pay(code)]).toEqual([true, false]);
      const paid = await r.wechat.query(order);
      expect(paid).toMatchObject({
        kind: 'paid',
        paid: { method: 'wechat', amountFen: 1_000, counter: 'k-0001' },
      });
      expect(await r.wechat.createQr(r.wish())).toMatchObject({ kind: 'refused' });
      expect(await r.wechat.close(order)).toMatchObject({ kind: 'unclear', waitMs: 1_000 });
      expect(await r.wechat.queryRefund(r.back)).toEqual({ kind: 'absent' });
      expect(await r.wechat.refund(r.back)).toEqual({ kind: 'pending' });
      expect(await r.wechat.refund({ ...r.back, amountFen: 900 })).toMatchObject({ kind: 'refused' });
      expect(await r.wechat.refund({ ...r.back, refund: `${refund}x` })).toMatchObject({ kind: 'refused' });
      await r.time.until(() => r.gateway.pending() === 0, minute);
      expect(await r.wechat.refund(r.back)).toEqual({ kind: 'done' });
      expect(await r.wechat.queryRefund(r.back)).toEqual({ kind: 'done' });
      expect(await r.wechat.queryRefund({ ...r.back, amountFen: 900 })).toMatchObject({ kind: 'refused' });
    });
    expect(r.moved()).toMatchObject([
      { kind: 'charge', order, method: 'wechat', amountFen: 1_000 },
      { kind: 'refund', order, refund, amountFen: 1_000 },
    ]);
    expect(r.facts.filter(({ kind }) => kind === 'refund-asked')).toHaveLength(4);
    expect(r.notices.map(({ about }) => about)).toEqual(['payment', 'refund']);
  });

  it('[WORLD-3] ends a code: closed, over, or never opened', async () => {
    const r = rig();
    await r.run(async () => {
      const code = await r.created();
      expect(await r.wechat.close(order)).toEqual({ kind: 'taken' });
      expect(await r.wechat.query(order)).toEqual({ kind: 'closed' });
      expect([r.gateway.pay(code), r.gateway.pay('weixin://nothing')]).toEqual([false, false]);
      const other = { order: `o${'b'.repeat(24)}` };
      const made = await r.alipay.createQr(r.wish(other));
      expect(await r.alipay.query(other.order)).toEqual({ kind: 'absent' });
      expect(r.gateway.scan(made.kind === 'created' ? made.codeUrl : '')).toBe(other.order);
      expect(await r.alipay.query(other.order)).toEqual({ kind: 'unpaid' });
      await r.time.sleep(3 * minute);
      expect(await r.alipay.query(other.order)).toEqual({ kind: 'closed' });
      expect(r.gateway.pay(made.kind === 'created' ? made.codeUrl : '')).toBe(false);
    });
    expect(r.moved()).toEqual([]);
  });

  it('[WORLD-3] refuses to close what is too young, when asked to', async () => {
    const r = rig({}, { closeMinAgeMs: 5 * minute });
    await r.run(async () => {
      await r.created();
      expect(await r.wechat.close(order)).toMatchObject({ kind: 'refused' });
      await r.time.sleep(5 * minute);
      expect(await r.wechat.close(order)).toEqual({ kind: 'taken' });
    });
  });

  /** What a fault must look like; the money it may move is judged below for all of them. */
  const faults: [keyof GatewayFaults, (r: ReturnType<typeof rig>) => Promise<void>][] = [
    [
      'callLost',
      async (r) => {
        const atMs = r.time.nowMs();
        expect(await r.wechat.createQr(r.wish())).toMatchObject({ kind: 'unclear' });
        expect(r.time.nowMs() - atMs).toBe(10_000);
        expect(r.gateway.trades.size).toBe(0);
      },
    ],
    [
      'answerLost',
      async (r) => {
        expect(await r.wechat.createQr(r.wish())).toMatchObject({ kind: 'unclear' });
        expect(r.gateway.trades.size).toBe(1);
      },
    ],
    [
      'hangs',
      async (r) => {
        const atMs = r.time.nowMs();
        expect(await r.wechat.createQr(r.wish())).toMatchObject({ kind: 'unclear' });
        expect(r.time.nowMs() - atMs).toBeGreaterThan(10_000);
        expect(r.gateway.trades.size).toBe(1);
      },
    ],
    [
      'serverError',
      async (r) => {
        expect(await r.wechat.createQr(r.wish())).toMatchObject({ kind: 'unclear', reason: 'SYSTEM_ERROR' });
        expect(r.gateway.trades.size).toBe(0);
      },
    ],
    [
      'tooOften',
      async (r) => {
        expect(await r.wechat.createQr(r.wish())).toMatchObject({ kind: 'unclear', waitMs: minute });
        expect(r.gateway.trades.size).toBe(0);
      },
    ],
    [
      'noticeNever',
      async (r) => {
        r.gateway.pay(await r.created());
        expect(r.gateway.pending()).toBe(0);
      },
    ],
    [
      'noticeLate',
      async (r) => {
        r.gateway.pay(await r.created());
        await r.time.sleep(5_000);
        expect(r.notices).toEqual([]);
        await r.time.until(() => r.notices.length > 0, 10 * minute);
        expect(r.notices).toHaveLength(1);
      },
    ],
    [
      'noticeEarly',
      async (r) => {
        const code = await r.created();
        const asked = r.wechat.query(order);
        r.gateway.pay(code);
        await r.time.sleep(1);
        expect(r.notices).toHaveLength(1);
        await asked;
      },
    ],
    [
      'noticeTwice',
      async (r) => {
        r.gateway.pay(await r.created());
        await r.time.sleep(minute);
        expect(r.notices).toHaveLength(2);
      },
    ],
    [
      'paidWhenOver',
      async (r) => {
        const code = await r.created();
        await r.wechat.close(order);
        expect(r.gateway.pay(code)).toBe(true);
        expect(await r.wechat.query(order)).toMatchObject({ kind: 'paid' });
      },
    ],
    [
      'closeReturns',
      async (r) => {
        r.gateway.pay(await r.created(r.alipay));
        expect(await r.alipay.close(order)).toMatchObject({ kind: 'returned' });
        expect(r.moved().at(-1)).toMatchObject({ kind: 'refund', order, refund: order, amountFen: 1_000 });
      },
    ],
    [
      'refundSlow',
      async (r) => {
        r.gateway.pay(await r.created());
        await r.wechat.refund(r.back);
        await r.time.sleep(5_000);
        expect(await r.wechat.queryRefund(r.back)).toEqual({ kind: 'pending' });
        await r.time.until(() => r.moved().length === 2, 20 * minute);
        expect(await r.wechat.queryRefund(r.back)).toEqual({ kind: 'done' });
      },
    ],
    [
      'notEnough',
      async (r) => {
        r.gateway.pay(await r.created());
        expect(await r.wechat.refund(r.back)).toMatchObject({ kind: 'unclear', reason: 'NOT_ENOUGH' });
        expect(await r.wechat.queryRefund(r.back)).toEqual({ kind: 'absent' });
        r.gateway.heal();
        expect(await r.wechat.refund(r.back)).toEqual({ kind: 'pending' });
      },
    ],
  ];

  it.each(faults)('[WORLD-3] %s: happens, is counted, and ends when all is healed', async (kind, look) => {
    const r = rig({ [kind]: 1 });
    await r.run(() => look(r));
    expect(r.gateway.counts[kind]).toBeGreaterThan(0);
    r.gateway.heal();
    await r.run(() => r.time.until(() => r.gateway.pending() === 0, 60 * minute));
    expect(r.gateway.pending()).toBe(0);
    expect(faults.map(([one]) => one)).toEqual(gatewayFaultKinds);
  });

  it('[WORLD-3] gives back what is paid between the two halves of a cancel', async () => {
    const r = rig({}, { latencyMs: { from: 100, to: 100 } });
    await r.run(async () => {
      const code = await r.created(r.alipay);
      const closing = r.alipay.close(order);
      await r.time.sleep(150);
      expect(r.gateway.pay(code)).toBe(true);
      expect(await closing).toMatchObject({ kind: 'returned' });
    });
    expect(r.moved()).toHaveLength(2);
  });

  it('[WORLD-3] tells again what nobody takes, also when the hub dies of it', async () => {
    let tries = 0;
    const r = rig(
      {},
      {
        notify: () => {
          tries += 1;
          if (tries === 1) return new Promise(() => {});
          return tries === 2 ? Promise.reject(new Error('down')) : Promise.resolve({ ok: tries > 3 });
        },
      },
    );
    await r.run(async () => {
      r.gateway.pay(await r.created());
      await r.time.until(() => r.gateway.pending() === 0, 60 * minute);
    });
    expect(tries).toBe(4);
  });

  it('[WORLD-3] believes no notification but its own', () => {
    const { wechat } = rig();
    const body = new TextEncoder().encode(JSON.stringify({ id: 'n1', about: 'payment', order }));
    expect(wechat.parseNotification({}, body)).toMatchObject({ ok: false });
    expect(wechat.parseNotification({ 'world-token': 'guessed' }, new Uint8Array(3))).toMatchObject({
      ok: false,
    });
  });

  it('[WORLD-3] bills a day by payments and taken refunds, from ten the next morning', async () => {
    const r = rig();
    await r.run(async () => {
      r.gateway.pay(await r.created());
      await r.wechat.refund({ ...r.back, amountFen: 400 });
      expect(await r.wechat.fetchBill('2027-01-15')).toEqual({ kind: 'not-ready' });
      await r.time.sleep(19 * 60 * minute);
      expect(await r.wechat.fetchBill('2027-01-15')).toEqual({
        kind: 'bill',
        rows: [
          { kind: 'payment', key: order, order, amountFen: 1_000 },
          { kind: 'refund', key: refund, order, amountFen: 400 },
        ],
      });
      expect(await r.alipay.fetchBill('2027-01-15')).toEqual({ kind: 'bill', rows: [] });
    });
  });

  it('[WORLD-3] never moves money twice, whatever goes wrong and whatever is asked', async () => {
    const share = fc.constantFrom(0, 0, 0.2, 0.6);
    const acts = fc.constantFrom('create', 'pay', 'close', 'refund', 'part', 'query', 'wait');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1e6),
        fc.array(share, { minLength: 13, maxLength: 13 }),
        fc.array(acts, { maxLength: 25 }),
        fc.boolean(),
        async (seed, shares, todo, isWechat) => {
          const r = rig(Object.fromEntries(gatewayFaultKinds.map((kind, at) => [kind, shares[at]!])), {
            seed,
          });
          const provider = isWechat ? r.wechat : r.alipay;
          let code = '';
          await r.run(async () => {
            for (const act of todo) {
              if (act === 'create') code = (await r.created(provider)) || code;
              if (act === 'pay') r.gateway.pay(code);
              if (act === 'close') void provider.close(order);
              if (act === 'query') await provider.query(order);
              if (act === 'refund') await provider.refund(r.back);
              if (act === 'part') await provider.refund({ ...r.back, refund: `${refund}p`, amountFen: 400 });
              if (act === 'wait') await r.time.sleep(20_000);
            }
            r.gateway.heal();
            await r.time.until(() => r.gateway.pending() === 0, 60 * minute);
            await r.time.sleep(30_000);
          });
          const charges = r.moved().filter(({ kind }) => kind === 'charge');
          const refunds = r.moved().flatMap((fact) => (fact.kind === 'refund' ? [fact] : []));
          expect(charges.length).toBeLessThanOrEqual(1);
          expect(new Set(refunds.map((one) => one.refund)).size).toBe(refunds.length);
          const backFen = refunds.reduce((sum, { amountFen }) => sum + amountFen, 0);
          expect(backFen).toBeLessThanOrEqual(charges.length * 1_000);
        },
      ),
      { numRuns: 60 },
    );
  });
});
