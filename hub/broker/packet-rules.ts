// pure
// What a client's packet must look like beyond its fixed header (MQTT 3.1.1, chapter 3), CONNECT apart.
import { fieldEnd } from './connect-rules.ts';
import { isMqttText } from './mqtt-text.ts';

export type PacketViolation =
  | 'malformed'
  | 'badText'
  | 'tooLarge'
  | 'foreignPublish'
  | 'unsolicitedAcknowledgement';

/** No topic of a counter is longer; what is longer is foreign, and its bytes are not waited for. */
const topicBytesMax = 256;

export const packetTypes = {
  connect: 1,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  unsubscribe: 10,
  pingreq: 12,
  disconnect: 14,
} as const;

/** Packet types a client may send. */
const clientTypes = new Set<number>(Object.values(packetTypes));
/** Types whose lower four bits must be 2; all others but PUBLISH have 0 (MQTT-2.2.2-1). */
const flaggedTypes = new Set<number>([packetTypes.pubrel, packetTypes.subscribe, packetTypes.unsubscribe]);
/** The hub publishes with QoS 0 only, so nothing it sends is ever acknowledged. */
const neverOwed = new Set<number>([packetTypes.puback, packetTypes.pubrec, packetTypes.pubcomp]);
/** Types whose body has exactly so many bytes. */
const bodyBytes = new Map<number, number>([
  [packetTypes.pubrel, 2],
  [packetTypes.pingreq, 0],
  [packetTypes.disconnect, 0],
]);

export const qosOf = (first: number): number => (first >> 1) & 3;

/** BRK-2, BRK-12: what the first byte alone gives away. */
export function typeViolation(first: number): PacketViolation | undefined {
  const type = first >> 4;
  if (!clientTypes.has(type)) return 'malformed';
  if (type !== packetTypes.publish && (first & 0x0f) !== (flaggedTypes.has(type) ? 2 : 0)) return 'malformed';
  if (neverOwed.has(type)) return 'unsolicitedAcknowledgement';
  if (type !== packetTypes.publish) return undefined;
  // MQTT-3.3.1-4: no QoS 3. MQTT-3.3.1-2: what is sent once is no duplicate.
  return qosOf(first) === 3 || (first & 0x0e) === 0x08 ? 'malformed' : undefined;
}

/** BRK-12: a body whose length cannot be right, or is beyond what a counter has to say in such a packet. */
export function lengthViolation(
  first: number,
  length: number,
  controlBytesMax: number,
): PacketViolation | undefined {
  const type = first >> 4;
  const exact = bodyBytes.get(type);
  if (exact !== undefined) return length === exact ? undefined : 'malformed';
  return type !== packetTypes.publish && length > controlBytesMax ? 'tooLarge' : undefined;
}

/** Bytes of a PUBLISH body the rules look at; `length` when the body is too short, 2 while only those are known. */
export function publishHeadBytes(first: number, head: Uint8Array, length: number): number {
  if (head.length < 2) return Math.min(2, length);
  const topic = head[0]! * 256 + head[1]!;
  if (topic > topicBytesMax) return 2;
  return Math.min(length, 2 + topic + (qosOf(first) > 0 ? 2 : 0));
}

const hasPacketId = (body: Uint8Array, at: number) => at + 2 <= body.length && body[at]! + body[at + 1]! > 0;

/** BRK-12: topic and packet id of a PUBLISH; `head` as long as `publishHeadBytes` asks. */
export function publishViolation(first: number, head: Uint8Array): PacketViolation | undefined {
  if (head.length < 2) return 'malformed';
  const topic = head[0]! * 256 + head[1]!;
  if (topic > topicBytesMax) return 'foreignPublish';
  const end = 2 + topic;
  // MQTT-4.7.3-1: at least one character.
  if (topic === 0 || end > head.length) return 'malformed';
  if (!isMqttText(head, 2, end)) return 'badText';
  // MQTT-2.3.1-1: not 0.
  return qosOf(first) > 0 && !hasPacketId(head, end) ? 'malformed' : undefined;
}

/** BRK-12: the body of any other packet but CONNECT. */
export function bodyViolation(first: number, body: Uint8Array): PacketViolation | undefined {
  const type = first >> 4;
  if (type === packetTypes.pingreq || type === packetTypes.disconnect) return undefined;
  if (!hasPacketId(body, 0)) return 'malformed';
  return type === packetTypes.pubrel ? undefined : filtersViolation(body, type === packetTypes.subscribe);
}

/** At least one filter (MQTT-3.8.3-3, MQTT-3.10.3-2), none empty, each QoS at most 2 (MQTT-3-8.3-4). */
function filtersViolation(body: Uint8Array, withQos: boolean): PacketViolation | undefined {
  if (body.length === 2) return 'malformed';
  for (let at = 2; at < body.length; ) {
    const end = fieldEnd(body, at);
    if (end <= at + 2) return 'malformed';
    if (!isMqttText(body, at + 2, end)) return 'badText';
    if (!isFilter(body, at + 2, end)) return 'malformed';
    if (withQos && !(body[end]! <= 2)) return 'malformed';
    at = withQos ? end + 1 : end;
  }
  return undefined;
}

const [slash, plus, hash] = [0x2f, 0x2b, 0x23];

/** MQTT-4.7.1-2 and -3: a wildcard fills its whole level, and `#` is the last one. */
function isFilter(body: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) {
    if (body[at] !== plus && body[at] !== hash) continue;
    const begins = at === from || body[at - 1] === slash;
    const stops = at + 1 === end || (body[at] === plus && body[at + 1] === slash);
    if (!begins || !stops) return false;
  }
  return true;
}
