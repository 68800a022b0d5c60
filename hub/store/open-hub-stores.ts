// The hub's database with several connections: one writes; lists, reports and the folding of the log go on beside it,
// so that none of them delays a receipt.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { type HubStoreOptions, openHubStore } from './open-hub-store.ts';

export interface HubStores {
  /** Everything that changes something, and reads that must see the change just made. */
  db: Db;
  /** Reads only: lists, pages, exports. Sees what was committed when its statement began. */
  reader: Db;
  /** The same for figures: a month of 20,000 counters may take a second, and no list waits for it. */
  reports: Db;
  /** DB-11: folds what was written into the file, beside the writer; often, so that it is little each time. */
  fold(): Promise<void>;
  close(): Promise<void>;
}

const readCacheKib = 32 * 1024;

/**
 * DB-10: one hub per file still: an exclusive lock on `<path>.owner` is held as long as the stores are open, because
 * the file itself now lets readers in. Rejects with `DbError`, `busy` when another hub has it.
 */
export async function openHubStores(options: Omit<HubStoreOptions, 'isShared'>): Promise<HubStores> {
  const { path, engine = 'sqlite3' } = options;
  const owner = await openDb({ engine, path: `${path}.owner`, synchronous: 'off', busyTimeoutMs: 0 });
  const opened: Db[] = [owner];
  const close = async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
  };
  try {
    const db = await openHubStore({ ...options, isShared: true });
    opened.push(db);
    const reader = await openDb({ engine, path, readonly: true, cacheKib: readCacheKib });
    opened.push(reader);
    const reports = await openDb({ engine, path, readonly: true, cacheKib: readCacheKib });
    opened.push(reports);
    const folder = await openDb({ engine, path, locking: 'normal', walAutocheckpointPages: 0 });
    opened.push(folder);
    return { db, reader, reports, fold: () => foldLog(folder, db), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Pages of the log after which the writer folds in the last few itself, so that the log begins anew. */
const logPagesMax = 4000;

interface Folded {
  /** Pages in the log, and of these in the file. */
  log: number;
  checkpointed: number;
}

/**
 * PASSIVE waits for nobody and makes nobody wait. While lines come without a pause there is always a page more in the
 * log than was folded; the writer folds these few, between two of its transactions, and the log begins anew.
 */
async function foldLog(folder: Db, writer: Db): Promise<void> {
  const passive = 'PRAGMA wal_checkpoint(PASSIVE)';
  const [folded] = await folder.query<Folded>(passive);
  if (folded && folded.log > logPagesMax) await writer.query(passive);
}
