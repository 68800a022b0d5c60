// The table of sanctions.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Sanction } from './sanction-lists.ts';

interface Row extends Omit<Sanction, 'lots'> {
  lots: string;
}

const columns = `id, kind, target, target_name AS targetName, lots, reason, imposed_by AS "by", imposed_at AS at,
  list_version AS listVersion, released_at AS releasedAt, released_by AS releasedBy,
  release_version AS releaseVersion`;

const fromRow = (row: Row): Sanction => ({ ...row, lots: JSON.parse(row.lots) });

/** Sanctions in force, oldest first. */
export async function readActive(db: Queries): Promise<Sanction[]> {
  const sql = `SELECT ${columns} FROM sanction WHERE released_at IS NULL ORDER BY imposed_at, id`;
  return (await db.query<Row>(sql)).map(fromRow);
}

/** The newest sanctions, released ones included. */
export async function readHistory(db: Queries, limit: number): Promise<Sanction[]> {
  const sql = `SELECT ${columns} FROM sanction ORDER BY imposed_at DESC, id LIMIT ?`;
  return (await db.query<Row>(sql, [limit])).map(fromRow);
}

export async function readSanction(db: Queries, id: string): Promise<Sanction | undefined> {
  return (await db.query<Row>(`SELECT ${columns} FROM sanction WHERE id = ?`, [id])).map(fromRow)[0];
}

export async function insertSanction(tx: Queries, sanction: Sanction): Promise<void> {
  await tx.run(
    `INSERT INTO sanction (id, kind, target, target_name, lots, reason, imposed_by, imposed_at, list_version)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
    ],
  );
}

/** Marks a sanction as released; false when somebody did so before. */
export async function releaseSanction(
  tx: Queries,
  release: { id: string; by: string; at: number; listVersion: number },
): Promise<boolean> {
  const { changes } = await tx.run(
    `UPDATE sanction SET released_at = ?, released_by = ?, release_version = ?
     WHERE id = ? AND released_at IS NULL`,
    [release.at, release.by, release.listVersion, release.id],
  );
  return changes === 1;
}
