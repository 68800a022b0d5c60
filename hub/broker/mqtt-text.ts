// pure
// Text on the wire (MQTT 3.1.1, 1.5.3): well-formed UTF-8, and nothing in it that a log or a screen would stumble over.

/**
 * True when bytes `from` to `to` are text the hub takes: well-formed UTF-8 without surrogates (MQTT-1.5.3-1), without
 * U+0000 (MQTT-1.5.3-2), and without the control characters and non-characters that 1.5.3 allows to refuse.
 * A byte order mark is an ordinary character (MQTT-1.5.3-3).
 */
export function isMqttText(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at]!;
    if (byte >= 0x80) return isWellFormed(bytes.subarray(at, to));
    if (byte < 0x20 || byte === 0x7f) return false;
  }
  return true;
}

function isWellFormed(bytes: Uint8Array): boolean {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return false;
  }
  for (const character of text) if (isRefused(character.codePointAt(0)!)) return false;
  return true;
}

const isRefused = (code: number): boolean =>
  code < 0x20 ||
  (code >= 0x7f && code <= 0x9f) ||
  (code >= 0xfdd0 && code <= 0xfdef) ||
  (code & 0xfffe) === 0xfffe;
