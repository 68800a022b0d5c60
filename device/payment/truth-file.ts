// The outside world's memory of the stand-in payment method: one JSON object a line, synced line by line.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Something that happened to money, for ever. */
export type TruthLine =
  | { type: 'charge'; order: string; amountFen: number; transaction: string }
  /** The order can not be paid any more. */
  | { type: 'closed'; order: string }
  | { type: 'refund'; order: string; refund: string; amountFen: number };

export interface TruthFile {
  lines(): readonly TruthLine[];
  /** On disk when it returns. */
  append(line: TruthLine): void;
  close(): void;
}

/** Every whole line; a last one that a power cut tore is no line. */
export function readTruth(path: string): { lines: TruthLine[]; wholeBytes: number } {
  if (!existsSync(path)) return { lines: [], wholeBytes: 0 };
  const bytes = readFileSync(path);
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const text = bytes.subarray(0, wholeBytes).toString('utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  return { lines: lines.map((line) => JSON.parse(line) as TruthLine), wholeBytes };
}

/** Opens or makes the file; cuts off a torn last line. */
export function openTruth(path: string): TruthFile {
  mkdirSync(dirname(path), { recursive: true });
  const { lines, wholeBytes } = readTruth(path);
  if (existsSync(path)) truncateSync(path, wholeBytes);
  const file = openSync(path, 'a', 0o600);
  return {
    lines: () => lines,
    append(line) {
      writeSync(file, `${JSON.stringify(line)}\n`);
      fsyncSync(file);
      lines.push(line);
    },
    close: () => closeSync(file),
  };
}
