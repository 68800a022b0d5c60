// Lines of a file as bytes, read in pieces: memory stays bounded whatever the size of the file.
import { closeSync, openSync, readSync } from 'node:fs';

const pieceBytes = 1 << 20;
const newline = 0x0a;
/** No line of an export is longer. */
const lineBytesMax = 1 << 19;

export interface ReadEnd {
  /** Bytes after the last newline: a file of lines ends with one. */
  isWhole: boolean;
  problem?: string;
}

/**
 * Calls `line` with every line, without its newline; the bytes are only valid until it returns. `piece` sees all bytes
 * in order. `line` may answer false to end the reading of lines; pieces go on.
 */
export function readLines(
  path: string,
  line: (bytes: Buffer) => unknown,
  piece: (bytes: Buffer) => void = () => {},
): ReadEnd {
  const file = openSync(path, 'r');
  let buffer: Buffer = Buffer.allocUnsafe(pieceBytes);
  let held = 0;
  let isReading = true;
  try {
    for (;;) {
      if (buffer.length - held < pieceBytes / 2) buffer = grown(buffer, held);
      const read = readSync(file, buffer, held, buffer.length - held, null);
      if (read === 0) return { isWhole: held === 0 };
      piece(buffer.subarray(held, held + read));
      const end = held + read;
      let start = 0;
      for (
        let at = buffer.indexOf(newline, held);
        at !== -1 && at < end;
        at = buffer.indexOf(newline, start)
      ) {
        if (isReading && line(buffer.subarray(start, at)) === false) isReading = false;
        start = at + 1;
      }
      held = end - start;
      if (held > lineBytesMax) return { isWhole: false, problem: 'a line is longer than any line may be' };
      buffer.copyWithin(0, start, end);
    }
  } finally {
    closeSync(file);
  }
}

function grown(buffer: Buffer, held: number): Buffer {
  const larger = Buffer.allocUnsafe(buffer.length * 2);
  buffer.copy(larger, 0, 0, held);
  return larger;
}
