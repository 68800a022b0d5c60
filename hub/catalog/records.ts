// Reads and writes of the catalog's tables; every call gets the transaction it belongs to.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { CatalogError } from './catalog-error.ts';
import type { RoleBytes } from './metadata.ts';

export const roleNames = [
  'root',
  'targets',
  'catalog',
  'withdrawals',
  'channels',
  'snapshot',
  'timestamp',
] as const;
export type RoleName = (typeof roleNames)[number];
/** The newest published metadata of every role. */
export type CurrentSet = Record<RoleName, RoleBytes>;

/** Metadata of a role, the newest version or the one asked for. */
export async function readMetadata(
  db: Queries,
  role: string,
  version?: number,
): Promise<RoleBytes | undefined> {
  const where = version === undefined ? '' : 'AND version = ?';
  const rows = await db.query<RoleBytes>(
    `SELECT version, bytes FROM tuf_metadata WHERE role = ? ${where} ORDER BY version DESC LIMIT 1`,
    version === undefined ? [role] : [role, version],
  );
  return rows[0];
}

/** The newest set, or undefined in a database without a repository. */
export async function findCurrent(db: Queries): Promise<CurrentSet | undefined> {
  const found = await Promise.all(roleNames.map((role) => readMetadata(db, role)));
  if (found.some((role) => role === undefined)) return undefined;
  return Object.fromEntries(roleNames.map((name, index) => [name, found[index]])) as CurrentSet;
}

/** The newest set; throws CatalogError `not-initialised`. */
export async function readCurrent(db: Queries): Promise<CurrentSet> {
  const current = await findCurrent(db);
  if (!current)
    throw new CatalogError('not-initialised', 'There are no signed lists yet: initialise them first');
  return current;
}

/** Roots after version 1, oldest first, the newest 16: what a push carries. */
export async function rootsAfterFirst(db: Queries): Promise<Uint8Array[]> {
  const rows = await db.query<{ bytes: Uint8Array }>(
    "SELECT bytes FROM tuf_metadata WHERE role = 'root' AND version > 1 ORDER BY version DESC LIMIT 16",
  );
  return rows.map((row) => row.bytes).reverse();
}

export async function writeMetadata(
  tx: Queries,
  role: RoleName,
  { version, bytes }: RoleBytes,
): Promise<void> {
  // Counters ask for the newest only; the archive keeps them all.
  if (role === 'timestamp') await tx.run("DELETE FROM tuf_metadata WHERE role = 'timestamp'");
  await tx.run('INSERT INTO tuf_metadata (role, version, bytes) VALUES (?, ?, ?)', [role, version, bytes]);
}

/** A target file by path and hash. */
export async function readTarget(db: Queries, path: string, hash: string): Promise<Uint8Array | undefined> {
  const rows = await db.query<{ bytes: Uint8Array }>(
    'SELECT bytes FROM tuf_target WHERE path = ? AND hash = ?',
    [path, hash],
  );
  return rows[0]?.bytes;
}

/** Stores a target file and notes the newest catalog version that uses it (0 for the small lists). */
export async function writeTarget(
  tx: Queries,
  file: { path: string; hash: string; bytes: Uint8Array; catalogVersion: number },
): Promise<void> {
  await tx.run(
    `INSERT INTO tuf_target (path, hash, bytes, catalog_version) VALUES (?, ?, ?, ?)
     ON CONFLICT (path, hash) DO UPDATE SET catalog_version = excluded.catalog_version`,
    [file.path, file.hash, file.bytes, file.catalogVersion],
  );
}
