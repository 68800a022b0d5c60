// PEO-18: security keys as a second factor (WebAuthn): registered by their owner, asked for at every sign-in.
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Random } from '../platform/random.ts';
import type { Audit } from './audit-port.ts';
import type { Person } from './person.ts';

export interface WebKey {
  id: string;
  name: string;
  createdAtMs: number;
  usedAtMs: number | null;
}

interface KeyRow {
  id: string;
  person: string;
  name: string;
  public_key: Uint8Array;
  sign_count: number;
  transports: string;
  created_at: number;
  used_at: number | null;
}

/** The console's address as the browser sees it. */
export interface Site {
  rpId: string;
  origin: string;
}

export interface Challenge {
  /** Names the question; good for one answer within five minutes. */
  challenge: string;
  /** For the browser's WebAuthn call. */
  options: object;
}

export interface SecondFactor {
  keys(person: string): Promise<WebKey[]>;
  beginRegistration(person: Person, site: Site): Promise<Challenge>;
  /** Rejects with DomainError `forbidden` when the answer does not fit the question. */
  register(
    person: Person,
    site: Site,
    answer: { challenge: string; name: string; response: unknown },
  ): Promise<void>;
  remove(person: Person, key: string): Promise<void>;
  /** Undefined for a person without keys. */
  beginSignIn(person: Person, site: Site): Promise<Challenge | undefined>;
  /** The person's id. Rejects with DomainError `forbidden`. */
  finishSignIn(site: Site, answer: { challenge: string; response: unknown }): Promise<string>;
}

interface Question {
  kind: 'register' | 'sign-in';
  person: string;
  text: string;
  untilMs: number;
}

const lifeMs = 5 * 60_000;
const questionsMax = 5000;
const keysMax = 10;
/** EdDSA, ES256, RS256: what keys that are sold speak. */
const algorithms = [-8, -7, -257];
const refused = () =>
  new DomainError('forbidden', 'key-refused', 'The security key did not fit: begin again from signing in.');

/** Loaded when the first key is used: most hubs start without one. */
const webAuthn = () => import('@simplewebauthn/server');

export function createSecondFactor(parts: {
  db: Db;
  audit: Audit;
  clock: Clock;
  random: Random;
}): SecondFactor {
  const { db, audit, clock, random } = parts;
  const questions = new Map<string, Question>();

  function ask(kind: Question['kind'], person: string, text: string): string {
    for (const [id, { untilMs }] of questions) if (untilMs < clock.nowMs()) questions.delete(id);
    if (questions.size >= questionsMax) questions.delete(questions.keys().next().value!);
    const id = Buffer.from(random.bytes(16)).toString('base64url');
    questions.set(id, { kind, person, text, untilMs: clock.nowMs() + lifeMs });
    return id;
  }

  /** Taken out before it is looked at: no question is answered twice. */
  function take(id: string, kind: Question['kind']): Question {
    const question = questions.get(id);
    questions.delete(id);
    if (!question || question.kind !== kind || question.untilMs < clock.nowMs()) throw refused();
    return question;
  }

  const rowsOf = (person: string) =>
    db.query<KeyRow>('SELECT * FROM web_key WHERE person = ? ORDER BY created_at, id', [person]);
  const allowed = (rows: KeyRow[]) =>
    rows.map(({ id, transports }) => ({ id, transports: JSON.parse(transports) as never[] }));

  return {
    async keys(person) {
      return (await rowsOf(person)).map(({ id, name, created_at, used_at }) => ({
        id,
        name,
        createdAtMs: created_at,
        usedAtMs: used_at,
      }));
    },
    async beginRegistration(person, { rpId }) {
      const { generateRegistrationOptions } = await webAuthn();
      const rows = await rowsOf(person.id);
      if (rows.length >= keysMax)
        throw new DomainError('conflict', 'too-many-keys', 'Remove a security key before adding another.');
      const options = await generateRegistrationOptions({
        rpName: '消费扶贫专柜平台',
        rpID: rpId,
        userName: person.login,
        userDisplayName: person.name,
        challenge: new Uint8Array(random.bytes(32)),
        excludeCredentials: allowed(rows),
        supportedAlgorithmIDs: algorithms,
        authenticatorSelection: { residentKey: 'discouraged', userVerification: 'preferred' },
      });
      return { challenge: ask('register', person.id, options.challenge), options };
    },
    async register(person, { rpId, origin }, { challenge, name, response }) {
      const question = take(challenge, 'register');
      if (question.person !== person.id) throw refused();
      const { verifyRegistrationResponse } = await webAuthn();
      const verified = await verifyRegistrationResponse({
        response: response as RegistrationResponseJSON,
        expectedChallenge: question.text,
        expectedOrigin: origin,
        expectedRPID: rpId,
        supportedAlgorithmIDs: algorithms,
        requireUserVerification: false,
      }).catch(() => undefined);
      if (!verified?.verified) throw refused();
      const { credential } = verified.registrationInfo;
      const now = clock.nowMs();
      await db.transaction(async (tx) => {
        await tx.run(
          `INSERT INTO web_key (id, person, name, public_key, sign_count, transports, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
          [
            credential.id,
            person.id,
            name,
            credential.publicKey,
            credential.counter,
            JSON.stringify(credential.transports ?? []),
            now,
          ],
        );
        await audit.write(tx, entryOf(person, 'key.add', name));
      });
    },
    async remove(person, key) {
      await db.transaction(async (tx) => {
        const { changes } = await tx.run('DELETE FROM web_key WHERE id = ? AND person = ?', [key, person.id]);
        if (changes === 0) throw new DomainError('unknown', 'unknown-key', 'You have no such security key.');
        await audit.write(tx, entryOf(person, 'key.remove', ''));
      });
    },
    async beginSignIn(person, { rpId }) {
      const rows = await rowsOf(person.id);
      if (rows.length === 0) return undefined;
      const { generateAuthenticationOptions } = await webAuthn();
      const options = await generateAuthenticationOptions({
        rpID: rpId,
        challenge: new Uint8Array(random.bytes(32)),
        allowCredentials: allowed(rows),
        userVerification: 'preferred',
      });
      return { challenge: ask('sign-in', person.id, options.challenge), options };
    },
    async finishSignIn({ rpId, origin }, { challenge, response }) {
      const question = take(challenge, 'sign-in');
      const id = String((response as { id?: unknown } | null)?.id ?? '');
      const key = (await rowsOf(question.person)).find((row) => row.id === id);
      if (!key) throw refused();
      const { verifyAuthenticationResponse } = await webAuthn();
      const verified = await verifyAuthenticationResponse({
        response: response as AuthenticationResponseJSON,
        expectedChallenge: question.text,
        expectedOrigin: origin,
        expectedRPID: rpId,
        requireUserVerification: false,
        credential: { id, publicKey: new Uint8Array(key.public_key), counter: key.sign_count },
      }).catch(() => undefined);
      if (!verified?.verified) throw refused();
      const { newCounter } = verified.authenticationInfo;
      await db.run('UPDATE web_key SET sign_count = ?, used_at = ? WHERE id = ?', [
        newCounter,
        clock.nowMs(),
        id,
      ]);
      return question.person;
    },
  };
}

const entryOf = ({ id, name }: Person, action: string, detail: string) => ({
  actor: { kind: 'person', id, name } as const,
  action,
  object: `person/${id}`,
  outcome: 'done' as const,
  detail,
});
