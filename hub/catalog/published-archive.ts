// Everything that was ever published, kept for good: an auditor judges a sale by the lists of that moment (VER-2).
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { parseTargets, type RoleBytes } from './metadata.ts';

/** VER-2: in the transaction of the publication. */
export async function keepPublished(
  tx: Queries,
  role: string,
  { version, bytes }: RoleBytes,
  nowMs: number,
): Promise<void> {
  await tx.run('INSERT INTO published_metadata (role, version, published_at, bytes) VALUES (?, ?, ?, ?)', [
    role,
    version,
    nowMs,
    bytes,
  ]);
}

export interface PublishedVersion extends RoleBytes {
  role: string;
  publishedAtMs: number | null;
}

const pageRows = 200;

/** Every published version of every role, in order, a page in memory at a time. */
export async function* publishedVersions(db: Queries): AsyncGenerator<PublishedVersion> {
  let [role, version] = ['', 0];
  for (;;) {
    const rows = await db.query<PublishedVersion>(
      `SELECT role, version, published_at AS publishedAtMs, bytes FROM published_metadata
       WHERE (role, version) > (?, ?) ORDER BY role, version LIMIT ${pageRows}`,
      [role, version],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < pageRows) return;
    [role, version] = [last.role, last.version];
  }
}

/** Path and hash of every file that a list's metadata names. */
export const filesNamed = (metadata: Uint8Array): { path: string; hash: string }[] =>
  Object.entries(parseTargets(metadata).signed.targets).map(([path, file]) => ({
    path,
    hash: file.hashes['sha256'] ?? '',
  }));
