import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Refund } from './payment-types.ts';
import type { RefundFound } from './provider.ts';
import { refundCall, stepRefund } from './refund-machine.ts';
import { backOffMs, pollMs, refundPollMs } from './timing.ts';

const start: Refund = {
  refund: 'r1',
  order: 'o1',
  method: 'wechat',
  amountFen: 100,
  reason: 'x',
  by: 'counter',
  state: 'pending',
  createdAtMs: 0,
  takenAtMs: null,
  doneAtMs: null,
  tries: 0,
  nextAtMs: 0,
  problem: '',
};
const found: fc.Arbitrary<RefundFound> = fc.constantFrom<RefundFound>(
  { kind: 'done' },
  { kind: 'pending' },
  { kind: 'absent' },
  { kind: 'unclear', reason: 'x' },
  { kind: 'unclear', reason: 'x', waitMs: 60_000 },
);

describe('refund machine', () => {
  it('[PAY-6] done only in answer to a question; until then there is always a next call', () => {
    fc.assert(
      fc.property(fc.array(found), (answers) => {
        let refund = start;
        for (const [index, answer] of answers.entries()) {
          const call = refundCall(refund);
          const wasPending = refund.state === 'pending';
          ({ refund } = stepRefund(refund, call, answer, index * 1000, 500));
          if (wasPending && refund.state === 'done')
            expect({ call, answer }).toEqual({ call: 'ask', answer: { kind: 'done' } });
          expect(refund.state === 'pending').toBe(refund.nextAtMs !== null);
        }
      }),
    );
  });

  it('[PAY-6] what the gateway never took is sent again; what it refused is a case', () => {
    const taken = stepRefund(start, 'send', { kind: 'pending' }, 10, 0).refund;
    expect(refundCall(taken)).toBe('ask');
    expect(refundCall(stepRefund(taken, 'ask', { kind: 'absent' }, 20, 0).refund)).toBe('send');
    const refused = stepRefund(start, 'send', { kind: 'refused', reason: 'no' }, 20, 0);
    expect(refused).toMatchObject({
      refund: { state: 'refused', nextAtMs: null },
      problem: { kind: 'refund-refused' },
    });
  });

  it('[PAY-6] pending after a day is a case', () => {
    expect(stepRefund(start, 'send', { kind: 'unclear', reason: 'x' }, 1000, 0).problem).toBeUndefined();
    expect(stepRefund(start, 'send', { kind: 'unclear', reason: 'x' }, 86_400_000, 0).problem?.kind).toBe(
      'refund-overdue',
    );
  });

  it('[PAY-3, PAY-6, PAY-7] the providers’ own times', () => {
    expect([0, 1, 2, 3, 4, 9].map(pollMs)).toEqual([5000, 10_000, 15_000, 30_000, 60_000, 60_000]);
    expect([0, 1, 5, 6, 7, 8, 9, 50].map((tries) => refundPollMs(tries) / 60_000)).toEqual([
      1 / 60,
      1,
      1,
      5,
      10,
      20,
      30,
      30,
    ]);
    fc.assert(
      fc.property(fc.nat(100), fc.double({ min: 0, max: 0.999, noNaN: true }), (tries, chance) => {
        expect(backOffMs(tries, chance)).toBeGreaterThan(0);
        expect(backOffMs(tries, chance)).toBeLessThanOrEqual(60_200);
      }),
    );
  });
});
