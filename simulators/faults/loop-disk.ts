// A real file system on a loop device whose power can be cut: what was not synced is gone, as on a counter in a hall.
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { run } from './shell.ts';

export interface LoopDisk {
  /** Where it is mounted. */
  readonly mount: string;
  /** Writing 1 to it makes ext4 believe its disk is broken: it turns read-only under the running process. */
  readonly errorTrigger: string;
  /** Everything written so far is on the disk. */
  sync(): Promise<void>;
  /**
   * The power fails now: page cache and the tail of the file system's own journal are lost. Whoever has files open must
   * be killed next; `bringBack` mounts it again.
   */
  cutPower(): Promise<void>;
  /** After a cut, once nobody has files open: mounts again, so the file system replays its journal. */
  bringBack(): Promise<void>;
  remove(): Promise<void>;
}

const sizes = { ext4: 64 * 1024 * 1024, xfs: 320 * 1024 * 1024 } as const;
const makers = { ext4: ['-q', '-F'], xfs: ['-q', '-f'] } as const;

export interface LoopDiskOptions {
  sizeBytes?: number;
}

/** Needs root. `errors=remount-ro` is what Debian puts on a counter's disk. */
export async function openLoopDisk(
  kind: 'ext4' | 'xfs',
  { sizeBytes }: LoopDiskOptions = {},
): Promise<LoopDisk> {
  const folder = mkdtempSync(join(tmpdir(), `fault-${kind}-`));
  const image = join(folder, 'image');
  const mount = join(folder, 'mount');
  writeFileSync(image, '');
  truncateSync(image, sizeBytes ?? sizes[kind]);
  mkdirSync(mount);
  const options = kind === 'ext4' ? 'loop,errors=remount-ro' : 'loop';
  const mountIt = () => run('mount', ['-t', kind, '-o', options, image, mount]);
  try {
    await run(`mkfs.${kind}`, [...makers[kind], image]);
    await mountIt();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const device = (await run('findmnt', ['-no', 'SOURCE', mount])).trim();
  return {
    mount,
    errorTrigger: join('/sys/fs/ext4', basename(device), 'trigger_fs_error'),
    sync: async () => {
      await run('sync', ['-f', mount]);
    },
    cutPower: async () => {
      await run('xfs_io', ['-x', '-c', 'shutdown', mount]);
    },
    async bringBack() {
      await unmounted(mount);
      await mountIt();
    },
    async remove() {
      await unmounted(mount);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const triesMax = 100;
const pauseMs = 50;

/** A killed process lets go of its files a moment after it is gone. */
export async function unmounted(mount: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await run('umount', [mount]);
      return;
    } catch (error) {
      if ((error as Error).message.includes('not mounted')) return;
      if (tries === triesMax) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
