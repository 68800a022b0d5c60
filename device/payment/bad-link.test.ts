import type { PaymentMessage } from '@zhuangui/protocol/payment-messages.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PaymentResult } from './payment.ts';
import {
  acceptedOf,
  asked,
  ModelHub,
  orderA,
  orderB,
  paidOf,
  paymentRig,
  refundOf,
  settled,
  transaction,
  watched,
} from './payment-rig.ts';

describe('QR payments over a bad link', () => {
  const forgeries: readonly ((fake: string) => PaymentMessage)[] = [
    (fake) => paidOf({ transaction: fake }),
    (fake) => acceptedOf({ transaction: fake }),
    (fake) => paidOf({ amountFen: 1, transaction: fake }),
    () => acceptedOf({ amountFen: 1_000 }),
    () => paidOf({ method: 'alipay' }),
    () => paidOf({ order: orderB }),
  ];
  const act = fc.oneof(
    fc.record({
      do: fc.constant('carry' as const),
      pick: fc.nat(),
      fate: fc.constantFrom('once', 'twice', 'lost'),
    }),
    fc.record({
      do: fc.constant('hear' as const),
      pick: fc.nat(),
      fate: fc.constantFrom('once', 'twice', 'lost'),
    }),
    fc.record({
      do: fc.constantFrom(
        'pay' as const,
        'push' as const,
        'cancel' as const,
        'query' as const,
        'unclear' as const,
      ),
    }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 100, max: 70_000 }) }),
    fc.record({ do: fc.constant('forge' as const), which: fc.nat(forgeries.length - 1) }),
    fc.record({ do: fc.constant('refund' as const), amountFen: fc.integer({ min: 1, max: 500 }) }),
  );

  it('[QR-1, QR-2, QR-4, QR-5] paid means accepted by the hub over the very total; after healing the two agree', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
        const rig = paymentRig();
        const answers: PaymentMessage[] = [];
        const results: { value?: PaymentResult }[] = [watched(rig.wechat.request(asked))];
        acts.forEach((one, number) => {
          if (one.do === 'carry' && rig.asks.length > 0) {
            const [ask] = rig.asks.splice(one.pick % rig.asks.length, 1);
            for (let times = { once: 1, twice: 2, lost: 0 }[one.fate]!; times > 0; times -= 1) {
              answers.push(rig.hub.answer(ask!));
            }
          }
          if (one.do === 'hear' && answers.length > 0) {
            const at = one.pick % answers.length;
            if (one.fate !== 'lost') rig.tell(answers[at]!);
            if (one.fate !== 'twice') answers.splice(at, 1);
          }
          if (one.do === 'pay') rig.hub.pay(orderA);
          if (one.do === 'push' && rig.hub.orders.has(orderA)) answers.push(rig.hub.say(orderA));
          if (one.do === 'cancel') rig.wechat.cancel(orderA);
          if (one.do === 'query') results.push(watched(rig.wechat.query(orderA)));
          if (one.do === 'unclear') rig.hub.unclear += 1;
          if (one.do === 'wait') rig.clock.pass(one.ms);
          if (one.do === 'forge') rig.tell(forgeries[one.which]!(`fake-${number}`));
          if (one.do === 'refund')
            rig.wechat.refund({ refund: refundOf(orderA), order: orderA, amountFen: one.amountFen });
        });
        await settled();
        const before = rig.hub.orders.get(orderA);
        for (const { value } of results) {
          if (value?.state !== 'paid') continue;
          expect(value).toEqual({ state: 'paid', amountFen: 500, transaction });
          expect(before?.state).toBe('accepted');
        }
        expect(before?.refundedFen ?? 0).toBeLessThanOrEqual(500);
        await healed(rig, results[0]!);
      }),
      { numRuns: 300 },
    );
  });

  /** The link works, the shopper is gone, the hub returns what nobody took: everything comes to one end. */
  async function healed(rig: ReturnType<typeof paymentRig>, result: { value?: PaymentResult }) {
    rig.hub.unclear = 0;
    rig.wechat.cancel(orderA);
    rig.carry();
    rig.hub.heal();
    for (let round = 0; round < 4; round += 1) {
      rig.payments.onConnected();
      rig.carry();
    }
    await settled();
    const { state } = rig.hub.orders.get(orderA)!;
    expect(['accepted', 'closed', 'returned']).toContain(state);
    expect(result.value?.state).toBe(state === 'accepted' ? 'paid' : 'not-paid');
    expect(rig.payments.isReturned(orderA)).toBe(state === 'returned');
  }

  it('[QR-4] a hub that forgot nothing tells the same after a counter’s restart', async () => {
    const hub = new ModelHub();
    hub.answer({
      v: 1,
      ask: 'create',
      order: orderA,
      method: 'wechat',
      totalFen: 500,
      goods: 'x',
      expiresInS: 60,
    });
    hub.pay(orderA);
    hub.answer({ v: 1, ask: 'accept', order: orderA, transaction });
    const rig = paymentRig();
    const result = rig.wechat.query(orderA);
    for (const ask of rig.asks.splice(0)) rig.tell(hub.answer(ask));
    expect(rig.asks).toMatchObject([{ ask: 'accept' }]);
    for (const ask of rig.asks.splice(0)) rig.tell(hub.answer(ask));
    expect(await result).toMatchObject({ state: 'paid', amountFen: 500 });
  });
});
