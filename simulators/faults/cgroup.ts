// Little memory and little processor time for one process, by control groups of either version.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Cgroup {
  /** Puts a running process in, with all its threads. */
  take(pid: number): void;
  memory(bytes: number): void;
  /** Share of one core, 0 to 1. */
  processor(share: number): void;
  remove(): Promise<void>;
}

const root = '/sys/fs/cgroup';
const periodUs = 100_000;
const put = (folder: string, file: string, value: string | number) =>
  writeFileSync(join(folder, file), String(value));

function version2(name: string): Cgroup | undefined {
  const controllers = join(root, 'cgroup.controllers');
  if (!existsSync(controllers)) return undefined;
  const offered = readFileSync(controllers, 'utf8').split(/\s+/);
  if (!['cpu', 'memory'].every((one) => offered.includes(one))) return undefined;
  put(root, 'cgroup.subtree_control', '+cpu +memory');
  const folder = join(root, name);
  mkdirSync(folder);
  return {
    take: (pid) => put(folder, 'cgroup.procs', pid),
    memory: (bytes) => put(folder, 'memory.max', bytes),
    processor: (share) => put(folder, 'cpu.max', `${Math.round(share * periodUs)} ${periodUs}`),
    remove: () => removeAll([folder]),
  };
}

function version1(name: string): Cgroup {
  const folders = ['cpu', 'memory'].map((controller) => join(root, controller, name));
  for (const folder of folders) mkdirSync(folder);
  const [cpu, memory] = folders as [string, string];
  return {
    take(pid) {
      for (const folder of folders) put(folder, 'cgroup.procs', pid);
    },
    memory: (bytes) => put(memory, 'memory.limit_in_bytes', bytes),
    processor(share) {
      put(cpu, 'cpu.cfs_period_us', periodUs);
      put(cpu, 'cpu.cfs_quota_us', Math.round(share * periodUs));
    },
    remove: () => removeAll(folders),
  };
}

/** The last process leaves its group a moment after it is gone. */
async function removeAll(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    for (let tries = 0; existsSync(folder) && tries < 100; tries += 1) {
      try {
        rmdirSync(folder);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
}

/** Needs root; throws in the system's own words where groups cannot be made. */
export async function openCgroup(): Promise<Cgroup> {
  const name = `fault-${process.pid}-${process.hrtime.bigint().toString(36)}`;
  return version2(name) ?? version1(name);
}
