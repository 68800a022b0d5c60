// Rotations of a repository: who signs changes, in the same transaction as the lists that depend on it.
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { OnlineKeys } from './online-keys.ts';
import type { NewMetadata } from './publication.ts';
import { type CurrentSet, readCurrent } from './records.ts';
import { type KeyRotation, rotatedMetadata } from './rotation.ts';
import { readTrust, type Trust } from './rotation-shape.ts';
import {
  checkRotation,
  onlineIdsOf,
  type SignedRotation,
  signedRotationMetadata,
} from './signed-rotation.ts';
import type { OnlineSigners } from './signer.ts';

export interface Rotations {
  /** New keys, signed by the old and the new root keys in this process (TUF specification 5.3, 6.1). */
  rotateRoot(rotation: KeyRotation): Promise<void>;
  /**
   * KEY-10: publishes a rotation signed elsewhere, with the hub's next online keys where it names them; `also` runs in
   * the same transaction. Returns who is trusted now. Throws CatalogError `bad-list`, `bad-key`, `under-signed`.
   */
  publishRotation(next: SignedRotation, also?: (tx: Queries, trust: Trust) => Promise<void>): Promise<Trust>;
  /** Exact bytes of what people signed and is in force: what the next rotation is drafted from. */
  signedByPeople(): Promise<Required<SignedRotation>>;
  /** KEY-12: takes the online keys that the root in force names. Throws CatalogError `bad-key`. */
  adoptOnlineKeys(): Promise<void>;
  /** The next online keys, for a rotation to name. */
  nextOnlineKeys(): Promise<OnlineSigners>;
}

export interface RotationsParts {
  db: Db;
  onlineKeys: OnlineKeys;
  publish(change: (tx: Queries, before: CurrentSet, now: number) => Promise<NewMetadata>): Promise<unknown>;
  online(): OnlineSigners;
  use(online: OnlineSigners): void;
}

export function createRotations(parts: RotationsParts): Rotations {
  const { db, onlineKeys, publish, online, use } = parts;

  /** The keys a change puts in use are the old ones again when nothing was committed. */
  async function publishOrKeep(change: Parameters<typeof publish>[0]): Promise<void> {
    const old = online();
    try {
      await publish(change);
    } catch (error) {
      use(old);
      throw error;
    }
  }

  async function publishRotation(
    next: SignedRotation,
    also?: (tx: Queries, trust: Trust) => Promise<void>,
  ): Promise<Trust> {
    let trust: Trust | undefined;
    await publishOrKeep(async (tx, before, now) => {
      trust = checkRotation(before, next, now);
      // Their files are moved after the commit: a hub that falls in between does it at its next start.
      const found = await onlineKeys.find(onlineIdsOf(trust));
      const changed = await signedRotationMetadata(tx, before, next, trust, found, now);
      await also?.(tx, trust);
      use(found);
      return changed;
    });
    use(await onlineKeys.adopt(onlineIdsOf(trust!)));
    return trust!;
  }

  async function signedByPeople(): Promise<Required<SignedRotation>> {
    const { root, targets, catalog, withdrawals } = await readCurrent(db);
    return {
      root: root.bytes,
      targets: targets.bytes,
      catalog: catalog.bytes,
      withdrawals: withdrawals.bytes,
    };
  }

  return {
    rotateRoot: (rotation) =>
      publishOrKeep(async (tx, before, now) => {
        const next = { ...online(), ...rotation.online };
        const changed = await rotatedMetadata(tx, before, rotation, next, now);
        use(next);
        return changed;
      }),
    publishRotation,
    signedByPeople,
    async adoptOnlineKeys() {
      const { root, targets } = await signedByPeople();
      use(await onlineKeys.adopt(onlineIdsOf(readTrust(root, targets))));
    },
    nextOnlineKeys: () => onlineKeys.next(),
  };
}
