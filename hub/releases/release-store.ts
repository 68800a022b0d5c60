// The tables of releases.
import type { Queries, SqlValue } from '@zhuangui/protocol/db/db.ts';
import type { DetachedSignature } from '../catalog/metadata.ts';
import type { CatalogSizes, PreparedCatalog } from '../catalog/prepared.ts';
import type { Release, ReleaseChange, ReleaseFile, ReleaseSignature } from './release-types.ts';

interface ReleaseRow extends Omit<Release, 'sizes'> {
  sizes: string | null;
}

const columns = `id, title, state, revision, base_version AS baseVersion, version, digest, sizes,
  scheduled_at AS scheduledAtMs, problem, created_by AS createdBy, created_by_name AS createdByName,
  created_at AS createdAtMs, published_at AS publishedAtMs, published_by_name AS publishedByName`;

const fromRow = ({ sizes, ...row }: ReleaseRow): Release => ({
  ...row,
  sizes: sizes === null ? null : (JSON.parse(sizes) as CatalogSizes),
});

export async function readRelease(db: Queries, id: string): Promise<Release | undefined> {
  return (await db.query<ReleaseRow>(`SELECT ${columns} FROM release WHERE id = ?`, [id])).map(fromRow)[0];
}

export const releaseSorts = { created: 'created_at', title: 'title', version: 'version' } as const;

/** `where`: a condition of our own code. */
export async function readReleases(
  db: Queries,
  filter: { search: string; state: string },
  order: string,
  page: { limit: number; offset: number },
): Promise<{ rows: Release[]; total: number }> {
  const where = `instr(lower(title), lower(?)) > 0 AND (? = '' OR state = ?)`;
  const params: SqlValue[] = [filter.search, filter.state, filter.state];
  const [{ total }] = (await db.query<{ total: number }>(
    `SELECT count(*) AS total FROM release WHERE ${where}`,
    params,
  )) as [{ total: number }];
  const sql = `SELECT ${columns} FROM release WHERE ${where} ORDER BY ${order}, id LIMIT ? OFFSET ?`;
  const rows = await db.query<ReleaseRow>(sql, [...params, page.limit, page.offset]);
  return { rows: rows.map(fromRow), total };
}

/** Oldest time first. */
export const readScheduled = (db: Queries): Promise<{ id: string; atMs: number; byName: string }[]> =>
  db.query(`SELECT id, scheduled_at AS atMs, coalesce(published_by_name, '') AS byName FROM release
    WHERE state = 'scheduled' ORDER BY scheduled_at, id`);

export async function insertRelease(
  tx: Queries,
  release: Pick<Release, 'id' | 'title' | 'baseVersion' | 'createdBy' | 'createdByName' | 'createdAtMs'>,
): Promise<void> {
  const { id, title, baseVersion, createdBy, createdByName, createdAtMs } = release;
  await tx.run(
    `INSERT INTO release (id, title, state, revision, base_version, created_by, created_by_name, created_at)
     VALUES (?, ?, 'draft', 1, ?, ?, ?, ?)`,
    [id, title, baseVersion, createdBy, createdByName, createdAtMs],
  );
}

/** Back to a draft under a new revision: signatures were for the one before. */
export async function reopenRelease(tx: Queries, id: string, baseVersion: number): Promise<void> {
  await tx.run(
    `UPDATE release SET state = 'draft', revision = revision + 1, base_version = ?, version = NULL, signable = NULL,
       digest = NULL, sizes = NULL, scheduled_at = NULL, problem = NULL WHERE id = ?`,
    [baseVersion, id],
  );
}

export async function freezeRelease(
  tx: Queries,
  id: string,
  { signable, version }: Pick<PreparedCatalog, 'signable' | 'version'>,
  digest: string,
  sizes: CatalogSizes,
): Promise<void> {
  await tx.run(
    `UPDATE release SET state = 'ready', version = ?, signable = ?, digest = ?, sizes = ?, problem = NULL WHERE id = ?`,
    [version, signable, digest, JSON.stringify(sizes), id],
  );
}

export async function readSignable(db: Queries, id: string): Promise<Uint8Array | undefined> {
  const rows = await db.query<{ signable: Uint8Array | null }>('SELECT signable FROM release WHERE id = ?', [
    id,
  ]);
  return rows[0]?.signable ?? undefined;
}

/** `columns` are names of our own code. Returns whether the release was in one of the states. */
export async function setState(
  tx: Queries,
  id: string,
  from: readonly Release['state'][],
  change: Partial<
    Record<'state' | 'scheduled_at' | 'problem' | 'published_at' | 'published_by_name', SqlValue>
  >,
): Promise<boolean> {
  const names = Object.keys(change);
  const marks = from.map(() => '?').join(', ');
  const { changes } = await tx.run(
    `UPDATE release SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ? AND state IN (${marks})`,
    [...(Object.values(change) as SqlValue[]), id, ...from],
  );
  return changes === 1;
}

interface ChangeRow extends Omit<ReleaseChange, 'conflict'> {
  conflict: number;
}

const changeColumns = `entry, line, base_line AS baseLine, source, source_ref AS sourceRef, reason,
  by_name AS byName, at AS atMs, conflict`;
const changeOf = (row: ChangeRow): ReleaseChange => ({ ...row, conflict: row.conflict === 1 });

export async function readChanges(db: Queries, release: string): Promise<ReleaseChange[]> {
  const sql = `SELECT ${changeColumns} FROM release_change WHERE release = ? ORDER BY entry`;
  return (await db.query<ChangeRow>(sql, [release])).map(changeOf);
}

export async function readChange(
  db: Queries,
  release: string,
  entry: string,
): Promise<ReleaseChange | undefined> {
  const sql = `SELECT ${changeColumns} FROM release_change WHERE release = ? AND entry = ?`;
  return (await db.query<ChangeRow>(sql, [release, entry])).map(changeOf)[0];
}

const kindSql = {
  added: 'base_line IS NULL',
  removed: 'line IS NULL',
  changed: 'line IS NOT NULL AND base_line IS NOT NULL',
} as const;

export interface ChangeFilter {
  search: string;
  kind: keyof typeof kindSql | '';
  source: string;
  conflict: boolean;
}

export async function readChangePage(
  db: Queries,
  release: string,
  filter: ChangeFilter,
  page: { limit: number; offset: number },
): Promise<{ rows: ReleaseChange[]; total: number }> {
  const where = `release = ? AND (instr(lower(name), lower(?)) > 0 OR instr(lower(entry), lower(?)) > 0)
    AND (? = '' OR source = ?) ${filter.kind ? `AND ${kindSql[filter.kind]}` : ''} ${filter.conflict ? 'AND conflict = 1' : ''}`;
  const params = [release, filter.search, filter.search, filter.source, filter.source];
  const [{ total }] = (await db.query<{ total: number }>(
    `SELECT count(*) AS total FROM release_change WHERE ${where}`,
    params,
  )) as [{ total: number }];
  const rows = await db.query<ChangeRow>(
    `SELECT ${changeColumns} FROM release_change WHERE ${where} ORDER BY conflict DESC, entry LIMIT ? OFFSET ?`,
    [...params, page.limit, page.offset],
  );
  return { rows: rows.map(changeOf), total };
}

export interface ChangeCounts {
  added: number;
  changed: number;
  removed: number;
  application: number;
  file: number;
  edit: number;
  conflicts: number;
}

export async function countChanges(db: Queries, release: string): Promise<ChangeCounts> {
  const sum = (condition: string) => `count(*) FILTER (WHERE ${condition})`;
  const rows = await db.query<ChangeCounts>(
    `SELECT ${sum(kindSql.added)} AS added, ${sum(kindSql.changed)} AS changed, ${sum(kindSql.removed)} AS removed,
       ${sum(`source = 'application'`)} AS application, ${sum(`source = 'file'`)} AS file,
       ${sum(`source = 'edit'`)} AS edit, ${sum('conflict = 1')} AS conflicts
     FROM release_change WHERE release = ?`,
    [release],
  );
  return rows[0]!;
}

const rowsPerStatement = 100;

/** Replaces changes of the same entries. */
export async function writeChanges(
  tx: Queries,
  release: string,
  changes: readonly (ReleaseChange & { name: string })[],
): Promise<void> {
  for (let start = 0; start < changes.length; start += rowsPerStatement) {
    const slice = changes.slice(start, start + rowsPerStatement);
    const values = slice.flatMap((change): SqlValue[] => [
      release,
      change.entry,
      change.line,
      change.baseLine,
      change.name,
      change.source,
      change.sourceRef,
      change.reason,
      change.byName,
      change.atMs,
      change.conflict ? 1 : 0,
    ]);
    await tx.run(
      `INSERT OR REPLACE INTO release_change (release, entry, line, base_line, name, source, source_ref, reason,
         by_name, at, conflict) VALUES ${slice.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
      values,
    );
  }
}

export async function deleteChanges(tx: Queries, release: string, entries: readonly string[]): Promise<void> {
  await tx.run('DELETE FROM release_change WHERE release = ? AND entry IN (SELECT value FROM json_each(?))', [
    release,
    JSON.stringify(entries),
  ]);
}

export async function confirmChange(tx: Queries, release: string, entry: string): Promise<void> {
  await tx.run('UPDATE release_change SET conflict = 0 WHERE release = ? AND entry = ?', [release, entry]);
}

export async function writeAuthor(tx: Queries, release: string, person: string): Promise<void> {
  await tx.run('INSERT OR IGNORE INTO release_author (release, person) VALUES (?, ?)', [release, person]);
}

export async function readAuthors(db: Queries, release: string): Promise<string[]> {
  const sql = 'SELECT person FROM release_author WHERE release = ?';
  return (await db.query<{ person: string }>(sql, [release])).map(({ person }) => person);
}

export async function writeFile(
  tx: Queries,
  release: string,
  file: ReleaseFile,
  rejectedRows: string,
): Promise<void> {
  await tx.run('INSERT OR REPLACE INTO release_file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
    release,
    file.sha256,
    file.fileName,
    file.atMs,
    file.byName,
    file.rows,
    file.accepted,
    file.rejected,
    file.unchanged,
    rejectedRows,
  ]);
}

export const readFiles = (db: Queries, release: string): Promise<ReleaseFile[]> =>
  db.query(
    `SELECT sha256, file_name AS fileName, at AS atMs, by_name AS byName, rows, accepted, rejected, unchanged
     FROM release_file WHERE release = ? ORDER BY at, sha256`,
    [release],
  );

export async function readRejectedRows(
  db: Queries,
  release: string,
  sha256: string,
): Promise<string | undefined> {
  const sql = 'SELECT rejected_rows AS rows FROM release_file WHERE release = ? AND sha256 = ?';
  return (await db.query<{ rows: string }>(sql, [release, sha256]))[0]?.rows;
}

export async function insertSignature(
  tx: Queries,
  release: Pick<Release, 'id' | 'revision'>,
  signature: ReleaseSignature & DetachedSignature,
): Promise<void> {
  await tx.run('INSERT INTO release_signature VALUES (?, ?, ?, ?, ?, ?, ?)', [
    release.id,
    release.revision,
    signature.person,
    signature.personName,
    signature.keyId,
    signature.signature,
    signature.signedAtMs,
  ]);
}

/** Of the revision that stands. */
export const readSignatures = (
  db: Queries,
  { id, revision }: Pick<Release, 'id' | 'revision'>,
): Promise<(ReleaseSignature & DetachedSignature)[]> =>
  db.query(
    `SELECT person, person_name AS personName, key_id AS keyId, signature, signed_at AS signedAtMs
     FROM release_signature WHERE release = ? AND revision = ? ORDER BY signed_at, person`,
    [id, revision],
  );

/** Signatures that edits made void. */
export async function countVoided(
  db: Queries,
  { id, revision }: Pick<Release, 'id' | 'revision'>,
): Promise<number> {
  const sql = 'SELECT count(*) AS count FROM release_signature WHERE release = ? AND revision < ?';
  return (await db.query<{ count: number }>(sql, [id, revision]))[0]!.count;
}
