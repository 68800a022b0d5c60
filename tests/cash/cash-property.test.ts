import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyBook, foldBook } from '../../device/cash/cash-book.ts';
import type { Scenario } from '../../simulators/board/scenario.ts';
import * as words from '../../simulators/board/scenario-words.ts';
import { type Life, live, open, type World } from './cash-rig.ts';

type Act = Scenario | 'start' | 'start-two' | 'cancel' | 'cut' | 'wait' | 'look';

const act = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Act>('start', 'start', 'start-two', 'look', 'wait') },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Act>(
      words.insertMoney(1000),
      words.insertMoney(2000),
      words.insertMoney(500, 2),
      words.insertMoney(100, 2),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Act>(
      'cancel',
      'cut',
      words.returnLever(),
      words.jam(1),
      words.neverFinishes(2, { drops: true }),
      words.lyingSensor(1, 'denies-a-drop'),
      words.payoutJam({ paysFen: 300 }),
      words.silentPayout(true),
      words.silentPayout(false),
      words.loseAck(1),
      words.changeFloat(200),
      words.restart({ when: 'idle' }),
      words.restart({ when: 'before-result' }),
      words.swallow(),
    ),
  },
);

async function perform(world: World, life: Life, one: Act): Promise<Life> {
  if (one === 'start' || one === 'start-two') {
    if (!life.sales.busy()) void life.sales.start({ slots: one === 'start' ? [1] : [1, 2], method: 'cash' });
    await world.pass(2_000);
  } else if (one === 'cancel') life.sales.cancel();
  else if (one === 'look') life.cash.available();
  else if (one === 'wait') await world.pass(12_000);
  else if (one === 'cut') {
    await life.cut();
    await world.pass(500);
    return live(world);
  } else await world.sim.apply(one);
  await world.pass(700);
  return life;
}

/** What the lines say each fen became. */
function account(world: World, life: Life) {
  const delivered = world.outside.lines.reduce(
    (total, line) =>
      line.kind === 'outcome' && line.outcome === 'delivered' ? total + line.priceFen : total,
    0,
  );
  const owed = life.cash.owed().reduce((total, one) => total + one.amountFen, 0);
  const inserted = world.sum('inserted');
  const paidOut = world.sum('paid-out');
  return { inserted, delivered, paidOut, owed, forfeited: world.sum('forfeited') };
}

describe('whatever happens to the money', () => {
  it('[CASH-1] inserted = delivered + paid out + owed + forfeited, and the machine never gives more than came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 25 }), async (acts) => {
        const begun = await open();
        const { world } = begun;
        let { life } = begun;
        for (const one of acts) {
          life = await perform(world, life, one);
          const { paidOutFen, insertedFen } = world.sim.truth().cash;
          expect(paidOutFen).toBeLessThanOrEqual(insertedFen);
        }
        await world.sim.apply(words.heal());
        await world.sim.apply(words.changeFloat(50_000, 50_000));
        life.sales.cancel();
        await world.until(() => !life.sales.busy(), 400_000);
        await world.pass(60_000);
        const sums = account(world, life);
        const truth = world.sim.truth().cash;
        expect(world.sim.violations()).toEqual([]);
        expect(world.sim.truth().masks).toEqual({ notes: 0, coins: 0 });
        const unowned = world.outside.lines.reduce(foldBook, emptyBook()).loose.balanceFen;
        expect(sums.delivered + sums.paidOut + sums.owed + sums.forfeited + unowned).toBe(sums.inserted);
        expect(truth.paidOutFen + sums.delivered).toBeLessThanOrEqual(truth.insertedFen);
        expect(sums.inserted).toBeLessThanOrEqual(truth.insertedFen);
        for (const { order, amountFen } of life.cash.owed()) {
          expect(await life.cash.handOver(order, amountFen, 'op')).toEqual({ ok: true });
          life.sales.retry(order);
        }
        const isOver = () => !life.sales.busy() && life.sales.pending().length === 0;
        await world.until(() => isOver() && life.cash.owed().length === 0, 400_000);
        const closed = world.outside.lines.filter((line) => line.kind === 'closed').length;
        expect(closed).toBe(world.outside.lines.filter((line) => line.kind === 'order').length);
      }),
      { numRuns: 40, seed: 20_260_520 },
    );
  });
});
