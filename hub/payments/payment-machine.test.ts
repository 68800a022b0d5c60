import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PaymentEvent, stepPayment } from './payment-machine.ts';
import type { Payment } from './payment-types.ts';
import { defaultTiming } from './timing.ts';

const order = `o${'a'.repeat(24)}`;
const start: Payment = {
  order,
  counter: 'k-0001',
  method: 'wechat',
  totalFen: 500,
  goods: '莜面',
  state: 'creating',
  createdAtMs: 0,
  expiresAtMs: 120_000,
  codeUrl: null,
  transaction: null,
  paidFen: null,
  paidAtMs: null,
  acceptByMs: null,
  acceptedAtMs: null,
  returningAtMs: null,
  closedAtMs: null,
  closeAnsweredAtMs: null,
  reason: '',
  tries: 0,
  nextAtMs: 0,
};
const paid = (amountFen = 500, transaction = 't1'): PaymentEvent => ({
  kind: 'found-paid',
  paid: { method: 'wechat', transaction, amountFen },
});
const anyEvent: fc.Arbitrary<PaymentEvent> = fc.oneof(
  ...(
    [
      'due',
      'settle',
      'refund-asked',
      'found-unpaid',
      'found-absent',
      'found-closed',
      'close-taken',
      'refund-done',
    ] as const
  ).map((kind) => fc.constant({ kind })),
  fc.constantFrom<PaymentEvent>(
    paid(),
    paid(499),
    paid(500, 't2'),
    { kind: 'accept', transaction: 't1' },
    { kind: 'accept', transaction: 't2' },
    { kind: 'told', acceptByMs: 1 },
    { kind: 'created', codeUrl: 'weixin://wxpay/x' },
    { kind: 'create-refused', reason: 'x' },
    { kind: 'close-refused', reason: 'x' },
    { kind: 'close-returned', transaction: 't1' },
    { kind: 'unclear', reason: 'x', waitMs: 1000 },
  ),
);

/** Runs events one after the other, some time apart. */
function run(events: readonly (readonly [PaymentEvent, number])[]) {
  let payment = start;
  let nowMs = 0;
  const steps = events.map(([event, afterMs]) => {
    nowMs += afterMs;
    const before = payment;
    const step = stepPayment(payment, event, nowMs, defaultTiming);
    payment = step.payment;
    return { before, event, ...step };
  });
  return { payment, steps };
}
const timed = fc.array(fc.tuple(anyEvent, fc.integer({ min: 0, max: 100_000 })), { maxLength: 40 });

describe('payment machine', () => {
  it('[PAY-4] any order of events: accepted or given back, never both; money is given back at most once, in full', () => {
    fc.assert(
      fc.property(timed, (events) => {
        const { payment, steps } = run(events);
        const back = steps.flatMap(({ effects }) => effects.filter((effect) => effect.do === 'give-back'));
        expect(payment.acceptedAtMs === null || payment.returningAtMs === null).toBe(true);
        expect(back.length).toBe(payment.returningAtMs === null ? 0 : 1);
        for (const effect of back) expect(effect).toMatchObject({ amountFen: payment.paidFen });
      }),
      { numRuns: 500 },
    );
  });

  it('[PAY-4] what ended never opens again', () => {
    fc.assert(
      fc.property(timed, (events) => {
        for (const { before, payment } of run(events).steps) {
          if (before.state === 'accepted' || before.state === 'returned')
            expect(payment.state).toBe(before.state);
          if (before.state === 'returning') expect(['returning', 'returned']).toContain(payment.state);
          if (before.state === 'closed') expect(['closed', 'returning', 'returned']).toContain(payment.state);
          if (before.paidFen !== null) expect(payment.paidFen).toBe(before.paidFen);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('[PAY-11] whatever is open has a time at which something is done', () => {
    fc.assert(
      fc.property(timed, (events) => {
        const { payment } = run(events);
        if (['creating', 'waiting', 'closing', 'paid'].includes(payment.state))
          expect(payment.nextAtMs).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('[PAY-2] a close is only asked for by the answer to a question', () => {
    fc.assert(
      fc.property(timed, (events) => {
        for (const { event, effects } of run(events).steps)
          if (effects.some((effect) => effect.do === 'close'))
            expect(['found-unpaid', 'found-absent']).toContain(event.kind);
      }),
      { numRuns: 500 },
    );
  });

  it('[PAY-8] another amount is a case, goes back, and is never offered to the counter', () => {
    const { payment, steps } = run([
      [{ kind: 'created', codeUrl: 'weixin://x' }, 0],
      [paid(499), 5],
    ]);
    expect(payment).toMatchObject({ state: 'returning', paidFen: 499 });
    expect(steps.at(-1)?.effects.map((effect) => effect.do)).toEqual(['give-back', 'tell', 'case']);
  });

  it('[PAY-4] an acceptance of another payment has no effect', () => {
    const { payment } = run([
      [paid(), 0],
      [{ kind: 'accept', transaction: 't2' }, 5],
    ]);
    expect(payment.state).toBe('paid');
  });
});
