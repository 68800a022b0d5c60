// Somebody who holds the hub's online keys and the hub itself, and wants other goods sold: a catalog that too few
// certifiers signed, named by a snapshot and a timestamp that are signed as they should be.
import type { ListsPush } from '@zhuangui/protocol/messages.ts';
import type { ListsFetcher } from '../../device/lists/lists-fetcher.ts';
import {
  buildRole,
  buildSnapshot,
  buildTimestamp,
  parseTargets,
  type RoleBytes,
} from '../../hub/catalog/metadata.ts';
import type { Signer } from '../../hub/catalog/signer.ts';
import { worldSigners } from './keys.ts';

/** Of the hub's epoch, in seconds: versions that the rightful hub has passed by its next publication. */
const onlineEpochMs = 1_767_225_600_000;

export interface Forgery {
  push: ListsPush;
  /** What the thief's hub hands out to whoever fetches what the push names. */
  fetcher: Pick<ListsFetcher, 'metadata' | 'target'>;
}

/** Files of a catalog that certifies what nobody certified. */
export interface ForgedCatalog {
  files: ReadonlyMap<string, Uint8Array>;
}

/** All files of the newest catalog of an office of other people. */
export async function forgedCatalog(fetcher: ListsFetcher): Promise<ForgedCatalog> {
  const metadata = (await fetcher.metadata('catalog', 2))!;
  const files = new Map<string, Uint8Array>();
  for (const [path, { length, hashes }] of Object.entries(parseTargets(metadata).signed.targets)) {
    const bytes = length === 0 ? new Uint8Array() : await fetcher.target(path, hashes['sha256']!, length);
    files.set(path, bytes!);
  }
  return { files };
}

interface SignedRole {
  signed: { version: number; meta: Record<string, { version: number }> };
}
const read = (text: string) => (JSON.parse(text) as SignedRole).signed;
const role = (text: string): RoleBytes => ({
  version: read(text).version,
  bytes: new TextEncoder().encode(text),
});

/**
 * The rightful lists with the forged catalog in the place of the real one, under the same versions, so that the
 * rightful hub's next timestamp is newer. `withCertifier`: one certifier's key was stolen too.
 */
export function forge(
  rightful: ListsPush,
  catalog: ForgedCatalog,
  nowMs: number,
  withCertifier: boolean,
): Forgery {
  const { online, certifiers } = worldSigners();
  const strangers = worldSigners(' of the thief').certifiers;
  const signers: Signer[] = withCertifier ? [certifiers[0]!] : strangers.slice(0, 2);
  const { version, meta } = read(rightful.snapshot);
  const catalogVersion = meta['catalog.json']!.version;
  const bytes = buildRole('catalog', catalogVersion, catalog.files, signers, nowMs);
  const roles = {
    targets: role(rightful.targets),
    withdrawals: role(rightful.withdrawals),
    channels: role(rightful.channels),
    catalog: { version: catalogVersion, bytes },
  };
  const snapshot = buildSnapshot(version, roles, online.snapshot, nowMs);
  const timestampVersion = Math.max(
    read(rightful.timestamp).version + 1,
    Math.floor((nowMs - onlineEpochMs) / 1000),
  );
  const timestamp = buildTimestamp(timestampVersion, { version, bytes: snapshot }, online.timestamp, nowMs);
  const text = (part: Uint8Array) => new TextDecoder().decode(part);
  return {
    push: { ...rightful, snapshot: text(snapshot), timestamp: text(timestamp) },
    fetcher: {
      metadata: async (name, wanted) => (name === 'catalog' && wanted === catalogVersion ? bytes : undefined),
      target: async (path) => catalog.files.get(path),
    },
  };
}
