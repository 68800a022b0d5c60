// The table of sanctions.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Sanction } from './sanction-lists.ts';

interface Row extends Omit<Sanction, 'lots' | 'entries'> {
  lots: string;
  entries: string;
}

const columns = `id, kind, target, target_name AS targetName, lots, reason, imposed_by AS "by", imposed_at AS at,
  list_version AS listVersion, released_at AS releasedAt, released_by AS releasedBy,
  release_version AS releaseVersion, level, place, legal_basis AS legalBasis, imposed_by_id AS byId, entries,
  release_reason AS releaseReason, pushed_at AS pushedAt`;

const fromRow = (row: Row): Sanction => ({
  ...row,
  lots: JSON.parse(row.lots),
  entries: JSON.parse(row.entries),
});

/** Sanctions in force, oldest first. */
export async function readActive(db: Queries): Promise<Sanction[]> {
  const sql = `SELECT ${columns} FROM sanction WHERE released_at IS NULL ORDER BY imposed_at, id`;
  return (await db.query<Row>(sql)).map(fromRow);
}

/** Credit codes of blacklisted suppliers; also inside a transaction. */
export async function readBlacklisted(db: Queries): Promise<ReadonlySet<string>> {
  const sql = `SELECT target FROM sanction WHERE kind = 'supplier' AND released_at IS NULL`;
  return new Set((await db.query<{ target: string }>(sql)).map(({ target }) => target));
}

/** Every sanction ever, for what is kept in memory. */
export async function readAll(db: Queries): Promise<Sanction[]> {
  return (await db.query<Row>(`SELECT ${columns} FROM sanction`)).map(fromRow);
}

/** The newest sanctions, released ones included. */
export async function readHistory(db: Queries, limit: number): Promise<Sanction[]> {
  const sql = `SELECT ${columns} FROM sanction ORDER BY imposed_at DESC, id LIMIT ?`;
  return (await db.query<Row>(sql, [limit])).map(fromRow);
}

export async function readSanction(db: Queries, id: string): Promise<Sanction | undefined> {
  return (await db.query<Row>(`SELECT ${columns} FROM sanction WHERE id = ?`, [id])).map(fromRow)[0];
}

export interface SanctionFilter {
  kinds?: readonly string[];
  active?: boolean;
  target?: string;
  search?: string;
}

/** Newest first. */
export async function readPage(
  db: Queries,
  filter: SanctionFilter,
  page: { limit: number; offset: number },
): Promise<{ rows: Sanction[]; total: number }> {
  const terms: [string, string | undefined][] = [
    ['kind IN (SELECT value FROM json_each(?))', filter.kinds && JSON.stringify(filter.kinds)],
    ['target = ?', filter.target],
    [`instr(lower(target || ' ' || target_name || ' ' || reason), lower(?)) > 0`, filter.search || undefined],
  ];
  const used = terms.filter((term): term is [string, string] => term[1] !== undefined);
  const open = filter.active === undefined ? '1' : `released_at IS ${filter.active ? '' : 'NOT '}NULL`;
  const where = [open, ...used.map(([sql]) => sql)].join(' AND ');
  const params = used.map(([, value]) => value);
  const rows = await db.query<Row>(
    `SELECT ${columns} FROM sanction WHERE ${where} ORDER BY imposed_at DESC, id LIMIT ? OFFSET ?`,
    [...params, page.limit, page.offset],
  );
  const [count] = await db.query<{ total: number }>(
    `SELECT count(*) AS total FROM sanction WHERE ${where}`,
    params,
  );
  return { rows: rows.map(fromRow), total: count?.total ?? 0 };
}

export async function insertSanction(tx: Queries, sanction: Sanction): Promise<void> {
  await tx.run(
    `INSERT INTO sanction (id, kind, target, target_name, lots, reason, imposed_by, imposed_at, list_version, level,
      place, legal_basis, imposed_by_id, entries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      sanction.id,
      sanction.kind,
      sanction.target,
      sanction.targetName,
      JSON.stringify(sanction.lots),
      sanction.reason,
      sanction.by,
      sanction.at,
      sanction.listVersion,
      sanction.level,
      sanction.place,
      sanction.legalBasis,
      sanction.byId,
      JSON.stringify(sanction.entries),
    ],
  );
}

/** Marks a sanction as released; false when somebody did so before. */
export async function releaseSanction(
  tx: Queries,
  release: { id: string; by: string; at: number; listVersion: number; reason: string },
): Promise<boolean> {
  const { changes } = await tx.run(
    `UPDATE sanction SET released_at = ?, released_by = ?, release_version = ?, release_reason = ?
     WHERE id = ? AND released_at IS NULL`,
    [release.at, release.by, release.listVersion, release.reason, release.id],
  );
  return changes === 1;
}

export async function notePushed(db: Queries, id: string, atMs: number): Promise<void> {
  await db.run('UPDATE sanction SET pushed_at = ? WHERE id = ? AND pushed_at IS NULL', [atMs, id]);
}
