// pure
// Bytes as people and logs write them: upper case, one space between bytes.

/** Bytes as `FA FB 41 00 40`. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}

/** Why a hex text cannot be read; line and column count from 1. */
export interface HexError {
  line: number;
  column: number;
  message: string;
}

export type HexResult = { ok: true; bytes: Uint8Array } | { ok: false; error: HexError };

const failed = (line: number, column: number, message: string): HexResult => ({
  ok: false,
  error: { line, column, message },
});

/** Reads hex digits as one stream of bytes; white space may stand anywhere, even inside a byte. */
export function parseHex(text: string): HexResult {
  const digits: number[] = [];
  let line = 1;
  let column = 0;
  let last = { line: 1, column: 1 };
  for (const character of text) {
    column += 1;
    if (character === '\n') {
      line += 1;
      column = 0;
    } else if (!/\s/.test(character) && character !== '\uFEFF') {
      if (!/[0-9a-fA-F]/.test(character)) {
        return failed(line, column, `${JSON.stringify(character)} is not a hex digit (0-9, A-F)`);
      }
      digits.push(Number.parseInt(character, 16));
      last = { line, column };
    }
  }
  if (digits.length % 2 === 1) {
    return failed(last.line, last.column, 'the last byte has only one hex digit; every byte needs two');
  }
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = digits[2 * i]! * 16 + digits[2 * i + 1]!;
  return { ok: true, bytes };
}
