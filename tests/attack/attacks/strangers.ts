// Those without a certificate of this hub: floods before CONNECT, and bytes that are no MQTT.
import type net from 'node:net';
import { hex } from '../mqtt-bytes.ts';
import { type Attack, type AttackParts, crowd, pace } from './attack.ts';

/** The beginning of a TLS ClientHello whose end never comes. */
const halfHello = hex('16 0301 0200 01 0001fc 0303');

/** Keeps so many sockets open; what the hub ends is opened again. */
async function hold(parts: AttackParts, size: number, first?: Buffer): Promise<void> {
  await crowd(parts, size, async () => {
    const socket = await parts.wires.tcp(parts.stand.mqttPort);
    if (first) await parts.wires.write(socket, first);
    await untilClosed(parts, socket);
  });
}

async function untilClosed(parts: AttackParts, socket: net.Socket): Promise<void> {
  while (parts.left() && !socket.destroyed) await pace(parts, 50);
  socket.destroy();
}

export const strangerAttacks: Attack[] = [
  {
    name: 'idle sockets, twice the waiting room',
    refused: ['tooManyWaiting', 'handshakeFailed'],
    run: (parts) => hold(parts, 2 * parts.stand.waitingMax),
  },
  {
    name: 'handshakes that never end',
    refused: ['tooManyWaiting', 'handshakeFailed'],
    run: (parts) => hold(parts, parts.stand.waitingMax, halfHello),
  },
  {
    name: 'handshakes without a certificate',
    refused: ['handshakeFailed'],
    run: (parts) =>
      crowd(parts, 8, async () => {
        const socket = await parts.wires.tls(parts.stand.mqttPort);
        await parts.wires.write(socket, hex('c000'));
        await untilClosed(parts, socket);
      }),
  },
  {
    name: 'noise instead of TLS',
    refused: ['handshakeFailed'],
    run: (parts) =>
      crowd(parts, 20, async () => {
        const socket = await parts.wires.tcp(parts.stand.mqttPort);
        const noise = Buffer.from(Array.from({ length: 64 + parts.below(2000) }, () => parts.below(256)));
        await parts.wires.write(socket, noise);
        socket.destroy();
      }),
  },
];
