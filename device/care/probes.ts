// What the operating system knows of the machine: space, power, radio. A part that is not there answers null.
import { readdir, readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Space } from './storage-watch.ts';
import { mainsOf, signalOf } from './system-files.ts';

export interface Probes {
  /** Undefined when the file system does not answer. */
  space(): Promise<Space | undefined>;
  /** False: the machine runs on its battery; null: nothing here can tell. */
  mains(): Promise<boolean | null>;
  /** Strength of the radio link, dBm; null without one. */
  signalDbm(): Promise<number | null>;
}

/** Probes of this machine for the file system that holds `dataFolder`. `root` is `/` but in tests. */
export function systemProbes(dataFolder: string, root = '/'): Probes {
  return {
    async space() {
      const found = await statfs(dataFolder).catch(() => undefined);
      return found && { freeBytes: found.bavail * found.bsize, totalBytes: found.blocks * found.bsize };
    },
    async mains() {
      const folder = join(root, 'sys/class/power_supply');
      const names = await readdir(folder).catch(() => []);
      const read = (name: string, file: string) => readFile(join(folder, name, file), 'utf8').catch(() => '');
      const supplies = await Promise.all(
        names.map(async (name) => ({ type: await read(name, 'type'), online: await read(name, 'online') })),
      );
      return mainsOf(supplies);
    },
    async signalDbm() {
      const text = await readFile(join(root, 'proc/net/wireless'), 'utf8').catch(() => '');
      return signalOf(text);
    },
  };
}
