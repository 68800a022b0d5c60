// One database for the whole hub; each slice brings the migrations of its own tables.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { type Migration, migrate } from '@zhuangui/protocol/db/migrate.ts';
import { type DbEngine, openDb } from '@zhuangui/protocol/db/open-db.ts';

/** A slice's migrations; `area` names the slice, so that slices are numbered independently. */
export interface SliceSchema {
  area: string;
  migrations: readonly Migration[];
}

export interface HubStoreOptions {
  path: string;
  /** Default `sqlite3`: it works on its thread pool, off the broker's event loop. */
  engine?: DbEngine;
  schemas: readonly SliceSchema[];
  /** Others may read the file meanwhile (`openHubStores`). Default: nobody else opens it. */
  isShared?: boolean;
}

/** Write-ahead log of 16 MiB before it is folded in: fewer checkpoints while a backlog drains. */
const walAutocheckpointPages = 4000;
/** Where 10 million lines are sorted in, most pages of the indexes are met again soon. */
const cacheKib = 64 * 1024;
/** When another connection folds it in (`keepFolded`), the writer does so only if that one fell far behind. */
const walAutocheckpointPagesShared = 32_000;

/** Opens the hub's database and brings every slice's tables up to date. Rejects with `DbError`. */
export async function openHubStore(options: HubStoreOptions): Promise<Db> {
  const { path, engine = 'sqlite3', schemas } = options;
  const db = await openDb({
    engine,
    path,
    cacheKib,
    walAutocheckpointPages: options.isShared ? walAutocheckpointPagesShared : walAutocheckpointPages,
    journalSizeLimitBytes: 32 * 1024 * 1024,
    locking: options.isShared ? 'normal' : 'exclusive',
  });
  try {
    for (const { area, migrations } of schemas) await migrate(db, migrations, area);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}
