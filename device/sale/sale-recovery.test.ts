import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OpenOrder } from './open-orders.ts';
import {
  boardReports,
  itemTail,
  paymentStates,
  recoveryRow,
  recoveryTable,
  type Tail,
  tailOf,
  tails,
} from './sale-recovery.ts';

const combinations = tails.flatMap((tail) =>
  boardReports.flatMap((board) => paymentStates.map((payment) => ({ tail, board, payment }))),
);
const rowsFor = ({ tail, board, payment }: (typeof combinations)[number]) =>
  recoveryTable.filter(
    (row) => row.tail === tail && row.board.includes(board) && row.payment.includes(payment),
  );

describe('the recovery table', () => {
  it('[SALE-10] has exactly one row for every combination of tail, board report and payment state', () => {
    expect(combinations).toHaveLength(8 * 3 * 4);
    for (const combination of combinations) {
      expect({ ...combination, rows: rowsFor(combination).length }).toEqual({ ...combination, rows: 1 });
      expect(rowsFor(combination)).toContain(
        recoveryRow(combination.tail, combination.board, combination.payment),
      );
    }
  });

  it('[SALE-10] has no row that no combination reaches', () => {
    const reached = new Set(combinations.flatMap(rowsFor));
    expect(recoveryTable.filter((row) => !reached.has(row))).toEqual([]);
  });

  it('[SALE-11] never turns a motor', () => {
    const actions = new Set(recoveryTable.map((row) => row.action));
    expect([...actions].filter((action) => /vend|motor/.test(action))).toEqual([]);
    expect(recoveryRow('paid-not-dispensing', 'none', 'not-asked').action).toBe('announce-refund');
  });

  it('[SALE-12] decides a vend without outcome by the board alone', () => {
    for (const payment of paymentStates) {
      const action = (board: (typeof boardReports)[number]) =>
        recoveryRow('dispensing-without-outcome', board, payment).action;
      expect(boardReports.map(action)).toEqual([
        'record-delivered',
        'record-not-delivered',
        'record-unknown',
      ]);
    }
  });

  it('[SALE-13] never drops an order whose payment is unknown', () => {
    expect(recoveryRow('ordered', 'none', 'unknown').action).toBe('ask-payment-later');
  });
});

const itemArb = fc.record({
  dispensing: fc.boolean(),
  outcome: fc.option(fc.constantFrom('delivered' as const, 'not-delivered' as const, 'unknown' as const), {
    nil: undefined,
  }),
  refund: fc.option(fc.record({ amountFen: fc.constant(100), done: fc.boolean() }), { nil: undefined }),
});
const orderArb: fc.Arbitrary<OpenOrder> = fc
  .tuple(
    fc.array(itemArb, { minLength: 1, maxLength: 3 }),
    fc.option(fc.constantFrom(0, 100, 300, 500), { nil: undefined }),
  )
  .map(([items, paidFen]) => ({
    order: `o${'1'.repeat(24)}`,
    method: 'test',
    totalFen: items.length * 100,
    items: items.map((one, index) => ({
      ...one,
      item: index + 1,
      slot: index + 1,
      entry: 'E',
      lot: 'L',
      priceFen: 100,
    })),
    paid: paidFen === undefined ? undefined : { amountFen: paidFen, transaction: 't' },
    closed: false,
  }));

describe('where an order stands', () => {
  it('[SALE-10] is one of the tails for every order, and all of them occur', () => {
    const seen = new Set<Tail>();
    fc.assert(
      fc.property(orderArb, (order) => {
        seen.add(tailOf(order).tail);
        if (order.paid) for (const item of order.items) seen.add(itemTail(order, item));
      }),
      { numRuns: 500 },
    );
    expect([...seen].sort()).toEqual([...tails].sort());
  });

  it('[SALE-10] is settled only when nothing is left to do for any item', () => {
    fc.assert(
      fc.property(orderArb, (order) => {
        if (tailOf(order).tail !== 'settled') return;
        for (const item of order.items) {
          expect(recoveryRow(itemTail(order, item), 'none', 'not-asked').action).toBe('nothing');
        }
      }),
      { numRuns: 500 },
    );
  });
});
