// A board that was deaf when its 0x21 was acknowledged says it again, however much later.
import { describe, expect, it } from 'vitest';
import * as words from '../../simulators/board/scenario-words.ts';
import { type Life, live, open, type World } from './cash-rig.ts';

/** A shopper is asked for cash. */
async function asked(world: World, life: Life): Promise<string> {
  const started = life.sales.start({ slots: [1], method: 'cash' });
  let order = '';
  void started.then((answer) => {
    if (answer.ok) order = answer.order;
  });
  await world.until(() => order !== '' && life.cash.inserted(order)?.accepting === true);
  return order;
}

/** A note goes in, and the board is deaf and dumb from its 0x21 on: the ACK is lost. */
async function insertThenSilence(world: World, fen: number, forMs: number): Promise<void> {
  await world.sim.apply(words.silence({ afterFrames: 1, forMs }));
  world.sim.insertMoney(fen);
  await world.until(() => world.sum('inserted') === fen);
}
/** How often the board said that money came in, from now on. */
function countMoneyFrames(world: World): () => number {
  let frames = 0;
  world.sim.onFrame(({ hex }) => {
    if (hex.startsWith('FA FB 21')) frames += 1;
  });
  return () => frames;
}

describe('money that the board says twice', () => {
  it.each([3_000, 10_000, 18_000])('[BOARD-18] is booked once after %i ms of silence', async (forMs) => {
    const { world, life } = await open();
    const order = await asked(world, life);
    const frames = countMoneyFrames(world);
    await insertThenSilence(world, 1000, forMs);
    await world.until(() => frames() === 2);
    await world.pass(1_000);
    expect(life.cash.inserted(order)).toMatchObject({ insertedFen: 1000 });
    world.sim.insertMoney(1000);
    await world.until(() => !life.sales.busy());
    expect(life.sales.state()).toMatchObject({ phase: 'done', paidFen: 2000, refundedFen: 500 });
    expect(world.sum('inserted')).toBe(world.sim.truth().cash.insertedFen);
    expect(world.tickets()).toEqual([]);
  });

  it('[CASH-18] is booked once although the agent began anew in between', async () => {
    const { world, life } = await open();
    await asked(world, life);
    const frames = countMoneyFrames(world);
    await insertThenSilence(world, 1000, 8_000);
    await life.cut();
    const again = await live(world);
    await world.until(() => again.sales.pending().length === 0);
    await world.until(() => again.cash.available() === undefined);
    expect(frames()).toBe(2);
    expect(world.sim.truth()).toMatchObject({ creditFen: 0, cash: { paidOutFen: 1000 } });
    expect(world.cash().filter((line) => line.startsWith('inserted'))).toEqual(['inserted note 1000']);
    expect(world.tickets()).toEqual([]);
  });

  it('[CASH-18] is booked when nobody wrote it down before the agent began anew', async () => {
    const { world, life } = await open();
    const order = await asked(world, life);
    world.sim.insertMoney(500);
    await world.until(() => life.cash.inserted(order)?.insertedFen === 500);
    await world.pass(1_000);
    await life.cut();
    await world.sim.apply(words.silence({ forMs: 3_000 }));
    world.sim.insertMoney(700);
    const again = await live(world);
    await world.until(() => again.sales.pending().length === 0);
    await world.until(() => again.cash.available() === undefined);
    expect(world.sim.truth()).toMatchObject({ creditFen: 0, cash: { insertedFen: 1200, paidOutFen: 1200 } });
    expect(world.sum('inserted')).toBe(1200);
  });
});
