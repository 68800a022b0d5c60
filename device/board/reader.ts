// pure
// Reads a payload field by field; numbers are unsigned big-endian (hardware-protocols.md 1.3, 1.6).
import { toHex } from './hex.ts';

/** The payload ends before the field: the frame's length does not fit its command. */
export class ShortPayload extends RangeError {}

/** A temperature byte that has not been read yet (1.6). */
const NOT_READ_YET = 0xaa;

export class Reader {
  private readonly bytes: Uint8Array;
  private at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    if (this.left < 1) throw new ShortPayload('payload too short');
    const byte = this.bytes[this.at]!;
    this.at += 1;
    return byte;
  }

  u16(): number {
    return this.u8() * 0x100 + this.u8();
  }

  u32(): number {
    return this.u16() * 0x10000 + this.u16();
  }

  /** 0 is false; anything else is true. */
  flag(): boolean {
    return this.u8() !== 0;
  }

  /** Two's complement. */
  i8(): number {
    return (this.u8() << 24) >> 24;
  }

  /** Whole degrees Celsius, null when the sensor has not been read yet. */
  temperature(): number | null {
    const raw = this.u8();
    return raw === NOT_READ_YET ? null : (raw << 24) >> 24;
  }

  /** One byte, null when it has not been read yet. */
  humidity(): number | null {
    const raw = this.u8();
    return raw === NOT_READ_YET ? null : raw;
  }

  /** `count` single characters, exactly as sent: one character a byte, so that no byte is lost. */
  text(count: number): string {
    return String.fromCharCode(...this.list(count, () => this.u8()));
  }

  /** Text that is padded with 00 at its end. */
  paddedText(count: number): string {
    return this.text(count).replace(/\0+$/, '');
  }

  list<T>(count: number, read: () => T): T[] {
    return Array.from({ length: count }, read);
  }

  rest(): Uint8Array {
    const bytes = this.bytes.slice(this.at);
    this.at = this.bytes.length;
    return bytes;
  }

  restHex(): string {
    return toHex(this.rest());
  }

  /** Everything that is left as text when it is printable ASCII, else as hex. */
  restTextOrHex(): string {
    const bytes = this.rest();
    const isPrintable = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
    return isPrintable ? String.fromCharCode(...bytes) : toHex(bytes);
  }
}
