// A damaged database is evidence: it is set aside, never deleted, never written again (JRN-9).
import { access, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from './durable-file.ts';

/** A counter's database and what SQLite puts beside it. */
export const databaseFiles = ['counter.db', 'counter.db-wal', 'counter.db-shm'] as const;

export const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

const quarantineOf = (folder: string) => join(folder, 'quarantine');

/** The folders in which parts of a journal were set aside, newest first; absolute or relative as `folder` is. */
export async function quarantined(folder: string, journal?: string): Promise<string[]> {
  const names = await readdir(quarantineOf(folder)).catch(() => [] as string[]);
  const ours = journal === undefined ? names : names.filter((name) => name.endsWith(`-${journal}`));
  return ours
    .sort()
    .reverse()
    .map((name) => join(quarantineOf(folder), name));
}

/**
 * Moves the database files into `quarantine/<time>-<journal>/` and returns that folder. The database goes first:
 * a log left behind by a power cut in between is then seen to have none (see `moveStrays`).
 */
export async function quarantine(
  folder: string,
  journal: string | undefined,
  nowMs: number,
): Promise<string> {
  const target = await freshFolder(folder, journal, nowMs);
  for (const name of databaseFiles) await moveIfThere(join(folder, name), join(target, name));
  await syncFolder(target);
  await syncFolder(folder);
  return target;
}

/** A write-ahead log without its database must never meet a new one: it follows the file it belongs to. */
export async function moveStrays(folder: string, nowMs: number): Promise<void> {
  const strays = [];
  for (const name of databaseFiles.slice(1)) if (await exists(join(folder, name))) strays.push(name);
  if (strays.length === 0) return;
  const newest = (await quarantined(folder))[0];
  const taken = newest === undefined || (await exists(join(newest, strays[0]!)));
  const target = taken ? await freshFolder(folder, undefined, nowMs) : newest;
  for (const name of strays) await moveIfThere(join(folder, name), join(target, name));
  await syncFolder(target);
  await syncFolder(folder);
}

async function moveIfThere(from: string, to: string): Promise<void> {
  if (await exists(from)) await rename(from, to);
}

/** Named by the time, so that names sort; a number keeps two in one millisecond apart. */
async function freshFolder(folder: string, journal: string | undefined, nowMs: number): Promise<string> {
  const time = new Date(nowMs).toISOString().replace(/[:.]/g, '');
  await mkdir(quarantineOf(folder), { recursive: true });
  for (let turn = 0; ; turn += 1) {
    const path = join(quarantineOf(folder), `${time}-${turn}-${journal ?? 'unknown'}`);
    try {
      await mkdir(path);
      await syncFolder(quarantineOf(folder));
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
