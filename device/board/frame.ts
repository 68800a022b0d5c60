// pure
// The frame of the XY protocol (hardware-protocols.md 1.3): FA FB, CMD, LEN, payload, XOR of all before it.

export const STX_FIRST = 0xfa;
export const STX_SECOND = 0xfb;
/** STX (2), CMD, LEN and XOR: what a frame has beside its payload. */
export const FRAME_OVERHEAD_BYTES = 5;
export const HEADER_BYTES = 4;
export const MAX_PAYLOAD_BYTES = 255;

export const CMD_POLL = 0x41;
export const CMD_ACK = 0x42;
export const CMD_SYNC = 0x31;

/** One frame without its framing. `payload[0]` is the pack number; POLL and ACK have no payload. */
export interface Frame {
  cmd: number;
  payload: Uint8Array;
}

/** XOR of the bytes from `from` up to, not including, `to`. */
export function xorOf(bytes: Uint8Array, from: number, to: number): number {
  let xor = 0;
  for (let i = from; i < to; i += 1) xor ^= bytes[i]!;
  return xor;
}

/** A frame as it goes over the line. Throws RangeError when the payload cannot be framed. */
export function encodeFrame(cmd: number, payload: ArrayLike<number> = []): Uint8Array {
  if (payload.length > MAX_PAYLOAD_BYTES) {
    throw new RangeError(`a frame holds at most 255 payload bytes, this has ${payload.length}`);
  }
  const bytes = new Uint8Array(payload.length + FRAME_OVERHEAD_BYTES);
  bytes.set([STX_FIRST, STX_SECOND, cmd, payload.length]);
  bytes.set(payload, HEADER_BYTES);
  bytes[bytes.length - 1] = xorOf(bytes, 0, bytes.length - 1);
  return bytes;
}
