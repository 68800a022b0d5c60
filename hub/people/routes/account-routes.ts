// My account: password, security keys, sessions.
import { Closed, Text } from '@zhuangui/protocol/units.ts';
import type { Request } from 'express';
import Type from 'typebox';
import { HttpError } from '../../http/errors.ts';
import { type Route, route } from '../../http/routes/route.ts';
import type { Clock } from '../../platform/clock.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { People } from '../people.ts';
import { requireProof } from '../session-rules.ts';
import type { Session } from '../sessions.ts';
import { siteOf } from '../site.ts';
import { ChallengeShape, Done, KeyView, Password, rowsOf, SessionRow } from './schemas.ts';

export function accountRoutes({ people, clock }: { people: People; clock: Clock }): Route[] {
  const { access, accounts, audit, passwords, sessions, secondFactor } = people;
  const common = { tag: 'account', access: 'signed-in' } as const;

  /** A person's own affairs: no token has any. */
  function mine(request: Request) {
    const found = access.sessionOf(request);
    if (found) return found;
    throw new HttpError('forbidden', 'Only a person who signed in has an account: sign in.');
  }

  /** SEC-17: whoever sat in another session without knowing of the new way in is out. */
  const endOthers = ({ id, person }: Session) =>
    sessions.end((other) => other.person === person && other.id !== id);

  return [
    route({
      ...common,
      method: 'post',
      path: '/api/account/password',
      summary: 'Sets a password of one’s own; all other sessions end.',
      body: Closed({ current: Password, next: Password }),
      answer: Done,
      async handle({ body, request }) {
        const { person, session } = mine(request);
        await passwords.check(person.login, body.current).catch(async (error: Error) => {
          // SEC-8: somebody at an unlocked screen tries passwords here.
          const actor = { kind: 'person', id: person.id, name: person.name } as const;
          const entry = {
            actor,
            action: 'person.password',
            object: `person/${person.id}`,
            detail: error.message,
          };
          await audit.note({ ...entry, outcome: 'refused' });
          throw error;
        });
        if (body.next === body.current)
          throw new DomainError('invalid', 'password-same', 'Choose another password than the one you have.');
        await accounts.setPassword(person.id, body.next, session.id);
        await sessions.proved(session);
        return { done: true };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/account/sessions',
      summary: 'One’s own sessions, newest first.',
      answer: rowsOf(SessionRow),
      handle({ request }) {
        const { person, session } = mine(request);
        const rows = sessions
          .of(person.id)
          .sort((one, other) => other.seenAtMs - one.seenAtMs)
          .map(({ id, createdAtMs, seenAtMs, address, agent }) => ({
            id,
            createdAtMs,
            seenAtMs,
            address,
            agent,
            isCurrent: id === session.id,
          }));
        return { rows, total: rows.length };
      },
    }),
    route({
      ...common,
      method: 'delete',
      path: '/api/account/sessions/:id',
      summary: 'Ends one of one’s own sessions.',
      answer: Done,
      async handle({ request, params }) {
        const { person } = mine(request);
        const ended = await sessions.end(
          ({ id, person: owner }) => id === params['id'] && owner === person.id,
        );
        if (ended === 0) throw new DomainError('unknown', 'unknown-session', 'This session is over already.');
        return { done: true };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/account/keys',
      summary: 'One’s own security keys.',
      answer: rowsOf(KeyView),
      async handle({ request }) {
        const rows = await secondFactor.keys(mine(request).person.id);
        return { rows, total: rows.length };
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/account/keys/begin',
      summary: 'The question for a new security key.',
      answer: ChallengeShape,
      handle({ request, actor }) {
        const { person } = mine(request);
        requireProof(actor, clock.nowMs());
        return secondFactor.beginRegistration(person, siteOf(request));
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/account/keys',
      summary: 'Registers the security key that answered; every later sign-in asks for it.',
      body: Closed({ challenge: Type.String({ maxLength: 100 }), name: Text(40), response: Type.Unknown() }),
      answer: Done,
      async handle({ request, body }) {
        const { person, session } = mine(request);
        await secondFactor.register(person, siteOf(request), body);
        await endOthers(session);
        return { done: true };
      },
    }),
    route({
      ...common,
      method: 'delete',
      path: '/api/account/keys/:id',
      summary: 'Removes a security key.',
      answer: Done,
      async handle({ request, actor, params }) {
        const { person, session } = mine(request);
        requireProof(actor, clock.nowMs());
        await secondFactor.remove(person, params['id'] ?? '');
        await endOthers(session);
        return { done: true };
      },
    }),
  ];
}
