import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyEvent,
  cancel,
  close,
  create,
  type Decision,
  emptyWorld,
  ledgerOf,
  orderOf,
  pay,
  refund,
  scan,
  statusOf,
} from './gateway-core.ts';
import { documentedLimits, quickLimits } from './gateway-types.ts';

const limits = { ...quickLimits, refundTakesMs: 100 };
const wechat = { provider: 'wechat' as const, notifyUrl: 'http://hub/n', expiresMs: 600_000 };
const order = { ...wechat, orderNo: 'o1', amountFen: 500, subject: 'rice' };

function rig() {
  const world = emptyWorld();
  const settle = <T>(decision: Decision<T>) => {
    if (decision.ok) for (const event of decision.events) applyEvent(world, event);
    return decision;
  };
  return { world, settle };
}
const why = (decision: Decision<unknown>) => (decision.ok ? 'ok' : decision.why);
const codeOf = (world: ReturnType<typeof emptyWorld>) => [...world.orders.values()][0]!.codeUrl;

describe('orders of a gateway', () => {
  it('[GW-3] gives the same code again, and refuses the order with other parameters', () => {
    const { world, settle } = rig();
    const first = settle(create(world, order, 0));
    const again = settle(create(world, { ...order, expiresMs: 700_000 }, 5));
    expect(first.ok && again.ok && first.value.codeUrl === again.value.codeUrl).toBe(true);
    expect(why(create(world, { ...order, amountFen: 501 }, 6))).toBe('changed-parameters');
    expect(why(create(world, { ...order, subject: 'tea' }, 6))).toBe('changed-parameters');
    expect(world.orders.size).toBe(1);
  });

  it('[GW-4] pays an open order once; neither closes what is paid nor pays what is closed or expired', () => {
    const { world, settle } = rig();
    settle(create(world, order, 0));
    const code = codeOf(world);
    expect(why(pay(world, code, 600_000))).toBe('expired');
    expect(why(settle(pay(world, code, 10)))).toBe('ok');
    expect(why(pay(world, code, 11))).toBe('already-paid');
    expect(why(close(world, 'wechat', 'o1', limits, 12))).toBe('already-paid');
    const other = rig();
    other.settle(create(other.world, order, 0));
    expect(why(close(other.world, 'wechat', 'o1', documentedLimits, 299_999))).toBe('too-early');
    expect(why(other.settle(close(other.world, 'wechat', 'o1', documentedLimits, 300_000)))).toBe('ok');
    expect(why(pay(other.world, code, 300_001))).toBe('already-closed');
    expect(why(other.settle(pay(other.world, code, 300_002, true)))).toBe('ok');
    expect(statusOf(orderOf(other.world, 'wechat', 'o1')!, 300_003)).toBe('paid');
  });

  it('[GW-5] refuses refunds beyond the documented limits', () => {
    const { world, settle } = rig();
    settle(create(world, order, 0));
    const asked = { provider: 'wechat' as const, orderNo: 'o1', refundNo: 'r1', amountFen: 200, reason: '' };
    expect(why(refund(world, asked, documentedLimits, 1))).toBe('not-paid');
    settle(pay(world, codeOf(world), 2));
    expect(why(settle(refund(world, asked, documentedLimits, 3)))).toBe('ok');
    expect(refund(world, asked, documentedLimits, 4)).toMatchObject({ value: { isNew: false }, events: [] });
    expect(why(refund(world, { ...asked, amountFen: 201 }, documentedLimits, 4))).toBe('changed-parameters');
    const second = { ...asked, refundNo: 'r2', amountFen: 300 };
    expect(why(refund(world, second, documentedLimits, 60_002))).toBe('too-often');
    expect(why(refund(world, { ...second, amountFen: 301 }, documentedLimits, 70_000))).toBe('too-much');
    expect(why(refund(world, second, documentedLimits, 366 * 86_400_000))).toBe('too-late');
    expect(why(settle(refund(world, second, documentedLimits, 70_000)))).toBe('ok');
  });

  it('[GW-6] knows an Alipay trade only after its code was opened', () => {
    const { world, settle } = rig();
    settle(create(world, { ...order, provider: 'alipay' }, 0));
    expect(why(close(world, 'alipay', 'o1', limits, 1))).toBe('no-order');
    expect(cancel(world, 'o1', { ...limits, cancelKillsUnscanned: false }, 1)).toMatchObject({
      value: {},
      events: [],
    });
    settle(scan(world, codeOf(world), 2));
    expect(cancel(world, 'o1', limits, 3)).toMatchObject({ value: { action: 'close' } });
    settle(pay(world, codeOf(world), 4));
    expect(settle(cancel(world, 'o1', limits, 5))).toMatchObject({ value: { action: 'refund' } });
    expect(ledgerOf(world)).toMatchObject([{ chargedFen: 500, refundedFen: 500 }]);
  });

  it('[GW-5, GW-10] never gives back more than was paid, whatever is asked in whatever order', () => {
    const act = fc.record({
      what: fc.constantFrom('create', 'scan', 'pay', 'race', 'close', 'cancel', 'refund'),
      no: fc.constantFrom('o1', 'o2'),
      refundNo: fc.constantFrom('r1', 'r2', 'r3'),
      amountFen: fc.integer({ min: 1, max: 600 }),
      provider: fc.constantFrom('wechat' as const, 'alipay' as const),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const { world, settle } = rig();
        acts.forEach(({ what, no, refundNo, amountFen, provider }, now) => {
          const at = orderOf(world, provider, no)?.codeUrl ?? 'none';
          if (what === 'create') settle(create(world, { ...order, provider, orderNo: no }, now));
          if (what === 'scan') settle(scan(world, at, now));
          if (what === 'pay' || what === 'race') settle(pay(world, at, now, what === 'race'));
          if (what === 'close') settle(close(world, provider, no, limits, now));
          if (what === 'cancel') settle(cancel(world, no, limits, now));
          if (what === 'refund') {
            settle(refund(world, { provider, orderNo: no, refundNo, amountFen, reason: '' }, limits, now));
          }
        });
        for (const one of ledgerOf(world)) {
          expect(one.refundedFen).toBeLessThanOrEqual(one.chargedFen);
          expect(one.chargedFen === 0 || one.chargedFen === one.amountFen).toBe(true);
          const numbers = one.refunds.map((made) => made.refundNo);
          expect(new Set(numbers).size).toBe(numbers.length);
        }
      }),
    );
  });
});
