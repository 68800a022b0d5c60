// MQTT 3.1.1, sections 3.8 to 3.14 and 4.7: SUBSCRIBE, UNSUBSCRIBE, PINGREQ, DISCONNECT, topic filters.
import { disconnect, field, hex, packet, pingreq, subscribe, u16, unsubscribe } from '../mqtt-bytes.ts';
import { answers, type ClauseCase, ends, ownFilter } from './clause-case.ts';

const byName = 'a counter reads its own topics by exact name; a wildcard would read what is not its own';
const withQos = (qos: number) => packet(0x82, [u16(7), field(ownFilter), Buffer.from([qos])]);
const wildcards = ['#', '+', '+/+/position', 'counters/#', 'counters/+/position', '/#', '$SYS/#', '+/#'];
const impossible = ['counters#', 'counters/#/position', '#/counters', 'counters/c+/position', '+a', 'a/b+'];

export const subscribeClauses: ClauseCase[] = [
  answers('MQTT-3.8.4-1', 'SUBSCRIBE is answered by SUBACK', subscribe([ownFilter]), '9003 0007 00'),
  answers('MQTT-3.8.4-2', 'with its packet id', subscribe([ownFilter], 0xabcd), '9003 abcd 00'),
  answers(
    'MQTT-3.9.3-1',
    'one return code a filter, in their order',
    subscribe(['counters/c-002/position', ownFilter, 'counters/c-001/journal']),
    '9005 0007 80 00 80',
  ),
  answers(
    'MQTT-3.8.4-6',
    'QoS 1 and 2 are granted; the hub sends with QoS 0',
    [subscribe([ownFilter], 7, 1), subscribe([ownFilter], 8, 2)],
    '9003 0007 01 9003 0008 02',
  ),
  answers(
    'MQTT-3.8.4-3',
    'the same filter again',
    [subscribe([ownFilter]), subscribe([ownFilter], 8)],
    '9003 0007 00 9003 0008 00',
  ),
  answers(
    'MQTT-3.8.4-5',
    'the same filter twice in one packet',
    subscribe([ownFilter, ownFilter]),
    '9003 0007 00',
    {
      because: 'Aedes answers a repeated filter once; a counter names each filter once',
    },
  ),
  ends('MQTT-3.8.3-3', 'SUBSCRIBE without a filter', packet(0x82, [u16(7)])),
  ends('MQTT-3.8.3-3', 'SUBSCRIBE without anything', packet(0x82)),
  ends('3.8.3', 'a filter without QoS', packet(0x82, [u16(7), field(ownFilter)])),
  ends('3.8.3', 'a filter longer than its packet', packet(0x82, [u16(7), field(ownFilter, 300), hex('00')])),
  ends('3.8.3', 'a byte behind the last QoS', packet(0x82, [u16(7), field(ownFilter), hex('0000')])),
  ...[0x03, 0x04, 0x80, 0xff].map((qos) => ends('MQTT-3-8.3-4', `a QoS byte of ${qos}`, withQos(qos))),
  ends('MQTT-4.7.3-1', 'an empty filter', subscribe([''])),
  ends('MQTT-4.7.3-1', 'an empty filter behind a good one', subscribe([ownFilter, ''])),
  ends('4.7.1.1', 'a filter of 1000 levels', subscribe(['a/'.repeat(1000)])),
  ends('4.7.3', 'a filter of 65,535 bytes', subscribe(['t'.repeat(65_535)]), {
    because: 'no SUBSCRIBE of a counter is larger than 4 KB',
  }),
  ...wildcards.map((filter) =>
    answers('4.7.1', `the wildcard ${filter}`, subscribe([filter]), '9003 0007 80', { because: byName }),
  ),
  ...impossible.map((filter) => ends('MQTT-4.7.1-2', `the impossible filter ${filter}`, subscribe([filter]))),
  answers(
    'MQTT-3.10.4-4',
    'UNSUBSCRIBE is answered by UNSUBACK',
    [subscribe([ownFilter]), unsubscribe([ownFilter], 9)],
    '9003 0007 00 b002 0009',
  ),
  answers(
    'MQTT-3.10.4-5',
    'also for a filter nobody subscribed',
    unsubscribe(['never/heard/of']),
    'b002 0007',
  ),
  answers(
    'MQTT-3.10.4-6',
    'one UNSUBACK for many filters',
    unsubscribe([ownFilter, 'a', 'b', ownFilter]),
    'b002 0007',
  ),
  ends('MQTT-3.10.3-2', 'UNSUBSCRIBE without a filter', packet(0xa2, [u16(7)])),
  ends('MQTT-4.7.3-1', 'UNSUBSCRIBE of an empty filter', unsubscribe([''])),
  ends(
    '3.10.3',
    'UNSUBSCRIBE of a filter longer than its packet',
    packet(0xa2, [u16(7), field(ownFilter, 300)]),
  ),
  ends('MQTT-4.7.1-2', 'UNSUBSCRIBE of an impossible filter', unsubscribe(['a/#/b'])),
  answers('MQTT-3.12.4-1', 'PINGREQ is answered by PINGRESP', pingreq, 'd000'),
  ends('3.12', 'PINGREQ with a body', hex('c0 01 00')),
  ends('MQTT-3.14.4-3', 'DISCONNECT ends the connection', disconnect),
  ends('3.14', 'DISCONNECT with a body', hex('e0 01 00')),
];
