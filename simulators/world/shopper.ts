// What shoppers do at a counter: most pay and take their goods, some do everything else.
import type { SlotView } from '../../device/screens/views.ts';
import type { WorldCounter } from './counter.ts';
import type { Dice } from './dice.ts';
import type { WorldGateway } from './gateway.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface ShopperParts {
  counter: WorldCounter;
  gateway: WorldGateway;
  time: VirtualTime;
  dice: Dice;
  /** What strikes between paying and the motor may begin now. */
  paid(slots: readonly SlotView[]): void;
}

const ways = {
  pays: 70,
  'pays late': 4,
  'pays twice': 4,
  'pays after cancelling': 6,
  'cancels while paying': 5,
  'cancels before the code': 3,
  'walks away': 2,
  'pays after the end': 2,
  'only looks': 4,
} as const;
const resting = ['finished', 'cancelled', 'payment-pending', 'refund-pending', 'stopped'];

/** One try at the counter. True: an order was made. */
export async function shop(parts: ShopperParts): Promise<boolean> {
  const { counter, dice } = parts;
  const { agent } = counter;
  const view = counter.screen;
  if (!agent || !view || view.outOfService !== null || view.sale) {
    if (view?.sale) agent?.dismiss();
    return false;
  }
  const open = view.slots.filter(({ forSale }) => forSale);
  const [method] = view.methods.length === 0 ? [] : [dice.pick(view.methods)];
  if (open.length === 0 || method === undefined) return false;
  const chosen: SlotView[] = [];
  const wanted = dice.chance(0.6) ? 1 : dice.between(2, 3);
  while (chosen.length < Math.min(wanted, open.length)) {
    const slot = dice.pick(open);
    if (!chosen.includes(slot)) chosen.push(slot);
  }
  const numbers = chosen.map(({ slot }) => slot);
  const answer = await unlessDead(parts, agent.order(numbers, method));
  if (!answer?.accepted) return answer === undefined;
  await pay(parts, chosen);
  await over(parts);
  return true;
}

/** The answer, unless the power fails first. */
async function unlessDead<T>({ time, counter }: ShopperParts, promise: Promise<T>): Promise<T | undefined> {
  let answer: T | undefined;
  void promise.then(
    (value) => {
      answer = value;
    },
    () => {},
  );
  await time.until(() => answer !== undefined || !counter.agent, 60_000, 100);
  return answer;
}

const sale = ({ counter }: ShopperParts) => counter.screen?.sale ?? undefined;

async function pay(parts: ShopperParts, chosen: readonly SlotView[]): Promise<void> {
  const { counter, gateway, time, dice } = parts;
  const way = dice.weighted(ways);
  if (way === 'cancels before the code') {
    await time.sleep(dice.between(0, 60));
    counter.agent?.cancel();
    return;
  }
  await time.until(() => sale(parts)?.qr !== undefined || sale(parts)?.phase !== 'paying', 50_000, 500);
  const qr = sale(parts)?.qr;
  if (qr === undefined) return;
  const transfer = () => {
    if (gateway.pay(qr)) parts.paid(chosen);
  };
  gateway.scan(qr);
  await time.sleep(dice.between(500, 5_000));
  const cancel = () => counter.agent?.cancel();
  const acts: Record<keyof typeof ways, () => Promise<void>> = {
    pays: async () => transfer(),
    'pays late': async () => {
      await time.sleep(dice.between(25_000, 55_000));
      transfer();
    },
    'pays twice': async () => {
      transfer();
      await time.sleep(dice.between(0, 2_000));
      transfer();
    },
    'pays after cancelling': async () => {
      cancel();
      await time.sleep(dice.between(0, 4_000));
      transfer();
    },
    'cancels while paying': async () => {
      transfer();
      await time.sleep(dice.between(0, 300));
      cancel();
    },
    'cancels before the code': async () => {},
    'walks away': async () => {},
    'pays after the end': async () => {
      await time.sleep(dice.between(58_000, 70_000));
      transfer();
    },
    'only looks': async () => void cancel(),
  };
  await acts[way]();
}

/** The shopper goes when the screen is done, or when it takes too long. */
async function over(parts: ShopperParts): Promise<void> {
  const isOver = () => {
    const one = sale(parts);
    return !one || resting.includes(one.phase);
  };
  if (!(await parts.time.until(isOver, 120_000, 1_000))) {
    parts.counter.agent?.cancel();
    await parts.time.until(isOver, 240_000, 2_000);
  }
  parts.counter.agent?.dismiss();
}
