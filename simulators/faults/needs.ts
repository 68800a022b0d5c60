// What a fault needs of the machine, looked at and never assumed: each need is tried, and who lacks it is told what to do.
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { openCgroup } from './cgroup.ts';
import { fakeTimeLibrary } from './fake-time.ts';
import { openLoopDisk } from './loop-disk.ts';
import { openNetCell } from './net-cell.ts';
import { run } from './shell.ts';

export type Need =
  | 'root'
  | 'loop-ext4'
  | 'loop-xfs'
  | 'tmpfs'
  | 'strace'
  | 'network-namespace'
  | 'faketime'
  | 'prlimit'
  | 'cgroup'
  | 'fs-error-trigger';

/** Debian package in which a program is. */
const packages: Readonly<Record<string, string>> = {
  xfs_io: 'xfsprogs',
  'mkfs.xfs': 'xfsprogs',
  'mkfs.ext4': 'e2fsprogs',
  strace: 'strace',
  ip: 'iproute2',
  tc: 'iproute2',
  nft: 'nftables',
  prlimit: 'util-linux',
  mount: 'mount',
};

/** Where a program is; system folders count, even when the shell does not look there. */
export function programPath(name: string, path = process.env['PATH'] ?? ''): string | undefined {
  for (const folder of [...path.split(delimiter), '/usr/sbin', '/sbin']) {
    const full = join(folder, name);
    try {
      accessSync(full, constants.X_OK);
      return full;
    } catch {
      // Looked for in the next folder.
    }
  }
  return undefined;
}

/** Why a program cannot be used, or undefined. */
export function missingProgram(name: string): string | undefined {
  if (programPath(name) !== undefined) return undefined;
  return `${name} is not installed (Debian package ${packages[name] ?? name})`;
}

const isRoot = () => process.getuid?.() === 0;
const notRoot = () => (isRoot() ? undefined : 'needs root: mounts, tracers and networks are not for others');

/** The first thing in the way. */
const first = async (
  ...looks: (() => string | undefined | Promise<string | undefined>)[]
): Promise<string | undefined> => {
  for (const look of looks) {
    const why = await look();
    if (why !== undefined) return why;
  }
  return undefined;
};

/** Tries the real thing once and gives its own words when it fails. */
const trying = (what: string, work: () => Promise<unknown>) => async () => {
  try {
    await work();
    return undefined;
  } catch (error) {
    return `${what}: ${(error as Error).message.slice(0, 160)}`;
  }
};

function loopNeeds(kind: 'ext4' | 'xfs'): Promise<string | undefined> {
  return first(
    notRoot,
    () => missingProgram(`mkfs.${kind}`),
    () => missingProgram('xfs_io'),
    trying(`a ${kind} file system on a loop device cannot be cut off here`, async () => {
      const disk = await openLoopDisk(kind);
      try {
        await disk.cutPower();
      } finally {
        await disk.remove();
      }
    }),
  );
}

async function errorTrigger(): Promise<string | undefined> {
  const disk = await openLoopDisk('ext4');
  try {
    return existsSync(disk.errorTrigger)
      ? undefined
      : 'this kernel has no trigger_fs_error for ext4 in /sys/fs/ext4';
  } finally {
    await disk.remove();
  }
}

const looks: Readonly<Record<Need, () => Promise<string | undefined>>> = {
  root: async () => notRoot(),
  'loop-ext4': () => loopNeeds('ext4'),
  'loop-xfs': () => loopNeeds('xfs'),
  tmpfs: () =>
    first(
      notRoot,
      trying('a small tmpfs cannot be mounted here', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'fault-tmpfs-'));
        try {
          await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'fault', folder]);
          await run('umount', [folder]);
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      }),
    ),
  strace: () =>
    first(
      () => missingProgram('strace'),
      trying('strace may not trace here', () =>
        run('strace', ['-qq', '-o', '/dev/null', '-e', 'trace=none', 'true']),
      ),
    ),
  'network-namespace': () =>
    first(
      notRoot,
      () => missingProgram('ip'),
      () => missingProgram('nft'),
      () => missingProgram('tc'),
      trying('a network of its own cannot be made here', async () => (await openNetCell()).remove()),
    ),
  faketime: async () =>
    fakeTimeLibrary() === undefined ? 'libfaketime is not installed (Debian package faketime)' : undefined,
  prlimit: async () => missingProgram('prlimit'),
  cgroup: () =>
    first(
      notRoot,
      trying('processor time and memory cannot be limited here', async () => {
        const group = await openCgroup();
        await group.remove();
      }),
    ),
  'fs-error-trigger': () => first(notRoot, () => missingProgram('mkfs.ext4'), errorTrigger),
};

/** Looks once per need; the answers are kept by whoever holds the checker. */
export function createNeedsChecker(): (needs: readonly Need[]) => Promise<string | undefined> {
  const seen = new Map<Need, Promise<string | undefined>>();
  return async (needs) => {
    for (const need of needs) {
      const look = seen.get(need) ?? looks[need]();
      seen.set(need, look);
      const why = await look;
      if (why !== undefined) return why;
    }
    return undefined;
  };
}
