// KEY-10: a rotation that was drafted and signed elsewhere, taken in: checked as a counter would, published whole or not.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { CatalogError } from './catalog-error.ts';
import { catalogContent, readLines, writeWhole } from './catalog-writes.ts';
import {
  expiryMs,
  type ListTrust,
  parseRoot,
  parseTargets,
  type RoleBytes,
  requireSigned,
} from './metadata.ts';
import type { OnlineIds } from './online-keys.ts';
import { requireSameFiles } from './prepared.ts';
import type { NewMetadata } from './publication.ts';
import type { CurrentSet } from './records.ts';
import { signedAgain } from './rotation.ts';
import { checkNextTrust, type Trust } from './rotation-shape.ts';
import type { OnlineSigners } from './signer.ts';

/** Whole metadata with its signatures. A list is there when its signers changed so that it had to be signed again. */
export interface SignedRotation {
  root: Uint8Array;
  targets: Uint8Array;
  catalog?: Uint8Array;
  withdrawals?: Uint8Array;
}

const dayMs = 86_400_000;
/** A draft is signed on several machines within weeks, not years. */
const draftAgeMaxMs = 90 * dayMs;
const clockSlackMs = 10 * 60_000;

const refused = (why: string) => new CatalogError('bad-list', `Not published: ${why}`);

/** LIST-5: after a timestamp key was replaced, counters begin their time floor at the moment written in the root. */
function requireTimes(root: Uint8Array, targets: Uint8Array, nowMs: number): void {
  const { signedAt } = JSON.parse(Buffer.from(root).toString('utf8')).signed;
  if (!Number.isSafeInteger(signedAt) || signedAt > nowMs + clockSlackMs)
    throw refused(
      'the root was drafted on a machine whose clock is ahead: counters would stop selling. Draft it again',
    );
  if (signedAt < nowMs - draftAgeMaxMs) throw refused('the draft is older than 90 days. Draft it again');
  for (const bytes of [root, targets])
    if (expiryMs(bytes) < nowMs + 30 * dayMs) throw refused('it expires within 30 days. Draft it again');
}

function isSigned(targets: Uint8Array, role: keyof ListTrust, bytes: Uint8Array): boolean {
  try {
    requireSigned(parseTargets(targets), role, bytes);
    return true;
  } catch {
    return false;
  }
}

const sameFiles = (a: Uint8Array, b: Uint8Array) =>
  JSON.stringify(parseTargets(a).signed.targets) === JSON.stringify(parseTargets(b).signed.targets);

/**
 * What becomes of a list people sign: it stays when the new keys carry it, else the copy signed anew takes its place.
 * Throws CatalogError `under-signed` when nobody of the new signers signed it.
 */
function carried(
  role: 'catalog' | 'withdrawals',
  before: RoleBytes,
  next: SignedRotation,
): RoleBytes | undefined {
  if (isSigned(next.targets, role, before.bytes)) return undefined;
  const again = next[role];
  const isNext = again !== undefined && parseTargets(again).signed.version === before.version + 1;
  if (isNext && sameFiles(again, before.bytes) && isSigned(next.targets, role, again))
    return { version: before.version + 1, bytes: again };
  const who = role === 'catalog' ? 'two of the certifiers who stay' : 'a supervisor who stays';
  throw new CatalogError(
    'under-signed',
    `Not published: the ${role} list in force was signed by keys that this rotation takes away. Have it signed by ${who} first, then publish this again`,
  );
}

export const onlineIdsOf = (trust: Trust): OnlineIds => ({
  snapshot: trust.snapshot.keyId,
  timestamp: trust.timestamp.keyId,
  channels: trust.channels.keyId,
});

/** KEY-9: signed by the old and the new threshold, and in time. Throws CatalogError. */
export function checkRotation(
  before: Pick<CurrentSet, 'root' | 'targets'>,
  next: SignedRotation,
  nowMs: number,
): Trust {
  const old = { root: before.root.bytes, targets: before.targets.bytes };
  const trust = checkNextTrust(old, next).new;
  requireTimes(next.root, next.targets, nowMs);
  requireSigned(parseRoot(old.root), 'root', next.root);
  requireSigned(parseRoot(next.root), 'root', next.root);
  requireSigned(parseRoot(next.root), 'targets', next.targets);
  return trust;
}

/** The metadata of a checked rotation; the catalog's rows are written where it was signed again. */
export async function signedRotationMetadata(
  tx: Queries,
  before: CurrentSet,
  next: SignedRotation,
  trust: Trust,
  online: OnlineSigners,
  nowMs: number,
): Promise<NewMetadata> {
  const changed: NewMetadata = {
    root: { version: trust.rootVersion, bytes: next.root },
    targets: { version: trust.targetsVersion, bytes: next.targets },
  };
  const withdrawals = carried('withdrawals', before.withdrawals, next);
  if (withdrawals) changed.withdrawals = withdrawals;
  const catalog = carried('catalog', before.catalog, next);
  if (catalog) {
    const entries = [...(await readLines(tx)).values()].map((line) => JSON.parse(line) as Entry);
    const content = await catalogContent(tx, entries);
    requireSameFiles(catalog.bytes, catalog.version, content.files);
    await writeWhole(
      tx,
      catalog.version,
      content,
      Object.keys(parseTargets(catalog.bytes).signatures),
      nowMs,
    );
    changed.catalog = catalog;
  }
  if (!isSigned(next.targets, 'channels', before.channels.bytes))
    changed.channels = await signedAgain(tx, before, 'channels', online.channels, nowMs);
  return changed;
}
