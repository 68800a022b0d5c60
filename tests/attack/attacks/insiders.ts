// A counter that was taken over: admitted, and hostile from then on.
import type net from 'node:net';
import {
  acknowledgement,
  connect,
  field,
  hex,
  packet,
  pingreq,
  publish,
  subscribe,
  unsubscribe,
} from '../mqtt-bytes.ts';
import { type Attack, type AttackParts, crowd, pace } from './attack.ts';

interface Inside {
  socket: net.Socket;
  counter: string;
  /** An uplink topic of its own. */
  topic(kind: string): string;
  send(bytes: Buffer): Promise<boolean>;
}

/** Comes in with a stolen identity, CONNACK received. */
async function inside(parts: AttackParts, attacker: number): Promise<Inside> {
  const files = parts.stolen(attacker);
  const socket = await parts.wires.tls(parts.stand.mqttPort, files);
  const { counter } = files;
  const answered = new Promise<void>((resolve) => {
    socket.once('data', () => resolve());
    socket.once('close', () => resolve());
  });
  await parts.wires.write(socket, connect({ id: counter }));
  await answered;
  return {
    socket,
    counter,
    topic: (kind) => `counters/${counter}/${kind}`,
    send: (bytes) => parts.wires.write(socket, bytes),
  };
}

/** One attacker a stolen identity: again and again what `act` says, on a new connection when the old one was ended. */
const each =
  (act: (parts: AttackParts, me: Inside, turn: number) => Promise<unknown>) => (parts: AttackParts) =>
    crowd(parts, parts.stand.stolen.length, async (attacker) => {
      const me = await inside(parts, attacker);
      for (let turn = 0; parts.left() && !me.socket.destroyed; turn += 1) {
        await act(parts, me, turn);
        await pace(parts, 2);
      }
      me.socket.destroy();
    });

const repeated = (bytes: Buffer, times: number) => Buffer.concat(Array.from({ length: times }, () => bytes));
const foreign = [
  'counters/honest-1/journal',
  'counters/honest-1/position',
  'lists/current',
  '$SYS/broker/new',
  'a/'.repeat(1000),
  'counters/+/journal',
  '#',
  '',
  `x${'y'.repeat(60_000)}`,
];
const foreignFilters = [
  '#',
  '+',
  '$SYS/#',
  'counters/+/position',
  'counters/honest-1/position',
  'lists/#',
  '+/+/+',
];

async function stopReading(parts: AttackParts): Promise<void> {
  const readers = await Promise.all(parts.stand.stolen.map((_, attacker) => inside(parts, attacker)));
  for (const { socket, send } of readers) {
    await send(subscribe(['lists/current']));
    socket.pause();
  }
  while (parts.left()) {
    await parts.stand.pushLists(120_000);
    await pace(parts, 5);
  }
}

export const insiderAttacks: Attack[] = [
  { name: 'readers that stop reading the lists', refused: ['stalled'], run: stopReading },
  {
    name: 'messages of 256 MB',
    refused: ['tooLarge'],
    run: each((_parts, me) => me.send(Buffer.concat([hex('30 ffffff7f'), Buffer.alloc(200_000)]))),
  },
  {
    name: 'foreign topics, wildcards, $SYS, 1000 levels',
    refused: ['foreignPublish'],
    run: each((parts, me) => me.send(publish(foreign[parts.below(foreign.length)]!, 'x', 0x33))),
  },
  {
    name: 'foreign subscriptions',
    refused: ['foreignSubscribe'],
    run: each((_parts, me) => me.send(subscribe(foreignFilters))),
  },
  {
    name: 'subscriptions without end',
    refused: ['controlFlood', 'tooLarge'],
    run: each((parts, me) =>
      me.send(repeated(subscribe(Array.from({ length: 200 }, (_, n) => `${parts.below(1e9)}/${n}`)), 10)),
    ),
  },
  {
    name: 'subscribing and unsubscribing the lists',
    refused: ['controlFlood'],
    run: each((_parts, me) =>
      me.send(repeated(Buffer.concat([subscribe(['lists/current']), unsubscribe(['lists/current'])]), 20)),
    ),
  },
  {
    name: 'pings without reading the answers',
    refused: ['controlFlood'],
    run: each((_parts, me) => {
      me.socket.pause();
      return me.send(repeated(pingreq, 30_000));
    }),
  },
  {
    name: 'acknowledgements of nothing',
    refused: ['unsolicitedAcknowledgement'],
    run: each((parts, me) => {
      const kinds = ['puback', 'pubrec', 'pubcomp'] as const;
      return me.send(acknowledgement(kinds[parts.below(3)]!, 1 + parts.below(65_535)));
    }),
  },
  {
    name: 'QoS 2 without PUBREL, 100 KB each',
    holdsBack: true,
    refused: ['protocolError'],
    run: each((_parts, me, turn) => {
      const ids = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => turn * 8 + n);
      return me.send(
        Buffer.concat(ids.map((id) => publish(me.topic('journal'), Buffer.alloc(100_000), 0x34, id))),
      );
    }),
  },
  {
    name: 'messages without end',
    holdsBack: true,
    refused: ['slowed'],
    run: each((_parts, me) => me.send(repeated(publish(me.topic('journal'), 'no batch'), 500))),
  },
  {
    name: 'bytes without end',
    holdsBack: true,
    refused: [],
    run: each((_parts, me) => me.send(publish(me.topic('journal'), Buffer.alloc(250_000, 0x0a)))),
  },
  {
    name: 'a journal of another name in every batch',
    holdsBack: true,
    refused: ['slowed'],
    run: each((parts, me) => {
      const journal = `j${String(parts.below(1e15)).padStart(16, '0')}`;
      const hash = 'a'.repeat(64);
      const header = { v: 1, journal, from: 1, to: 1, prev: hash, head: hash, sig: 'AAAA' };
      return me.send(repeated(publish(me.topic('journal'), `${JSON.stringify(header)}\n{}`), 40));
    }),
  },
  {
    name: 'hellos and telemetry that are none',
    holdsBack: true,
    refused: ['badHello'],
    run: each((_parts, me) =>
      me.send(
        repeated(Buffer.concat([publish(me.topic('hello'), '{'), publish(me.topic('telemetry'), '\0')]), 100),
      ),
    ),
  },
  {
    name: 'questions that are none, on every topic',
    holdsBack: true,
    refused: ['slowed'],
    run: each((_parts, me) =>
      me.send(
        Buffer.concat(
          ['payask', 'reported', 'signin', 'result', 'help'].flatMap((kind) =>
            Array.from({ length: 50 }, () => publish(me.topic(kind), '<script>{')),
          ),
        ),
      ),
    ),
  },
  {
    name: 'a packet that comes in drips',
    refused: [],
    run: each((_parts, me, turn) => {
      const body = [field(me.topic('journal')), Buffer.alloc(200_000)];
      return me.send(packet(0x30, body).subarray(turn === 0 ? 0 : 60 + turn, 60 + turn + 1));
    }),
  },
  {
    name: 'everything retained',
    holdsBack: true,
    refused: ['retain'],
    run: each((parts, me) => me.send(publish(me.topic('journal'), `${parts.below(1e9)}`, 0x31))),
  },
];
