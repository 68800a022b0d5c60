// From a draft to signed bytes: frozen once, signed by two people with two keys, sent back with a reason.

import { readLines } from '../catalog/catalog-writes.ts';
import { chunkFiles, linesOf } from '../catalog/entry-lines.ts';
import { sha256 } from '../catalog/metadata.ts';
import type { Actor } from '../people/actor.ts';
import { DomainError } from '../platform/domain-error.ts';
import { entriesWith } from './changes-of.ts';
import type { ReleaseContents } from './contents.ts';
import { changeDraft, type ReleaseParts, requireBase, requireRelease } from './release-parts.ts';
import {
  freezeRelease,
  insertSignature,
  readAuthors,
  readChanges,
  readSignable,
  readSignatures,
} from './release-store.ts';
import type { Release } from './release-types.ts';

/** By the passphrase of a key on the hub, or a signature made elsewhere. */
export interface SigningMeans {
  passphrase?: string;
  signature?: string;
}

export interface Signatures {
  /** REL-3: freezes the exact bytes. `renewal`: the same entries signed anew. Throws `nothing-changed`, `conflicts`. */
  submit(
    actor: Actor,
    id: string,
    options?: { renewal?: boolean },
  ): Promise<{ digest: string; version: number }>;
  /** The bytes to be signed. Throws DomainError `not-ready`. */
  signable(id: string): Promise<{ bytes: Uint8Array; release: Release }>;
  /** REL-12: the lines behind the bytes, and those now in force. Throws DomainError `not-ready`, `base-moved`. */
  contents(id: string): Promise<ReleaseContents>;
  /** REL-8. Returns how many signatures there are now. */
  sign(actor: Actor, id: string, digest: string, means: SigningMeans): Promise<number>;
  /** A certifier does not sign, and says why: it is a draft again. */
  sendBack(actor: Actor, id: string, reason: string): Promise<void>;
}

export function requireDigest(release: Release, digest: string): void {
  if (release.digest === digest) return;
  throw new DomainError(
    'conflict',
    'release-changed',
    'The release changed since you looked at it: load the page again and read it once more.',
  );
}

export function createSignatures(parts: ReleaseParts): Signatures {
  const { db, repository, signing, audit, clock } = parts;

  async function submit(actor: Actor, id: string, { renewal = false } = {}) {
    const release = await requireRelease(db, id);
    if (release.state !== 'draft')
      throw new DomainError('conflict', 'not-draft', 'This release is frozen already, or closed.');
    await requireBase(db, release);
    const changes = await readChanges(db, id);
    if (changes.length === 0 && !renewal)
      throw new DomainError('invalid', 'nothing-changed', 'The release changes nothing: add changes first.');
    if (changes.some(({ conflict }) => conflict))
      throw new DomainError(
        'conflict',
        'conflicts',
        'Confirm or take back every change marked as a conflict.',
      );
    const prepared = await repository.prepareCatalog(entriesWith(await readLines(db), changes));
    const digest = sha256(prepared.signable);
    await db.transaction(async (tx) => {
      const now = await requireRelease(tx, id);
      // Somebody changed the draft while it was being prepared.
      const isSame = now.state === 'draft' && now.revision === release.revision;
      const again = isSame && JSON.stringify(await readChanges(tx, id)) === JSON.stringify(changes);
      if (!again)
        throw new DomainError('conflict', 'release-changed', 'The draft changed meanwhile: try again.');
      await freezeRelease(tx, id, prepared, digest, prepared.sizes);
      const detail = `frozen for signatures: version ${prepared.version}, SHA-256 ${digest}`;
      await audit.write(tx, {
        actor,
        action: 'release.draft',
        object: `release/${id}`,
        outcome: 'done',
        detail,
      });
    });
    return { digest, version: prepared.version };
  }

  async function signable(id: string) {
    const release = await requireRelease(db, id);
    const bytes = await readSignable(db, id);
    if (bytes) return { bytes, release };
    throw new DomainError('conflict', 'not-ready', 'The release is a draft: freeze it for signatures first.');
  }

  async function contents(id: string): Promise<ReleaseContents> {
    const { release } = await signable(id);
    await requireBase(db, release);
    const lines = await readLines(db);
    const text = (of: ReadonlyMap<string, string>) =>
      [...chunkFiles(of).values()].map((bytes) => Buffer.from(bytes).toString('utf8'));
    const chunks = text(linesOf(entriesWith(lines, await readChanges(db, id))));
    return { version: release.version!, chunks, before: text(lines) };
  }

  async function signatureBy(actor: Actor, bytes: Uint8Array, means: SigningMeans) {
    if (means.signature !== undefined) return signing.accepted(actor, 'catalog', bytes, means.signature);
    const signer = await signing.signerFor(actor, 'catalog', means.passphrase);
    return { keyId: signer.keyId, signature: Buffer.from(signer.sign(bytes)).toString('hex') };
  }

  async function sign(actor: Actor, id: string, digest: string, means: SigningMeans): Promise<number> {
    const { bytes, release } = await signable(id);
    requireDigest(release, digest);
    if (release.state !== 'ready')
      throw new DomainError('conflict', 'not-ready', 'This release does not wait for signatures.');
    await requireBase(db, release);
    if ((await readAuthors(db, id)).includes(actor.id)) {
      const detail = 'an author wanted to sign';
      await audit.note({
        actor,
        action: 'release.sign',
        object: `release/${id}`,
        outcome: 'refused',
        detail,
      });
      throw new DomainError(
        'forbidden',
        'second-person-needed',
        'You made or changed this release: two other people sign it.',
      );
    }
    const signature = await signatureBy(actor, bytes, means);
    const trusted = await repository.trustedKeys('catalog');
    if (!trusted.some(({ keyId }) => keyId === signature.keyId))
      throw new DomainError(
        'conflict',
        'key-not-trusted',
        'The signed lists do not trust your key any more.',
      );
    return db.transaction(async (tx) => {
      const now = await requireRelease(tx, id);
      requireDigest(now, digest);
      const known = await readSignatures(tx, now);
      if (known.some(({ person, keyId }) => person === actor.id || keyId === signature.keyId))
        throw new DomainError(
          'conflict',
          'signed-before',
          'You signed this release already: another person signs too.',
        );
      const by = { person: actor.id, personName: actor.name, signedAtMs: clock.nowMs() };
      await insertSignature(tx, now, { ...by, ...signature });
      const detail = `signed version ${now.version}, SHA-256 ${digest}, key ${signature.keyId}`;
      await audit.write(tx, {
        actor,
        action: 'release.sign',
        object: `release/${id}`,
        outcome: 'done',
        detail,
      });
      return known.length + 1;
    });
  }

  const sendBack = (actor: Actor, id: string, reason: string): Promise<void> =>
    changeDraft(
      parts,
      { actor, id, detail: `sent back: ${reason}` },
      async (_tx, release) => {
        if (release.state !== 'ready')
          throw new DomainError('conflict', 'not-ready', 'This release does not wait for signatures.');
      },
      { base: 'any', author: false },
    );

  return { submit, signable, contents, sign, sendBack };
}
