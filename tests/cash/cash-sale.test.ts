import { describe, expect, it } from 'vitest';
import * as words from '../../simulators/board/scenario-words.ts';
import { type Life, live, open, PRICE_FEN, type World } from './cash-rig.ts';

async function start(world: World, life: Life, slots: readonly number[] = [1]): Promise<string> {
  const started = life.sales.start({ slots, method: 'cash' });
  let order = '';
  void started.then((answer) => {
    if (answer.ok) order = answer.order;
  });
  await world.until(() => order !== '');
  await world.until(() => world.sim.truth().masks.notes > 0 && world.sim.truth().masks.coins > 0);
  return order;
}
async function insert(world: World, life: Life, order: string, fen: number, mode = 1): Promise<void> {
  world.sim.insertMoney(fen, mode);
  const before = world.cash().length;
  await world.until(() => world.cash().length > before || life.cash.inserted(order) === undefined);
}
const rested = (world: World, life: Life) => world.until(() => !life.sales.busy());
const shut = { notes: 0, coins: 0 };

describe('a sale for cash', () => {
  it('[CASH-2] [CASH-3] takes money only while an order waits, gives change, and nothing is left over', async () => {
    const { world, life } = await open();
    expect(world.sim.truth().masks).toEqual(shut);
    const order = await start(world, life);
    await insert(world, life, order, 500, 2);
    expect(life.cash.inserted(order)).toMatchObject({ insertedFen: 500, accepting: true });
    await insert(world, life, order, 2000);
    await rested(world, life);
    expect(life.sales.state()).toMatchObject({
      phase: 'done',
      paidFen: 2500,
      deliveredFen: PRICE_FEN,
      refundedFen: 1000,
    });
    expect(world.sim.truth()).toMatchObject({
      creditFen: 0,
      masks: shut,
      cash: { insertedFen: 2500, paidOutFen: 1000, soldFen: PRICE_FEN },
    });
    expect(world.cash()).toEqual([
      'inserted coin 500',
      'inserted note 2000',
      'paying-out unknown 1000',
      'paid-out note 1000',
    ]);
    expect(world.tickets()).toEqual([]);
    expect(world.sim.violations()).toEqual([]);
    expect(life.cash.view()).toMatchObject({ notesFen: 1000, coinsFen: 500, creditFen: 0, accepting: false });
  });

  it('[CASH-12] buys on the board, so that its credit falls; afterwards no slot has a package for the keypad', async () => {
    const { world, life } = await open();
    const order = await start(world, life, [1, 2]);
    await insert(world, life, order, 3000);
    await rested(world, life);
    expect(world.sim.truth().slots.map((slot) => [slot.dropped, slot.inventory])).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(world.sim.truth().cash).toMatchObject({ soldFen: 3000, paidOutFen: 0 });
  });

  it('[CASH-4] gives everything back when the shopper cancels, and says not paid when nothing was in', async () => {
    const { world, life } = await open();
    const order = await start(world, life);
    await insert(world, life, order, 1000);
    life.sales.cancel();
    await rested(world, life);
    expect(life.sales.state()).toMatchObject({ phase: 'done', paidFen: 1000, refundedFen: 1000 });
    expect(world.sim.truth().cash).toMatchObject({ paidOutFen: 1000, soldFen: 0 });
    life.sales.dismiss();
    await world.until(() => life.cash.available() === undefined);
    await start(world, life);
    life.sales.cancel();
    await rested(world, life);
    expect(life.sales.state().phase).toBe('not-paid');
    expect(world.sim.truth().masks).toEqual(shut);
  });

  it('[CASH-5] pays one payout for two refunds: a jam and the change', async () => {
    const { world, life } = await open();
    await world.sim.apply(words.jam(2));
    const order = await start(world, life, [1, 2]);
    await insert(world, life, order, 5000);
    await rested(world, life);
    expect(life.sales.state()).toMatchObject({ phase: 'done', deliveredFen: PRICE_FEN, refundedFen: 3500 });
    expect(world.sim.truth().cash).toMatchObject({ soldFen: PRICE_FEN, paidOutFen: 3500 });
    expect(world.cash().filter((line) => line.startsWith('paying-out'))).toEqual(['paying-out unknown 3500']);
  });

  it('[CASH-5] raises the credit again when the board kept the price of goods nobody saw fall', async () => {
    const { world, life } = await open();
    const order = await start(world, life);
    await world.sim.apply(words.restart({ when: 'before-result' }));
    await insert(world, life, order, 1500);
    await rested(world, life);
    expect(life.sales.state()).toMatchObject({ phase: 'done', refundedFen: 1500 });
    expect(world.sim.truth().cash.paidOutFen).toBe(1500);
    expect(world.sim.truth().creditFen).toBe(0);
  });

  it('[CASH-6] gives money back at once that comes in while nobody is paying', async () => {
    const { world, life } = await open();
    // A board that was just switched on takes everything until it is told otherwise.
    await world.sim.apply(words.restart({ when: 'idle' }));
    world.sim.insertMoney(1000);
    await world.until(
      () => world.sim.truth().cash.paidOutFen === 1000 || world.sim.truth().cash.insertedFen === 0,
    );
    await world.pass(5_000);
    const { cash, creditFen } = world.sim.truth();
    expect(cash.paidOutFen + creditFen).toBe(cash.insertedFen);
    expect(world.sum('inserted')).toBe(world.sum('paid-out'));
    expect(world.sim.truth().masks).toEqual(shut);
    expect(life.cash.view().creditFen).toBe(0);
  });

  it('[CASH-7] leaves a payout nobody answered to a person, and never pays it again', async () => {
    const { world, life } = await open();
    const order = await start(world, life);
    await world.sim.apply(words.silentPayout(true, 1));
    await insert(world, life, order, 2000);
    await rested(world, life);
    await world.pass(60_000);
    expect(world.sim.truth().cash.paidOutFen).toBe(500);
    expect(life.cash.owed()).toMatchObject([{ order, amountFen: 500 }]);
    expect(life.cash.available()).toBe('cash-unit');
    expect(world.tickets().filter((code) => code === 'cash-owed')).toHaveLength(1);
    expect(await life.cash.handOver(order, 499, 'op')).toMatchObject({ ok: false, why: 'other-amount' });
    expect(await life.cash.handOver(order, 500, 'op')).toEqual({ ok: true });
    life.sales.retry(order);
    await world.until(() => life.sales.state().phase === 'done');
    expect(life.cash.owed()).toEqual([]);
    expect(world.sim.truth().cash.paidOutFen).toBe(500);
  });

  it('[CASH-7] asks a second time when the first 0x25 did nothing, and pays once', async () => {
    const { world, life } = await open();
    const order = await start(world, life);
    await world.sim.apply(words.silentPayout(false, 1));
    await insert(world, life, order, 2000);
    await rested(world, life);
    await world.until(() => life.sales.state().phase === 'done');
    expect(world.sim.truth().cash.paidOutFen).toBe(500);
    expect(world.sum('paid-out')).toBe(500);
  });

  it('[CASH-8] a short payout leaves the rest owed; a person hands it over', async () => {
    const { world, life } = await open();
    const order = await start(world, life);
    await world.sim.apply(words.payoutJam({ paysFen: 200, times: 9 }));
    await insert(world, life, order, 2000);
    await rested(world, life);
    expect(life.cash.owed()).toMatchObject([{ order, amountFen: 300 }]);
    expect(world.tickets()).toContain('cash-owed');
    expect(await life.cash.handOver(order, 300, 'op')).toEqual({ ok: true });
    life.sales.retry(order);
    await world.until(() => life.sales.state().phase === 'done');
    expect(world.sum('paid-out')).toBe(500);
    expect(life.cash.available()).toBe('cash-unit');
  });

  it('[CASH-15] money is handed over by a person or paid by the machine, never both at the same moment', async () => {
    const { world, life } = await open();
    const order = await start(world, life);
    await world.sim.apply(words.payoutJam({ paysFen: 200, times: 1 }));
    await insert(world, life, order, 2000);
    await rested(world, life);
    expect(life.cash.owed()).toMatchObject([{ order, amountFen: 300 }]);
    world.commitTurns = 3;
    const handed = life.cash.handOver(order, 300, 'op');
    life.sales.retry(order);
    await world.until(() => life.sales.state().phase === 'done');
    await world.pass(60_000);
    expect(await handed).toEqual({ ok: true });
    expect(world.sim.truth().cash.paidOutFen).toBe(200);
  });

  it('[CASH-9] is not offered without change, with a faulty acceptor, or while the board is away', async () => {
    const { world, life } = await open();
    await world.sim.apply(words.changeFloat(1_900));
    const look = async () => {
      await world.pass(31_000);
      life.cash.available();
      await world.pass(3_000);
      return life.cash.available();
    };
    expect(await look()).toBe('no-change');
    await world.sim.apply(words.changeFloat(2_000));
    expect(await look()).toBeUndefined();
    await world.sim.apply(words.acceptorFault('coins'));
    expect(await look()).toBe('cash-unit');
    expect(life.cash.view()).toMatchObject({ coinAcceptorOk: false, billAcceptorOk: true, changeFen: 2_000 });
    await world.sim.apply(words.heal());
    expect(await look()).toBeUndefined();
    await world.sim.apply(words.silence());
    expect(await look()).toBe('cash-unit');
  });

  it('[CASH-11] the coin return gives the money back, and the order is not paid with it', async () => {
    const { world, life } = await open();
    const order = await start(world, life);
    await insert(world, life, order, 1000);
    await world.sim.apply(words.returnLever());
    await world.until(() => life.cash.inserted(order)?.insertedFen === 0);
    life.sales.cancel();
    await rested(world, life);
    expect(life.sales.state().phase).toBe('not-paid');
    expect(world.sim.truth().cash.paidOutFen).toBe(1000);
  });

  it('[CASH-14] swallowed credit is forfeited, is no income, and pays for nothing', async () => {
    const { world, life } = await open();
    const order = await start(world, life);
    await insert(world, life, order, 1000);
    await world.sim.apply(words.swallow());
    await world.until(() => world.sum('forfeited') === 1000);
    life.sales.cancel();
    await rested(world, life);
    expect(life.sales.state().phase).toBe('not-paid');
    expect(world.sim.truth().cash).toMatchObject({ soldFen: 0, paidOutFen: 0, swallowedFen: 1000 });
  });

  it('[CASH-16] counts a box: expected, counted, left, and the difference', async () => {
    const { world, life } = await open();
    const order = await start(world, life);
    await insert(world, life, order, 2000);
    await rested(world, life);
    expect(await life.cash.count({ box: 'notes', countedFen: 1000, leftFen: 2000 }, 'op')).toMatchObject({
      ok: false,
    });
    const before = life.cash.view().notesFen;
    expect(await life.cash.count({ box: 'notes', countedFen: 1400, leftFen: 100 }, 'op')).toEqual({
      ok: true,
      done: String(1400 - before),
    });
    expect(life.cash.view()).toMatchObject({
      notesFen: 100,
      lastCount: { box: 'notes', expectedFen: before, countedFen: 1400 },
    });
  });

  it('[CASH-10] is paid with what the credit says when the coin return pulled money out unheard', async () => {
    const { world, life } = await open();
    const order = await start(world, life);
    await insert(world, life, order, 1000);
    await world.sim.apply(words.silentPayout(true, 1));
    await world.sim.apply(words.returnLever());
    await insert(world, life, order, 1000);
    life.sales.cancel();
    await rested(world, life);
    expect(life.sales.state()).toMatchObject({ phase: 'done', paidFen: 1000, refundedFen: 1000 });
    expect(world.sim.truth().cash).toMatchObject({ insertedFen: 2000, paidOutFen: 2000 });
    expect(world.tickets()).toContain('cash-credit-differs');
  });

  it('[CASH-7] credit that vanished beside a payout is left to a person, not paid a second time', async () => {
    const { world, life } = await open();
    const order = await start(world, life);
    await insert(world, life, order, 1000);
    await world.sim.apply(words.payoutJam({ paysFen: 300 }));
    await world.sim.apply(words.silentPayout(true, 1));
    await world.sim.apply(words.returnLever());
    life.sales.cancel();
    await world.until(() => world.tickets().includes('cash-owed'));
    await rested(world, life);
    await world.pass(60_000);
    expect(world.sim.truth().cash).toMatchObject({ insertedFen: 1000, paidOutFen: 1000 });
    expect(life.cash.owed()).toMatchObject([{ order, amountFen: 300 }]);
  });

  it('[CASH-16] credit of nobody that the machine may have paid is settled by the count', async () => {
    const { world, life } = await open();
    await world.sim.apply(words.silentPayout(true, 2));
    await world.sim.apply(words.restart({ when: 'idle' }));
    world.sim.apply(words.insertMoney(1000, 2));
    await world.pass(90_000);
    if (world.sum('inserted') === world.sum('paid-out')) return;
    expect(life.cash.available()).toBe('cash-unit');
    expect(world.tickets()).toContain('cash-owed');
    await life.cash.count({ box: 'coins', countedFen: 0, leftFen: 0 }, 'op');
    await world.pass(40_000);
    life.cash.available();
    await world.pass(5_000);
    expect(life.cash.available()).toBeUndefined();
  });

  it('[CASH-17] other ways to bring in money are noted for a person', async () => {
    const { world } = await open();
    world.sim.insertMoney(700, 3);
    await world.until(() => world.tickets().includes('money-outside-order'));
    expect(world.sum('inserted')).toBe(0);
  });
});

describe('a power cut of the agent', () => {
  it('[CASH-13] while money is coming in: all of it goes back', async () => {
    const { world, life } = await open();
    const order = await start(world, life);
    await insert(world, life, order, 1000);
    await life.cut();
    const again = await live(world);
    await world.until(() => again.sales.pending().length === 0);
    expect(world.sim.truth()).toMatchObject({ creditFen: 0, masks: shut, cash: { paidOutFen: 1000 } });
    expect(world.outside.lines.at(-1)).toMatchObject({ kind: 'closed', paidFen: 1000, refundedFen: 1000 });
  });

  it('[CASH-13] money that came in while nobody listened goes back at the next start', async () => {
    const { world, life } = await open();
    await start(world, life);
    await life.cut();
    world.sim.insertMoney(1000);
    await world.pass(5_000);
    const again = await live(world);
    await world.until(() => world.sim.truth().cash.paidOutFen === 1000);
    await world.until(() => again.cash.available() === undefined);
    expect(world.sum('inserted')).toBe(1000);
    expect(world.sum('paid-out')).toBe(1000);
  });

  it('[CASH-7] between the announcement of a payout and its answer: paid once, or left to a person', async () => {
    const { world, life } = await open();
    const order = await start(world, life);
    world.sim.insertMoney(2000);
    await world.until(() => world.cash().some((line) => line.startsWith('paying-out')));
    await life.cut();
    await world.pass(5_000);
    const again = await live(world);
    await world.pass(60_000);
    const paidOutFen = world.sim.truth().cash.paidOutFen;
    expect(paidOutFen).toBeLessThanOrEqual(500);
    expect(paidOutFen).toBe(500);
    expect(again.cash.owed().length === 0 || again.cash.owed()[0]!.order === order).toBe(true);
  });

  it('[CASH-7] of the whole machine: credit that vanished unseen is left to a person, not paid by guess', async () => {
    const { world, life } = await open();
    const order = await start(world, life);
    await insert(world, life, order, 1000);
    await life.cut();
    // The shopper pulls the coin return of a machine whose screen went dark.
    await world.sim.apply(words.returnLever());
    await world.pass(5_000);
    const again = await live(world);
    await world.pass(60_000);
    expect(world.sim.truth().cash.paidOutFen).toBe(1000);
    expect(again.cash.owed()).toMatchObject([{ order, amountFen: 1000 }]);
    expect(world.tickets()).toContain('cash-owed');
  });
});
