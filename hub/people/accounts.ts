// Accounts: created, changed, disabled, reset; what changes holds at once, and somebody always administers the region.
import { isCreditCode } from '@zhuangui/protocol/checks/credit-code.ts';
import { regionLevel } from '@zhuangui/protocol/checks/region-code.ts';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Random } from '../platform/random.ts';
import { hashSecret } from '../platform/secret-hash.ts';
import type { Actor, Grant } from './actor.ts';
import type { Audit } from './audit-port.ts';
import { isCommonPassword } from './common-passwords.ts';
import type { Directory } from './directory.ts';
import { oneTimeLifeMs, oneTimePassword } from './one-time-password.ts';
import { normalPassword, passwordProblem, passwordSentence } from './password-policy.ts';
import { grantsText, isAdministrator, type Person, placeKindsOf, placeValue } from './person.ts';
import type { Sessions } from './sessions.ts';

export interface NewPerson {
  login: string;
  name: string;
  grants: readonly Grant[];
}

export interface Accounts {
  /** Rejects with DomainError `conflict` for a login that is taken, `invalid` for a place that does not fit its role. */
  create(person: NewPerson, by: Actor): Promise<{ person: Person; oneTimePassword: string }>;
  /** With a hash that is already made: first administrator, demonstration, tests. */
  add(person: NewPerson & { password: string; mustChange: boolean }, by: Actor): Promise<Person>;
  change(id: string, change: { name?: string; grants?: readonly Grant[] }, by: Actor): Promise<Person>;
  setDisabled(id: string, isDisabled: boolean, by: Actor): Promise<Person>;
  /** A new one-time password; sessions end, keys of the second factor go. */
  reset(id: string, by: Actor): Promise<{ person: Person; oneTimePassword: string }>;
  /** One's own. Other sessions end. */
  setPassword(id: string, next: string, keepSession: string): Promise<void>;
  /** DomainError `unknown`. */
  require(id: string): Person;
  signedIn(person: Person): Promise<void>;
}

interface AccountParts {
  db: Db;
  directory: Directory;
  sessions: Sessions;
  audit: Audit;
  clock: Clock;
  random: Random;
}

/** PEO-4: throws DomainError `invalid` for the first grant whose place does not fit. */
export function checkGrants(grants: readonly Grant[]): void {
  for (const { role, place } of grants) {
    const fits = placeKindsOf[role].includes(place.kind) && isPlace(place);
    if (!fits)
      throw new DomainError(
        'invalid',
        'place-does-not-fit',
        `The role ${role} cannot be held at ${place.kind} ${placeValue(place)}: choose one of ${placeKindsOf[role].join(', ')}, with a code that exists.`,
      );
  }
}

function isPlace(place: Grant['place']): boolean {
  if (place.kind === 'league' || place.kind === 'banner')
    return regionLevel(place.code) === place.kind && place.code.startsWith('15');
  return place.kind !== 'supplier' || isCreditCode(place.creditCode);
}

const uniqueGrants = (grants: readonly Grant[]): Grant[] => {
  const keyed = grants.map((grant) => [
    `${grant.role}|${grant.place.kind}|${placeValue(grant.place)}`,
    grant,
  ]);
  return [...new Map(keyed as [string, Grant][]).values()];
};

export function createAccounts(parts: AccountParts): Accounts {
  const { db, directory, sessions, audit, clock, random } = parts;
  let line: Promise<unknown> = Promise.resolve();

  function require(id: string): Person {
    const person = directory.get(id);
    if (person) return person;
    throw new DomainError('unknown', 'unknown-person', 'There is no such person: list them again.');
  }

  /** PEO-6: decided inside the transaction, over what is committed. */
  async function demandAdministrator(tx: Queries, without: string): Promise<void> {
    const others = await tx.query(
      `SELECT 1 FROM person p JOIN person_grant g ON g.person = p.id
       WHERE g.role = 'administrator' AND g.place_kind = 'region' AND p.disabled_at IS NULL AND p.id <> ? LIMIT 1`,
      [without],
    );
    if (others.length === 0)
      throw new DomainError(
        'conflict',
        'last-administrator',
        'This is the last administrator of the region: make somebody else administrator first.',
      );
  }

  /** One change after the other, each made of what the one before left; in memory only when it is committed. */
  function store(make: () => Person, by: Actor, action: string, detail: (next: Person) => string) {
    const work = async (): Promise<Person> => {
      const next = make();
      const before = directory.get(next.id);
      const loses = before && !before.disabledAtMs && isAdministrator(before.grants);
      await db.transaction(async (tx) => {
        if (loses && (next.disabledAtMs !== null || !isAdministrator(next.grants)))
          await demandAdministrator(tx, next.id);
        await directory.write(tx, next);
        const object = `person/${next.id}`;
        await audit.write(tx, { actor: by, action, object, outcome: 'done', detail: detail(next) });
      });
      directory.put(next);
      return next;
    };
    const result = line.then(work);
    line = result.catch(() => undefined);
    return result;
  }

  async function add(
    given: NewPerson & { password: string; mustChange: boolean },
    by: Actor,
  ): Promise<Person> {
    const { login, name, grants, password, mustChange } = given;
    checkGrants(grants);
    const make = (): Person => {
      if (directory.byLogin(login))
        throw new DomainError('conflict', 'login-taken', `The login ${login} is taken: choose another.`, {
          login,
        });
      return {
        id: `p${Buffer.from(random.bytes(8)).toString('hex')}`,
        login,
        name,
        password,
        mustChange,
        oneTimeUntilMs: mustChange ? clock.nowMs() + oneTimeLifeMs : null,
        createdAtMs: clock.nowMs(),
        disabledAtMs: null,
        signedInAtMs: null,
        grants: uniqueGrants(grants),
      };
    };
    return store(make, by, 'person.create', (next) => `${login}: ${grantsText(next.grants)}`);
  }

  async function freshPassword(): Promise<{ text: string; hash: string }> {
    const text = oneTimePassword(random.bytes(20));
    return { text, hash: await hashSecret(text, random.bytes(16)) };
  }

  return {
    require,
    add,
    async create(person, by) {
      const { text, hash } = await freshPassword();
      return {
        person: await add({ ...person, password: hash, mustChange: true }, by),
        oneTimePassword: text,
      };
    },
    async change(id, { name, grants }, by) {
      const before = require(id);
      if (grants) checkGrants(grants);
      const make = (): Person => {
        const now = require(id);
        return { ...now, name: name ?? now.name, grants: grants ? uniqueGrants(grants) : now.grants };
      };
      const was = grantsText(before.grants);
      return store(
        make,
        by,
        'person.change',
        (next) => `${next.login}: ${was} -> ${grantsText(next.grants)}`,
      );
    },
    async setDisabled(id, isDisabled, by) {
      const make = (): Person => {
        const now = require(id);
        return { ...now, disabledAtMs: isDisabled ? (now.disabledAtMs ?? clock.nowMs()) : null };
      };
      const action = isDisabled ? 'person.disable' : 'person.enable';
      const person = await store(make, by, action, ({ login }) => login);
      if (isDisabled) await sessions.end((session) => session.person === id);
      return person;
    },
    async reset(id, by) {
      require(id);
      const { text, hash } = await freshPassword();
      const make = (): Person => ({
        ...require(id),
        password: hash,
        mustChange: true,
        oneTimeUntilMs: clock.nowMs() + oneTimeLifeMs,
      });
      const person = await store(make, by, 'person.reset', ({ login }) => login);
      await db.run('DELETE FROM web_key WHERE person = ?', [id]);
      await db.run('DELETE FROM sign_in_try WHERE login = ?', [person.login]);
      await sessions.end((session) => session.person === id);
      return { person, oneTimePassword: text };
    },
    async setPassword(id, next, keepSession) {
      const { login, name } = require(id);
      const problem =
        passwordProblem(next, login) ?? ((await isCommonPassword(next)) ? 'too-common' : undefined);
      if (problem) throw new DomainError('invalid', `password-${problem}`, passwordSentence(problem));
      const password = await hashSecret(normalPassword(next), random.bytes(16));
      const make = (): Person => ({
        ...require(id),
        password,
        mustChange: false,
        oneTimeUntilMs: null,
      });
      await store(make, { kind: 'person', id, name, grants: [] }, 'person.password', () => login);
      await sessions.end((session) => session.person === id && session.id !== keepSession);
    },
    async signedIn(person) {
      const signedInAtMs = clock.nowMs();
      await db.run('UPDATE person SET signed_in_at = ? WHERE id = ?', [signedInAtMs, person.id]);
      directory.put({ ...require(person.id), signedInAtMs });
    },
  };
}
