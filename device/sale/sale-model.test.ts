// The machine under arbitrary orders of events, with duplicates, late answers, crashes and a failing journal.
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { Outcome } from '@zhuangui/protocol/units.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gate } from '../gate/gate.ts';
import { sampleQuestion, sampleSlot } from '../gate/gate-samples.ts';
import type { GateSource } from '../gate/gate-source.ts';
import type { PaymentResult } from '../payment/payment.ts';
import { openOrdersOf } from './open-orders.ts';
import { auditSales, type MotorTruth } from './sale-auditor.ts';
import { step } from './sale-machine.ts';
import { newSale, resumedSale, type SaleEffect, type SaleEvent, type SaleState } from './sale-state.ts';

const order = `o${'5'.repeat(24)}`;
type Bare = SaleEvent extends infer E ? (E extends SaleEvent ? Omit<E, 'order'> : never) : never;

/** Numbers that drive every choice; when they run out, everything is honest and in order. */
class Choices {
  readonly #numbers: number[];
  constructor(numbers: readonly number[]) {
    this.#numbers = [...numbers];
  }
  get left(): boolean {
    return this.#numbers.length > 0;
  }
  /** Below `count`; 0 when the numbers have run out. */
  pick(count: number): number {
    return (this.#numbers.shift() ?? 0) % count;
  }
}

/** The outside world and a machine inside it that may crash. */
class World {
  readonly lines: LineBody[] = [];
  readonly motors: MotorTruth[] = [];
  readonly refunds: { refund: string; amountFen: number }[] = [];
  sent: Bare[] = [];
  readonly choices: Choices;
  chargedFen: number | undefined;
  shut = false;
  state: SaleState = newSale(order);
  pending: SaleEffect[] = [];
  crashes = 0;

  constructor(choices: Choices) {
    this.choices = choices;
  }

  readonly gate: GateSource = (point, slotNumber, taken = 0) => {
    const slot = { ...sampleSlot, slot: slotNumber, count: 9 };
    const refuse = point === 'dispense' && this.choices.pick(4) === 1;
    const changed = point === 'dispense' && this.choices.pick(9) === 1 ? { lot: 'other' } : {};
    const question = { slot: { ...slot, ...changed }, slotNumber, taken, boardOnline: !refuse };
    return { decision: gate(sampleQuestion({ point, ...question })), slot: question.slot, lists: undefined };
  };

  send(event: Bare): void {
    this.sent.push(event);
    const { state, effects } = step(this.state, { ...event, order }, this);
    this.state = state;
    for (const effect of effects) this.take(effect);
  }

  /** The motor turns and the request leaves as soon as they are wanted; answers come when the script says so. */
  take(effect: SaleEffect): void {
    if (effect.type === 'vend') {
      const dropped = this.choices.pick(3) !== 1;
      this.motors.push({ slot: effect.slot, linesBefore: this.lines.length, dropped });
    }
    if (effect.type === 'cancel-payment') this.shut ||= this.chargedFen === undefined;
    if (effect.type === 'note') this.lines.push(...effect.lines);
    this.pending.push(effect);
  }

  crash(): void {
    this.crashes += 1;
    this.pending = [];
    // Answers of the world may be late; those of the dead process's own journal are gone with it.
    this.sent = this.sent.filter(({ type }) => type !== 'committed' && type !== 'journal-failed');
    const record = openOrdersOf(this.lines)[0];
    this.state = { ...newSale(order), waiting: { for: 'nothing' } };
    if (!record) return;
    this.state = resumedSale(record);
    this.send({ type: 'resume' });
  }

  paymentTruth(): PaymentResult {
    if (this.chargedFen !== undefined) {
      return { state: 'paid', amountFen: this.chargedFen, transaction: 't1' };
    }
    this.shut = true;
    return { state: 'not-paid', reason: 'walked away' };
  }

  pay(totalFen: number): PaymentResult {
    if (this.shut) return this.paymentTruth();
    const how = this.choices.pick(8);
    if (how === 1) return this.paymentTruth();
    this.chargedFen ??= Math.max(0, totalFen + [0, 0, 0, 700, -1, -1600][how % 6]!);
    return how === 7 ? { state: 'unknown', reason: 'no answer' } : this.paymentTruth();
  }

  commit(effect: SaleEffect & { type: 'journal' }): void {
    const how = this.choices.pick(30);
    const { commit } = effect;
    if (how !== 1 && how !== 2) this.lines.push(...effect.lines);
    if (how === 0 || how > 3) return this.send({ type: 'committed', commit });
    this.send({ type: 'journal-failed', commit, definite: how === 1, message: 'disk' });
  }

  /** What the board knows of the last turn of a slot. */
  boardKnows(slot: number): Outcome {
    if (this.choices.pick(5) === 1) return 'unknown';
    const turn = this.motors.findLast((motor) => motor.slot === slot);
    if (!turn) return 'unknown';
    return turn.dropped ? 'delivered' : 'not-delivered';
  }

  refund(effect: SaleEffect & { type: 'refund' }): void {
    const { refund, amountFen } = effect;
    const how = this.choices.pick(4);
    const before = this.refunds.find((one) => one.refund === refund);
    if (before) expect(before.amountFen).toBe(amountFen);
    else if (how !== 1) this.refunds.push({ refund, amountFen });
    const known = how === 0 || how === 3;
    const result = known ? { state: 'done' as const } : { state: 'unknown' as const, reason: 'x' };
    this.send({ type: 'refund-result', refund, result });
  }

  answer(effect: SaleEffect): void {
    switch (effect.type) {
      case 'journal':
        return this.commit(effect);
      case 'ask-payment':
        return this.send({ type: 'payment-result', result: this.pay(effect.totalFen) });
      case 'query-payment': {
        const unknown: PaymentResult = { state: 'unknown', reason: 'no answer' };
        const result = this.choices.pick(4) === 1 ? unknown : this.paymentTruth();
        return this.send({ type: 'payment-result', result });
      }
      case 'vend': {
        const outcome = this.boardKnows(effect.slot);
        return this.send({ type: 'vend-result', item: effect.item, outcome, detail: '' });
      }
      case 'watch': {
        const knows = this.boardKnows(effect.slot);
        const report = knows === 'unknown' ? 'none' : knows;
        return this.send({ type: 'watch-result', item: effect.item, report, detail: 'x' });
      }
      case 'refund':
        return this.refund(effect);
      case 'retry-later':
        return this.send({ type: 'retry' });
    }
  }

  act(): void {
    const what = this.choices.pick(18);
    if (what === 1 && this.lines.length > 0) return this.crash();
    if (what === 2) return this.send({ type: 'cancel' });
    if (what === 3) return this.send({ type: 'timeout', of: this.choices.pick(2) ? 'vend' : 'payment' });
    if (what === 4 && this.sent.length > 0) {
      return this.send(this.sent[this.choices.pick(this.sent.length)]!);
    }
    if (this.pending.length === 0) return;
    const at = this.choices.pick(this.pending.length);
    const effect = this.pending[at]!;
    // Sometimes an answer comes twice; an append is never performed twice.
    if (what !== 5 || effect.type === 'journal') this.pending.splice(at, 1);
    this.answer(effect);
  }

  /** Everything works again: what is open must come to its end. */
  drain(): void {
    for (let round = 0; round < 300; round += 1) {
      if (this.pending.length > 0) this.answer(this.pending.shift()!);
      else if (openOrdersOf(this.lines).length > 0) this.crash();
      else return;
    }
    throw new Error(`does not come to rest: ${JSON.stringify(this.state)}`);
  }
}

function play(slots: readonly number[], numbers: readonly number[]): World {
  const world = new World(new Choices(numbers));
  world.send({ type: 'start', method: 'test', slots });
  while (world.choices.left) world.act();
  world.drain();
  return world;
}

const problemsOf = ({ lines, motors, refunds, chargedFen }: World) =>
  auditSales({ lines, motors, money: [{ order, chargedFen: chargedFen ?? 0, refunds }] });

/** Evenly spread, so that rare choices are rare. */
const numbersArb = fc.array(fc.noBias(fc.nat(5039)), { maxLength: 60, size: 'max' });

describe('the sale machine, whatever comes in whatever order', () => {
  it('[SALE-3] [SALE-6] [SALE-8] keeps S1, S2, S3, S6, S11 and always comes to an end', () => {
    const seen = { delivered: 0, refunded: 0, crashes: 0, unknown: 0, surplus: 0, under: 0, unpaid: 0 };
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
        numbersArb,
        (slots, numbers) => {
          const world = play(slots, numbers);
          expect(problemsOf(world)).toEqual([]);
          const outcomes = world.lines.filter((line) => line.kind === 'outcome');
          seen.delivered += outcomes.filter((line) => line.outcome === 'delivered').length;
          seen.unknown += outcomes.filter((line) => line.outcome === 'unknown').length;
          seen.refunded += world.refunds.length;
          seen.crashes += world.crashes;
          const total = slots.length * sampleSlot.priceFen;
          if (world.chargedFen === undefined) seen.unpaid += 1;
          else if (world.chargedFen > total) seen.surplus += 1;
          else if (world.chargedFen < total) seen.under += 1;
        },
      ),
      { numRuns: 3000 },
    );
    for (const [what, count] of Object.entries(seen)) expect(`${what} ${count > 20}`).toBe(`${what} true`);
  });

  it('[SALE-5] tells the truth: delivered means dropped, not delivered means it stayed, unknown locks', () => {
    fc.assert(
      fc.property(numbersArb, (numbers) => {
        const world = play([1, 2, 3], numbers);
        for (const line of world.lines) {
          if (line.kind !== 'outcome') continue;
          const turns = world.motors.filter((motor) => motor.slot === line.slot);
          if (line.outcome === 'delivered') expect(turns.map((turn) => turn.dropped)).toEqual([true]);
          if (line.outcome === 'not-delivered') expect(turns.map((turn) => turn.dropped)).toEqual([false]);
          const locks = world.lines.filter((one) => one.kind === 'slot' && one.slot === line.slot);
          const tickets = world.lines.filter((one) => one.kind === 'ticket' && one.slot === line.slot);
          const expected = line.outcome === 'unknown' ? 1 : 0;
          expect([locks.length, tickets.length]).toEqual([expected, expected]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('delivers everything when nothing goes wrong', () => {
    const world = play([1, 1, 2], []);
    expect(world.lines.map((line) => line.kind)).toEqual([
      'order',
      'paid',
      ...['dispensing', 'outcome', 'dispensing', 'outcome', 'dispensing', 'outcome'],
      'closed',
    ]);
    expect(world.lines.at(-1)).toMatchObject({ paidFen: 4500, deliveredFen: 4500, refundedFen: 0 });
  });
});

describe('the auditor', () => {
  const clean = play([1, 2], []);
  const money = [{ order, chargedFen: clean.chargedFen!, refunds: [] }];
  const audit = (change: Partial<Parameters<typeof auditSales>[0]>) =>
    auditSales({ lines: clean.lines, motors: clean.motors, money, ...change }).length;

  it('finds what it is there to find', () => {
    expect(audit({})).toBe(0);
    const drop = (kind: LineBody['kind']) => clean.lines.filter((line) => line.kind !== kind);
    for (const kind of ['paid', 'dispensing', 'outcome', 'closed'] as const) {
      expect(audit({ lines: drop(kind) })).toBeGreaterThan(0);
    }
    expect(audit({ motors: [...clean.motors, clean.motors[0]!] })).toBeGreaterThan(0);
    expect(audit({ motors: clean.motors.map((one) => ({ ...one, linesBefore: 1 })) })).toBeGreaterThan(0);
    expect(audit({ money: [{ order, chargedFen: 1, refunds: [] }] })).toBeGreaterThan(0);
    const twice = [
      { refund: 'a', amountFen: 1500 },
      { refund: 'a', amountFen: 1500 },
    ];
    expect(audit({ money: [{ order, chargedFen: 3000, refunds: twice }] })).toBeGreaterThan(0);
    expect(audit({ lines: [...clean.lines, clean.lines.at(-1)!] })).toBeGreaterThan(0);
    expect(audit({ money: [...money, { ...money[0]!, order: `o${'6'.repeat(24)}` }] })).toBeGreaterThan(0);
  });
});
