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
