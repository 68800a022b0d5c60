// MQTT 3.1.1, sections 3.3 to 3.7 and 4.3: PUBLISH, its acknowledgements, and the flows of each QoS.
import { acknowledgement, field, hex, packet, publish, u16 } from '../mqtt-bytes.ts';
import { accepted, answers, type ClauseCase, ends, none, ownTopic, welcome } from './clause-case.ts';

const silent = (clause: string, what: string, send: Buffer, handled = 1): ClauseCase =>
  answers(clause, what, send, '', { handled });
const acknowledgements = ['puback', 'pubrec', 'pubcomp'] as const;
const firsts = { puback: 0x40, pubrec: 0x50, pubrel: 0x62, pubcomp: 0x70 };

const malformedAcknowledgements = Object.entries(firsts).flatMap(([name, first]) => [
  ends('2.3.1', `${name} without a packet id`, packet(first)),
  ends('2.3.1', `${name} with half a packet id`, packet(first, [hex('07')])),
  ends('2.3.1', `${name} with a byte too many`, packet(first, [u16(7), hex('00')])),
  ends('2.3.1', `${name} with a second packet id`, packet(first, [u16(7), u16(8)])),
  ends('MQTT-2.3.1-1', `${name} with packet id 0`, packet(first, [u16(0)])),
]);

const unsolicited = acknowledgements.map((name) =>
  ends('MQTT-4.8.0-1', `${name} of a message the hub never sent`, acknowledgement(name)),
);

const foreign = [
  'counters/c-002/journal',
  'counters/c-001/position',
  'lists/current',
  '$SYS/broker/uptime',
  '/counters/c-001/journal',
  'counters/c-001/journal/',
  'counters/C-001/journal',
  'counters/c-001/Journal',
];

export const publishClauses: ClauseCase[] = [
  silent('MQTT-3.3.4-1', 'QoS 0 has no answer', publish(ownTopic)),
  silent('3.3.3', 'an empty message', publish(ownTopic, '')),
  answers('MQTT-4.3.2-2', 'QoS 1 is answered by PUBACK', publish(ownTopic, 'x', 0x32), '4002 0007', {
    handled: 1,
  }),
  answers(
    'MQTT-3.3.1-1',
    'QoS 1 sent again',
    [publish(ownTopic, 'x', 0x32), publish(ownTopic, 'x', 0x3a)],
    '4002 0007 4002 0007',
    { handled: 2 },
  ),
  answers(
    'MQTT-4.3.3-2',
    'QoS 2: PUBREC, then PUBCOMP',
    [publish(ownTopic, 'x', 0x34), acknowledgement('pubrel')],
    '5002 0007 7002 0007',
    { handled: 1 },
  ),
  answers(
    'MQTT-4.3.3-2',
    'QoS 2 sent again before PUBREL',
    [publish(ownTopic, 'x', 0x34), publish(ownTopic, 'x', 0x3c), acknowledgement('pubrel')],
    '5002 0007 5002 0007 7002 0007',
    {
      handled: 2,
      because:
        'the hub takes the message twice; a journal line is the same line however often it comes (LED-2)',
    },
  ),
  answers(
    'MQTT-4.3.3-2',
    'PUBREL of a message the hub does not hold',
    acknowledgement('pubrel', 99),
    '7002 0063',
  ),
  answers(
    'MQTT-4.6.0-2',
    'acknowledgements in the order of the messages',
    Buffer.concat([1, 2, 3, 4, 5].map((id) => publish(ownTopic, 'x', 0x32, id))),
    '40020001 40020002 40020003 40020004 40020005',
    { handled: 5 },
  ),
  answers('MQTT-3.3.1-5', 'RETAIN is taken', publish(ownTopic, 'x', 0x33), '4002 0007', {
    handled: 1,
    because: 'nothing of a counter is kept for others: there is nobody who may read it',
  }),
  ends('MQTT-3.3.1-2', 'DUP with QoS 0', publish(ownTopic, 'x', 0x38)),
  ends('MQTT-3.3.1-4', 'QoS 3', publish(ownTopic, 'x', 0x36)),
  ends('MQTT-3.3.1-4', 'QoS 3 with DUP and RETAIN', publish(ownTopic, 'x', 0x3f)),
  ends('MQTT-3.3.2-1', 'no topic at all', packet(0x30)),
  ends('MQTT-3.3.2-1', 'half a topic length', packet(0x30, [hex('00')])),
  ends('MQTT-3.3.2-1', 'a topic longer than its packet', packet(0x30, [field(ownTopic, 200)])),
  ends('MQTT-4.7.3-1', 'an empty topic', publish('')),
  ends('MQTT-3.3.2-2', 'a topic with #', publish('counters/#')),
  ends('MQTT-3.3.2-2', 'a topic with +', publish('counters/+/journal')),
  ends('MQTT-4.7.3-3', 'a topic of 65,535 bytes', publish('t'.repeat(65_535))),
  ends('4.7.1.1', 'a topic of 1000 levels', publish('a/'.repeat(1000))),
  ...foreign.map((topic) =>
    ends('MQTT-3.3.5-2', `a topic that is not its own: ${topic}`, publish(topic, 'x', 0x32)),
  ),
  ...unsolicited,
  ...malformedAcknowledgements,
  {
    clause: 'MQTT-3.14.4-2',
    what: 'PUBLISH behind DISCONNECT',
    send: [welcome, Buffer.concat([hex('e000'), publish(ownTopic)])],
    answer: Buffer.concat([accepted, none]),
    end: 'closed',
  },
];
