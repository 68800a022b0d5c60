// Signing in and out, the second factor, the fresh proof.
import { Closed, TimeMs } from '@zhuangui/protocol/units.ts';
import type { Request, Response } from 'express';
import Type from 'typebox';
import { HttpError } from '../../http/errors.ts';
import { type Route, route } from '../../http/routes/route.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { actorOf } from '../access.ts';
import type { Actor } from '../actor.ts';
import { canSomewhere } from '../can.ts';
import { clearSessionCookie, setSessionCookie } from '../cookie.ts';
import type { People } from '../people.ts';
import { actions } from '../permissions.ts';
import type { Person } from '../person.ts';
import { csrfOf } from '../sessions.ts';
import { siteOf } from '../site.ts';
import { ActionShape, ChallengeShape, Done, Grants, Password } from './schemas.ts';

const PersonShort = Closed({ id: Type.String(), name: Type.String(), login: Type.String() });
export const SessionView = Closed({
  person: Type.Union([PersonShort, Type.Null()]),
  grants: Grants,
  actions: Type.Array(ActionShape),
  csrf: Type.String(),
  demo: Type.Boolean(),
  demoAccounts: Type.Optional(
    Type.Array(
      Closed({ login: Type.String(), password: Type.String(), name: Type.String(), role: Type.String() }),
    ),
  ),
  mustChangePassword: Type.Boolean(),
  mustAddKey: Type.Boolean(),
  provedAtMs: Type.Union([TimeMs, Type.Null()]),
});
const SignedIn = Closed({
  person: Type.Optional(PersonShort),
  csrf: Type.Optional(Type.String()),
  secondFactor: Type.Optional(ChallengeShape),
});
const short = ({ id, name, login }: Person) => ({ id, name, login });

export interface SessionRouteParts {
  people: People;
  demo: boolean;
}

export function sessionRoutes({ people, demo }: SessionRouteParts): Route[] {
  const { access, accounts, passwords, sessions, secondFactor, audit, directory } = people;
  const common = { tag: 'session' } as const;

  async function view(request: Request, actor: Actor) {
    const found = actor.kind === 'person' ? access.sessionOf(request) : undefined;
    const person = found
      ? short(found.person)
      : actor.kind === 'person'
        ? null
        : { id: actor.id, name: actor.name, login: '' };
    return {
      person,
      grants: actor.grants,
      actions: actions.filter((action) => canSomewhere(actor, action)),
      csrf: found ? csrfOf(found.token) : '',
      demo,
      ...(demo && !person ? { demoAccounts: people.demoAccounts } : {}),
      mustChangePassword: found?.person.mustChange ?? false,
      mustAddKey: found ? await access.lacksKey(found.person) : false,
      provedAtMs: found?.session.provedAtMs ?? null,
    };
  }

  /** PEO-12: whatever session the browser had is over, and the new one has a token nobody has seen. */
  async function begin(person: Person, request: Request, response: Response) {
    const before = access.sessionOf(request);
    if (before) await sessions.end(({ hash }) => hash === before.session.hash);
    const agent = request.get('user-agent') ?? '';
    const { token } = await sessions.open(person.id, { address: request.ip ?? '', agent });
    await accounts.signedIn(person);
    const object = `person/${person.id}`;
    await audit.note({
      actor: actorOf(person),
      action: 'sign-in',
      object,
      outcome: 'done',
      detail: request.ip ?? '',
    });
    setSessionCookie(request, response, token);
    return { person: short(person), csrf: csrfOf(token) };
  }

  async function checked(login: string, password: string, request: Request): Promise<Person> {
    try {
      return await passwords.check(login, password);
    } catch (error) {
      const person = directory.byLogin(login);
      const why = error instanceof DomainError || error instanceof HttpError ? error.message : 'failed';
      // SEC-8: what is typed for a login that nobody has may be somebody's password.
      const actor = { kind: 'person', id: person?.id ?? '', name: person?.name ?? 'unknown' } as const;
      const object = person ? `login/${person.login}` : 'login/unknown';
      const detail = `${request.ip ?? ''}: ${why}`;
      await audit.note({ actor, action: 'sign-in', object, outcome: 'refused', detail });
      throw error;
    }
  }

  /** SEC-8: a key that does not fit is written down as a wrong password is. */
  async function answered(request: Request, body: { challenge: string; response: unknown }): Promise<string> {
    try {
      return await secondFactor.finishSignIn(siteOf(request), body);
    } catch (error) {
      const actor = { kind: 'person', id: '', name: 'unknown' } as const;
      const detail = `${request.ip ?? ''}: the security key did not fit`;
      await audit.note({ actor, action: 'sign-in', object: 'second-factor', outcome: 'refused', detail });
      throw error;
    }
  }

  return [
    route({
      ...common,
      method: 'get',
      path: '/api/session',
      access: 'public',
      summary:
        'Who asks, what they may do somewhere, and the token that changes must carry in `x-csrf-token`.',
      answer: SessionView,
      handle: ({ request, actor }) => view(request, actor),
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/session',
      access: 'public',
      summary: 'Signs in. With a second factor the answer holds the question for the security key.',
      body: Closed({ login: Type.String({ minLength: 1, maxLength: 64 }), password: Password }),
      answer: SignedIn,
      async handle({ body, request, response }) {
        const person = await checked(body.login.trim().toLowerCase(), body.password, request);
        const question = await secondFactor.beginSignIn(person, siteOf(request));
        return question ? { secondFactor: question } : begin(person, request, response);
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/session/second-factor',
      access: 'public',
      summary: 'Answers the question for the security key.',
      body: Closed({ challenge: Type.String({ maxLength: 100 }), response: Type.Unknown() }),
      answer: SignedIn,
      async handle({ body, request, response }) {
        const person = directory.get(await answered(request, body));
        if (!person || person.disabledAtMs !== null) throw new HttpError('not-signed-in');
        return begin(person, request, response);
      },
    }),
    route({
      ...common,
      method: 'delete',
      path: '/api/session',
      access: 'signed-in',
      summary: 'Signs out.',
      answer: Done,
      async handle({ request, response, actor }) {
        const found = access.sessionOf(request);
        if (found) await sessions.end(({ hash }) => hash === found.session.hash);
        clearSessionCookie(request, response);
        await audit.note({ actor, action: 'sign-out', object: `person/${actor.id}`, outcome: 'done' });
        return { done: true };
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/session/prove',
      access: 'signed-in',
      summary: 'Proves the password once more, for acts that answer `prove-again`.',
      body: Closed({ password: Password }),
      answer: Done,
      async handle({ body, request }) {
        const found = access.sessionOf(request);
        if (!found) throw new HttpError('not-signed-in');
        await checked(found.person.login, body.password, request);
        await sessions.proved(found.session);
        return { done: true };
      },
    }),
  ];
}
