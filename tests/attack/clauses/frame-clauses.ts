// MQTT 3.1.1, chapter 2: fixed headers, remaining lengths, packet ids.
import {
  acknowledgement,
  disconnect,
  field,
  hex,
  packet,
  pingreq,
  publish,
  subscribe,
  u16,
  unsubscribe,
} from '../mqtt-bytes.ts';
import { answers, before, type ClauseCase, ends, ownFilter, ownTopic, welcome } from './clause-case.ts';

const flip = (bytes: Buffer, flags: number) =>
  Buffer.concat([Buffer.from([bytes[0]! ^ flags]), bytes.subarray(1)]);

/** Each packet a client may send but PUBLISH, with each single wrong flag. */
const flags: ClauseCase[] = Object.entries({
  PUBREL: acknowledgement('pubrel'),
  SUBSCRIBE: subscribe([ownFilter]),
  UNSUBSCRIBE: unsubscribe([ownFilter]),
  PINGREQ: pingreq,
  DISCONNECT: disconnect,
  PUBACK: acknowledgement('puback'),
}).flatMap(([name, bytes]) =>
  [1, 2, 4, 8].map((bit) => ends('MQTT-2.2.2-2', `${name} with flag bit ${bit} changed`, flip(bytes, bit))),
);

const types = { 0: 'reserved', 2: 'CONNACK', 9: 'SUBACK', 11: 'UNSUBACK', 13: 'PINGRESP', 15: 'reserved' };
const directions = Object.entries(types).map(([type, name]) =>
  ends(
    '2.2.1',
    `packet type ${type} (${name}) from a client`,
    packet(Number(type) << 4, [u16(7), hex('00')]),
  ),
);

const withoutId = (first: number) => packet(first, [field(ownTopic)]);

export const frameClauses: ClauseCase[] = [
  ...flags,
  ...directions,
  ...[1, 2, 4, 8].map((bit) => before('MQTT-2.2.2-2', `CONNECT with flag bit ${bit}`, flip(welcome, bit))),
  ends('2.2.3', 'a remaining length of five bytes', hex('30 ffffffff 01')),
  ends('2.2.3', 'a remaining length that never ends', hex('30 8080808080')),
  before('2.2.3', 'a CONNECT whose remaining length has five bytes', hex('10 8080808001')),
  ends('2.2.3', 'a packet that announces 256 MB', hex('30 ffffff7f'), {
    because: 'no batch of a counter is larger than 256 KB, and nothing is buffered for what is',
  }),
  ends('2.2.3', 'a packet one byte beyond 256 KB', Buffer.concat([hex('30'), hex('fdff0f')]), {
    because: 'no batch of a counter is larger than 256 KB',
  }),
  answers('2.2.3', 'a length written with more bytes than it needs', hex('c0 8000'), 'd000'),
  answers('2.2.3', 'a length of the most bytes there may be', hex('c0 80808000'), 'd000'),
  ends('MQTT-2.3.1-1', 'PUBLISH QoS 1 with packet id 0', publish(ownTopic, 'x', 0x32, 0)),
  ends('MQTT-2.3.1-1', 'PUBLISH QoS 2 with packet id 0', publish(ownTopic, 'x', 0x34, 0)),
  ends('MQTT-2.3.1-1', 'SUBSCRIBE with packet id 0', subscribe([ownFilter], 0)),
  ends('MQTT-2.3.1-1', 'UNSUBSCRIBE with packet id 0', unsubscribe([ownFilter], 0)),
  ends('MQTT-2.3.1-1', 'PUBREL with packet id 0', acknowledgement('pubrel', 0)),
  ends('MQTT-2.3.1-1', 'PUBLISH QoS 1 without a packet id', withoutId(0x32)),
  ends(
    'MQTT-2.3.1-1',
    'PUBLISH QoS 1 whose packet id would be the next packet',
    Buffer.concat([withoutId(0x32), pingreq]),
  ),
  ends('MQTT-2.3.1-1', 'PUBLISH QoS 2 with half a packet id', packet(0x34, [field(ownTopic), hex('07')])),
  answers(
    'MQTT-2.3.1-6',
    'the answer carries the packet id',
    publish(ownTopic, 'x', 0x32, 65_535),
    '4002 ffff',
    { handled: 1 },
  ),
];
