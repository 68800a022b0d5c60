// Who asks: a session, a token of a program, or the machine's own; and the streams that end when a session ends.
import { timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { sameToken } from '../http/admin-token.ts';
import { HttpError } from '../http/errors.ts';
import type { Access } from '../http/routes/access.ts';
import type { Actor } from './actor.ts';
import type { ApiTokens } from './api-tokens.ts';
import type { Audit } from './audit-port.ts';
import { sessionToken } from './cookie.ts';
import type { Directory } from './directory.ts';
import type { KeyPolicy } from './key-policy.ts';
import { machineActor } from './machine-actor.ts';
import type { Person } from './person.ts';
import { csrfOf, type Session, type Sessions } from './sessions.ts';

export interface PeopleAccess extends Access {
  /** The session of the request's cookie, whatever else it brings. */
  sessionOf(request: Request): { session: Session; token: string; person: Person } | undefined;
  /** SEC-9: has to register a security key before anything else. */
  lacksKey(person: Person): Promise<boolean>;
  /** Cuts the open streams of a person whose grants changed; the page opens them again. */
  endStreams(person: string): void;
  /** A bearer token that is none of ours: counted against its address. */
  isWrongToken(request: Request): boolean;
}

interface AccessParts {
  adminToken: string;
  directory: Directory;
  sessions: Sessions;
  tokens: ApiTokens;
  audit: Audit;
  keyPolicy: KeyPolicy;
}

export const bearerOf = (request: Request): string | undefined =>
  /^Bearer (\S{1,200})$/.exec(request.headers.authorization ?? '')?.[1];

export const actorOf = (person: Person, session?: Session): Actor => ({
  kind: 'person',
  id: person.id,
  name: person.name,
  // PEO-11: a password that somebody else knows gives nothing but the right to change it.
  grants: person.mustChange ? [] : person.grants,
  ...(session ? { provedAtMs: session.provedAtMs } : {}),
});

const isRead = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

function isSameText(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

export function createAccess(parts: AccessParts): PeopleAccess {
  const { adminToken, directory, sessions, tokens, audit, keyPolicy } = parts;
  const open = new Map<string, Set<Request>>();
  function endStreamsOf(hash: string): void {
    for (const request of open.get(hash) ?? [])
      if (request.res?.headersSent && !request.res.writableEnded) request.destroy();
  }
  // PEO-5: a stream that began with a session does not outlive it.
  sessions.onEnd(({ hash }) => endStreamsOf(hash));

  function follow(request: Request, hash: string): void {
    const requests = open.get(hash) ?? new Set();
    if (requests.has(request)) return;
    open.set(hash, requests.add(request));
    request.res?.once('close', () => {
      requests.delete(request);
      if (requests.size === 0) open.delete(hash);
    });
  }

  function sessionOf(request: Request) {
    const token = sessionToken(request);
    const session = token === undefined ? undefined : sessions.find(token);
    const person = session && directory.get(session.person);
    if (!token || !session || !person || person.disabledAtMs !== null) return undefined;
    return { session, token, person };
  }

  async function bySession(request: Request): Promise<Actor | undefined> {
    const found = sessionOf(request);
    if (!found) return undefined;
    const { session, token, person } = found;
    if (!isRead(request) && !isSameText(request.get('x-csrf-token') ?? '', csrfOf(token)))
      throw new HttpError('csrf-wrong');
    follow(request, session.hash);
    await sessions.touch(session);
    const actor = actorOf(person, session);
    return (await keyPolicy.lacksKey(person)) ? { ...actor, grants: [] } : actor;
  }

  async function byToken(given: string, { ip = '' }: Request): Promise<Actor> {
    if (sameToken(given, adminToken)) return machineActor;
    const actor = await tokens.use(given);
    if (actor) return actor;
    // SEC-8: never the token itself.
    const nobody = { kind: 'token', id: '', name: 'unknown' } as const;
    await audit.note({ actor: nobody, action: 'token.use', object: 'token', outcome: 'refused', detail: ip });
    throw new HttpError('token-wrong');
  }

  return {
    sessionOf,
    lacksKey: (person) => keyPolicy.lacksKey(person),
    endStreams(person) {
      for (const { hash } of sessions.of(person)) endStreamsOf(hash);
    },
    isWrongToken(request) {
      const given = bearerOf(request);
      return given !== undefined && !sameToken(given, adminToken) && !tokens.isKnown(given);
    },
    identify(request) {
      const given = bearerOf(request);
      return given === undefined ? bySession(request) : byToken(given, request);
    },
    async refused(actor, action, object) {
      if (actor && actor.id !== '') await audit.note({ actor, action, object, outcome: 'refused' });
    },
  };
}
