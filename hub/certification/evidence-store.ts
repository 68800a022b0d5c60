// Evidence files: bytes once by their hash, names per application; removed ones stay for the versions that had them.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { EvidenceKind } from './evidence-kind.ts';

export interface EvidenceRow {
  id: number;
  application: string;
  sha256: string;
  name: string;
  kind: EvidenceKind;
  size: number;
  addedAt: number;
  addedBy: string;
}

const columns = `id, application, sha256, name, kind, size, added_at AS addedAt, added_by AS addedBy`;

/** What the application has now, in the order of arrival. */
export const readEvidence = (queries: Queries, application: string): Promise<EvidenceRow[]> =>
  queries.query<EvidenceRow>(
    `SELECT ${columns} FROM evidence WHERE application = ? AND removed_at IS NULL ORDER BY id`,
    [application],
  );

export async function findEvidence(
  queries: Queries,
  application: string,
  id: number,
): Promise<EvidenceRow | undefined> {
  const sql = `SELECT ${columns} FROM evidence WHERE application = ? AND id = ?`;
  return (await queries.query<EvidenceRow>(sql, [application, id]))[0];
}

export async function evidenceBytes(queries: Queries, sha256: string): Promise<Uint8Array | undefined> {
  const rows = await queries.query<{ bytes: Uint8Array }>(
    'SELECT bytes FROM evidence_blob WHERE sha256 = ?',
    [sha256],
  );
  return rows[0]?.bytes;
}

export async function insertEvidence(
  tx: Queries,
  row: Omit<EvidenceRow, 'id'>,
  bytes: Uint8Array,
): Promise<void> {
  await tx.run('INSERT INTO evidence_blob (sha256, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING', [
    row.sha256,
    bytes,
  ]);
  await tx.run(
    `INSERT INTO evidence (application, sha256, name, kind, size, added_at, added_by) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [row.application, row.sha256, row.name, row.kind, row.size, row.addedAt, row.addedBy],
  );
}

export async function removeEvidence(tx: Queries, id: number, atMs: number): Promise<void> {
  await tx.run('UPDATE evidence SET removed_at = ? WHERE id = ? AND removed_at IS NULL', [atMs, id]);
}
