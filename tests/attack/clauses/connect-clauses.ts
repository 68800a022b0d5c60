// MQTT 3.1.1, section 3.1 CONNECT and 3.2 CONNACK.
import {
  acknowledgement,
  type ConnectParts,
  connect,
  connectBody,
  connectFlags,
  disconnect,
  field,
  hex,
  packet,
  pingreq,
  publish,
  subscribe,
  unsubscribe,
} from '../mqtt-bytes.ts';
import { accepted, before, type ClauseCase, ends, own, ownFilter, ownTopic, welcome } from './clause-case.ts';

const { clean, username, password, reserved, will, willQos1, willQos2, willRetain } = connectFlags;
const from = (change: Omit<ConnectParts, 'id'>) => connect({ id: own, ...change });
const flagged = (flags: number, ...rest: Buffer[]) => from({ flags, rest });
const [user, word] = [field('user'), field('word')];
const willFields = [field('will/topic'), field('gone')];

const noSession =
  'the hub keeps no sessions: the journal on the counter is the queue, and Aedes bounds no offline queue';
const noWill = 'presence is the hub’s own observation, and a will is a message nobody sent';
const certified = 'the client id is the counter id that the certificate names, and no other';

const first: ClauseCase[] = Object.entries({
  PUBLISH: publish(ownTopic),
  SUBSCRIBE: subscribe([ownFilter]),
  UNSUBSCRIBE: unsubscribe([ownFilter]),
  PUBACK: acknowledgement('puback'),
  PUBREL: acknowledgement('pubrel'),
  PINGREQ: pingreq,
  DISCONNECT: disconnect,
  HTTP: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
}).map(([name, bytes]) => before('MQTT-3.1.0-1', `${name} before CONNECT`, bytes));

/** Every field cut away from the end, one by one, and in the middle of it. */
const cut: ClauseCase[] = [4, 3, 2, 1, 0].flatMap((kept) => {
  const all = connectBody({ id: own, flags: clean | username, rest: [user] });
  const whole = all.slice(0, kept);
  const half = [...whole, all[kept]!.subarray(0, -1)];
  return [
    before('MQTT-3.1.4-1', `CONNECT that ends after ${kept} of its fields`, packet(0x10, whole)),
    before('MQTT-3.1.4-1', `CONNECT that ends within field ${kept + 1}`, packet(0x10, half)),
  ];
});

const levels = [0, 1, 3, 5, 6, 0x84, 255].map((level) =>
  before('MQTT-3.1.2-2', `protocol level ${level}`, from({ level }), 1),
);
const names = ['MQTX', 'mqtt', '', 'MQTT\0', 'MQIsdq', 'M'].map((name) =>
  before('MQTT-3.1.2-1', `protocol name ${JSON.stringify(name)}`, from({ name })),
);

const flags: ClauseCase[] = [
  before('MQTT-3.1.2-3', 'the reserved flag', flagged(clean | reserved)),
  before('MQTT-3.1.2-13', 'Will QoS 1 without a will', flagged(clean | willQos1)),
  before('MQTT-3.1.2-13', 'Will QoS 2 without a will', flagged(clean | willQos2)),
  before('MQTT-3.1.2-14', 'Will QoS 3', flagged(clean | will | willQos1 | willQos2, ...willFields)),
  before('MQTT-3.1.2-15', 'Will Retain without a will', flagged(clean | willRetain)),
  before('MQTT-3.1.2-9', 'a will without topic and message', flagged(clean | will)),
  before('MQTT-3.1.2-9', 'a will without message', flagged(clean | will, willFields[0]!)),
  before('MQTT-3.1.2-11', 'will fields without the flag', flagged(clean, ...willFields)),
  before('MQTT-3.1.2-18', 'a user name without its flag', flagged(clean, user)),
  before('MQTT-3.1.2-19', 'the user name flag without a user name', flagged(clean | username)),
  before('MQTT-3.1.2-20', 'a password without its flag', flagged(clean | username, user, word)),
  before('MQTT-3.1.2-21', 'the password flag without a password', flagged(clean | username | password, user)),
  before('MQTT-3.1.2-22', 'a password without a user name', flagged(clean | password, word)),
  before('MQTT-3.1.4-1', 'bytes behind the last field', from({ rest: [hex('00')] })),
  before('MQTT-3.1.4-1', 'bytes behind the password', flagged(clean | username | password, user, word, word)),
];

const refused: ClauseCase[] = [
  before('MQTT-3.1.2-4', 'a persistent session', flagged(0), 5, { because: noSession }),
  before('MQTT-3.1.2-8', 'a will', flagged(clean | will, ...willFields), 5, { because: noWill }),
  before(
    'MQTT-3.1.2-17',
    'a retained will on a foreign topic',
    flagged(clean | will | willRetain, field('counters/c-002/journal'), field('x')),
    5,
    { because: noWill },
  ),
  before('MQTT-3.1.2-24', 'keepalive 0', from({ keepalive: 0 }), 5, {
    because: 'a counter that can fall silent for ever cannot be shown as offline',
  }),
  before('MQTT-3.1.2-24', 'a keepalive of 18 hours', from({ keepalive: 65_535 }), 5, {
    because: 'the longest keepalive is ten minutes',
  }),
  before('MQTT-3.1.3-5', 'a client id of letters and digits', connect({ id: 'abcXYZ0123456789' }), 2, {
    because: certified,
  }),
  before('MQTT-3.1.3-6', 'no client id, clean session', connect({ id: '' }), 2, { because: certified }),
  before('MQTT-3.1.3-8', 'no client id, persistent session', connect({ id: '', flags: 0 }), 2),
  before('MQTT-3.1.3-9', 'the client id of another counter', connect({ id: 'c-002' }), 2),
  before(
    'MQTT-3.1.3-9',
    'a client id that is the name of an inherited property',
    connect({ id: '__proto__' }),
    2,
  ),
  before('MQTT-3.1.3-9', 'a client id of 3000 bytes', connect({ id: 'c'.repeat(3000) }), 2),
  before('MQTT-3.1.3-9', 'its own id with a blank', connect({ id: `${own} ` }), 2),
  before(
    'MQTT-3.1.4-5',
    'PUBLISH behind a refused CONNECT',
    Buffer.concat([connect({ id: 'c-002' }), publish(ownTopic)]),
    2,
  ),
  before('MQTT-3.1.4-1', 'a CONNECT beyond 4 KB', flagged(clean | username, field('u'.repeat(5000))), 0, {
    because: 'before a session exists nobody gets more room than a CONNECT needs',
  }),
];

const open = (clause: string, what: string, send: Buffer | Buffer[]): ClauseCase => ({
  ...{ clause, what, send: [send].flat(), answer: accepted, end: 'open' as const },
});

const taken: ClauseCase[] = [
  open('MQTT-3.1.4-4', 'a proper CONNECT', welcome),
  open('MQTT-3.2.2-1', 'a clean session has no session present', from({ flags: clean })),
  open('3.1.3.4', 'user name and password', flagged(clean | username | password, user, word)),
  open('3.1.3.4', 'an empty user name', flagged(clean | username, field(''))),
  open(
    '3.1.3.5',
    'a password of any bytes',
    flagged(clean | username | password, user, field(hex('00ff c080'))),
  ),
  open(
    '1.5.3',
    'a user name in Chinese, with a character beyond the first plane',
    flagged(clean | username, field('旗县𠮷')),
  ),
  open('3.1.2.10', 'a keepalive of ten minutes', from({ keepalive: 600 })),
  open(
    '2.2',
    'CONNECT in segments of one byte',
    [...welcome].map((byte) => Buffer.from([byte])),
  ),
];

export const connectClauses: ClauseCase[] = [
  ...first,
  ends('MQTT-3.1.0-2', 'a second CONNECT', welcome),
  before('MQTT-3.1.2-2', 'MQTT 3.1 by its own name', from({ name: 'MQIsdp', level: 3 }), 1),
  before(
    'MQTT-3.1.2-1',
    'a protocol name longer than the packet',
    packet(0x10, [field('MQTT', 400), hex('0402003c'), field(own)]),
  ),
  ...[...names, ...levels, ...flags, ...cut, ...refused, ...taken],
];
