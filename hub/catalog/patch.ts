// The unsigned patch between two catalog versions: only changed lines (LIST-4).
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { CatalogPatch } from '@zhuangui/protocol/lists.ts';
import { patchVersionsKept } from './catalog-writes.ts';

/**
 * What turns version `from` into version `to`; undefined when either is unknown or `from` is too old, and the
 * counter fetches whole chunks instead.
 */
export async function patchBetween(db: Queries, from: number, to: number): Promise<CatalogPatch | undefined> {
  if (from >= to || to - from > patchVersionsKept) return undefined;
  const known = await db.query<{ count: number }>(
    'SELECT count(*) AS count FROM catalog_release WHERE version IN (?, ?)',
    [from, to],
  );
  if (known[0]!.count !== 2) return undefined;
  const rows = await db.query<{ id: string; line: string | null }>(
    `SELECT id, line, max(version) FROM catalog_change WHERE version > ? AND version <= ? GROUP BY id ORDER BY id`,
    [from, to],
  );
  const set = rows.flatMap(({ id, line }) => (line === null ? [] : [{ id, line }]));
  return { v: 1, from, to, set, remove: rows.filter((row) => row.line === null).map((row) => row.id) };
}
