// MQTT 3.1.1 as bytes against the production broker over mutual TLS: every row names its clause.
import { once } from 'node:events';
import tls from 'node:tls';
import { listsTopic } from '@zhuangui/protocol/topics.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestBroker, samplePush, type TestBroker } from '../../hub/broker/testing/test-broker.ts';
import type { TestIdentity } from '../../hub/fleet/testing/test-fleet.ts';
import { accepted, type ClauseCase, own, ownTopic, welcome } from './clauses/clause-case.ts';
import { connectClauses } from './clauses/connect-clauses.ts';
import { frameClauses } from './clauses/frame-clauses.ts';
import { publishClauses } from './clauses/publish-clauses.ts';
import { subscribeClauses } from './clauses/subscribe-clauses.ts';
import { textClauses } from './clauses/text-clauses.ts';
import { hex, pingreq, publish, subscribe } from './mqtt-bytes.ts';

let hub: TestBroker;
let identity: TestIdentity;
beforeAll(async () => {
  hub = await openTestBroker({ takeoversMax: 1e6 });
  identity = await hub.enrol(own);
});
afterAll(() => hub.close());

interface Wire {
  socket: tls.TLSSocket;
  /** Everything the hub has sent. */
  heard(): Buffer;
  closed: Promise<void>;
}

async function open(): Promise<Wire> {
  const { key, cert, ca } = identity;
  const socket = tls.connect({ port: hub.port, host: '127.0.0.1', servername: 'localhost', key, cert, ca });
  socket.on('error', () => {});
  socket.setNoDelay();
  const parts: Buffer[] = [];
  socket.on('data', (bytes) => parts.push(bytes));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'secureConnect');
  return { socket, heard: () => Buffer.concat(parts), closed };
}

/** One segment after the other; what follows CONNECT waits for its answer, as a client's packets do. */
async function say(wire: Wire, send: readonly Buffer[]): Promise<void> {
  for (const [at, bytes] of send.entries()) {
    if (at > 0 && send[0]!.equals(welcome))
      await expect.poll(() => wire.heard().length, { interval: 1 }).toBeGreaterThanOrEqual(4);
    await new Promise<void>((resolve) => wire.socket.write(bytes, () => resolve()));
  }
}

const hexOf = (bytes: Buffer) => bytes.toString('hex');

async function judge({ send, answer, end, handled = 0 }: ClauseCase): Promise<void> {
  const before = hub.batches.length;
  const wire = await open();
  try {
    await say(wire, send);
    const full = end === 'open' ? Buffer.concat([answer, hex('d000')]) : answer;
    if (end === 'open') {
      await expect.poll(() => hexOf(wire.heard()), { interval: 1 }).toBe(hexOf(answer));
      wire.socket.write(pingreq);
      await expect.poll(() => wire.heard().length, { interval: 1 }).toBe(full.length);
    } else {
      await wire.closed;
    }
    expect(hexOf(wire.heard())).toBe(hexOf(full));
    expect(hub.batches.length - before).toBe(handled);
  } finally {
    wire.socket.destroy();
  }
}

const title = ({ clause, what, because }: ClauseCase) =>
  `[${clause}] ${what}${because ? ` (${because})` : ''}`;

describe.each([
  ['CONNECT', connectClauses],
  ['text', textClauses],
  ['frames', frameClauses],
  ['PUBLISH', publishClauses],
  ['SUBSCRIBE and the rest', subscribeClauses],
] as [string, ClauseCase[]][])('[ATK-1] %s', (_name, rows) => {
  it.each(rows.map((row) => [title(row), row] as const))('%s', (_title, row) => judge(row));
});

describe('[ATK-1] more than one connection', () => {
  it('[MQTT-3.1.4-2] the newer session with the same client id ends the older one', async () => {
    const older = await open();
    await say(older, [welcome]);
    await expect.poll(() => hexOf(older.heard())).toBe(hexOf(accepted));
    const newer = await open();
    await say(newer, [welcome, pingreq]);
    await older.closed;
    await expect.poll(() => hexOf(newer.heard())).toBe(`${hexOf(accepted)}d000`);
    newer.socket.destroy();
  });

  it('[MQTT-3.3.1-6, -8, -9] the lists are retained for a new subscription, and live afterwards', async () => {
    await hub.broker.publishLists(samplePush('one'));
    const wire = await open();
    await say(wire, [welcome, subscribe([listsTopic])]);
    const first = () => wire.heard().indexOf(listsTopic) - 2;
    await expect.poll(first).toBeGreaterThan(0);
    // SUBACK before the retained message; its header has RETAIN and QoS 0.
    expect(hexOf(wire.heard().subarray(0, 9))).toBe(`${hexOf(accepted)}9003000700`);
    expect(wire.heard()[9]).toBe(0x31);
    const length = wire.heard().length;
    await hub.broker.publishLists(samplePush('two'));
    await expect.poll(() => wire.heard().length).toBe(2 * length - 9);
    expect(wire.heard()[length]).toBe(0x30);
    // MQTT-3.8.4-3: subscribing again sends them again.
    await say(wire, [subscribe([listsTopic], 8)]);
    await expect.poll(() => wire.heard().length).toBe(3 * length - 13);
    wire.socket.destroy();
  });

  it('[MQTT-3.1.2-7] nothing a counter sends is kept for its next session', async () => {
    const wire = await open();
    await say(wire, [welcome, publish(ownTopic, 'kept?', 0x33)]);
    await expect.poll(() => hexOf(wire.heard())).toBe(`${hexOf(accepted)}40020007`);
    wire.socket.destroy();
    await judge({
      clause: 'MQTT-3.1.2-7',
      what: 'the next session hears nothing',
      send: [welcome, subscribe([`counters/${own}/payment`])],
      answer: Buffer.concat([accepted, hex('9003 0007 00')]),
      end: 'open',
    });
  });
});
