// Tokens of programs: a subset of actions at certain places, until a day; known by hash only.
import { createHash } from 'node:crypto';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Random } from '../platform/random.ts';
import { checkGrants } from './accounts.ts';
import type { Actor, Grant } from './actor.ts';
import type { Audit } from './audit-port.ts';
import { type Action, actions, rolesFor } from './permissions.ts';
import { grantsText } from './person.ts';

export interface ApiToken {
  id: string;
  name: string;
  scopes: Action[];
  grants: Grant[];
  createdBy: string;
  createdAtMs: number;
  expiresAtMs: number;
  revokedAtMs: number | null;
  usedAtMs: number | null;
}

interface Row {
  id: string;
  name: string;
  hash: string;
  scopes: string;
  grants: string;
  created_by: string;
  created_at: number;
  expires_at: number;
  revoked_at: number | null;
  used_at: number | null;
}

export interface NewToken {
  name: string;
  scopes: readonly Action[];
  grants: readonly Grant[];
  expiresAtMs: number;
}

export interface ApiTokens {
  /** Its text is told once. Rejects with DomainError `invalid`. */
  create(token: NewToken, by: Actor): Promise<{ token: ApiToken; text: string }>;
  revoke(id: string, by: Actor): Promise<ApiToken>;
  list(): ApiToken[];
  isKnown(text: string): boolean;
  /** The token as an actor; undefined for one that is unknown, revoked or too old. */
  use(text: string): Promise<Actor | undefined>;
}

/** PEO-21: what only people do: levels, signatures, keys, second pairs of eyes, people and tokens themselves. */
const forPeopleOnly =
  /^(people\.|token\.|webhook\.|key\.|certification\.|release\.(sign|publish)|application\.(review|certify|record)|exposure\.approve)/;
export const tokenActions: readonly Action[] = actions.filter((action) => !forPeopleOnly.test(action));

const lifeMaxMs = 366 * 86_400_000;
const usedEveryMs = 60_000;
const digest = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export async function openApiTokens(parts: {
  db: Db;
  audit: Audit;
  clock: Clock;
  random: Random;
}): Promise<ApiTokens> {
  const { db, audit, clock, random } = parts;
  const tokens = new Map<string, ApiToken>();
  for (const row of await db.query<Row>('SELECT * FROM api_token')) tokens.set(row.hash, fromRow(row));

  function find(text: string): ApiToken | undefined {
    const token = tokens.get(digest(text));
    return token && token.revokedAtMs === null && token.expiresAtMs > clock.nowMs() ? token : undefined;
  }

  return {
    async create(given, by) {
      checkToken(given, clock.nowMs());
      const text = `zg_${Buffer.from(random.bytes(32)).toString('base64url')}`;
      const hash = digest(text);
      const token: ApiToken = {
        id: `t${Buffer.from(random.bytes(8)).toString('hex')}`,
        name: given.name,
        scopes: [...new Set(given.scopes)],
        grants: [...given.grants],
        createdBy: by.name,
        createdAtMs: clock.nowMs(),
        expiresAtMs: given.expiresAtMs,
        revokedAtMs: null,
        usedAtMs: null,
      };
      await db.transaction(async (tx) => {
        await tx.run(
          `INSERT INTO api_token (id, name, hash, scopes, grants, created_by, created_at, expires_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          [
            token.id,
            token.name,
            hash,
            JSON.stringify(token.scopes),
            JSON.stringify(token.grants),
            token.createdBy,
            token.createdAtMs,
            token.expiresAtMs,
          ],
        );
        const detail = `${token.name}: ${token.scopes.join(' ')} for ${grantsText(token.grants)}`;
        const object = `token/${token.id}`;
        await audit.write(tx, { actor: by, action: 'token.create', object, outcome: 'done', detail });
      });
      tokens.set(hash, token);
      return { token, text };
    },
    async revoke(id, by) {
      const token = [...tokens.values()].find((known) => known.id === id);
      if (!token) throw new DomainError('unknown', 'unknown-token', 'There is no such token: list them.');
      if (token.revokedAtMs !== null) return token;
      const revokedAtMs = clock.nowMs();
      await db.transaction(async (tx) => {
        await tx.run('UPDATE api_token SET revoked_at = ? WHERE id = ?', [revokedAtMs, id]);
        const entry = { action: 'token.revoke', object: `token/${id}`, detail: token.name };
        await audit.write(tx, { actor: by, outcome: 'done', ...entry });
      });
      token.revokedAtMs = revokedAtMs;
      return token;
    },
    list: () => [...tokens.values()].sort((one, other) => other.createdAtMs - one.createdAtMs),
    isKnown: (text) => find(text) !== undefined,
    async use(text) {
      const token = find(text);
      if (!token) return undefined;
      const now = clock.nowMs();
      if (now - (token.usedAtMs ?? 0) >= usedEveryMs) {
        token.usedAtMs = now;
        await db.run('UPDATE api_token SET used_at = ? WHERE id = ?', [now, token.id]);
      }
      return { kind: 'token', id: token.id, name: token.name, grants: token.grants, scopes: token.scopes };
    },
  };
}

function checkToken({ scopes, grants, expiresAtMs }: NewToken, nowMs: number): void {
  checkGrants(grants);
  const wrong = scopes.find((scope) => !tokenActions.includes(scope));
  if (wrong)
    throw new DomainError('invalid', 'scope-for-people', `${wrong} is for people only: leave it out.`);
  const idle = scopes.find((scope) => !grants.some(({ role }) => rolesFor(scope).includes(role)));
  if (idle)
    throw new DomainError('invalid', 'scope-without-role', `No role of this token may do ${idle}: add one.`);
  if (!(expiresAtMs > nowMs && expiresAtMs <= nowMs + lifeMaxMs))
    throw new DomainError('invalid', 'bad-expiry', 'Choose an end within a year from now.');
}

const fromRow = (row: Row): ApiToken => ({
  id: row.id,
  name: row.name,
  scopes: JSON.parse(row.scopes) as Action[],
  grants: JSON.parse(row.grants) as Grant[],
  createdBy: row.created_by,
  createdAtMs: row.created_at,
  expiresAtMs: row.expires_at,
  revokedAtMs: row.revoked_at,
  usedAtMs: row.used_at,
});
