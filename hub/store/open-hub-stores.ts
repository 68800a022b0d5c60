// The hub's database with two connections: one writes, one answers reports meanwhile, so that no report delays a receipt.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { type HubStoreOptions, openHubStore } from './open-hub-store.ts';

export interface HubStores {
  /** Everything that changes something, and reads that must see the change just made. */
  db: Db;
  /** Reads only: lists, reports, exports. Sees what was committed when its statement began. */
  reader: Db;
  close(): Promise<void>;
}

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
    const reader = await openDb({ engine, path, readonly: true });
    opened.push(reader);
    return { db, reader, close };
  } catch (error) {
    await close();
    throw error;
  }
}
