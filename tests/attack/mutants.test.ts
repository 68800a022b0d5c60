// Guard and parser side by side over mutated sessions, without a socket: tens of thousands in a second.
import mqttPacket from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { FrameGuard } from '../../hub/broker/frame-guard.ts';
import { defaultLimits } from '../../hub/broker/limits.ts';
import { seedOf } from './fuzz.ts';
import { mutantOf } from './mutants.ts';

const clientCommands = new Set([
  'connect',
  'publish',
  'pubrel',
  'subscribe',
  'unsubscribe',
  'pingreq',
  'disconnect',
]);

/** What the parser makes of bytes the guard let pass. */
function parsed(bytes: Buffer) {
  const parser = mqttPacket.parser();
  const errors: Error[] = [];
  const packets: mqttPacket.Packet[] = [];
  parser.on('error', (error) => errors.push(error));
  parser.on('packet', (packet) => packets.push(packet));
  parser.parse(bytes);
  return { errors, packets };
}

function passed(segments: readonly Buffer[]): Buffer | undefined {
  const guard = new FrameGuard(defaultLimits);
  return segments.some((segment) => guard.accept(segment, 0) !== undefined)
    ? undefined
    : Buffer.concat(segments);
}

describe('mutated sessions', () => {
  it('[BRK-12] what the guard lets pass the parser takes, with a packet id wherever one belongs', () => {
    let [through, stopped] = [0, 0];
    for (let n = 0; n < 20_000; n += 1) {
      const seed = seedOf(7, n);
      const bytes = passed(mutantOf(seed, 'c-001').segments);
      if (bytes === undefined) {
        stopped += 1;
        continue;
      }
      through += 1;
      const { errors, packets } = parsed(bytes);
      expect(errors, `seed ${seed}`).toEqual([]);
      for (const packet of packets) {
        expect(clientCommands.has(packet.cmd), `seed ${seed}: ${packet.cmd}`).toBe(true);
        if ('messageId' in packet && packet.messageId !== undefined)
          expect(packet.messageId, `seed ${seed}`).toBeGreaterThan(0);
      }
    }
    expect(through).toBeGreaterThan(1000);
    expect(stopped).toBeGreaterThan(1000);
  });

  it('[BRK-12] the guard says the same however a mutant is cut', () => {
    for (let n = 0; n < 3000; n += 1) {
      const whole = Buffer.concat(mutantOf(seedOf(8, n), 'c-001').segments);
      const guard = new FrameGuard(defaultLimits);
      const said = guard.accept(whole, 0);
      const slow = new FrameGuard(defaultLimits);
      let last: string | undefined;
      for (let at = 0; at < whole.length && last === undefined; at += 3)
        last = slow.accept(whole.subarray(at, at + 3), 0);
      expect(last, `mutant ${n}`).toBe(said);
    }
  });

  it('[ATK-2] the same seed makes the same bytes', () => {
    const bytes = (seed: number) => Buffer.concat(mutantOf(seed, 'c-001').segments).toString('hex');
    expect(bytes(42)).toBe(bytes(42));
    expect(new Set(Array.from({ length: 500 }, (_, n) => bytes(n))).size).toBeGreaterThan(450);
  });
});
