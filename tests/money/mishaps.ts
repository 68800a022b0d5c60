// Everything that goes wrong while people buy: the board, the line, the power, the network, the hub, a withdrawal.
import type { SlotView } from '../../device/screens/views.ts';
import * as words from '../../simulators/board/scenario-words.ts';
import type { FaultSpec } from '../../simulators/gateway/faults.ts';
import type { Dice } from '../../simulators/world/dice.ts';
import type { VirtualTime } from '../../simulators/world/virtual-time.ts';
import type { Fuse, SoakCounter } from './soak-counter.ts';
import { entryCount, type SoakHub, slowMs } from './soak-hub.ts';

export interface MishapParts {
  counter: SoakCounter;
  hub: Pick<SoakHub, 'cutLink' | 'restart' | 'withdraw'>;
  time: VirtualTime;
  dice: Dice;
  /** Counts one. */
  tell(kind: string): void;
}

/** So many strikes of each are left at first: what is gone was a strike. */
export const strikesAtFirst = 1_000_000_000;
/** All of the gateway's faults at once, each now and then. */
export const gatewayFaults: readonly FaultSpec[] = [
  { kind: 'notify-late', probability: 0.1, delayMs: 10_000 },
  { kind: 'notify-twice', probability: 0.1 },
  { kind: 'notify-never', probability: 0.15 },
  { kind: 'notify-after-close', probability: 0.05 },
  { kind: 'pay-after-close', probability: 0.7 },
  { kind: 'server-error', probability: 0.04 },
  {
    kind: 'answer-lost',
    probability: 0.04,
    calls: ['create', 'query', 'close', 'cancel', 'refund', 'refund-query'],
  },
  { kind: 'frequency-limited', probability: 0.02 },
  { kind: 'slow', probability: 0.03, delayMs: slowMs },
  { kind: 'not-enough', probability: 0.03 },
].map((fault) => ({ ...fault, count: strikesAtFirst }) as FaultSpec);

type Mishap = (parts: MishapParts) => void | Promise<void>;
const slotOf = ({ dice }: MishapParts) => dice.between(1, entryCount);
const board =
  (make: (parts: MishapParts) => Parameters<SoakCounter['board']['apply']>[0]): Mishap =>
  (parts) =>
    parts.counter.board.apply(make(parts));
/** Something that is bad for a while. */
const awhile =
  (from: number, to: number, begin: Mishap, end: Mishap): Mishap =>
  async (parts) => {
    await begin(parts);
    parts.time.setTimer(parts.dice.between(from, to), () => void end(parts));
  };

/** All slots of the counter get a fault: whichever is bought next has it. */
const everySlot =
  (make: (slot: number, parts: MishapParts) => Parameters<SoakCounter['board']['apply']>[0]): Mishap =>
  async (parts) => {
    for (let slot = 1; slot <= entryCount; slot += 1)
      if (parts.dice.chance(0.4)) await parts.counter.board.apply(make(slot, parts));
  };

const points: readonly Fuse['at'][] = [
  'line order',
  'line paid',
  'line dispensing',
  'line outcome',
  'line refund',
  'line cash',
  'line closed',
  'board',
  'mail',
];

function powerFails({ counter, time, dice }: MishapParts): void {
  if (dice.chance(0.3)) time.setTimer(dice.between(0, 30_000), () => counter.cutPower());
  else {
    const at = dice.pick(points);
    const when = at.startsWith('line') || dice.chance(0.5) ? 'after' : 'before';
    counter.light({ at, when, skip: dice.below(3) });
  }
}

export const mishaps: Readonly<Record<string, readonly [weight: number, Mishap]>> = {
  'board: jam': [6, everySlot((slot) => words.jam(slot))],
  'board: sensor denies a drop': [3, everySlot((slot) => words.lyingSensor(slot, 'denies-a-drop'))],
  'board: sensor claims a drop': [
    2,
    everySlot((slot, { counter }) => {
      counter.falseDrops += 1;
      return words.lyingSensor(slot, 'claims-a-drop');
    }),
  ],
  'board: motor fault': [
    3,
    everySlot((slot, { dice }) => words.motorFault(slot, dice.pick([0x04, 0x06, 0x07]))),
  ],
  'board: never finishes': [
    3,
    everySlot((slot, { dice }) => words.neverFinishes(slot, { drops: dice.chance(0.5) })),
  ],
  'board: result twice': [3, everySlot((slot) => words.doubleResult(slot))],
  'board: slow motor': [
    2,
    board((parts) => words.slowMotor(slotOf(parts), parts.dice.between(3_000, 15_000))),
  ],
  'board: slot empty unnoticed': [2, board((parts) => words.emptySlot(slotOf(parts), { unnoticed: true }))],
  'board: restart idle': [3, board(() => words.restart({ when: 'idle' }))],
  'board: restart after the drive': [3, board(() => words.restart({ when: 'after-drive' }))],
  'board: restart before the result': [3, board(() => words.restart({ when: 'before-result' }))],
  'board: silence': [
    4,
    board(({ dice }) =>
      words.silence({ afterFrames: dice.between(0, 60), forMs: dice.between(500, 20_000) }),
    ),
  ],
  'line: noise': [
    4,
    awhile(
      1_000,
      15_000,
      board(({ dice }) => words.noise({ rate: 0.02 + dice.fraction() * 0.15, seed: dice.below(1e9) })),
      board(() => words.noise({ rate: 0 })),
    ),
  ],
  'line: ACK lost': [4, board(({ dice }) => words.loseAck(dice.between(1, 3)))],
  'line: cable out': [
    2,
    awhile(
      500,
      10_000,
      board(() => words.unplug()),
      board(() => words.plug()),
    ),
  ],
  'cash: payout jam': [5, board(({ dice }) => words.payoutJam({ paysFen: 100 * dice.below(10) }))],
  'cash: silent payout': [4, board(({ dice }) => words.silentPayout(dice.chance(0.5)))],
  'cash: acceptor fault': [2, board(({ dice }) => words.acceptorFault(dice.pick(['notes', 'coins'])))],
  'cash: board swallows': [2, board(() => words.swallow())],
  'cash: little change': [2, board(({ dice }) => words.changeFloat(100 * dice.between(15, 60)))],
  'cash: money from nobody': [2, board(({ dice }) => words.insertMoney(dice.pick([500, 1_000])))],
  'power: cut': [14, powerFails],
  'service: stop and start': [2, async ({ counter }) => counter.stop()],
  'network: cut': [
    8,
    awhile(
      1_000,
      90_000,
      ({ counter, hub }) => hub.cutLink(counter.id, true),
      ({ counter, hub }) => hub.cutLink(counter.id, false),
    ),
  ],
  'hub: restart': [1, ({ hub, dice }) => void hub.restart(dice.between(500, 20_000))],
};

/** One thing goes wrong. */
export async function befall(parts: MishapParts): Promise<void> {
  const weights = Object.fromEntries(Object.entries(mishaps).map(([kind, [weight]]) => [kind, weight]));
  const kind = parts.dice.weighted(weights);
  parts.tell(kind);
  await mishaps[kind]![1](parts);
}

/** A withdrawal between payment and motor, for a while. */
export async function withdrawSome(parts: MishapParts, slots: readonly SlotView[]): Promise<void> {
  parts.tell('hub: withdrawal after payment');
  await parts.hub.withdraw(parts.dice.pick(slots).entry);
  await parts.time.sleep(parts.dice.between(2_000, 20_000));
  await parts.hub.withdraw(undefined);
}
