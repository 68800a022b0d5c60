// One publication inside one transaction: new metadata, new snapshot and timestamp, and the push that announces it.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { productsPath, suppliersPath, suspensionsPath } from '@zhuangui/protocol/lists.ts';
import { type ListsPush, listsPushMessage } from '@zhuangui/protocol/messages.ts';
import type { ListsLog } from '../transparency/transparency.ts';
import { CatalogError } from './catalog-error.ts';
import {
  buildSnapshot,
  buildTimestamp,
  expiryMs,
  lifeMs,
  parseTargets,
  type RoleBytes,
  sha256,
} from './metadata.ts';
import { keepPublished } from './published-archive.ts';
import { type CurrentSet, type RoleName, readTarget, rootsAfterFirst, writeMetadata } from './records.ts';
import type { OnlineSigners } from './signer.ts';

/** Online versions follow the clock, so a hub restored from yesterday's backup is ahead of what counters have seen. */
const onlineEpochMs = 1_767_225_600_000;
const onlineVersion = (previous: number, nowMs: number) =>
  Math.max(previous + 1, Math.floor((nowMs - onlineEpochMs) / 1000));

const listNames = ['targets', 'catalog', 'withdrawals', 'channels'] as const;

/** What changed; everything else stays as it is. */
export type NewMetadata = Partial<Record<Exclude<RoleName, 'snapshot' | 'timestamp'>, RoleBytes>>;

/** How one publication ends: the set now in force and the message for the counters. */
export interface Published {
  current: CurrentSet;
  push: ListsPush;
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

async function smallFile(db: Queries, role: RoleBytes, path: string): Promise<[string, string]> {
  const hash = parseTargets(role.bytes).signed.targets[path]?.hashes['sha256'] ?? '';
  const bytes = await readTarget(db, path, hash);
  if (!bytes)
    throw new CatalogError('bad-list', `${path} with hash ${hash} is missing in the store: publish it again`);
  return [path, text(bytes)];
}

/** The retained message for a set (architecture, "Push"). Throws CatalogError `too-large`. */
export async function buildPush(db: Queries, current: CurrentSet): Promise<ListsPush> {
  const files = await Promise.all([
    smallFile(db, current.withdrawals, productsPath),
    smallFile(db, current.withdrawals, suppliersPath),
    smallFile(db, current.channels, suspensionsPath),
  ]);
  const push: ListsPush = {
    v: 1,
    roots: (await rootsAfterFirst(db)).map(text),
    timestamp: text(current.timestamp.bytes),
    snapshot: text(current.snapshot.bytes),
    targets: text(current.targets.bytes),
    withdrawals: text(current.withdrawals.bytes),
    channels: text(current.channels.bytes),
    files: Object.fromEntries(files),
  };
  requireFitting(push);
  return push;
}

function requireFitting(push: ListsPush): void {
  try {
    listsPushMessage.encode(push);
  } catch (error) {
    throw new CatalogError(
      'too-large',
      `The lists do not fit one push (${(error as Error).message}): release old sanctions`,
    );
  }
}

function nextSnapshot(
  before: CurrentSet | undefined,
  lists: CurrentSet,
  online: OnlineSigners,
  nowMs: number,
) {
  const version = onlineVersion(before?.snapshot.version ?? 0, nowMs);
  const roles = Object.fromEntries(listNames.map((name) => [name, lists[name]])) as CurrentSet;
  const { targets, catalog, withdrawals, channels } = roles;
  return {
    version,
    bytes: buildSnapshot(version, { targets, catalog, withdrawals, channels }, online.snapshot, nowMs),
  };
}

const isAgeing = (snapshot: RoleBytes, nowMs: number) =>
  expiryMs(snapshot.bytes) - nowMs < lifeMs.snapshot / 2;

/** What the log keeps of a publication: every role but the timestamp, which carries the log's own answer. */
function leafOf({ root, targets, catalog, withdrawals, channels, snapshot }: CurrentSet) {
  const roles = { root, targets, catalog, withdrawals, channels, snapshot };
  const named = Object.entries(roles).map(([name, { version, bytes }]) => [
    name,
    { version, sha256: sha256(bytes) },
  ]);
  return { snapshot: sha256(snapshot.bytes), roles: Object.fromEntries(named) };
}

/**
 * Writes new metadata and the snapshot and timestamp that belong to it. The snapshot changes only when a list or the
 * root did, or when it ages; the timestamp always. With a log, the set stands in it (TLOG-6). To be called inside a
 * transaction.
 */
export async function writePublication(
  tx: Queries,
  before: CurrentSet | undefined,
  changed: NewMetadata,
  online: OnlineSigners,
  nowMs: number,
  log?: ListsLog,
): Promise<Published> {
  const lists = { ...before, ...changed } as CurrentSet;
  const isSame = before && Object.keys(changed).length === 0 && !isAgeing(before.snapshot, nowMs);
  const snapshot = isSame ? before.snapshot : nextSnapshot(before, lists, online, nowMs);
  const version = onlineVersion(before?.timestamp.version ?? 0, nowMs);
  const field = await log?.witness(tx, leafOf({ ...lists, snapshot }), changed.root !== undefined);
  const timestamp = { version, bytes: buildTimestamp(version, snapshot, online.timestamp, nowMs, field) };
  const current = { ...lists, snapshot, timestamp };
  const isNewSnapshot = snapshot !== before?.snapshot;
  for (const [role, bytes] of Object.entries({ ...changed, timestamp, ...(isNewSnapshot && { snapshot }) })) {
    await writeMetadata(tx, role as RoleName, bytes);
    await keepPublished(tx, role, bytes, nowMs);
  }
  return { current, push: await buildPush(tx, current) };
}
