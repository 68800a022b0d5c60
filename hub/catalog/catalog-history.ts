// What the catalog said in an earlier version: changes are kept for good, so a permit can be judged years later.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';

/** The entry as the catalog of that version held it, or undefined when it was not in it. */
export async function entryInVersion(db: Queries, id: string, version: number): Promise<Entry | undefined> {
  const rows = await db.query<{ line: string | null }>(
    'SELECT line FROM catalog_change WHERE id = ? AND version <= ? ORDER BY version DESC LIMIT 1',
    [id, version],
  );
  const line = rows[0]?.line;
  return line ? (JSON.parse(line) as Entry) : undefined;
}

/** The newest catalog version, also inside a transaction; 0 before there are lists. */
export async function catalogVersion(db: Queries): Promise<number> {
  const sql = "SELECT coalesce(max(version), 0) AS version FROM tuf_metadata WHERE role = 'catalog'";
  return (await db.query<{ version: number }>(sql))[0]!.version;
}

/** What a version said about an entry; `line` is null where it was taken out. */
export interface EntryVersion {
  version: number;
  publishedAtMs: number;
  line: string | null;
}

/** Every version that changed an entry, oldest first. */
export const entryHistory = (db: Queries, id: string): Promise<EntryVersion[]> =>
  db.query(
    `SELECT c.version, r.published_at AS publishedAtMs, c.line FROM catalog_change c
     JOIN catalog_release r ON r.version = c.version WHERE c.id = ? ORDER BY c.version`,
    [id],
  );

/** When each version was published, newest first. */
export const publishedVersions = (db: Queries): Promise<{ version: number; publishedAtMs: number }[]> =>
  db.query('SELECT version, published_at AS publishedAtMs FROM catalog_release ORDER BY version DESC');
