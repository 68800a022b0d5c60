// pure
// Valid sessions, broken from a seed: flipped bits, cut and inserted bytes, lies about lengths, pieces of other packets.
import {
  acknowledgement,
  connect,
  connectFlags,
  disconnect,
  field,
  pingreq,
  publish,
  subscribe,
  unsubscribe,
} from './mqtt-bytes.ts';
import { seededBelow } from './random.ts';

type Below = (below: number) => number;

const { clean, password, username, will } = connectFlags;

const connects = (id: string) => [
  connect({ id }),
  connect({ id, flags: clean | username | password, rest: [field('user'), field('word')] }),
  connect({ id, flags: clean | will, rest: [field('w'), field('x')] }),
];

const packets = (id: string): Buffer[] => [
  subscribe([`counters/${id}/position`, 'lists/current']),
  subscribe(['#'], 9, 2),
  unsubscribe([`counters/${id}/position`]),
  publish(`counters/${id}/journal`, '{"v":1}\n{}'),
  publish(`counters/${id}/journal`, 'x', 0x32, 11),
  publish(`counters/${id}/journal`, 'x', 0x34, 12),
  publish(`counters/${id}/hello`, '{"v":1}'),
  publish(`counters/${id}/telemetry`, '{}'),
  publish(`counters/${id}/payask`, '{}'),
  acknowledgement('pubrel', 12),
  acknowledgement('puback', 11),
  pingreq,
  disconnect,
];

type Mutation = (bytes: Buffer, below: Below) => Buffer;

const splice = (bytes: Buffer, at: number, remove: number, insert: Uint8Array) =>
  Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);
const noise = (below: Below, length: number) => Uint8Array.from({ length }, () => below(256));

const mutations: Mutation[] = [
  (bytes, below) => {
    const copy = Buffer.from(bytes);
    const at = below(bytes.length);
    copy[at] = copy[at]! ^ (1 << below(8));
    return copy;
  },
  (bytes, below) => bytes.subarray(0, below(bytes.length + 1)),
  (bytes, below) => splice(bytes, below(bytes.length + 1), 0, noise(below, 1 + below(12))),
  (bytes, below) => splice(bytes, below(bytes.length + 1), 1 + below(8), Buffer.alloc(0)),
  // A lie where a length may be: the second byte of a packet, or two bytes anywhere.
  (bytes, below) => splice(bytes, 1, 1, noise(below, 1 + below(4))),
  (bytes, below) => splice(bytes, below(bytes.length + 1), 2, noise(below, 2)),
  (bytes, below) => {
    const from = below(bytes.length);
    return splice(bytes, below(bytes.length + 1), 0, bytes.subarray(from, from + 1 + below(20)));
  },
];

export interface Mutant {
  /** What is written, cut into segments. */
  segments: Buffer[];
  packets: number;
}

/** The same seed, the same bytes. Seven of ten keep a whole CONNECT, so that what follows it is read. */
export function mutantOf(seed: number, id: string): Mutant {
  const below = seededBelow(seed);
  const hellos = connects(id);
  const choice = packets(id);
  const parts = [below(10) < 7 ? hellos[0]! : hellos[below(hellos.length)]!];
  const count = below(5);
  for (let n = 0; n < count; n += 1) parts.push(choice[below(choice.length)]!);
  const kept = below(10) < 7 ? 1 : 0;
  for (let n = 1 + below(4); n > 0; n -= 1) {
    if (parts.length === kept) parts.push(choice[below(choice.length)]!);
    const at = kept + below(parts.length - kept);
    if (parts[at]!.length > 0) parts[at] = mutations[below(mutations.length)]!(parts[at]!, below);
  }
  return { segments: cut(Buffer.concat(parts), below), packets: parts.length };
}

function cut(bytes: Buffer, below: Below): Buffer[] {
  if (below(2) === 0 || bytes.length < 2) return [bytes];
  const at = 1 + below(bytes.length - 1);
  return [bytes.subarray(0, at), bytes.subarray(at)];
}
