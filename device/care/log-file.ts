// Where a process writes its log: standard error, which systemd keeps, or files of bounded size and number (CARE-11).
import { mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import pino, { type Logger } from 'pino';
import { createStream } from 'rotating-file-stream';

export interface LogTarget {
  file?: string;
  maxBytes: number;
  files: number;
}

export interface OpenLog {
  log: Logger;
  /** Writes what is left; call it last. */
  close(): Promise<void>;
}

/** A log that cannot be written is told once on standard error and stops nothing. */
export function openLog(name: string, { file, maxBytes, files }: LogTarget): OpenLog {
  if (file === undefined) return { log: pino({ name }, pino.destination(2)), close: async () => {} };
  mkdirSync(dirname(file), { recursive: true });
  const stream = createStream(nameOf(basename(file)), {
    path: dirname(file),
    size: `${maxBytes}B`,
    maxFiles: files,
    history: `.${basename(file)}.history`,
  });
  let isTold = false;
  stream.on('error', (error: Error) => {
    if (!isTold) console.error(`The log ${file} cannot be written: ${error.message}`);
    isTold = true;
  });
  return {
    log: pino({ name }, stream),
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}

/** The open file bears the plain name, closed ones the day, the time and a number behind it. */
const nameOf = (file: string) => (time: number | Date | null, index?: number) => {
  if (time === null || typeof time === 'number') return file;
  return `${file}.${time.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}-${index}`;
};
