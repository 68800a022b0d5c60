// The table of signing keys.
import type { Queries } from '@zhuangui/protocol/db/db.ts';

/** The two lists that people sign. */
export type SignedList = 'catalog' | 'withdrawals';

export interface StoredKey {
  keyId: string;
  publicKey: string;
  role: SignedList;
  person: string;
  personName: string;
  kind: 'person' | 'demo';
  /** Encrypted PEM; null: the key is kept elsewhere. */
  sealed: string | null;
  registeredAtMs: number;
  registeredBy: string;
  retiredAtMs: number | null;
  retiredWhy: string | null;
  wrongTries: number;
  wrongAtMs: number;
  /** 1: made in a browser, and never on the hub. */
  inBrowser: number;
}

const columns = `key_id AS keyId, public_key AS publicKey, role, person, person_name AS personName, kind, sealed,
  registered_at AS registeredAtMs, registered_by AS registeredBy, retired_at AS retiredAtMs,
  retired_why AS retiredWhy, wrong_tries AS wrongTries, wrong_at AS wrongAtMs,
  EXISTS (SELECT 1 FROM browser_key WHERE browser_key.key_id = signing_key.key_id) AS inBrowser`;

/** In use first, then by person. */
export const readKeys = (db: Queries): Promise<StoredKey[]> =>
  db.query<StoredKey>(
    `SELECT ${columns} FROM signing_key ORDER BY retired_at IS NOT NULL, role, person_name, key_id`,
  );

export async function readKey(db: Queries, keyId: string): Promise<StoredKey | undefined> {
  return (await db.query<StoredKey>(`SELECT ${columns} FROM signing_key WHERE key_id = ?`, [keyId]))[0];
}

/** The person's key in use. */
export async function readKeyOf(
  db: Queries,
  person: string,
  role: SignedList,
): Promise<StoredKey | undefined> {
  const sql = `SELECT ${columns} FROM signing_key WHERE person = ? AND role = ? AND retired_at IS NULL`;
  return (await db.query<StoredKey>(sql, [person, role]))[0];
}

export type NewKey = Pick<
  StoredKey,
  'keyId' | 'publicKey' | 'role' | 'person' | 'personName' | 'kind' | 'registeredAtMs' | 'registeredBy'
>;

export async function insertKey(tx: Queries, key: NewKey): Promise<void> {
  await tx.run(
    `INSERT INTO signing_key (key_id, public_key, role, person, person_name, kind, registered_at, registered_by)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      key.keyId,
      key.publicKey,
      key.role,
      key.person,
      key.personName,
      key.kind,
      key.registeredAtMs,
      key.registeredBy,
    ],
  );
}

export async function retireKey(
  tx: Queries,
  keyId: string,
  retired: { atMs: number; by: string; why: string },
): Promise<void> {
  await tx.run(
    `UPDATE signing_key SET retired_at = ?, retired_by = ?, retired_why = ?, sealed = NULL
     WHERE key_id = ? AND retired_at IS NULL`,
    [retired.atMs, retired.by, retired.why, keyId],
  );
}

export async function writeSealed(tx: Queries, keyId: string, sealed: string): Promise<void> {
  await tx.run('UPDATE signing_key SET sealed = ?, wrong_tries = 0 WHERE key_id = ?', [sealed, keyId]);
}

export async function writeTries(db: Queries, keyId: string, tries: number, atMs: number): Promise<void> {
  await db.run('UPDATE signing_key SET wrong_tries = ?, wrong_at = ? WHERE key_id = ?', [tries, atMs, keyId]);
}
