// Exports for auditors: made as a job into the data folder, handed out as one archive, the newest few kept (VER-12).
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import type { HubConfig } from '../config.ts';
import type { Report } from '../jobs/jobs.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Random } from '../platform/random.ts';
import { type ExportResult, type ExportWish, writeExport } from './write-export.ts';

export interface KeptExport extends ExportResult, ExportWish {
  id: string;
  madeAtMs: number;
}

export interface Exports {
  /** Writes one; nothing is kept of one that was given up. Throws DomainError `export-busy`, `bad-period`. */
  make(wish: ExportWish, report: Report, signal: AbortSignal): Promise<KeptExport>;
  /** Refused without beginning: before a job takes it over. */
  requirePossible(wish: ExportWish): void;
  /** Newest first. */
  list(): Promise<KeptExport[]>;
  /** Folder of a kept one; undefined when it is gone. */
  folderOf(id: string): Promise<string | undefined>;
}

export interface ExportsParts {
  config: Pick<HubConfig, 'dataFolder' | 'engine'>;
  logKey(origin: string): string;
  clock: Clock;
  random: Random;
}

/** VER-12: an export of a year may be large; it is fetched at once or made again. */
const keptMax = 3;
const isId = (name: string) => /^[0-9a-f]{16}$/.test(name);
const aboutName = 'about.json';

export function createExports({ config, logKey, clock, random }: ExportsParts): Exports {
  const root = join(config.dataFolder, 'exports');
  let isBusy = false;

  /** A connection of its own: what takes minutes delays nobody, and sees one state of the database. */
  async function snapshot<T>(read: (db: Queries) => Promise<T>): Promise<T> {
    const path = join(config.dataFolder, 'hub.db');
    const db = await openDb({ engine: config.engine, path, readonly: true });
    try {
      return await db.transaction(read);
    } finally {
      await db.close();
    }
  }

  function requirePossible({ from, to }: ExportWish): void {
    if (from !== null && to !== null && from > to)
      throw new DomainError('invalid', 'bad-period', 'The first day is after the last one: exchange them.');
    if (isBusy)
      throw new DomainError(
        'conflict',
        'export-busy',
        'Another export is being made: wait for its job to end.',
      );
  }

  async function list(): Promise<KeptExport[]> {
    const names = await readdir(root).catch(() => [] as string[]);
    const found: KeptExport[] = [];
    for (const id of names.filter(isId)) {
      const text = await readFile(join(root, id, aboutName), 'utf8').catch(() => undefined);
      if (text !== undefined) found.push(JSON.parse(text) as KeptExport);
    }
    return found.sort((a, b) => b.madeAtMs - a.madeAtMs || (a.id < b.id ? 1 : -1));
  }

  async function make(wish: ExportWish, report: Report, signal: AbortSignal): Promise<KeptExport> {
    requirePossible(wish);
    isBusy = true;
    const id = Buffer.from(random.bytes(8)).toString('hex');
    const draft = join(root, `making-${id}`);
    try {
      await mkdir(join(draft, 'export'), { recursive: true, mode: 0o700 });
      const source = { snapshot, logKey, nowMs: () => clock.nowMs() };
      const result = await writeExport(
        source,
        join(draft, 'export'),
        wish,
        (step, done, total) => report(done, total, step),
        signal,
      );
      const kept = { id, madeAtMs: clock.nowMs(), ...wish, ...result };
      await writeFile(join(draft, aboutName), JSON.stringify(kept));
      await rename(draft, join(root, id));
      for (const { id: old } of (await list()).slice(keptMax)) await rm(join(root, old), { recursive: true });
      return kept;
    } finally {
      isBusy = false;
      await rm(draft, { recursive: true, force: true });
    }
  }

  return {
    make,
    requirePossible,
    list,
    async folderOf(id) {
      if (!isId(id)) return undefined;
      const folder = join(root, id, 'export');
      return (await readdir(folder).catch(() => undefined)) && folder;
    },
  };
}
