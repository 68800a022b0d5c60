// The hub's part of a rotation: what it is drafted from, and the signed one published with everything that follows.
import type { Repository } from '../../catalog/repository.ts';
import type { Actor } from '../../people/actor.ts';
import type { Audit } from '../../people/audit-port.ts';
import type { BrowserKeys } from '../browser-keys.ts';
import { joinRotation } from './rotation-check.ts';
import type { RotationFile, SignatureFile, TrustFile } from './rotation-file.ts';

export interface RotationsHere {
  /** Nothing in it is secret. */
  trust(): Promise<TrustFile>;
  /** KEY-12: makes the hub's next online keys unless they are there. */
  makeNextOnline(actor: Actor): Promise<void>;
  /** KEY-10. Returns the root's version. Throws DomainError `bad-rotation`, `under-signed`, CatalogError. */
  publish(actor: Actor, file: RotationFile, signatures: readonly SignatureFile[]): Promise<number>;
}

export interface RotationsHereParts {
  repository: Repository;
  browserKeys: BrowserKeys;
  audit: Audit;
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

export function createRotationsHere(parts: RotationsHereParts): RotationsHere {
  const { repository, browserKeys, audit } = parts;
  let hasNext = false;

  async function trust(): Promise<TrustFile> {
    const { root, targets, catalog, withdrawals } = await repository.signedByPeople();
    const waiting = (await browserKeys.confirmed()).map(({ personName, keyId, publicKey }) => ({
      name: personName,
      role: 'catalog' as const,
      keyId,
      publicKey,
    }));
    const next = hasNext ? { nextOnline: await nextOnline() } : {};
    return {
      v: 1,
      kind: 'trust',
      root: textOf(root),
      targets: textOf(targets),
      catalog: textOf(catalog),
      withdrawals: textOf(withdrawals),
      ...next,
      waiting,
    };
  }

  async function nextOnline() {
    const { snapshot, timestamp, channels } = await repository.nextOnlineKeys();
    const ref = ({ keyId, publicKey }: typeof snapshot) => ({ keyId, publicKey });
    return { snapshot: ref(snapshot), timestamp: ref(timestamp), channels: ref(channels) };
  }

  return {
    trust,
    async makeNextOnline(actor) {
      await nextOnline();
      hasNext = true;
      const detail = 'next online keys made';
      await audit.note({ actor, action: 'key.manage', object: 'keys/online', outcome: 'done', detail });
    },
    async publish(actor, file, signatures) {
      const { rootVersion } = await repository.publishRotation(
        joinRotation(file, signatures),
        async (tx, now) => {
          await browserKeys.bind(tx, actor, now);
          const detail = `root ${now.rootVersion} published: ${file.note}`;
          await audit.write(tx, {
            actor,
            action: 'key.manage',
            object: 'keys/root',
            outcome: 'done',
            detail,
          });
        },
      );
      hasNext = false;
      return rootVersion;
    },
  };
}
