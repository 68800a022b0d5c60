// SANC-7: files that show why; bytes once by their hash, checked by their content.
import { createHash } from 'node:crypto';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { checkEvidence, type EvidenceKind, evidenceSentences } from '../certification/evidence-kind.ts';
import type { Actor } from '../people/actor.ts';
import { DomainError } from '../platform/domain-error.ts';

export interface SanctionEvidence {
  id: string;
  name: string;
  kind: EvidenceKind;
  size: number;
  sha256: string;
  addedAt: number;
  addedBy: string;
}

const columns = 'id, name, kind, size, sha256, added_at AS addedAt, added_by AS addedBy';

/** Keeps a file, for a sanction or for one that is about to be imposed. Throws DomainError `not-evidence` … */
export async function keepEvidence(
  tx: Queries,
  file: { id: string; sanction: string | null; bytes: Uint8Array; name: string; atMs: number },
  actor: Actor,
): Promise<SanctionEvidence> {
  const { id, sanction, bytes, name, atMs } = file;
  const kind = checkEvidence(bytes, name);
  if (typeof kind !== 'string')
    throw new DomainError('invalid', kind.problem, evidenceSentences[kind.problem]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await tx.run('INSERT INTO sanction_file (sha256, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING', [
    sha256,
    bytes,
  ]);
  await tx.run(
    `INSERT INTO sanction_evidence (id, sanction, sha256, name, kind, size, added_at, added_by, added_by_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, sanction, sha256, name, kind, bytes.length, atMs, actor.name, actor.id],
  );
  return { id, name, kind, size: bytes.length, sha256, addedAt: atMs, addedBy: actor.name };
}

/** Ties files the actor uploaded before to the sanction. Throws DomainError `unknown-evidence`. */
export async function tieEvidence(
  tx: Queries,
  sanction: string,
  ids: readonly string[],
  actor: Actor,
): Promise<void> {
  if (ids.length === 0) return;
  const { changes } = await tx.run(
    `UPDATE sanction_evidence SET sanction = ? WHERE sanction IS NULL AND added_by_id = ?
     AND id IN (SELECT value FROM json_each(?))`,
    [sanction, actor.id, JSON.stringify(ids)],
  );
  if (changes !== new Set(ids).size)
    throw new DomainError(
      'invalid',
      'unknown-evidence',
      'One of the files was not uploaded by you, or belongs to another sanction: upload it again.',
    );
}

export const readEvidenceOf = (db: Queries, sanction: string): Promise<SanctionEvidence[]> =>
  db.query(`SELECT ${columns} FROM sanction_evidence WHERE sanction = ? ORDER BY added_at, id`, [sanction]);

export async function readEvidenceFile(
  db: Queries,
  sanction: string,
  id: string,
): Promise<(SanctionEvidence & { bytes: Uint8Array }) | undefined> {
  const rows = await db.query<SanctionEvidence & { bytes: Uint8Array }>(
    `SELECT ${columns}, bytes FROM sanction_evidence JOIN sanction_file USING (sha256) WHERE sanction = ? AND id = ?`,
    [sanction, id],
  );
  return rows[0];
}
