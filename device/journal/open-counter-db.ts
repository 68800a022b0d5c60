// A counter's database at start: verified, or set aside and begun anew; its journal open, its start written down.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { type Migration, migrate } from '@zhuangui/protocol/db/migrate.ts';
import { genesisHash } from '@zhuangui/protocol/journal-chain.ts';
import type { Line, LineOf } from '@zhuangui/protocol/journal-lines.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import { syncFolder } from './durable-file.ts';
import { type ExamineParts, examine, type Found, openCounterDb } from './examine.ts';
import { type HeadWitness, openHeadWitness } from './head-witness.ts';
import type { Journal, JournalHead } from './journal.ts';
import { journalError, wordsOf } from './journal-error.ts';
import { journalArea, journalMigrations } from './journal-schema.ts';
import type { JournalKey } from './key.ts';
import { moveStrays, quarantine, quarantined } from './quarantine.ts';
import type { Reserve } from './reserve.ts';
import { openSalvage, type Salvage } from './salvage.ts';
import { chainBlocks, type Previous } from './salvage-chain.ts';
import { openJournal } from './sqlite-journal.ts';

export interface CounterStoreOptions extends Pick<ExamineParts, 'engine' | 'check' | 'sqlite'> {
  /** Where `counter.db`, `counter.head` and `quarantine/` are. */
  folder: string;
  counter: string;
  key: JournalKey;
  clock: Clock;
  random: Random;
  log: Log;
  agentVersion: string;
  /** Tables of the other slices in the same file: area name to its steps. The journal's own are always applied. */
  migrations?: Readonly<Record<string, readonly Migration[]>>;
  /**
   * Carries slots and open orders over from a damaged journal: gets its good lines in order, in blocks, inside the
   * transaction of the new journal's first line. May be called all over again from line 1: write through `tx` only.
   */
  replay?: (tx: Queries, lines: readonly Line[]) => Promise<void>;
  reserve?: Reserve;
  reserveEveryMs?: number;
  /**
   * Sets a journal aside that is whole: the hub holds more of it, or other lines (a restored or copied disk), and
   * writing on would be a fork. The text says why, 300 characters at most. Pass it for one start only.
   */
  setAside?: string;
}

/** A journal that was set aside, and what was good in it. */
export interface Salvaged {
  /** Folder with the evidence. */
  folder?: string;
  journal?: string;
  good: JournalHead;
  why: string;
}

export interface CounterStore {
  db: Db;
  journal: Journal;
  boot: LineOf<'boot'>;
  /** Present when the journal is a new one in place of another. */
  salvaged?: Salvaged;
  /** Closes journal and database. */
  close(): Promise<void>;
}

type BootReason = LineOf<'boot'>['reason'];

/**
 * Opens `counter.db` in `folder` and appends the `boot` line. A damaged or foreign file goes to quarantine, and a
 * new journal with a new id begins, which says so (JRN-9). Throws JournalError `locked` when another process has
 * the file, `io`, `full`; DbError `misuse` when the file is newer than this program.
 */
export async function openCounterStore(options: CounterStoreOptions): Promise<CounterStore> {
  await mkdir(options.folder, { recursive: true });
  const witness = openHeadWitness(join(options.folder, 'counter.head'), options.log);
  try {
    let found = await examine({ ...options, publicKey: options.key.publicKey, witness });
    if (found.state === 'good' && options.setAside !== undefined) {
      found = await unwanted(found, options.setAside);
    }
    if (found.state === 'bad') return await beginAnew(options, witness, found);
    if (found.state === 'none') await moveStrays(options.folder, options.clock.nowMs());
    const db = found.state === 'none' ? await openCounterDb(options) : found.db;
    return await start(options, witness, db, { reason: found.state === 'good' ? 'start' : 'first-start' });
  } catch (error) {
    witness.close();
    throw journalError(error);
  }
}

/** A whole journal that must not go on. */
async function unwanted(found: Extract<Found, { state: 'good' }>, why: string): Promise<Bad> {
  await found.db.close();
  return { state: 'bad', reason: 'journal-replaced', journal: found.journal, why: wordsOf(why) };
}

type Bad = Extract<Found, { state: 'bad' }>;

interface Beginning {
  reason: BootReason;
  salvaged?: Salvaged;
  salvage?: Salvage | undefined;
}

async function start(
  options: CounterStoreOptions,
  witness: HeadWitness,
  db: Db,
  beginning: Beginning,
): Promise<CounterStore> {
  try {
    await migrate(db, journalMigrations, journalArea);
    for (const [area, steps] of Object.entries(options.migrations ?? {})) await migrate(db, steps, area);
    const journal = await openJournal({ ...options, db, witness });
    const close = async () => {
      await journal.close();
      await db.close();
    };
    try {
      const boot = await appendBoot(options, journal, beginning);
      await syncFolder(options.folder);
      return { db, journal, boot, ...(beginning.salvaged && { salvaged: beginning.salvaged }), close };
    } catch (error) {
      await journal.close();
      throw error;
    }
  } catch (error) {
    await db.close().catch(() => undefined);
    throw error;
  }
}

async function appendBoot(options: CounterStoreOptions, journal: Journal, beginning: Beginning) {
  const { salvaged, salvage, reason } = beginning;
  const previous = salvaged?.journal && { journal: salvaged.journal, ...salvaged.good, why: salvaged.why };
  const [line] = await journal.append(
    [
      {
        kind: 'boot',
        journal: journal.id,
        agentVersion: options.agentVersion,
        reason,
        ...(previous && { previous }),
      },
    ],
    async (tx) => {
      if (salvage === undefined || options.replay === undefined) return;
      const openPrevious = (before: Previous) => openQuarantined(options, before);
      for await (const lines of chainBlocks(salvage, openPrevious)) await options.replay(tx, lines);
    },
  );
  return line as LineOf<'boot'>;
}

async function beginAnew(
  options: CounterStoreOptions,
  witness: HeadWitness,
  found: Bad,
): Promise<CounterStore> {
  const seen = typeof witness.seen === 'object' ? witness.seen.journal : undefined;
  const journal = [found.journal, seen].find((id) => id !== undefined && /^j[0-9a-f]{16}$/.test(id));
  options.log.error({ journal, why: found.why }, 'The journal is set aside; a new one begins');
  const folder = await quarantine(options.folder, journal, options.clock.nowMs());
  const older = journal === undefined ? [] : await quarantined(options.folder, journal);
  const { salvage, source } = await bestSalvage(options, new Set([folder, ...older]));
  try {
    const salvaged = describeSalvage(options.counter, found.why, {
      folder: source ?? folder,
      journal,
      salvage,
    });
    const db = await openCounterDb(options);
    return await start(options, witness, db, { reason: found.reason, salvaged, salvage });
  } finally {
    await salvage?.close();
  }
}

function describeSalvage(
  counter: string,
  why: string,
  from: { folder: string; journal: string | undefined; salvage: Salvage | undefined },
): Salvaged {
  const journal = from.salvage?.journal ?? from.journal;
  const good = from.salvage?.good ?? { seq: 0, hash: genesisHash(counter, journal ?? '') };
  return { folder: from.folder, good, why, ...(journal !== undefined && { journal }) };
}

async function openQuarantined(
  options: CounterStoreOptions,
  { journal, seq }: Previous,
): Promise<Salvage | undefined> {
  if (seq === 0) return undefined;
  const { salvage } = await bestSalvage(options, await quarantined(options.folder, journal));
  if (salvage?.journal === journal) return salvage;
  options.log.error({ journal, seq }, 'What was carried over from this journal is not found any more');
  await salvage?.close();
  return undefined;
}

/**
 * The first folder with good lines in it. Older ones matter when a power cut came between setting aside and
 * beginning anew: then the newest holds only an empty file.
 */
async function bestSalvage(options: CounterStoreOptions, folders: Iterable<string>) {
  for (const source of folders) {
    const salvage = await openSalvage(source, options);
    if (salvage !== undefined) return { salvage, source };
  }
  return { salvage: undefined, source: undefined };
}
