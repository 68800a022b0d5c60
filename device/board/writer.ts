// pure
// Numbers to payload bytes, unsigned big-endian; a value that does not fit throws instead of wrapping round.

const fit = (value: number, max: number, what: string): number => {
  if (Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new RangeError(`${what} must be a whole number from 0 to ${max}, it is ${value}`);
};

/** One byte. Throws RangeError when `value` is not 0…255. */
export const u8 = (value: number, what: string): number => fit(value, 0xff, what);

/** Two bytes. Throws RangeError when `value` is not 0…65535. */
export function u16(value: number, what: string): number[] {
  fit(value, 0xffff, what);
  return [value >> 8, value & 0xff];
}

/** Four bytes. Throws RangeError when `value` is not 0…4294967295. */
export function u32(value: number, what: string): number[] {
  fit(value, 0xffff_ffff, what);
  return [...u16(Math.floor(value / 0x10000), what), ...u16(value % 0x10000, what)];
}

export const flag = (value: boolean): number => (value ? 1 : 0);

/** One byte a character. Throws RangeError for characters outside one byte. */
export const text = (value: string, what: string): number[] =>
  Array.from(value, (character) => u8(character.codePointAt(0)!, `a character of the ${what}`));
