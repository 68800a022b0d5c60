// pure
// Reads just the fixed headers of an MQTT byte stream (MQTT 3.1.1, 2.2) and says when it must end:
// Aedes itself has no maximum packet size, and its parser would buffer whatever a header announces.

/** Why a byte stream is cut off; the names are counters in `stats()`. */
export type FrameViolation = 'notConnect' | 'tooLargeBeforeConnect' | 'tooLarge' | 'malformed';

export interface FrameLimits {
  preConnectBytesMax: number;
  packetBytesMax: number;
}

/** Packet types a client may send: CONNECT, PUBLISH, PUBACK … SUBSCRIBE, UNSUBSCRIBE, PINGREQ, DISCONNECT. */
const clientTypes = new Set([1, 3, 4, 5, 6, 7, 8, 10, 12, 14]);
/** Types whose lower four bits must be 2; all others but PUBLISH have 0 (MQTT-2.2.2-1). */
const flaggedTypes = new Set([6, 8, 10]);

/** One connection's guard. Feed it every chunk in order; after a violation it stays refused. */
export class FrameGuard {
  readonly #limits: FrameLimits;
  #first = true;
  /** Bytes of the current packet's body that are still to come. */
  #bodyLeft = 0;
  /** Length bytes read so far, or -1 while the next byte is a packet's first. */
  #lengthBytes = -1;
  #length = 0;
  #violation: FrameViolation | undefined;

  constructor(limits: FrameLimits) {
    this.#limits = limits;
  }

  /** True once the header of CONNECT has passed. */
  get connectSeen(): boolean {
    return !this.#first;
  }

  /** BRK-2: the first violation in the stream so far, or undefined while all is well. */
  accept(chunk: Uint8Array): FrameViolation | undefined {
    let at = 0;
    while (at < chunk.length && this.#violation === undefined) {
      if (this.#bodyLeft > 0) {
        const skipped = Math.min(this.#bodyLeft, chunk.length - at);
        this.#bodyLeft -= skipped;
        at += skipped;
      } else {
        this.#violation = this.#headerByte(chunk[at]!);
        at += 1;
      }
    }
    return this.#violation;
  }

  #headerByte(byte: number): FrameViolation | undefined {
    return this.#lengthBytes < 0 ? this.#typeByte(byte) : this.#lengthByte(byte);
  }

  #typeByte(byte: number): FrameViolation | undefined {
    const type = byte >> 4;
    if (this.#first && byte !== 0x10) return 'notConnect';
    if (!clientTypes.has(type)) return 'malformed';
    if (type !== 3 && (byte & 0x0f) !== (flaggedTypes.has(type) ? 2 : 0)) return 'malformed';
    if (type === 3 && (byte & 0x06) === 0x06) return 'malformed';
    this.#lengthBytes = 0;
    this.#length = 0;
    return undefined;
  }

  #lengthByte(byte: number): FrameViolation | undefined {
    this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes;
    this.#lengthBytes += 1;
    const more = (byte & 0x80) !== 0;
    if (more) return this.#lengthBytes === 4 ? 'malformed' : undefined;
    return this.#bodyBegins();
  }

  #bodyBegins(): FrameViolation | undefined {
    const size = 1 + this.#lengthBytes + this.#length;
    if (this.#first && size > this.#limits.preConnectBytesMax) return 'tooLargeBeforeConnect';
    if (size > this.#limits.packetBytesMax) return 'tooLarge';
    this.#first = false;
    this.#bodyLeft = this.#length;
    this.#lengthBytes = -1;
    return undefined;
  }
}
