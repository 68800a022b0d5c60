// pure
// MQTT 3.1.1 packets as bytes, well-formed or not: no library here, because none would write what is forbidden.

export const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
/** Raw bytes from hexadecimal; spaces are for the reader. */
export const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex');
/** Length-prefixed field (1.5.3); `length` lies when given. */
export function field(content: string | Buffer, length?: number): Buffer {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([u16(length ?? bytes.length), bytes]);
}

/** Remaining length (2.2.3). */
export function remaining(length: number): Buffer {
  const bytes: number[] = [];
  let left = length;
  do {
    bytes.push((left % 128) | (left >= 128 ? 0x80 : 0));
    left = Math.floor(left / 128);
  } while (left > 0);
  return Buffer.from(bytes);
}

/** First byte and body; the remaining length says what is there unless `length` lies. */
export function packet(first: number, body: readonly Buffer[] = [], length?: number): Buffer {
  const bytes = Buffer.concat(body);
  return Buffer.concat([Buffer.from([first]), remaining(length ?? bytes.length), bytes]);
}

export const connectFlags = {
  reserved: 0x01,
  clean: 0x02,
  will: 0x04,
  willQos1: 0x08,
  willQos2: 0x10,
  willRetain: 0x20,
  password: 0x40,
  username: 0x80,
} as const;

export interface ConnectParts {
  name?: string | Buffer;
  level?: number;
  flags?: number;
  keepalive?: number;
  id: string | Buffer;
  /** Fields behind the client id, as they are. */
  rest?: readonly Buffer[];
}

/** Name, level and flags, keepalive, client id, the rest: the parts a test cuts or changes. */
export const connectBody = ({
  name = 'MQTT',
  level = 4,
  flags = 2,
  keepalive = 60,
  id,
  rest = [],
}: ConnectParts) => [
  field(name as string),
  Buffer.from([level, flags]),
  u16(keepalive),
  field(id as string),
  ...rest,
];
export const connect = (parts: ConnectParts): Buffer => packet(0x10, connectBody(parts));

/** `first` carries DUP, QoS and RETAIN. */
export const publish = (
  topic: string | Buffer,
  payload: string | Buffer = 'x',
  first = 0x30,
  id = 7,
): Buffer =>
  packet(first, [
    field(topic as string),
    ...((first & 6) === 0 ? [] : [u16(id)]),
    Buffer.from(payload as string),
  ]);

export const subscribe = (filters: readonly (string | Buffer)[], id = 7, qos = 0): Buffer =>
  packet(0x82, [u16(id), ...filters.flatMap((one) => [field(one as string), Buffer.from([qos])])]);
export const unsubscribe = (filters: readonly (string | Buffer)[], id = 7): Buffer =>
  packet(0xa2, [u16(id), ...filters.map((one) => field(one as string))]);

export const pingreq = hex('c000');
export const disconnect = hex('e000');

/** PUBACK, PUBREC, PUBREL, PUBCOMP. */
export const acknowledgement = (kind: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp', id = 7): Buffer =>
  packet({ puback: 0x40, pubrec: 0x50, pubrel: 0x62, pubcomp: 0x70 }[kind], [u16(id)]);
