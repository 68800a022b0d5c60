import fc from 'fast-check';
import mqttPacket from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { FrameGuard } from './frame-guard.ts';

const limits = {
  preConnectBytesMax: 4096,
  packetBytesMax: 262_144,
  controlBytesMax: 4096,
  controlBurst: 50,
  controlPerSecond: 10,
};
const connect = mqttPacket.generate({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  clientId: 'c-001',
  keepalive: 60,
});
const publish = (bytes: number) =>
  mqttPacket.generate({
    cmd: 'publish',
    topic: 't',
    payload: Buffer.alloc(bytes),
    qos: 0,
    dup: false,
    retain: false,
  });
const feed = (...chunks: Uint8Array[]) => {
  const guard = new FrameGuard(limits);
  return chunks.map((chunk) => guard.accept(chunk, 0)).find((violation) => violation !== undefined);
};

describe('frame guard', () => {
  it('[BRK-2] lets a proper session pass', () => {
    const subscribe = mqttPacket.generate({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic: 't', qos: 0 }],
    });
    expect(
      feed(connect, publish(1000), subscribe, Buffer.from([0xc0, 0]), Buffer.from([0xe0, 0])),
    ).toBeUndefined();
  });

  it('[BRK-2] wants CONNECT first', () => {
    expect(feed(publish(1))).toBe('notConnect');
    expect(feed(Buffer.from('GET / HTTP/1.1\r\n'))).toBe('notConnect');
    expect(feed(Buffer.from([0x11, 0x02]))).toBe('notConnect');
  });

  it('[BRK-2] bounds the first packet more tightly than later ones, by what its header announces', () => {
    const announced = (first: number, length: number) =>
      Buffer.from([first, 0x80 | (length & 0x7f), 0x80 | ((length >> 7) & 0x7f), length >> 14]);
    expect(feed(announced(0x10, 4092))).toBeUndefined();
    expect(feed(announced(0x10, 4093))).toBe('tooLargeBeforeConnect');
    expect(feed(connect, announced(0x30, 262_140))).toBeUndefined();
    expect(feed(connect, announced(0x30, 262_141))).toBe('tooLarge');
  });

  it('[BRK-2] refuses impossible headers', () => {
    expect(feed(connect, Buffer.from([0x00]))).toBe('malformed');
    expect(feed(connect, Buffer.from([0xf0]))).toBe('malformed');
    expect(feed(connect, Buffer.from([0x20]))).toBe('malformed');
    expect(feed(connect, Buffer.from([0x80]))).toBe('malformed');
    expect(feed(connect, Buffer.from([0x36]))).toBe('malformed');
    expect(feed(connect, Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff]))).toBe('malformed');
  });

  it('[BRK-2] decides the same wherever the stream is cut', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 5 });
    fc.assert(
      fc.property(sizes, fc.boolean(), fc.array(fc.nat(2000), { maxLength: 8 }), (payloads, breaks, cuts) => {
        const tail = breaks ? [Buffer.from([0xf1, 0x00])] : [];
        const stream = Buffer.concat([connect, ...payloads.map(publish), ...tail]);
        const at = [0, ...cuts.filter((cut) => cut < stream.length).sort((a, b) => a - b), stream.length];
        const chunks = at.slice(1).map((end, index) => stream.subarray(at[index], end));
        expect(feed(...chunks)).toBe(breaks ? 'malformed' : undefined);
      }),
      { numRuns: 200 },
    );
  });

  it('[BRK-12] reads whole packets: a CONNECT in pieces has passed only with its last byte', () => {
    const guard = new FrameGuard(limits);
    for (const byte of connect.subarray(0, -1)) {
      expect(guard.accept(Uint8Array.of(byte), 0)).toBeUndefined();
      expect(guard.connectSeen).toBe(false);
    }
    guard.accept(connect.subarray(-1), 0);
    expect(guard.connectSeen).toBe(true);
  });

  it('[BRK-12] decides about bodies the same wherever they are cut', () => {
    const tails: [number[], string | undefined][] = [
      [[0x82, 6, 0, 1, 0, 1, 0x74, 0], undefined],
      [[0x82, 6, 0, 1, 0, 1, 0x74, 3], 'malformed'],
      [[0x82, 6, 0, 0, 0, 1, 0x74, 0], 'malformed'],
      [[0xa2, 2, 0, 1], 'malformed'],
      [[0x32, 6, 0, 1, 0x74, 0, 1, 0xff], undefined],
      [[0x32, 6, 0, 1, 0x74, 0, 0, 0xff], 'malformed'],
      [[0x30, 5, 0, 2, 0xc0, 0x80, 0xff], 'badText'],
      [[0x30, 4, 1, 1, 0x74, 0x74], 'foreignPublish'],
      [[0x40, 2, 0, 1], 'unsolicitedAcknowledgement'],
      [[0xe0, 0, 0xc0, 0], 'malformed'],
    ];
    for (const [tail, expected] of tails) {
      const stream = Buffer.concat([connect, Buffer.from(tail)]);
      for (let cut = 0; cut <= stream.length; cut += 1)
        expect(feed(stream.subarray(0, cut), stream.subarray(cut)), `${tail} at ${cut}`).toBe(expected);
      expect(feed(...[...stream].map((byte) => Uint8Array.of(byte)))).toBe(expected);
    }
  });

  it('[BRK-14] what is answered has a rate; what is published has none here', () => {
    const guard = new FrameGuard(limits);
    guard.accept(connect, 0);
    const pings = (count: number) => Buffer.alloc(2 * count, Buffer.from([0xc0, 0]));
    expect(guard.accept(pings(50), 0)).toBeUndefined();
    expect(guard.accept(Buffer.alloc(5 * 500, Buffer.from([0x30, 3, 0, 1, 0x74])), 0)).toBeUndefined();
    expect(guard.accept(pings(10), 1000)).toBeUndefined();
    expect(guard.accept(pings(1), 1000)).toBe('controlFlood');
    expect(guard.accept(pings(1), 99_000)).toBe('controlFlood');
  });
});
