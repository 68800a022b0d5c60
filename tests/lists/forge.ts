// What somebody with stolen keys can make: sets put together and signed as they like.
import { Metadata, MetadataKind, Signature } from '@tufjs/models';
import type { ListsPush } from '@zhuangui/protocol/messages.ts';
import { buildSnapshot, buildTimestamp } from '../../hub/catalog/metadata.ts';
import { buildPush } from '../../hub/catalog/publication.ts';
import { type CurrentSet, readCurrent } from '../../hub/catalog/records.ts';
import type { OnlineSigners, Signer } from '../../hub/catalog/signer.ts';
import type { Hub } from './lists-rig.ts';

export interface Forgery {
  /** Metadata to put into the set instead of the published one. */
  set?: Partial<CurrentSet>;
  snapshotVersion?: number;
  timestampVersion?: number;
  signedAtMs?: number;
  /** Whose online keys sign; the hub's by default. */
  online?: OnlineSigners;
}

/** A push over the hub's published set with a snapshot and timestamp of the forger's own. */
export async function forge(hub: Hub, forgery: Forgery): Promise<ListsPush> {
  const published = await readCurrent(hub.db);
  const set = { ...published, ...forgery.set };
  const online = forgery.online ?? hub.signers.online;
  const nowMs = forgery.signedAtMs ?? (await hub.repository.signedAt());
  const { targets, catalog, withdrawals, channels } = set;
  const snapshotVersion = forgery.snapshotVersion ?? published.snapshot.version + 1;
  const lists = { targets, catalog, withdrawals, channels };
  const snapshot = {
    version: snapshotVersion,
    bytes: buildSnapshot(snapshotVersion, lists, online.snapshot, nowMs),
  };
  const version = forgery.timestampVersion ?? published.timestamp.version + 1;
  const timestamp = { version, bytes: buildTimestamp(version, snapshot, online.timestamp, nowMs) };
  return buildPush(hub.db, { ...set, snapshot, timestamp });
}

const kindOf: Record<string, MetadataKind> = {
  root: MetadataKind.Root,
  targets: MetadataKind.Targets,
  snapshot: MetadataKind.Snapshot,
  timestamp: MetadataKind.Timestamp,
};

/** Changes signed metadata and signs it again, checking nothing. */
export function resign(
  bytes: Uint8Array,
  // biome-ignore lint/suspicious/noExplicitAny: a forger keeps to no schema
  change: (signed: any) => void,
  signers: readonly Signer[],
): Uint8Array {
  const json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  change(json.signed);
  const metadata = Metadata.fromJSON(kindOf[json.signed._type] as MetadataKind.Targets, {
    ...json,
    signatures: [],
  });
  for (const signer of signers)
    metadata.sign(
      (data) => new Signature({ keyID: signer.keyId, sig: Buffer.from(signer.sign(data)).toString('hex') }),
    );
  return new TextEncoder().encode(JSON.stringify(metadata.toJSON()));
}

export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
