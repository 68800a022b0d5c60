// pure
// CONNECT field by field (MQTT 3.1.1, 3.1): the parser behind the guard is more lenient than the specification.
import { isMqttText } from './mqtt-text.ts';

/** `protocolVersion` and `clientIdMismatch` are answered by CONNACK 1 and 2, the others by the end of the connection. */
export type ConnectViolation = 'malformed' | 'badText' | 'protocolVersion' | 'clientIdMismatch';

const [nameMqtt, nameOld] = ['MQTT', 'MQIsdp'];
const reservedFlag = 0x01;
const cleanFlag = 0x02;
const willFlag = 0x04;
const willQosBits = 0x18;
const willRetainFlag = 0x20;
const passwordFlag = 0x40;
const usernameFlag = 0x80;

/** Where the field that begins at `at` ends; -1 when the packet is too short for it. */
export function fieldEnd(body: Uint8Array, at: number): number {
  if (at < 0 || at + 2 > body.length) return -1;
  const end = at + 2 + body[at]! * 256 + body[at + 1]!;
  return end > body.length ? -1 : end;
}

/** BRK-12: the first rule that this CONNECT breaks, or undefined. */
export function connectViolation(body: Uint8Array): ConnectViolation | undefined {
  const nameEnd = fieldEnd(body, 0);
  if (nameEnd < 0 || nameEnd + 4 > body.length) return 'malformed';
  const name = String.fromCharCode(...body.subarray(2, Math.min(nameEnd, 10)));
  // MQTT-3.1.2-1: another protocol. Its older self is told which version this is, as MQTT-3.1.2-2 wants it.
  if (name !== nameMqtt && name !== nameOld) return 'malformed';
  if (name === nameOld || body[nameEnd] !== 4) return 'protocolVersion';
  const flags = body[nameEnd + 1]!;
  return flagViolation(flags) ?? payloadViolation(body, nameEnd + 4, flags);
}

function flagViolation(flags: number): ConnectViolation | undefined {
  const has = (bits: number) => (flags & bits) !== 0;
  // MQTT-3.1.2-3, -14, -13 with -15, -22.
  if (has(reservedFlag)) return 'malformed';
  if ((flags & willQosBits) === willQosBits) return 'malformed';
  if (!has(willFlag) && has(willQosBits | willRetainFlag)) return 'malformed';
  return !has(usernameFlag) && has(passwordFlag) ? 'malformed' : undefined;
}

/** Client id, will topic, will message, user name, password: those the flags announce, and nothing after them. */
function payloadViolation(body: Uint8Array, from: number, flags: number): ConnectViolation | undefined {
  const isText = (at: number, end: number) => isMqttText(body, at + 2, end);
  const idEnd = fieldEnd(body, from);
  if (idEnd < 0) return 'malformed';
  if (!isText(from, idEnd)) return 'badText';
  let at = idEnd;
  const fields = [
    { flag: willFlag, text: true },
    { flag: willFlag, text: false },
    { flag: usernameFlag, text: true },
    { flag: passwordFlag, text: false },
  ];
  for (const { flag, text } of fields) {
    if ((flags & flag) === 0) continue;
    const end = fieldEnd(body, at);
    if (end < 0) return 'malformed';
    if (text && !isText(at, end)) return 'badText';
    at = end;
  }
  if (at !== body.length) return 'malformed';
  // MQTT-3.1.3-8.
  return idEnd === from + 2 && (flags & cleanFlag) === 0 ? 'clientIdMismatch' : undefined;
}
