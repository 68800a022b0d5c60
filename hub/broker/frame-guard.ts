// pure
// Reads the packets of an MQTT byte stream ahead of Aedes and says when it must end: Aedes itself has no maximum packet
// size, its parser would buffer whatever a header announces, and it is more lenient than MQTT 3.1.1.
import { type ConnectViolation, connectViolation } from './connect-rules.ts';
import {
  bodyViolation,
  lengthViolation,
  type PacketViolation,
  packetTypes,
  publishHeadBytes,
  publishViolation,
  typeViolation,
} from './packet-rules.ts';
import { type Bucket, fullBucket, take } from './token-bucket.ts';

/** Why a byte stream is cut off; the names are counters in `stats()`. */
export type FrameViolation =
  | 'notConnect'
  | 'tooLargeBeforeConnect'
  | 'controlFlood'
  | ConnectViolation
  | PacketViolation;

export interface FrameLimits {
  preConnectBytesMax: number;
  packetBytesMax: number;
  /** Largest body of a packet that is neither CONNECT nor PUBLISH. */
  controlBytesMax: number;
  /** Packets other than PUBLISH: burst, and how many a second after it. */
  controlBurst: number;
  controlPerSecond: number;
}

const disconnect = 0xe0;
/** So many bytes of a packet cost as much as a packet. */
const controlUnitBytes = 64;
const none = new Uint8Array(0);

/** One connection's guard. Feed it every chunk in order; after a violation it stays refused. */
export class FrameGuard {
  readonly #limits: FrameLimits;
  #seen = false;
  /** First byte of the current packet. */
  #type = 0;
  /** Bytes of the current packet's body that are still to come. */
  #bodyLeft = 0;
  /** Length bytes read so far, or -1 while the next byte is a packet's first. */
  #lengthBytes = -1;
  #length = 0;
  /** How much of the body the rules still want, and what of it came in earlier chunks. */
  #wanted = 0;
  #held: Uint8Array = none;
  #control: Bucket | undefined;
  #violation: FrameViolation | undefined;

  constructor(limits: FrameLimits) {
    this.#limits = limits;
  }

  /** True once the whole CONNECT has passed. */
  get connectSeen(): boolean {
    return this.#seen;
  }

  /** BRK-2, BRK-12: the first violation in the stream so far, or undefined while all is well. Monotonic milliseconds. */
  accept(chunk: Uint8Array, nowMs: number): FrameViolation | undefined {
    let at = 0;
    while (at < chunk.length && this.#violation === undefined) {
      if (this.#bodyLeft > 0) {
        at += this.#body(chunk, at);
      } else {
        this.#violation = this.#headerByte(chunk[at]!, nowMs);
        at += 1;
      }
    }
    return this.#violation;
  }

  #headerByte(byte: number, nowMs: number): FrameViolation | undefined {
    return this.#lengthBytes < 0 ? this.#typeByte(byte) : this.#lengthByte(byte, nowMs);
  }

  #typeByte(byte: number): FrameViolation | undefined {
    if (!this.#seen && byte !== 0x10) return 'notConnect';
    const violation = typeViolation(byte);
    if (violation) return violation;
    // MQTT-3.1.0-2: a second CONNECT. MQTT-3.14.4-2: DISCONNECT was the last word.
    if (this.#seen && (byte === 0x10 || this.#type === disconnect)) return 'malformed';
    this.#type = byte;
    this.#lengthBytes = 0;
    this.#length = 0;
    return undefined;
  }

  /** BRK-14: each of these is answered, so who asks without end would be served without end; many filters cost more. */
  #mayControl(nowMs: number): boolean {
    const rate = { capacity: this.#limits.controlBurst, perSecond: this.#limits.controlPerSecond };
    const cost = 1 + Math.floor(this.#length / controlUnitBytes);
    const { bucket, waitMs } = take(this.#control ?? fullBucket(rate, nowMs), rate, cost, nowMs);
    this.#control = bucket;
    return waitMs === 0;
  }

  #lengthByte(byte: number, nowMs: number): FrameViolation | undefined {
    this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes;
    this.#lengthBytes += 1;
    const more = (byte & 0x80) !== 0;
    if (more) return this.#lengthBytes === 4 ? 'malformed' : undefined;
    return this.#bodyBegins(nowMs);
  }

  #bodyBegins(nowMs: number): FrameViolation | undefined {
    const size = 1 + this.#lengthBytes + this.#length;
    if (!this.#seen && size > this.#limits.preConnectBytesMax) return 'tooLargeBeforeConnect';
    if (size > this.#limits.packetBytesMax) return 'tooLarge';
    const isConnect = this.#type >> 4 === packetTypes.connect;
    const violation = isConnect
      ? undefined
      : lengthViolation(this.#type, this.#length, this.#limits.controlBytesMax);
    if (violation) return violation;
    if (this.#type >> 4 !== packetTypes.publish && !isConnect && !this.#mayControl(nowMs))
      return 'controlFlood';
    this.#bodyLeft = this.#length;
    this.#lengthBytes = -1;
    this.#wanted = this.#wantedOf(none);
    return this.#length === 0 ? this.#judge(none) : undefined;
  }

  /** What of the body the rules want to see, given its first bytes. */
  #wantedOf(head: Uint8Array): number {
    const isPublish = this.#type >> 4 === packetTypes.publish;
    return isPublish ? publishHeadBytes(this.#type, head, this.#length) : this.#length;
  }

  /** Takes what the chunk has of the body; returns how many bytes that is. */
  #body(chunk: Uint8Array, at: number): number {
    const taken = Math.min(this.#bodyLeft, chunk.length - at);
    this.#bodyLeft -= taken;
    if (this.#wanted > 0) this.#look(chunk.subarray(at, at + taken));
    return taken;
  }

  #look(part: Uint8Array): void {
    const head = this.#held.length === 0 ? part : joined(this.#held, part);
    if (head.length >= this.#wanted) this.#wanted = this.#wantedOf(head);
    if (head.length < this.#wanted) {
      // A copy: the chunk belongs to whoever reads on.
      this.#held = new Uint8Array(head.subarray(0, this.#wanted));
      return;
    }
    this.#violation = this.#judge(head.subarray(0, this.#wanted));
    this.#held = none;
    this.#wanted = 0;
  }

  #judge(body: Uint8Array): FrameViolation | undefined {
    const type = this.#type >> 4;
    if (type === packetTypes.publish) return publishViolation(this.#type, body);
    if (type !== packetTypes.connect) return bodyViolation(this.#type, body);
    const violation = connectViolation(body);
    this.#seen = violation === undefined;
    return violation;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
