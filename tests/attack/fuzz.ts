// Mutated sessions against the broker's plain port, hundreds at once; a failure names the seeds that cause it.

import type net from 'node:net';
import type { Attack, AttackParts } from './attacks/attack.ts';
import { mutantOf } from './mutants.ts';

export interface FuzzPlan {
  seed: number;
  connections: number;
}

/** Seed of one connection of a run. */
export const seedOf = (seed: number, connection: number): number => (seed * 1_000_003 + connection) | 0;

export const replayCommand = (seed: number, from: number, count: number): string =>
  `npm run attack -- --fuzz ${count} --seed ${seed} --from ${from}`;

/** Connections `from` to `from + count`, at most `width` at once; each ends when the hub ends it, or soon. */
export async function fuzzSome(
  parts: Pick<AttackParts, 'stand' | 'wires'>,
  seed: number,
  from: number,
  count: number,
  width = 50,
): Promise<void> {
  let next = from;
  const { stand, wires } = parts;
  const worker = async () => {
    while (next < from + count) {
      const mine = next;
      next += 1;
      const { counter } = stand.stolen[mine % stand.stolen.length]!;
      const mutant = mutantOf(seedOf(seed, mine), counter);
      wires.spent.packets += mutant.packets - mutant.segments.length;
      const socket = await wires.tcp(stand.plainPort);
      for (const segment of mutant.segments) if (!(await wires.write(socket, segment))) break;
      await heardOf(socket);
      // The bytes are with the hub when its end of the connection is.
      await new Promise<void>((resolve) => {
        if (socket.destroyed) return resolve();
        socket.once('close', () => resolve());
        socket.end();
      });
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** As one of the attacks: for as long as there is time. */
export const fuzzAttack = (seed: number): Attack => ({
  name: 'mutated packets',
  refused: ['malformed'],
  async run(parts) {
    for (let from = 0; parts.left(); from += 100) await fuzzSome(parts, seed, from, 100);
  },
});

/** A CONNACK, the end, or long enough: a CONNECT that lacks bytes is never answered. */
function heardOf(socket: net.Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      socket.off('data', done).off('close', done);
      resolve();
    };
    const timer = setTimeout(done, 30);
    socket.once('data', done).once('close', done);
    if (socket.destroyed) done();
  });
}
