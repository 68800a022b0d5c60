import fc from 'fast-check';
import mqttPacket from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { FrameGuard } from './frame-guard.ts';

const limits = { preConnectBytesMax: 4096, packetBytesMax: 262_144 };
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
  return chunks.map((chunk) => guard.accept(chunk)).find((violation) => violation !== undefined);
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
});
