// The outside world's memory of the stand-in payment method: one JSON object a line, synced line by line.
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
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
  /** The lines of one order. */
  linesOf(order: string): readonly TruthLine[];
  /** On disk when it returns true; false: it did not happen and the file is as before (a full disk, SALE-32). */
  append(line: TruthLine): boolean;
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

/** How lines reach the disk; another one is given by tests of a disk that is full. */
export interface LineSink {
  /** Appends and syncs; throws when that failed. */
  write(file: number, bytes: Uint8Array): void;
}

const plainSink: LineSink = {
  write(file, bytes) {
    // A disk that is nearly full may take part of what it is given.
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  },
};

/** Opens or makes the file; cuts off a torn last line. */
export function openTruth(path: string, sink = plainSink): TruthFile {
  mkdirSync(dirname(path), { recursive: true });
  const { lines, wholeBytes } = readTruth(path);
  if (existsSync(path)) truncateSync(path, wholeBytes);
  const file = openSync(path, 'a', 0o600);
  const byOrder = new Map<string, TruthLine[]>();
  const index = (line: TruthLine) => {
    const same = byOrder.get(line.order);
    if (same) same.push(line);
    else byOrder.set(line.order, [line]);
  };
  lines.forEach(index);
  let size = wholeBytes;
  let isClean = true;

  /** What a failed write left behind would spoil the next line. */
  function cutBack(): void {
    ftruncateSync(file, size);
    isClean = true;
  }

  return {
    lines: () => lines,
    linesOf: (order) => byOrder.get(order) ?? [],
    append(line) {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      try {
        if (!isClean) cutBack();
        isClean = false;
        sink.write(file, bytes);
        isClean = true;
      } catch {
        try {
          cutBack();
        } catch {
          // Tried again before the next line.
        }
        return false;
      }
      size += bytes.length;
      lines.push(line);
      index(line);
      return true;
    },
    close: () => closeSync(file),
  };
}
