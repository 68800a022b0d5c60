// What the parts of this slice share: the hub around them, and the one way to change a draft.
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { catalogVersion } from '../catalog/catalog-history.ts';
import type { Repository } from '../catalog/repository.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { Signing } from '../signing/signing.ts';
import type { CertifiedSource } from './certified-source.ts';
import { readRelease, readSignatures, reopenRelease, writeAuthor } from './release-store.ts';
import type { Release } from './release-types.ts';

export interface ReleaseParts {
  db: Db;
  /** Lists and exports. */
  reader: Db;
  repository: Repository;
  signing: Signing;
  audit: Audit;
  source: CertifiedSource;
  clock: Clock;
  random: Random;
  log: Log;
  /** Catalog and figures in memory are read again. */
  afterPublished(): Promise<void>;
}

/** Throws DomainError `unknown-release`. */
export async function requireRelease(db: Queries, id: string): Promise<Release> {
  const release = await readRelease(db, id);
  if (release) return release;
  throw new DomainError('unknown', 'unknown-release', 'There is no such release: list them.');
}

export const isOpen = ({ state }: Release): boolean => ['draft', 'ready', 'scheduled'].includes(state);

export function requireOpen(release: Release): void {
  if (isOpen(release)) return;
  throw new DomainError('conflict', 'release-closed', `This release is ${release.state}: make a new one.`);
}

/** REL-6. Throws DomainError `base-moved`. */
export async function requireBase(db: Queries, release: Release): Promise<void> {
  const now = await catalogVersion(db);
  if (now === release.baseVersion) return;
  throw new DomainError(
    'conflict',
    'base-moved',
    `The catalog is at version ${now} now, this release was made after ${release.baseVersion}: rebase it first.`,
    { now, base: release.baseVersion },
  );
}

export interface Act {
  actor: Actor;
  id: string;
  /** For the audit log. */
  detail: string;
}

/**
 * REL-5: every change of a draft goes through here. What was frozen or scheduled is a draft again, its signatures are
 * void, and who changed it may not sign it.
 */
export async function changeDraft<T>(
  parts: Pick<ReleaseParts, 'db' | 'audit'>,
  { actor, id, detail }: Act,
  work: (tx: Queries, release: Release) => Promise<T>,
  options: { base?: 'any'; author?: false } = {},
): Promise<T> {
  return parts.db.transaction(async (tx) => {
    const release = await requireRelease(tx, id);
    requireOpen(release);
    if (options.base !== 'any') await requireBase(tx, release);
    const signed = await readSignatures(tx, release);
    if (release.state !== 'draft') await reopenRelease(tx, id, release.baseVersion);
    const result = await work(tx, release);
    if (options.author !== false && actor.kind === 'person') await writeAuthor(tx, id, actor.id);
    const voided = signed.length === 0 ? '' : `; ${signed.length} signatures void`;
    const entry = { actor, action: 'release.draft', object: `release/${id}`, outcome: 'done' } as const;
    await parts.audit.write(tx, { ...entry, detail: detail + voided });
    return result;
  });
}
