// The reserve as a file of real blocks beside the database: deleting it is the only sure way to get space back.
import { randomFillSync } from 'node:crypto';
import { open, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Log } from '../platform/log.ts';
import { syncFolder } from './durable-file.ts';
import type { Reserve } from './reserve.ts';

export interface BallastOptions {
  path: string;
  log: Log;
  /** Size of the file. Default 8 MiB. */
  sizeBytes?: number;
  /** Below this much free space beside the file no new sale begins. Default 32 MiB. */
  minimumFreeBytes?: number;
  /** Free space of the file system, for a process without privileges. Default: statfs. */
  freeBytes?: (folder: string) => Promise<number>;
}

const chunkBytes = 65_536;

/** Free space for a process without privileges, bytes. */
export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.size ?? 0;
}

/** Random bytes: a file system that compresses or skips zeroes would reserve nothing for them. */
async function fill(path: string, sizeBytes: number): Promise<void> {
  const chunk = randomFillSync(new Uint8Array(chunkBytes));
  const file = await open(path, 'w', 0o600);
  try {
    for (let written = 0; written < sizeBytes; written += chunkBytes) {
      await file.write(chunk, 0, Math.min(chunkBytes, sizeBytes - written));
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(dirname(path));
}

class Ballast implements Reserve {
  readonly #options: Required<BallastOptions>;
  #built = false;
  #enough = true;

  constructor(options: Required<BallastOptions>) {
    this.#options = options;
  }

  ok(): boolean {
    return this.#built && this.#enough;
  }

  async release(): Promise<boolean> {
    const held = this.#built;
    this.#built = false;
    this.#enough = false;
    await rm(this.#options.path, { force: true }).catch((error: unknown) => {
      this.#options.log.error({ error: String(error) }, 'The space reserve cannot be released');
    });
    return held;
  }

  async refresh(): Promise<void> {
    try {
      await this.#measure();
    } catch (error) {
      this.#enough = false;
      this.#options.log.warn({ error: String(error) }, 'Free space cannot be measured or reserved');
    }
  }

  async #measure(): Promise<void> {
    const { path, sizeBytes, minimumFreeBytes, freeBytes, log } = this.#options;
    const free = await freeBytes(dirname(path));
    if (!this.#built) await this.#build(free);
    const before = this.#enough;
    this.#enough = this.#built && free >= minimumFreeBytes;
    if (before === this.#enough) return;
    const what = this.#enough ? 'Enough free space' : 'Too little free space: no new sale begins';
    log.warn({ freeBytes: free, minimumFreeBytes, sizeBytes }, what);
  }

  async #build(free: number): Promise<void> {
    const { path, sizeBytes, minimumFreeBytes } = this.#options;
    if ((await sizeOf(path)) !== sizeBytes) {
      if (free < sizeBytes + minimumFreeBytes) return;
      await fill(path, sizeBytes);
    }
    this.#built = true;
  }
}

/** Opens the reserve, building it when there is room. Never rejects: without it nothing is sold, that is all. */
export async function openBallast(options: BallastOptions): Promise<Reserve> {
  const ballast = new Ballast({
    sizeBytes: 8 * 1024 * 1024,
    minimumFreeBytes: 32 * 1024 * 1024,
    freeBytes: freeBytesOf,
    ...options,
  });
  await ballast.refresh();
  return ballast;
}
