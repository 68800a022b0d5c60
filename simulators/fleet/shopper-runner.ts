// Shoppers and operators of one fleet counter: they press what people press, through the agent's own doors.
import type { Clock } from '../../device/platform/clock.ts';
import type { Random } from '../../device/platform/random.ts';
import type { FleetCounter } from './fleet-counter.ts';
import { chooseSlots, nextArrival } from './shoppers.ts';

export interface ShopperOptions {
  salesPerDay: number;
  /** How many virtual milliseconds pass in a real one. */
  timeFactor: number;
  /** Virtual time of day at the start, milliseconds after midnight. */
  startOfDayMs: number;
  clock: Clock;
  random: Random;
  /** Share of operator visits in which somebody tries to load what no certifier signed. */
  uncertifiedLoadShare: number;
}

/** Keeps shoppers coming until the returned function is called. */
export function sendShoppers(counter: FleetCounter, options: ShopperOptions): () => Promise<void> {
  const { clock, random, timeFactor } = options;
  let virtualMs = options.startOfDayMs;
  let isOver = false;
  let visit: Promise<void> = Promise.resolve();
  let cancel = () => {};

  function scheduleNext(): void {
    if (isOver) return;
    const arrival = nextArrival(options.salesPerDay, virtualMs, [random.fraction(), random.fraction()]);
    virtualMs += arrival.waitMs;
    cancel = clock.setTimer(Math.ceil(arrival.waitMs / timeFactor), () => {
      visit = (
        arrival.comes ? buy(counter, random) : restockIfLow(counter, random, options.uncertifiedLoadShare)
      )
        .catch(() => undefined)
        .finally(scheduleNext);
    });
  }

  scheduleNext();
  return async () => {
    isOver = true;
    cancel();
    await visit;
  };
}

/** Looks, chooses among what is for sale, pays by the stand-in method and waits for the goods. */
export async function buy({ agent }: FleetCounter, random: Random): Promise<void> {
  const forSale = agent
    .shopperView()
    .slots.filter((slot) => slot.forSale)
    .map((slot) => slot.slot);
  const draws = [random.fraction(), random.fraction(), random.fraction(), random.fraction()] as const;
  const slots = chooseSlots(forSale, draws);
  if (slots.length === 0) return;
  const answer = await agent.order(slots, 'test');
  if (!answer.accepted) return;
  await saleEnds(agent);
  agent.dismiss();
}

function saleEnds(agent: FleetCounter['agent']): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const phase = agent.shopperView().sale?.phase;
      if (phase === 'paying' || phase === 'dispensing') return;
      stop();
      resolve();
    };
    const stop = agent.onChange(look);
    look();
  });
}

/** The operator refills what runs low; now and then somebody brings goods that nobody certified. */
async function restockIfLow(
  { agent, board }: FleetCounter,
  random: Random,
  uncertifiedShare: number,
): Promise<void> {
  const low = agent.shopperView().slots.filter((slot) => slot.count <= 1);
  for (const { slot, entry, lot, madeOn, bestBefore, capacity, priceFen, count } of low) {
    const isUncertified = random.fraction() < uncertifiedShare;
    const proposed = { slot, entry, lot, madeOn, bestBefore, count: capacity, capacity, priceFen };
    if (isUncertified) await agent.restock({ ...proposed, entry: 'NOT-CERTIFIED-1' }, 'operator-sim');
    const answer = await agent.restock(proposed, 'operator-sim');
    if (answer.accepted && capacity > count)
      await board.apply({ do: 'restock', slot, count: capacity - count });
  }
}
