import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { describe, expect, it } from 'vitest';
import { type CounterEvidence, type Evidence, judge } from './judge.ts';

const qr = `o${'a'.repeat(24)}`;
const cash = `o${'b'.repeat(24)}`;
const goods = (item: number) => ({ item, slot: item, entry: 'NM000001', lot: 'L1', priceFen: 1_000 });

const line = (body: object) => ({ seq: 1, at: 0, up: 0, ...body }) as Line;
const outcome = (order: string, item: number, method: string, what: string) =>
  line({ kind: 'outcome', order, ...goods(item), method, outcome: what, detail: 'x' });
const refund = (order: string, item: number, method: string, state: string) =>
  line({ kind: 'refund', order, refund: `r-${item}`, item, amountFen: 1_000, method, state, reason: 'x' });

/** Two items by code: one delivered, one unknown and refunded; and one item for cash with change. */
const story = (): Line[] => [
  line({ kind: 'order', order: qr, items: [goods(1), goods(2)], totalFen: 2_000, method: 'wechat' }),
  line({ kind: 'paid', order: qr, method: 'wechat', amountFen: 2_000, transaction: 't' }),
  line({ kind: 'dispensing', order: qr, ...goods(1) }),
  outcome(qr, 1, 'wechat', 'delivered'),
  line({ kind: 'dispensing', order: qr, ...goods(2) }),
  outcome(qr, 2, 'wechat', 'unknown'),
  refund(qr, 2, 'wechat', 'due'),
  refund(qr, 2, 'wechat', 'done'),
  line({ kind: 'closed', order: qr, paidFen: 2_000, deliveredFen: 1_000, refundedFen: 1_000 }),
  line({ kind: 'order', order: cash, items: [goods(1)], totalFen: 1_000, method: 'cash' }),
  line({ kind: 'cash', event: 'inserted', medium: 'note', amountFen: 2_000, order: cash }),
  line({ kind: 'paid', order: cash, method: 'cash', amountFen: 2_000, transaction: 'c' }),
  line({ kind: 'dispensing', order: cash, ...goods(1) }),
  outcome(cash, 1, 'cash', 'delivered'),
  refund(cash, 1, 'cash', 'due'),
  line({ kind: 'cash', event: 'paid-out', medium: 'coin', amountFen: 1_000, order: cash }),
  refund(cash, 1, 'cash', 'done'),
  line({ kind: 'closed', order: cash, paidFen: 2_000, deliveredFen: 1_000, refundedFen: 1_000 }),
];

const counterOf = (lines: readonly Line[], change: Partial<CounterEvidence> = {}): CounterEvidence => ({
  id: 'k',
  lines,
  motors: [
    { slot: 1, turns: 2, drops: 2 },
    { slot: 2, turns: 1, drops: 0 },
  ],
  falseDrops: 0,
  cash: { insertedFen: 2_000, paidOutFen: 1_000 },
  handedOverFen: 0,
  protocolBreaches: [],
  ...change,
});

const evidence = (counter = counterOf(story()), change: Partial<Evidence> = {}): Evidence => ({
  counters: [counter],
  charges: [{ order: qr, chargedFen: 2_000, refunds: [{ refundNo: 'r-2', amountFen: 1_000 }] }],
  hub: { chargedFen: 2_000, keptFen: 1_000, refundedFen: 1_000, pendingFen: 0 },
  billDifferences: [],
  ...change,
});

const without = (at: number) => story().filter((_, index) => index !== at);
const words = (found: Evidence) => judge(found).violations.join('\n');

describe('the judge of the money', () => {
  it('[INC-9] has nothing to say when paid = delivered + refunded', () => {
    expect(judge(evidence())).toMatchObject({ violations: [], orders: 2, paidFen: 4_000, refunds: 2 });
    expect(judge(evidence())).toMatchObject({ deliveredFen: 2_000, refundedFen: 2_000, pendingFen: 0 });
  });

  it('[INC-9] sees money kept, and money given back twice', () => {
    const charges = [
      { order: qr, chargedFen: 2_000, refunds: [] as { refundNo: string; amountFen: number }[] },
    ];
    expect(words(evidence(undefined, { charges }))).toMatch(/paid 2000, delivered 1000, given back 0/);
    charges[0]!.refunds = ['r-2', 'r-2'].map((refundNo) => ({ refundNo, amountFen: 500 }));
    expect(words(evidence(undefined, { charges }))).toMatch(/moved money twice/);
    expect(words(evidence(counterOf(without(7))))).toMatch(
      /item 2, unknown: 0 fen went back, owed were 1000/,
    );
  });

  it('[INC-9] sees an item that is delivered and refunded', () => {
    const lines = [...story(), refund(qr, 1, 'wechat', 'due'), refund(qr, 1, 'wechat', 'done')];
    expect(words(evidence(counterOf(lines)))).toMatch(/item 1, delivered: 1000 fen went back, owed were 0/);
  });

  it('[INC-10] sees an order that never ends, and money that the hub still holds', () => {
    expect(words(evidence(counterOf(without(8))))).toMatch(/0 closed lines/);
    const hub = { chargedFen: 2_000, keptFen: 0, refundedFen: 1_000, pendingFen: 1_000 };
    expect(words(evidence(undefined, { hub }))).toMatch(/1000 fen pending/);
  });

  it('[INC-11] sees what hub and bill say otherwise than the gateway, and money of no journal', () => {
    const hub = { chargedFen: 1_999, keptFen: 999, refundedFen: 1_000, pendingFen: 0 };
    expect(words(evidence(undefined, { hub }))).toMatch(/charged 1999, the gateway 2000/);
    expect(words(evidence(undefined, { billDifferences: ['one'] }))).toMatch(/bill: one/);
    expect(words(evidence(counterOf(story().slice(9))))).toMatch(/in no journal, charged 2000, back 1000/);
  });

  it('[INC-12] sees cash that does not add up, and a motor nobody announced', () => {
    expect(words(evidence(counterOf(without(15))))).toMatch(/2000 fen came in, 1000 sold, 0 paid out/);
    const cashTruth = { insertedFen: 2_000, paidOutFen: 1_500 };
    expect(words(evidence(counterOf(story(), { cash: cashTruth })))).toMatch(/paid out 1500/);
    const motors = [{ slot: 1, turns: 3, drops: 1 }];
    const seen = words(evidence(counterOf(story(), { motors })));
    expect(seen).toMatch(/motor 1 turned 3 times, announced 2/);
    expect(seen).toMatch(/2 delivered, 1 fell/);
  });

  it('[INC-12] takes from the journal what was handed over, for a power cut hides it from the operator', () => {
    const service = (fen: number) =>
      line({
        kind: 'service',
        operator: '100',
        action: 'cash-handed-over',
        detail: `${fen} fen for order ${cash}`,
      });
    const byHand = line({
      kind: 'cash',
      event: 'paid-out',
      medium: 'unknown',
      amountFen: 1_000,
      order: cash,
    });
    const unseen = line({ kind: 'cash', event: 'inserted', medium: 'unknown', amountFen: 1_000 });
    const out = line({ kind: 'cash', event: 'paid-out', medium: 'coin', amountFen: 1_000 });
    const lines = story().flatMap((one, at) => (at === 15 ? [service(1_000), byHand] : [one]));
    const handed = counterOf([...lines, unseen, out]);
    expect(judge(evidence(handed)).violations).toEqual([]);
    expect(words(evidence(counterOf([...story(), unseen, out])))).toMatch(/3000 fen came in, the board 2000/);
    const unwritten = counterOf(story(), { handedOverFen: 500 });
    expect(words(evidence(unwritten))).toMatch(/operators handed over 500 fen, the journal says 0/);
  });
});
