// pure
// The catalog's metadata against a verified set: which hash each of the 64 chunks must have.
import { createHash } from 'node:crypto';
import { type Metadata, MetadataKind, type Targets, Metadata as Tuf } from '@tufjs/models';
import { chunkBytesMax, chunkPaths } from '@zhuangui/protocol/lists.ts';
import { ListRefusal, step } from './list-refusal.ts';
import { checkNotOlder, signedFile } from './trusted-lists.ts';
import { checkVersion, decoded, expiryOf, readJson, signedAtOf } from './trusted-metadata.ts';
import type { TrustedSet } from './trusted-set.ts';

export interface ChunkRef {
  path: string;
  length: number;
  sha256: string;
}

export interface TrustedCatalog {
  bytes: Uint8Array;
  version: number;
  expiresAtMs: number;
  /** By chunk number, 64 of them. */
  chunks: readonly ChunkRef[];
}

/** A catalog with the timestamp and snapshot that last named it: it is as fresh as they are (LIST-8). */
export interface CatalogBase {
  timestamp: Uint8Array;
  snapshot: Uint8Array;
  catalog: TrustedCatalog;
  signedAtMs: number;
  expiresAtMs: number;
}

/** True when the bytes are a chunk as signed. */
export const isChunk = (ref: ChunkRef, bytes: Uint8Array): boolean =>
  bytes.length === ref.length && createHash('sha256').update(bytes).digest('hex') === ref.sha256;

function chunkRef(metadata: Metadata<Targets>, path: string): ChunkRef {
  const file = signedFile('catalog', metadata, path);
  if (file.length > chunkBytesMax)
    throw new ListRefusal('invalid', `${path}: ${file.length} bytes are too many`);
  return { path, ...file };
}

function readCatalog(targets: Metadata<Targets>, bytes: Uint8Array, version: number): TrustedCatalog {
  const metadata = step('catalog', () => Tuf.fromJSON(MetadataKind.Targets, readJson(bytes)));
  step('catalog', () => targets.verifyDelegate('catalog', metadata));
  checkVersion(metadata);
  if (metadata.signed.version !== version)
    throw new ListRefusal(
      'mixed',
      `catalog: version ${metadata.signed.version}, the snapshot names ${version}`,
    );
  const chunks = chunkPaths.map((path) => chunkRef(metadata, path));
  return { bytes, version, expiresAtMs: expiryOf(metadata), chunks };
}

/** True when the set's snapshot names exactly this catalog metadata. */
export function names(set: TrustedSet, catalog: TrustedCatalog): boolean {
  try {
    set.catalog.verify(decoded(catalog.bytes));
    return set.catalog.version === catalog.version;
  } catch {
    return false;
  }
}

/**
 * Verifies fetched catalog metadata: named by the snapshot, signed by two certifiers, not expired, not older than
 * the one before. Throws ListRefusal.
 */
export function verifyCatalog(
  set: TrustedSet,
  bytes: Uint8Array,
  before: Uint8Array | undefined,
  trustedNowMs: number,
): TrustedCatalog {
  step('catalog', () => set.catalog.verify(decoded(bytes)));
  const catalog = readCatalog(set.targets, bytes, set.catalog.version);
  if (trustedNowMs >= catalog.expiresAtMs) throw new ListRefusal('expired', 'catalog.json is expired');
  checkNotOlder(set.targets, 'catalog', before, catalog.version);
  return catalog;
}

/** A catalog that was verified against this very set. */
export const baseOf = (set: TrustedSet, catalog: TrustedCatalog): CatalogBase => ({
  timestamp: set.bytes.metadata.timestamp,
  snapshot: set.bytes.metadata.snapshot,
  catalog,
  signedAtMs: set.signedAtMs,
  expiresAtMs: set.expiresAtMs,
});

/**
 * Verifies a stored catalog with its own timestamp and snapshot under the keys trusted now. Undefined when any of it
 * is damaged, or signed by somebody who is no longer trusted.
 */
export function verifyBase(
  set: TrustedSet,
  stored: { timestamp: Uint8Array; snapshot: Uint8Array; catalog: Uint8Array },
): CatalogBase | undefined {
  try {
    const timestamp = Tuf.fromJSON(MetadataKind.Timestamp, readJson(stored.timestamp));
    set.root.verifyDelegate('timestamp', timestamp);
    timestamp.signed.snapshotMeta.verify(decoded(stored.snapshot));
    const snapshot = Tuf.fromJSON(MetadataKind.Snapshot, readJson(stored.snapshot));
    set.root.verifyDelegate('snapshot', snapshot);
    const named = snapshot.signed.meta['catalog.json']!;
    named.verify(decoded(stored.catalog));
    const catalog = readCatalog(set.targets, stored.catalog, named.version);
    const expiresAtMs = Math.min(expiryOf(timestamp), expiryOf(snapshot));
    return { ...stored, catalog, signedAtMs: signedAtOf(timestamp) ?? 0, expiresAtMs };
  } catch {
    return undefined;
  }
}
