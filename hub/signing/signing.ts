// Who signs with which key: registered by the administrator, opened by its person for one signature at a time.
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { ed25519KeyId } from '@zhuangui/protocol/lists.ts';
import type { DetachedSignature, KeyRef } from '../catalog/metadata.ts';
import type { Signer } from '../catalog/signer.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import { can, canSomewhere } from '../people/can.ts';
import { DomainError } from '../platform/domain-error.ts';
import {
  insertKey,
  type NewKey,
  readKey,
  readKeyOf,
  readKeys,
  retireKey,
  type SignedList,
  type StoredKey,
  writeSealed,
  writeTries,
} from './key-store.ts';
import { openKey } from './sealed-key.ts';
import { isSignedBy } from './verify.ts';

/** A key as people see it; never the sealed key itself. */
export interface SigningKey extends Omit<StoredKey, 'sealed' | 'wrongTries' | 'wrongAtMs' | 'inBrowser'> {
  /** `sealed`: on the hub under the person's passphrase; `elsewhere`: she signs offline; `browser`; `demo`: throw-away. */
  kept: 'sealed' | 'elsewhere' | 'browser' | 'demo';
  /** The signed lists trust it now. */
  trusted: boolean;
}

export interface KeyRegistration {
  publicKey: string;
  role: SignedList;
  person: string;
}

export interface Signing {
  keys(): Promise<SigningKey[]>;
  /** Trusted by the signed lists, and nobody's yet. */
  unbound(): Promise<(KeyRef & { role: SignedList })[]>;
  /** KEY-2. Throws DomainError `key-not-trusted`, `key-taken`, `has-key`, `unknown-person`. */
  register(actor: Actor, key: KeyRegistration): Promise<SigningKey>;
  /** KEY-5: from now on the hub uses and accepts it no more; counters trust it until the root is signed anew. */
  retire(actor: Actor, keyId: string, why: string): Promise<void>;
  /** KEY-1: her own sealed key is kept on the hub. Throws DomainError `bad-key`, `wrong-passphrase`, `other-key`. */
  deposit(actor: Actor, keyId: string, pem: string, passphrase: string): Promise<void>;
  /**
   * KEY-3: the acting person's signer, for one signature. Throws DomainError `key-missing`, `key-elsewhere`,
   * `passphrase-needed`, `wrong-passphrase`, `too-many-tries`.
   */
  signerFor(actor: Actor, role: SignedList, passphrase?: string): Promise<Signer>;
  /** KEY-4: a signature made elsewhere by the acting person's key. Throws DomainError `signature-wrong`, `key-missing`. */
  accepted(actor: Actor, role: SignedList, bytes: Uint8Array, signature: string): Promise<DetachedSignature>;
}

export interface SigningParts {
  db: Db;
  audit: Audit;
  trusted(role: SignedList): Promise<KeyRef[]>;
  /** Throw-away signers of the demo, by list; none where goods are sold. */
  demo: Record<SignedList, readonly Signer[]>;
  person(id: string): Promise<{ id: string; name: string } | undefined>;
  nowMs(): number;
}

const lists: readonly SignedList[] = ['catalog', 'withdrawals'];
const triesMax = 5;
const pauseMs = 15 * 60_000;

export function createSigning(parts: SigningParts): Signing {
  const { db, audit, nowMs } = parts;

  const isTrusted = async (role: SignedList, keyId: string) =>
    (await parts.trusted(role)).some((key) => key.keyId === keyId);

  async function shown({
    sealed,
    wrongTries: _tries,
    wrongAtMs: _at,
    inBrowser,
    ...key
  }: StoredKey): Promise<SigningKey> {
    const outside = inBrowser ? 'browser' : 'elsewhere';
    const kept = key.kind === 'demo' ? 'demo' : sealed === null ? outside : 'sealed';
    return { ...key, kept, trusted: await isTrusted(key.role, key.keyId) };
  }

  async function unbound() {
    const taken = new Set((await readKeys(db)).map(({ keyId }) => keyId));
    const perList = await Promise.all(
      lists.map(async (role) => (await parts.trusted(role)).map((key) => ({ ...key, role }))),
    );
    return perList.flat().filter(({ keyId }) => !taken.has(keyId));
  }

  async function writeNew(tx: Queries, actor: Actor, key: NewKey): Promise<void> {
    await insertKey(tx, key);
    const detail = `${key.role} key ${key.keyId} of ${key.personName}`;
    await audit.write(tx, {
      actor,
      action: 'key.manage',
      object: `key/${key.keyId}`,
      outcome: 'done',
      detail,
    });
  }

  async function bind(actor: Actor, key: NewKey): Promise<void> {
    await db.transaction(async (tx) => {
      if (await readKey(tx, key.keyId))
        throw new DomainError('conflict', 'key-taken', 'This key belongs to somebody: a key has one person.');
      if (await readKeyOf(tx, key.person, key.role))
        throw new DomainError('conflict', 'has-key', 'This person has a key for this list: retire it first.');
      await writeNew(tx, actor, key);
    });
  }

  async function register(actor: Actor, { publicKey, role, person }: KeyRegistration): Promise<SigningKey> {
    const keyId = ed25519KeyId(publicKey);
    if (!(await isTrusted(role, keyId)))
      throw new DomainError(
        'invalid',
        'key-not-trusted',
        `The signed lists trust no such key for ${role}: take a key of the ceremony (keys.json).`,
      );
    const found = await parts.person(person);
    if (!found) throw new DomainError('unknown', 'unknown-person', 'There is no such person on this hub.');
    const registered = { registeredAtMs: nowMs(), registeredBy: actor.name };
    await bind(actor, {
      keyId,
      publicKey,
      role,
      person,
      personName: found.name,
      kind: 'person',
      ...registered,
    });
    return shown((await readKey(db, keyId))!);
  }

  async function retire(actor: Actor, keyId: string, why: string): Promise<void> {
    await db.transaction(async (tx) => {
      const key = await readKey(tx, keyId);
      if (!key) throw new DomainError('unknown', 'unknown-key', 'There is no such key: list them.');
      if (key.retiredAtMs !== null)
        throw new DomainError('conflict', 'key-retired', 'This key is not in use any more.');
      await retireKey(tx, keyId, { atMs: nowMs(), by: actor.name, why });
      const detail = `retired: ${why}`;
      await audit.write(tx, { actor, action: 'key.manage', object: `key/${keyId}`, outcome: 'done', detail });
    });
  }

  async function deposit(actor: Actor, keyId: string, pem: string, passphrase: string): Promise<void> {
    const key = await readKey(db, keyId);
    if (!key || key.person !== actor.id || key.retiredAtMs !== null)
      throw new DomainError('unknown', 'unknown-key', 'You have no such key in use.');
    const { publicKey } = openKey(pem, passphrase);
    if (publicKey !== key.publicKey)
      throw new DomainError(
        'invalid',
        'other-key',
        'The file holds another key than the one registered for you.',
      );
    await db.transaction(async (tx) => {
      await writeSealed(tx, keyId, pem);
      const detail = 'sealed key kept on the hub';
      await audit.write(tx, {
        actor,
        action: 'key.deposit',
        object: `key/${keyId}`,
        outcome: 'done',
        detail,
      });
    });
  }

  /** In a demo, keys go to whoever needs one first; there are three for each list. */
  const demoKey = (actor: Actor, role: SignedList): Promise<StoredKey | undefined> =>
    db.transaction(async (tx) => {
      const taken = new Set((await readKeys(tx)).map(({ keyId }) => keyId));
      const free = parts.demo[role].find(({ keyId }) => !taken.has(keyId));
      const known = await readKeyOf(tx, actor.id, role);
      if (known || !free) return known;
      const { keyId, publicKey } = free;
      const registered = { registeredAtMs: nowMs(), registeredBy: 'demo', kind: 'demo' as const };
      await writeNew(tx, actor, {
        keyId,
        publicKey,
        role,
        person: actor.id,
        personName: actor.name,
        ...registered,
      });
      return readKeyOf(tx, actor.id, role);
    });

  async function keyOf(actor: Actor, role: SignedList): Promise<StoredKey> {
    const isEntitled =
      role === 'catalog' ? can(actor, 'release.sign') : canSomewhere(actor, 'sanction.withdraw');
    if (actor.kind !== 'person' || !isEntitled)
      throw new DomainError(
        'forbidden',
        'not-signer',
        'Only a person with this office signs, each with her own key.',
      );
    const key = (await readKeyOf(db, actor.id, role)) ?? (await demoKey(actor, role));
    if (key) return key;
    throw new DomainError(
      'conflict',
      'key-missing',
      'No key for this list is registered for you: ask the administrator to register yours.',
    );
  }

  async function unlocked(actor: Actor, key: StoredKey, passphrase: string | undefined): Promise<Signer> {
    if (key.sealed === null)
      throw new DomainError(
        'conflict',
        'key-elsewhere',
        'Your key is not on this hub: sign the file offline and upload the signature, or deposit the sealed key.',
      );
    if (passphrase === undefined || passphrase === '')
      throw new DomainError('invalid', 'passphrase-needed', 'Type the passphrase of your signing key.');
    if (key.wrongTries >= triesMax && nowMs() - key.wrongAtMs < pauseMs)
      throw new DomainError(
        'conflict',
        'too-many-tries',
        'The passphrase was wrong five times: wait a quarter of an hour.',
      );
    try {
      const signer = openKey(key.sealed, passphrase);
      if (key.wrongTries > 0) await writeTries(db, key.keyId, 0, 0);
      return signer;
    } catch (error) {
      const tries = nowMs() - key.wrongAtMs < pauseMs ? key.wrongTries + 1 : 1;
      await writeTries(db, key.keyId, tries, nowMs());
      const detail = 'wrong passphrase';
      await audit.note({ actor, action: 'key.use', object: `key/${key.keyId}`, outcome: 'refused', detail });
      throw error;
    }
  }

  async function signerFor(actor: Actor, role: SignedList, passphrase?: string): Promise<Signer> {
    const first = parts.demo[role][0];
    // KEY-3: the command line and the demonstration withdraw by the machine's token; the catalog always needs people.
    if (actor.kind === 'machine' && role === 'withdrawals' && first) return first;
    // More supervisors than throw-away keys: in a demo they share the first, as long as it only takes away.
    const key = await keyOf(actor, role).catch((error: unknown) => {
      const isShared =
        error instanceof DomainError && error.reason === 'key-missing' && role === 'withdrawals';
      if (isShared && first) return undefined;
      throw error;
    });
    if (!key) return first!;
    if (key.kind === 'demo') {
      const demo = parts.demo[role].find(({ keyId }) => keyId === key.keyId);
      if (demo) return demo;
    }
    return unlocked(actor, key, passphrase);
  }

  return {
    keys: async () => Promise.all((await readKeys(db)).map(shown)),
    unbound,
    register,
    retire,
    deposit,
    signerFor,
    async accepted(actor, role, bytes, signature) {
      const { keyId, publicKey } = await keyOf(actor, role);
      if (isSignedBy(publicKey, bytes, signature)) return { keyId, signature };
      throw new DomainError(
        'invalid',
        'signature-wrong',
        'This is not the signature of your key over this release: sign the file downloaded here, unchanged.',
      );
    },
  };
}
