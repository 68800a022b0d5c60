// A consistent copy of the hub's database while it runs.
import { stat } from 'node:fs/promises';
import type { Db } from '@zhuangui/protocol/db/db.ts';

/**
 * Writes a complete, compact copy to a path that must not exist yet; queued behind the work that is under way.
 * Restoring is putting the copy in the database's place: positions go back and counters send again (LED-9).
 */
export async function backupTo(db: Db, path: string): Promise<{ bytes: number }> {
  await db.run('VACUUM INTO ?', [path]);
  return { bytes: (await stat(path)).size };
}
