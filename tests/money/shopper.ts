// What shoppers do at a counter: most pay and take their goods, some do everything else.
import type { SlotView } from '../../device/screens/views.ts';
import * as words from '../../simulators/board/scenario-words.ts';
import type { Dice } from '../../simulators/world/dice.ts';
import type { VirtualTime } from '../../simulators/world/virtual-time.ts';
import type { SoakCounter } from './soak-counter.ts';
import type { SoakHub } from './soak-hub.ts';

export interface ShopperParts {
  counter: SoakCounter;
  hub: Pick<SoakHub, 'gateway'>;
  time: VirtualTime;
  dice: Dice;
  /** A fault that strikes between paying and the motor may begin now. */
  paid(slots: readonly SlotView[]): void;
}

const qrWays = {
  pays: 60,
  'pays late': 6,
  'pays twice': 5,
  'pays after cancelling': 8,
  'cancels while paying': 5,
  'cancels before the code': 3,
  'walks away': 5,
  'pays after the end': 4,
  'only looks': 4,
} as const;
const cashWays = {
  'puts in enough': 55,
  'puts in more': 15,
  'puts in less and cancels': 10,
  'puts in less and leaves': 5,
  'cancels at once': 4,
  'pulls the lever': 5,
  'puts in after cancelling': 6,
} as const;
const notesFen = [500, 1_000, 2_000];
const coinsFen = [50, 100];

/** One try at the counter. Says how it went, in the words of the table; undefined: there was nothing to buy. */
export async function shop(parts: ShopperParts): Promise<string | undefined> {
  const { counter, dice } = parts;
  const view = counter.agent?.shopperView();
  if (!view || view.outOfService !== null || view.sale) {
    if (view?.sale) counter.agent?.dismiss();
    return undefined;
  }
  const open = view.slots.filter(({ forSale }) => forSale);
  const method = view.methods.length === 0 ? undefined : dice.pick(view.methods);
  if (open.length === 0 || method === undefined) return undefined;
  const chosen: SlotView[] = [];
  const wanted = dice.chance(0.5) ? 1 : dice.between(2, 5);
  while (chosen.length < Math.min(wanted, open.length)) {
    const slot = dice.pick(open);
    if (!chosen.includes(slot)) chosen.push(slot);
  }
  const answer = await answered(
    parts,
    counter.agent!.order(
      chosen.map(({ slot }) => slot),
      method,
    ),
  );
  if (answer === undefined) return `${method}: power cut while ordering`;
  if (!answer.accepted) return `not sold: ${answer.why}`;
  const totalFen = chosen.reduce((sum, { priceFen }) => sum + priceFen, 0);
  const way = method === 'cash' ? await payCash(parts, chosen, totalFen) : await payByCode(parts, chosen);
  await waitForEnd(parts);
  return `${method === 'cash' ? 'cash' : 'QR'}: ${way}`;
}

/** The answer, unless the power fails first. */
async function answered<T>({ time, counter }: ShopperParts, promise: Promise<T>): Promise<T | undefined> {
  let answer: T | undefined;
  void promise.then(
    (value) => {
      answer = value;
    },
    () => {},
  );
  await time.until(() => answer !== undefined || !counter.agent, 60_000, 50);
  return answer;
}

const sale = ({ counter }: ShopperParts) => counter.agent?.shopperView().sale ?? undefined;

async function payByCode(parts: ShopperParts, chosen: readonly SlotView[]): Promise<string> {
  const { counter, hub, time, dice } = parts;
  const way = dice.weighted(qrWays);
  if (way === 'cancels before the code') {
    await time.sleep(dice.between(0, 60));
    counter.agent?.cancel();
    return way;
  }
  await time.until(() => sale(parts)?.qr !== undefined || sale(parts)?.phase !== 'paying', 50_000, 500);
  const qr = sale(parts)?.qr;
  if (qr === undefined) return 'saw no code';
  const pay = () => {
    if (hub.gateway.pay(qr).ok) parts.paid(chosen);
  };
  hub.gateway.scan(qr);
  await time.sleep(dice.between(500, 8_000));
  if (way === 'pays') pay();
  if (way === 'pays late') {
    await time.sleep(dice.between(25_000, 55_000));
    pay();
  }
  if (way === 'pays twice') {
    pay();
    await time.sleep(dice.between(0, 2_000));
    pay();
  }
  if (way === 'pays after cancelling') {
    counter.agent?.cancel();
    await time.sleep(dice.between(0, 4_000));
    pay();
  }
  if (way === 'cancels while paying') {
    pay();
    await time.sleep(dice.between(0, 300));
    counter.agent?.cancel();
  }
  if (way === 'only looks') counter.agent?.cancel();
  if (way === 'pays after the end') {
    const late = dice.between(58_000, 70_000);
    await time.sleep(late);
    pay();
  }
  return way;
}

async function payCash(parts: ShopperParts, chosen: readonly SlotView[], totalFen: number): Promise<string> {
  const { counter, time, dice } = parts;
  const way = dice.weighted(cashWays);
  await time.until(() => sale(parts)?.cash?.accepting === true || sale(parts)?.phase !== 'paying', 20_000);
  if (way === 'cancels at once') {
    counter.agent?.cancel();
    return way;
  }
  const isShort = way.startsWith('puts in less');
  const wantFen = isShort ? Math.floor(totalFen * dice.fraction() * 0.9) : totalFen;
  const fed = await feed(parts, wantFen, way === 'pulls the lever');
  if (!isShort && fed) parts.paid(chosen);
  if (way === 'puts in more') await insert(parts, dice.pick(notesFen), 1);
  if (way === 'puts in less and cancels') counter.agent?.cancel();
  if (way === 'puts in after cancelling') {
    counter.agent?.cancel();
    await time.sleep(dice.between(0, 1_500));
    await insert(parts, dice.pick(notesFen), 1);
  }
  return way;
}

/** Notes and coins until so much is in; false when the machine took no more. */
async function feed(parts: ShopperParts, wantFen: number, pullsLever: boolean): Promise<boolean> {
  const { counter, dice } = parts;
  const before = counter.board.truth().cash.insertedFen;
  for (let tries = 0; tries < 40; tries += 1) {
    const inFen = counter.board.truth().cash.insertedFen - before;
    if (inFen >= wantFen) return true;
    if (sale(parts)?.phase !== 'paying') return false;
    if (pullsLever && inFen > 0 && dice.chance(0.3)) {
      pullsLever = false;
      await counter.board.apply(words.returnLever());
    }
    const left = wantFen - inFen;
    const coin = left < 500 || dice.chance(0.2);
    await insert(parts, dice.pick(coin ? coinsFen : notesFen), coin ? 2 : 1);
  }
  return false;
}

async function insert({ counter, time, dice }: ShopperParts, amountFen: number, mode: number): Promise<void> {
  await counter.board.apply(words.insertMoney(amountFen, mode));
  await time.sleep(dice.between(200, 1_500));
}

/** The shopper goes when the screen is done, or when it takes too long. */
async function waitForEnd(parts: ShopperParts): Promise<void> {
  const resting = ['finished', 'cancelled', 'payment-pending', 'refund-pending', 'stopped'];
  const isOver = () => {
    const one = sale(parts);
    return !one || resting.includes(one.phase);
  };
  if (!(await parts.time.until(isOver, 120_000, 1_000))) {
    parts.counter.agent?.cancel();
    await parts.time.until(isOver, 240_000, 1_000);
  }
  parts.counter.agent?.dismiss();
}
