// The hub's own keys across a rotation: the next ones are made beside those in use, and take over when a root names them.
import { access, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CatalogError } from './catalog-error.ts';
import { memorySigner, onlineSigners } from './keys.ts';
import type { OnlineSigners } from './signer.ts';

const names = ['snapshot', 'timestamp', 'channels'] as const;
/** Key ids that the signed root and targets trust now. */
export type OnlineIds = Record<keyof OnlineSigners, string>;

export interface OnlineKeys {
  /** Makes the next keys unless they are there; they sign nothing before a root names them. */
  next(): Promise<OnlineSigners>;
  /** The keys with these ids, out of those in use and the next. Throws CatalogError `bad-key` when one is missing. */
  find(ids: OnlineIds): Promise<OnlineSigners>;
  /** KEY-12: those named are the keys in use from now on, also after a restart; the ones they replace are gone. */
  adopt(ids: OnlineIds): Promise<OnlineSigners>;
}

function chosen(ids: OnlineIds, inUse: OnlineSigners, next: OnlineSigners | undefined): OnlineSigners {
  const pick = (name: keyof OnlineSigners) => {
    const found = [inUse[name], next?.[name]].find((signer) => signer?.keyId === ids[name]);
    if (found) return found;
    throw new CatalogError(
      'bad-key',
      `The signed root names a ${name} key ${ids[name].slice(0, 16)}… that this hub does not hold: put its folder of online keys back, or draft the rotation with this hub's own keys`,
    );
  };
  return { snapshot: pick('snapshot'), timestamp: pick('timestamp'), channels: pick('channels') };
}

/** For hubs whose keys live in this process only: tests. */
export function memoryOnlineKeys(first: OnlineSigners): OnlineKeys {
  let inUse = first;
  let next: OnlineSigners | undefined;
  return {
    async next() {
      next ??= { snapshot: memorySigner(), timestamp: memorySigner(), channels: memorySigner() };
      return next;
    },
    find: async (ids) => chosen(ids, inUse, next),
    async adopt(ids) {
      inUse = chosen(ids, inUse, next);
      if (inUse.timestamp === next?.timestamp) next = undefined;
      return inUse;
    },
  };
}

/** Keys in files: those in use in `folder`, the next ones in a folder inside it. */
export function onlineKeysIn(folder: string): OnlineKeys {
  const nextFolder = join(folder, 'next');
  const fileOf = (name: string) => `online-${name}.json`;
  const isThere = () =>
    access(nextFolder).then(
      () => true,
      () => false,
    );
  const known = async () => ({
    inUse: await onlineSigners(folder),
    next: (await isThere()) ? await onlineSigners(nextFolder) : undefined,
  });
  async function find(ids: OnlineIds): Promise<OnlineSigners> {
    const { inUse, next } = await known();
    return chosen(ids, inUse, next);
  }
  return {
    next: () => onlineSigners(nextFolder),
    find,
    async adopt(ids) {
      const { inUse, next } = await known();
      const signers = chosen(ids, inUse, next);
      for (const name of names)
        if (signers[name].keyId !== inUse[name].keyId)
          await rename(join(nextFolder, fileOf(name)), join(folder, fileOf(name)));
      const hasMoved = names.some((name) => signers[name].keyId !== inUse[name].keyId);
      // What was made together is used together: keys left over are made anew next time.
      if (hasMoved) await rm(nextFolder, { recursive: true, force: true });
      return signers;
    },
  };
}
