// Everything that goes wrong in the world, one at a time; what is bad for a while ends by itself.
import { listsPushMessage } from '@zhuangui/protocol/messages.ts';
import { listsTopic } from '@zhuangui/protocol/topics.ts';
import type { Scenario } from '../board/scenario.ts';
import * as words from '../board/scenario-words.ts';
import type { WorldCounter } from './counter.ts';
import type { Dice } from './dice.ts';
import { entryCount } from './goods.ts';
import type { Fuse } from './life.ts';
import type { Swarm } from './swarm.ts';
import type { World } from './world.ts';

const hour = 3_600_000;

export interface MishapParts {
  world: World;
  counter: WorldCounter;
  dice: Dice;
}
type Strike = (parts: MishapParts) => string | undefined;

/** Asks each kind's share, and lets happen what comes up; each is counted by the name it answers with. */
export function befall(parts: MishapParts): void {
  const { world, dice } = parts;
  for (const [kind, strike] of strikes) {
    const share = world.swarm[kind];
    if (typeof share !== 'number' || share === 0 || !dice.chance(share)) continue;
    const name = strike(parts);
    if (name !== undefined) world.struck(name);
  }
}

function powerFails({ world, counter, dice }: MishapParts): string {
  world.time.setTimer(dice.between(0, 25_000), () => world.isFaulty && counter.cutPower());
  return 'power: cut';
}

/** At a moment of the program's own: before or after a statement, a commit, bytes to the board, mail to the hub. */
export function fuseOf(dice: Dice): Fuse {
  const when = dice.chance(0.5) ? 'before' : 'after';
  const at = dice.weighted({ statement: 40, commit: 40, board: 12, mail: 8 });
  if (at === 'commit') return { at: 'statement', only: 'COMMIT', when, left: dice.below(14) };
  return { at, when, left: dice.below(at === 'statement' ? 160 : 6) };
}

function boardFails({ world, counter, dice }: MishapParts): string {
  const slot = dice.between(1, entryCount);
  const all = (make: (slot: number) => Scenario) => {
    for (let one = 1; one <= entryCount; one += 1) if (dice.chance(0.5)) apply(make(one));
  };
  const apply = (scenario: Scenario) => void counter.board.apply(scenario).catch(() => undefined);
  const later = (ms: number, scenario: Scenario) => world.time.setTimer(ms, () => apply(scenario));
  const kinds: Record<string, () => void> = {
    jam: () => all((one) => words.jam(one)),
    'motor fault': () => all((one) => words.motorFault(one, dice.pick([0x04, 0x06, 0x07]))),
    'never finishes': () => all((one) => words.neverFinishes(one, { drops: dice.chance(0.5) })),
    'sensor denies a drop': () => {
      world.tell({
        kind: 'board-lied',
        counter: counter.id,
        machine: counter.machine,
        slot,
        said: 'no-drop',
      });
      apply(words.lyingSensor(slot, 'denies-a-drop', 1));
    },
    'sensor claims a drop': () => {
      world.tell({ kind: 'board-lied', counter: counter.id, machine: counter.machine, slot, said: 'drop' });
      apply(words.lyingSensor(slot, 'claims-a-drop', 1));
    },
    'result twice': () => all((one) => words.doubleResult(one)),
    'slow motor': () => apply(words.slowMotor(slot, dice.between(3_000, 15_000))),
    'empty unnoticed': () => {
      const real = counter.board.truth().slots.find(({ selection }) => selection === slot)?.real ?? 0;
      // Whoever took them out took them out of what was put in.
      counter.loaded.set(slot, (counter.loaded.get(slot) ?? 0) - real);
      apply(words.emptySlot(slot, { unnoticed: true }));
    },
    'restart idle': () => apply(words.restart({ when: 'idle' })),
    'restart after the drive': () => apply(words.restart({ when: 'after-drive' })),
    'restart before the result': () => apply(words.restart({ when: 'before-result' })),
    silence: () =>
      apply(words.silence({ afterFrames: dice.between(0, 60), forMs: dice.between(500, 20_000) })),
    noise: () => {
      apply(words.noise({ rate: 0.02 + dice.fraction() * 0.15, seed: dice.below(1e9) }));
      later(dice.between(1_000, 15_000), words.noise({ rate: 0 }));
    },
    'ack lost': () => apply(words.loseAck(dice.between(1, 3))),
    'cable out': () => {
      apply(words.unplug());
      later(dice.between(500, 10_000), words.plug());
    },
  };
  const kind = dice.pick(Object.keys(kinds));
  kinds[kind]!();
  return `board: ${kind}`;
}

function networkFails({ world, counter, dice }: MishapParts): string {
  const way = dice.pick(['up', 'down', 'both'] as const);
  const { cable } = counter;
  cable.setCut({ up: way !== 'down', down: way !== 'up' });
  const forMs = dice.chance(0.25) ? dice.between(90_000, 300_000) : dice.between(1_000, 60_000);
  world.time.setTimer(forMs, () => cable.setCut({ up: false, down: false }));
  return `network: cut ${way}`;
}

function diskFails({ world, counter, dice }: MishapParts): string {
  const { disk } = counter;
  const kind = dice.chance(0.7) ? 'isFull' : 'isFailing';
  disk[kind] = true;
  world.time.setTimer(dice.between(1_000, 40_000), () => {
    disk[kind] = false;
  });
  return kind === 'isFull' ? 'disk: full' : 'disk: errors';
}

function hubFails({ world, dice }: MishapParts): string | undefined {
  if (!world.hub.isOn) return undefined;
  const when = dice.chance(0.5) ? 'before' : 'after';
  const at = dice.weighted({ once: 4, statement: 3, commit: 3 });
  if (at === 'statement') {
    world.hub.light({ at, when, left: dice.below(120) });
    return 'hub: crash in the middle of a statement';
  }
  if (at === 'commit') {
    world.hub.light({ at: 'statement', only: 'COMMIT', when, left: dice.below(12) });
    return 'hub: crash at a commit';
  }
  world.hub.crash();
  return 'hub: crash';
}

function clockJumps({ world, counter, dice }: MishapParts): string {
  const byMs = dice.pick([hour, -hour, 11 * 365 * 24 * hour, -world.time.nowMs() + 1_000, 40 * hour]);
  counter.jumpMs = byMs;
  world.tell({ kind: 'clock-jumped', counter: counter.id, byMs });
  return 'clock: jump';
}

function officesAct({ world, dice }: MishapParts): string | undefined {
  const entry = `NM${String(dice.below(entryCount)).padStart(6, '0')}`;
  const what = dice.weighted({ withdraw: 5, lot: 3, release: 4, catalog: 4, refresh: 1 });
  const { offices } = world;
  const act = {
    withdraw: () => offices.withdraw(entry),
    lot: () => offices.withdraw(entry, dice.pick(['L1', 'L2'])),
    release: () => offices.release(dice.pick([...offices.withdrawn, entry])),
    catalog: () => {
      const priceBand = { minFen: 700, maxFen: dice.pick([1_000, 1_200, 1_600]) };
      const third = dice.below(3);
      return offices.changeCatalog((entries) =>
        entries.map((one, index) => (index % 3 === third ? { ...one, priceBand } : one)),
      );
    },
    refresh: () => offices.refresh(),
  }[what];
  world.publish(act);
  return `offices: ${what}`;
}

/** Somebody with the stolen online keys talks to this counter. */
function thiefPushes({ world, counter, dice }: MishapParts): string | undefined {
  const end = world.hub.ends.get(counter.id);
  if (!end) return undefined;
  if (!world.faults['thief: pushes lists with stolen online keys']) world.tell({ kind: 'key-stolen' });
  const push = dice.chance(0.5) ? dice.pick(world.thiefs) : world.forge(counter.id, dice.chance(0.5));
  end.send(listsTopic, listsPushMessage.encode(push));
  return 'thief: pushes lists with stolen online keys';
}

const strikes: readonly (readonly [keyof Swarm, Strike])[] = [
  ['power', powerFails],
  [
    'fuses',
    ({ counter, dice }) => {
      counter.light(fuseOf(dice));
      return 'power: cut at an await';
    },
  ],
  ['board', boardFails],
  ['network', networkFails],
  ['disk', diskFails],
  ['hubCrash', hubFails],
  ['clock', clockJumps],
  ['thief', thiefPushes],
  ['offices', officesAct],
];
