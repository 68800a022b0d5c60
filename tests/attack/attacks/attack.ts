// What an attack is: something many connections do until time is up, and the refusals it must meet.
import { setTimeout as wait } from 'node:timers/promises';
import type { Refusal } from '../../../hub/broker/broker-stats.ts';
import type { CounterFiles } from '../rig/hub-words.ts';
import type { Stand } from '../rig/stand.ts';
import type { Wires } from '../rig/wire.ts';

export interface AttackParts {
  stand: Stand;
  wires: Wires;
  /** True while there is time. */
  left(): boolean;
  /** A stolen identity; any number does. */
  stolen(n: number): CounterFiles;
  /** 0 ≤ value < below, from the seed of the run. */
  below(below: number): number;
}

export interface Attack {
  name: string;
  run(parts: AttackParts): Promise<void>;
  /** Of these at least one must be counted. None: what is done is allowed, and slowed or answered. */
  refused: readonly Refusal[];
  /** The hub holds messages back: it sees that an attacker is gone when it has let in what it had read. */
  holdsBack?: boolean;
}

/** So many attackers at once, each again and again until time is up. */
export async function crowd(
  parts: Pick<AttackParts, 'left'>,
  size: number,
  act: (attacker: number) => Promise<void>,
): Promise<void> {
  const one = async (attacker: number) => {
    while (parts.left()) {
      await act(attacker);
      // Not faster than the event loop: a burst of microtasks would let no answer in.
      await wait(1);
    }
  };
  await Promise.all(Array.from({ length: size }, (_, attacker) => one(attacker)));
}

/** The end of the time, at most so many milliseconds later. */
export async function pace(parts: Pick<AttackParts, 'left'>, ms: number): Promise<void> {
  if (parts.left()) await wait(ms);
}
