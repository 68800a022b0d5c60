// Those with a stolen certificate, up to their CONNECT.
import { connect, connectFlags, field, hex, pingreq, publish } from '../mqtt-bytes.ts';
import { type Attack, type AttackParts, crowd, pace } from './attack.ts';

const { clean, will, willRetain } = connectFlags;

/** One connection each time: a CONNECT, and whatever the hub says to it. */
const once = (size: number, bytes: (parts: AttackParts, counter: string) => Buffer) => (parts: AttackParts) =>
  crowd(parts, size, async (attacker) => {
    const files = parts.stolen(attacker);
    const socket = await parts.wires.tls(parts.stand.mqttPort, files);
    await parts.wires.write(socket, bytes(parts, files.counter));
    for (let waited = 0; waited < 20 && parts.left() && !socket.destroyed; waited += 1) await pace(parts, 5);
    socket.destroy();
  });

export const impostorAttacks: Attack[] = [
  {
    name: 'CONNECT in drips (120 at once)',
    refused: ['connectTimeout'],
    run: (parts) =>
      crowd(parts, 120, async (attacker) => {
        const files = parts.stolen(attacker);
        const socket = await parts.wires.tls(parts.stand.mqttPort, files);
        const bytes = connect({ id: files.counter, rest: [field('x'.repeat(2000))] });
        for (let at = 0; at < bytes.length && parts.left() && !socket.destroyed; at += 1) {
          await parts.wires.write(socket, bytes.subarray(at, at + 1));
          await pace(parts, 100);
        }
        socket.destroy();
      }),
  },
  {
    name: 'CONNECT of 256 MB',
    refused: ['tooLargeBeforeConnect'],
    run: once(8, () => Buffer.concat([hex('10 ffffff7f'), Buffer.alloc(60_000, 0x41)])),
  },
  {
    name: 'wills for foreign topics, retained',
    refused: ['will'],
    run: once(8, (_parts, id) =>
      connect({
        id,
        flags: clean | will | willRetain,
        rest: [field('counters/honest-1/position'), field('x')],
      }),
    ),
  },
  {
    name: 'keepalive of 18 hours',
    refused: ['keepaliveRefused'],
    run: once(8, (_parts, id) => connect({ id, keepalive: 65_535 })),
  },
  {
    name: 'persistent sessions',
    refused: ['persistentSession'],
    run: once(8, (_parts, id) => connect({ id, flags: 0 })),
  },
  {
    name: 'the client ids of honest counters',
    refused: ['clientIdMismatch'],
    run: once(8, (parts) => connect({ id: `honest-${1 + parts.below(4)}` })),
  },
  {
    name: 'one identity on many machines',
    refused: ['cloneSuspected'],
    run: (parts) =>
      crowd(parts, 10, async () => {
        const files = parts.stolen(0);
        const socket = await parts.wires.tls(parts.stand.mqttPort, files);
        await parts.wires.write(socket, connect({ id: files.counter }));
        await pace(parts, 5);
        await parts.wires.write(socket, pingreq);
        for (let waited = 0; waited < 10 && parts.left() && !socket.destroyed; waited += 1)
          await pace(parts, 5);
        socket.destroy();
      }),
  },
  {
    name: 'sessions that end as they begin',
    refused: [],
    run: (parts) =>
      crowd(parts, 10, async (attacker) => {
        const files = parts.stolen(attacker);
        const socket = await parts.wires.tls(parts.stand.mqttPort, files);
        const topic = `counters/${files.counter}/journal`;
        await parts.wires.write(
          socket,
          Buffer.concat([connect({ id: files.counter }), publish(topic, 'x', 0x34)]),
        );
        socket.destroy();
      }),
  },
];
