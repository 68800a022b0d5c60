// KEY-13: keys made in a certifier's browser: proposed by her, confirmed by an administrator, in force by a rotation.
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { ed25519KeyId } from '@zhuangui/protocol/lists.ts';
import type { Trust } from '../catalog/rotation-shape.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import { can } from '../people/can.ts';
import { DomainError } from '../platform/domain-error.ts';
import { insertKey, readKey, readKeyOf, retireKey } from './key-store.ts';
import { possessionText } from './possession.ts';
import { isSignedBy } from './verify.ts';

/** `waiting`: for an administrator; `confirmed`: for the rotation that names it; `bound`: it signs. */
export type BrowserKeyState = 'waiting' | 'confirmed' | 'bound' | 'ended';

export interface BrowserKey {
  keyId: string;
  publicKey: string;
  person: string;
  personName: string;
  /** Which computer it is in, in her own words. */
  label: string;
  state: BrowserKeyState;
  proposedAtMs: number;
  confirmedAtMs: number | null;
  confirmedByName: string | null;
  endedAtMs: number | null;
  endedWhy: string | null;
}

export interface Proposal {
  publicKey: string;
  label: string;
  /** Signature over `possessionText`: who proposes a key has it. */
  possession: string;
}

export interface BrowserKeys {
  list(): Promise<BrowserKey[]>;
  of(person: string): Promise<BrowserKey[]>;
  /** Throws DomainError `not-signer`, `no-possession`, `key-taken`. Her proposal before this one ends. */
  propose(actor: Actor, proposal: Proposal): Promise<BrowserKey>;
  /** Another person compared the fingerprint with her. Throws DomainError `other-person-confirms`, `unknown-key`. */
  confirm(actor: Actor, keyId: string): Promise<void>;
  /** Not this key. Throws DomainError `unknown-key`. */
  end(actor: Actor, keyId: string, why: string): Promise<void>;
  /** Confirmed, and in no root yet. */
  confirmed(): Promise<BrowserKey[]>;
  /** Those a rotation names are in use from now on, each in the place of its person's key before. */
  bind(tx: Queries, actor: Actor, trusted: Pick<Trust, 'catalog'>): Promise<void>;
}

export interface BrowserKeysParts {
  db: Db;
  audit: Audit;
  trusted(): Promise<{ keyId: string; publicKey: string }[]>;
  nowMs(): number;
}

const columns = `key_id AS keyId, public_key AS publicKey, person, person_name AS personName, label,
  CASE WHEN ended_at IS NOT NULL THEN 'ended' WHEN bound_at IS NOT NULL THEN 'bound'
    WHEN confirmed_at IS NOT NULL THEN 'confirmed' ELSE 'waiting' END AS state,
  proposed_at AS proposedAtMs, confirmed_at AS confirmedAtMs, confirmed_by_name AS confirmedByName,
  ended_at AS endedAtMs, ended_why AS endedWhy`;
const order = 'ORDER BY proposed_at DESC, key_id LIMIT 500';

const unknown = () =>
  new DomainError('unknown', 'unknown-key', 'There is no such key waiting: list them again.');

export function createBrowserKeys({ db, audit, trusted, nowMs }: BrowserKeysParts): BrowserKeys {
  const readAll = (queries: Queries) =>
    queries.query<BrowserKey>(`SELECT ${columns} FROM browser_key ${order}`);

  async function readOne(queries: Queries, keyId: string): Promise<BrowserKey> {
    const sql = `SELECT ${columns} FROM browser_key WHERE key_id = ?`;
    const found = (await queries.query<BrowserKey>(sql, [keyId]))[0];
    if (found) return found;
    throw unknown();
  }

  const note = (tx: Queries, actor: Actor, keyId: string, detail: string) =>
    audit.write(tx, { actor, action: 'key.manage', object: `key/${keyId}`, outcome: 'done', detail });

  async function propose(actor: Actor, { publicKey, label, possession }: Proposal): Promise<BrowserKey> {
    if (actor.kind !== 'person' || !can(actor, 'release.sign'))
      throw new DomainError(
        'forbidden',
        'not-signer',
        'Only a person with this office signs, each with her own key.',
      );
    const text = new TextEncoder().encode(possessionText(publicKey, actor.id));
    if (!isSignedBy(publicKey, text, possession))
      throw new DomainError(
        'invalid',
        'no-possession',
        'This browser did not prove that it holds the key: make the key again.',
      );
    const keyId = ed25519KeyId(publicKey);
    return db.transaction(async (tx) => {
      const known = await tx.query('SELECT 1 FROM browser_key WHERE key_id = ?', [keyId]);
      if (known.length > 0 || (await readKey(tx, keyId)))
        throw new DomainError('conflict', 'key-taken', 'This key belongs to somebody: a key has one person.');
      const now = nowMs();
      await tx.run(
        `UPDATE browser_key SET ended_at = ?, ended_why = 'replaced by another proposal'
         WHERE person = ? AND ended_at IS NULL AND bound_at IS NULL`,
        [now, actor.id],
      );
      await tx.run(
        `INSERT INTO browser_key (key_id, public_key, person, person_name, label, proposed_at)
         VALUES (?, ?, ?, ?, ?, ?)`,
        [keyId, publicKey, actor.id, actor.name, label, now],
      );
      await note(tx, actor, keyId, `browser key proposed: ${label}`);
      return readOne(tx, keyId);
    });
  }

  async function bindOne(tx: Queries, actor: Actor, key: BrowserKey): Promise<void> {
    const { keyId, publicKey, person, personName } = key;
    const atMs = nowMs();
    const before = await readKeyOf(tx, person, 'catalog');
    if (before)
      await retireKey(tx, before.keyId, { atMs, by: actor.name, why: `replaced by ${keyId.slice(0, 16)}` });
    const registered = { registeredAtMs: atMs, registeredBy: actor.name };
    await insertKey(tx, {
      keyId,
      publicKey,
      role: 'catalog',
      person,
      personName,
      kind: 'person',
      ...registered,
    });
    await tx.run('UPDATE browser_key SET bound_at = ? WHERE key_id = ?', [atMs, keyId]);
    await note(tx, actor, keyId, `browser key of ${personName} in use`);
  }

  async function bind(tx: Queries, actor: Actor, { catalog }: Pick<Trust, 'catalog'>): Promise<void> {
    const named = new Set(catalog.keys.map(({ keyId }) => keyId));
    for (const key of await readAll(tx))
      if (key.state === 'confirmed' && named.has(key.keyId)) await bindOne(tx, actor, key);
  }

  async function confirm(actor: Actor, keyId: string): Promise<void> {
    const catalog = { keys: await trusted(), threshold: 0 };
    await db.transaction(async (tx) => {
      const key = await readOne(tx, keyId);
      if (key.state !== 'waiting') throw unknown();
      if (actor.kind !== 'person' || actor.id === key.person)
        throw new DomainError(
          'forbidden',
          'other-person-confirms',
          'Another person than the one whose key it is compares and confirms it.',
        );
      await tx.run(
        'UPDATE browser_key SET confirmed_at = ?, confirmed_by = ?, confirmed_by_name = ? WHERE key_id = ?',
        [nowMs(), actor.id, actor.name, keyId],
      );
      await note(tx, actor, keyId, `browser key of ${key.personName} confirmed`);
      // A rotation may have named it before.
      await bind(tx, actor, { catalog });
    });
  }

  async function end(actor: Actor, keyId: string, why: string): Promise<void> {
    await db.transaction(async (tx) => {
      const key = await readOne(tx, keyId);
      if (key.state !== 'waiting' && key.state !== 'confirmed') throw unknown();
      await tx.run('UPDATE browser_key SET ended_at = ?, ended_why = ? WHERE key_id = ?', [
        nowMs(),
        why,
        keyId,
      ]);
      await note(tx, actor, keyId, `browser key of ${key.personName} turned down: ${why}`);
    });
  }

  return {
    list: () => readAll(db),
    of: async (person) => (await readAll(db)).filter((key) => key.person === person),
    propose,
    confirm,
    end,
    confirmed: async () => (await readAll(db)).filter(({ state }) => state === 'confirmed'),
    bind,
  };
}
