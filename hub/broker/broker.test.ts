import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { counterTopic, listsTopic } from '@zhuangui/protocol/topics.ts';
import type { MqttClient } from 'mqtt';
import mqttPacket from 'mqtt-packet';
import { afterEach, describe, expect, it } from 'vitest';
import type { TestIdentity } from '../fleet/testing/test-fleet.ts';
import { sampleVersions } from '../ledger/testing/sample-counter.ts';
import { systemClock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import { createBroker } from './broker.ts';
import type { BrokerLimits } from './limits.ts';
import { openTestBroker, samplePush, type TestBroker } from './testing/test-broker.ts';

let test: TestBroker;
const open = async (limits?: Partial<BrokerLimits>) => {
  test = await openTestBroker(limits);
  return test;
};
afterEach(async () => {
  await test.close();
});

const connected = async (client: MqttClient) => {
  if (!client.connected) await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  return client;
};
/** Resolves at the next `close`; an error before it is part of being cut off. */
const closed = (end: MqttClient | net.Socket) =>
  new Promise<void>((resolve) => {
    if (end instanceof net.Socket && end.closed) resolve();
    else (end as net.Socket).once('close', () => resolve());
  });
const refused = () => test.broker.stats().refused;
const position = (counter: string) => counterTopic(counter, 'position');
const journal = (counter: string) => counterTopic(counter, 'journal');
const hello = {
  v: 1,
  journal: `j${'1'.repeat(16)}`,
  seq: 0,
  hash: 'a'.repeat(64),
  agentVersion: '1',
  lists: sampleVersions,
};
const positionAt = (seq: number) => ({
  v: 1 as const,
  journal: hello.journal,
  seq,
  hash: hello.hash,
  hubTime: 5,
});

/** TLS without MQTT on top; what the hub does to it shows in `close`. */
async function rawTls(identity: TestIdentity): Promise<tls.TLSSocket> {
  const { key, cert, ca } = identity;
  const socket = tls.connect({ port: test.port, host: '127.0.0.1', servername: 'localhost', key, cert, ca });
  socket.on('error', () => {});
  await once(socket, 'secureConnect');
  return socket.resume();
}
const connectPacket = (clientId: string, change: object = {}) =>
  mqttPacket.generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
    clientId,
    ...change,
  });

describe('a counter', () => {
  it('[BRK-1] says hello, sends batches and telemetry, reads its position and the lists', async () => {
    await open();
    const client = await connected(test.client(await test.enrol('c-001')));
    const read: [string, string, boolean][] = [];
    client.on('message', (topic, payload, packet) =>
      read.push([topic, payload.toString().slice(0, 40), packet.retain]),
    );
    await test.broker.publishLists(samplePush('before'));
    await client.subscribeAsync([position('c-001'), listsTopic]);
    await client.publishAsync(counterTopic('c-001', 'hello'), JSON.stringify(hello), { qos: 1 });
    await client.publishAsync(journal('c-001'), 'lines', { qos: 1 });
    await expect.poll(() => test.batches.length).toBe(1);
    expect(test.hellos).toEqual([{ counter: 'c-001', hello }]);
    test.broker.sendPosition('c-001', positionAt(7));
    await test.broker.publishLists(samplePush('after'));
    await expect.poll(() => read.length).toBe(3);
    expect(read.map(([topic, , retain]) => [topic, retain])).toEqual([
      [listsTopic, true],
      [position('c-001'), false],
      [listsTopic, false],
    ]);
    expect(test.presence).toMatchObject([{ kind: 'online', counter: 'c-001' }]);
    await client.endAsync();
    await expect.poll(() => test.presence.at(-1)?.kind).toBe('offline');
  });

  it('[BRK-1] without a certificate of this hub there is no session', async () => {
    await open();
    const other = await openTestBroker();
    try {
      const foreign = await other.enrol('c-001');
      const own = await test.enrol('c-002');
      await closed(test.client({ ...foreign, ca: own.ca }));
      const bare = net.connect(test.port, '127.0.0.1');
      bare.on('error', () => {});
      bare.write(connectPacket('c-001'));
      await closed(bare);
      await expect.poll(() => refused().handshakeFailed).toBe(2);
    } finally {
      await other.close();
    }
  });

  it('[BRK-1] the client id must be that of the certificate', async () => {
    await open();
    const identity = await test.enrol('c-001');
    await test.enrol('c-002');
    await closed(test.client(identity, { clientId: 'c-002' }));
    await closed(test.client(identity, { clientId: '__proto__' }));
    expect(refused().clientIdMismatch).toBe(2);
  });

  it('[BRK-3] unknown, revoked and replaced certificates are answered with CONNACK 5', async () => {
    await open();
    const first = await test.enrol('c-001');
    await test.enrol('c-001');
    const revoked = await test.enrol('c-002');
    await test.fleet.registry.revoke('c-002', 'stolen');
    for (const identity of [first, revoked]) {
      const client = test.client(identity);
      const error = await new Promise<unknown>((resolve) => client.once('error', resolve));
      expect(error).toMatchObject({ code: 5 });
    }
    expect(refused().revoked).toBe(2);
  });

  it('[BRK-4] persistent sessions, wills and odd keepalives are refused', async () => {
    await open();
    const identity = await test.enrol('c-001');
    await closed(test.client(identity, { clean: false }));
    await closed(
      test.client(identity, {
        will: { topic: journal('c-001'), payload: Buffer.from('x'), qos: 0, retain: false },
      }),
    );
    await closed(test.client(identity, { keepalive: 0 }));
    await closed(test.client(identity, { keepalive: 3600 }));
    expect(refused()).toMatchObject({ persistentSession: 1, will: 1, keepaliveRefused: 2 });
  });
});

describe('foreign topics', () => {
  it('[LINK-1] publishing elsewhere ends the connection', async () => {
    await open();
    const identity = await test.enrol('c-001');
    for (const topic of [journal('c-002'), position('c-001'), listsTopic, '$SYS/x', 'a/b/c/d/e/f/g/h/i/j']) {
      const client = await connected(test.client(identity));
      client.publish(topic, 'x');
      await closed(client);
    }
    expect(refused().foreignPublish).toBe(4);
    expect(test.batches).toEqual([]);
  });

  it('[LINK-2] subscribing elsewhere is answered with 0x80, one by one', async () => {
    await open();
    const client = await connected(test.client(await test.enrol('c-001')));
    for (const topic of ['#', 'counters/+/position', position('c-002'), '$SYS/#', journal('c-001')]) {
      await expect(client.subscribeAsync(topic)).rejects.toThrow();
    }
    await client.subscribeAsync(position('c-001'));
    expect(refused().foreignSubscribe).toBe(5);
  });

  it('[BRK-4] a retained message is taken, but not retained, and QoS 1 is acknowledged', async () => {
    await open();
    const client = await connected(test.client(await test.enrol('c-001')));
    await client.publishAsync(journal('c-001'), 'lines', { qos: 1, retain: true });
    await client.publishAsync(journal('c-001'), 'more', { qos: 1 });
    expect(test.batches.map(({ payload }) => payload.toString())).toEqual(['lines', 'more']);
    expect(refused().retain).toBe(1);
  });

  it('[BRK-10] bad hellos and telemetry are counted and do not end the session', async () => {
    await open();
    const client = await connected(test.client(await test.enrol('c-001')));
    await client.publishAsync(counterTopic('c-001', 'hello'), '{"v":2}', { qos: 1 });
    await client.publishAsync(counterTopic('c-001', 'telemetry'), '\u0000', { qos: 1 });
    await client.publishAsync(journal('c-001'), 'x', { qos: 1 });
    expect(refused()).toMatchObject({ badHello: 1, badTelemetry: 1 });
    expect(test.broker.stats().counters).toBe(1);
  });
});

describe('raw bytes', () => {
  it('[BRK-2] oversized and malformed packets cut the connection and are counted by reason', async () => {
    await open();
    const identity = await test.enrol('c-001');
    const big = mqttPacket.generate({
      cmd: 'publish',
      topic: journal('c-001'),
      payload: Buffer.alloc(262_144),
      qos: 0,
      dup: false,
      retain: false,
    });
    const streams = [
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      connectPacket('c-001', { username: 'x'.repeat(5000) }),
      Buffer.concat([connectPacket('c-001'), big]),
      Buffer.concat([connectPacket('c-001'), Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff])]),
    ];
    for (const bytes of streams) {
      const socket = await rawTls(identity);
      socket.write(bytes);
      await closed(socket);
    }
    expect(refused()).toMatchObject({ notConnect: 1, tooLargeBeforeConnect: 1, tooLarge: 1, malformed: 1 });
    expect(test.batches).toEqual([]);
  });

  it('[BRK-3] packets right behind CONNECT wait for the admission', async () => {
    await open();
    const socket = await rawTls(await test.enrol('c-001'));
    const batch = mqttPacket.generate({
      cmd: 'publish',
      topic: journal('c-001'),
      payload: 'x',
      qos: 0,
      dup: false,
      retain: false,
    });
    for (const bytes of [connectPacket('c-001'), batch, batch]) {
      socket.write(bytes);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => test.batches.length).toBe(2);
    expect(refused().foreignPublish).toBe(0);
  });

  it('[BRK-9] who says nothing is cut off, and only so many may wait', async () => {
    await open({ connectTimeoutMs: 300, waitingMax: 2 });
    const identity = await test.enrol('c-001');
    const silent = [await rawTls(identity), await rawTls(identity)];
    const third = net.connect(test.port, '127.0.0.1');
    third.on('error', () => {});
    await closed(third);
    expect(refused().tooManyWaiting).toBe(1);
    await Promise.all(silent.map(closed));
    expect(refused().connectTimeout).toBe(2);
    await expect.poll(() => test.broker.stats().waiting).toBe(0);
    await connected(test.client(identity));
    expect(test.broker.stats()).toMatchObject({ waiting: 0, counters: 1 });
  });

  it('[BRK-9] a handshake that drips byte by byte is cut off in time', async () => {
    await open({ handshakeTimeoutMs: 300, connectTimeoutMs: 100 });
    const socket = net.connect(test.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]));
    const drip = setInterval(() => socket.write(Buffer.from([7])), 50);
    await closed(socket);
    clearInterval(drip);
    await expect.poll(() => test.broker.stats().waiting).toBe(0);
  });

  it('[BRK-9] connections have a bound', async () => {
    await open({ connectionsMax: 1 });
    await connected(test.client(await test.enrol('c-001')));
    await closed(test.client(await test.enrol('c-002')));
    await expect.poll(() => refused().tooManyConnections).toBe(1);
  });
});

describe('sessions end', () => {
  it('[BRK-3] on revocation, at once', async () => {
    await open();
    const client = await connected(test.client(await test.enrol('c-001')));
    await Promise.all([closed(client), test.fleet.registry.revoke('c-001', 'stolen')]);
    await expect.poll(() => test.broker.stats().counters).toBe(0);
  });

  it('[BRK-3] when the certificate does', async () => {
    await open();
    const client = await connected(test.client(await test.enrol('c-001')));
    test.now.offsetMs = 91 * 86_400_000;
    await closed(client);
    expect(refused().certificateExpired).toBe(1);
  });

  it('[BRK-6] when nothing is heard for one and a half keepalives, unless the hub holds messages back', async () => {
    await open();
    const held = Promise.withResolvers<void>();
    test.gate.wait = held.promise;
    const socket = await rawTls(await test.enrol('c-001'));
    const batch = mqttPacket.generate({
      cmd: 'publish',
      topic: journal('c-001'),
      payload: 'x',
      qos: 0,
      dup: false,
      retain: false,
    });
    const silent = await rawTls(await test.enrol('c-002'));
    socket.write(Buffer.concat([connectPacket('c-001', { keepalive: 1 }), batch]));
    await expect.poll(() => test.batches.length).toBe(1);
    silent.write(connectPacket('c-002', { keepalive: 1 }));
    await closed(silent);
    await expect.poll(() => test.broker.stats().counters).toBe(1);
    expect(refused().keepaliveLost).toBe(1);
    held.resolve();
    await closed(socket);
    expect(refused().keepaliveLost).toBe(2);
  });

  it('[BRK-8] two machines with one identity push each other out until somebody is told', async () => {
    await open();
    const identity = await test.enrol('c-001');
    for (let turn = 0; turn < 4; turn += 1) await connected(test.client(identity));
    await expect.poll(() => refused()).toMatchObject({ takeovers: 3, cloneSuspected: 1 });
    expect(test.presence.filter(({ kind }) => kind === 'clone-suspected')).toHaveLength(1);
    await expect.poll(() => test.broker.stats().counters).toBe(1);
    expect(test.presence.at(-1)).toMatchObject({ kind: 'online' });
  });
});

describe('load', () => {
  it('[BRK-7] slows a counter that sends too fast, and loses nothing of it', async () => {
    await open({ messageBurst: 5, messagesPerSecond: 200 });
    const client = await connected(test.client(await test.enrol('c-001')));
    for (let n = 0; n < 40; n += 1) client.publish(journal('c-001'), String(n));
    await expect.poll(() => test.batches.length).toBe(40);
    expect(test.batches.map(({ payload }) => Number(payload.toString()))).toEqual(
      Array.from({ length: 40 }, (_, n) => n),
    );
    expect(refused().slowed).toBeGreaterThan(20);
  });

  it('[BRK-7] while the hub holds messages back it reads no more of that counter, then all of it', async () => {
    await open({ byteBurst: 1e9 });
    const held = Promise.withResolvers<void>();
    test.gate.wait = held.promise;
    const socket = await rawTls(await test.enrol('c-001'));
    const large = mqttPacket.generate({
      cmd: 'publish',
      topic: journal('c-001'),
      payload: Buffer.alloc(200_000),
      qos: 0,
      dup: false,
      retain: false,
    });
    socket.write(connectPacket('c-001'));
    for (let n = 0; n < 100; n += 1) socket.write(large);
    await expect.poll(() => test.batches.length).toBeGreaterThanOrEqual(3);
    // Others are served, and the 20 MB wait with the counter.
    const other = await connected(test.client(await test.enrol('c-002')));
    test.gate.wait = undefined;
    await other.publishAsync(journal('c-002'), 'x', { qos: 1 });
    expect(test.batches.length).toBeLessThan(10);
    expect(socket.writableLength).toBeGreaterThan(10_000_000);
    held.resolve();
    await expect.poll(() => test.batches.length, { timeout: 10_000 }).toBe(101);
  });

  it('[BRK-5] a counter that does not read keeps nobody from reading, and is cut off', async () => {
    await open({ stallTimeoutMs: 200, slowestReadBytesPerSecond: 1e9 });
    const stuck = await rawTls(await test.enrol('c-001'));
    const subscribe = {
      cmd: 'subscribe' as const,
      messageId: 1,
      subscriptions: [{ topic: listsTopic, qos: 0 as const }],
    };
    stuck.pause();
    stuck.write(Buffer.concat([connectPacket('c-001'), mqttPacket.generate(subscribe)]));
    await expect.poll(() => test.broker.stats().counters).toBe(1);
    const reader = await connected(test.client(await test.enrol('c-002')));
    await reader.subscribeAsync(listsTopic);
    let read = 0;
    reader.on('message', () => {
      read += 1;
    });
    const filler = 'x'.repeat(30_000);
    const push = {
      ...samplePush('now'),
      targets: filler,
      files: { 'withdrawals/products.json': filler.repeat(4) },
    };
    let sent = 0;
    while (refused().stalled === 0) {
      await test.broker.publishLists(push);
      sent += 1;
      await expect.poll(() => read).toBe(sent);
    }
    stuck.destroy();
    expect(refused().stalled).toBe(1);
  });

  it('plain TCP is for loopback only', async () => {
    await open();
    const parts = { fleet: test.fleet.registry, clock: systemClock(), log: silentLog };
    const plain = await createBroker({ tls: null, ...parts, onHello() {}, onBatch() {}, onTelemetry() {} });
    await expect(plain.listen(0, '0.0.0.0')).rejects.toThrow(/give the broker a certificate/);
    await plain.listen(0, '127.0.0.1');
    await plain.close();
  });
});
