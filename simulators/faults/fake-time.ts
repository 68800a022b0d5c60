// Another wall clock for one process, changed while it runs: libfaketime reads the offset from a file.
import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Launch } from './launch.ts';

/** The library for programs with threads, wherever Debian's architecture put it. */
export function fakeTimeLibrary(root = '/usr/lib'): string | undefined {
  const folders = [root, ...(existsSync(root) ? readdirSync(root).map((name) => join(root, name)) : [])];
  return folders.map((folder) => join(folder, 'faketime', 'libfaketimeMT.so.1')).find(existsSync);
}

export interface FakeTime {
  readonly launch: Launch;
  /** From now on the wall clock shows the true time plus so many seconds; it jumps. */
  jumpTo(offsetSeconds: number): void;
}

export interface FakeTimeOptions {
  /** Monotonic time and timers jump along: time has really passed, nothing was set. Default false. */
  monotonicToo?: boolean;
}

/** `file` holds the offset; several processes may share it. Throws when the library is not there. */
export function openFakeTime(file: string, { monotonicToo = false }: FakeTimeOptions = {}): FakeTime {
  const library = fakeTimeLibrary();
  if (library === undefined) throw new Error('libfaketime is not installed (Debian package faketime)');
  // Put in place whole: the process reads the file at every look at the clock.
  const jumpTo = (offsetSeconds: number) => {
    writeFileSync(`${file}.new`, `${offsetSeconds < 0 ? '' : '+'}${Math.trunc(offsetSeconds)}s\n`);
    renameSync(`${file}.new`, file);
  };
  jumpTo(0);
  return {
    launch: {
      env: {
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: file,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_RESET: '1',
        ...(monotonicToo ? {} : { FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' }),
      },
    },
    jumpTo,
  };
}
