// The hub's own token as an actor: whoever can read the file beside the data may administer the hub.
import type { Actor } from '../../people/actor.ts';
import { sameToken } from '../admin-token.ts';
import { HttpError } from '../errors.ts';
import type { Access } from './access.ts';

/** Not a person: levels and signatures ask for people, so it holds none of their roles. */
export const machineActor: Actor = {
  kind: 'machine',
  id: 'machine',
  name: 'administrator',
  grants: [
    { role: 'administrator', place: { kind: 'region' } },
    { role: 'supervisor', place: { kind: 'region' } },
    { role: 'statistician', place: { kind: 'region' } },
  ],
};

export const givenToken = (header: string | undefined): string | undefined =>
  /^Bearer ([A-Za-z0-9._~+/=-]{1,200})$/.exec(header ?? '')?.[1];

export const tokenAccess = (adminToken: string): Access => ({
  async identify(request) {
    const given = givenToken(request.headers.authorization);
    if (given === undefined) return undefined;
    if (sameToken(given, adminToken)) return machineActor;
    throw new HttpError('token-wrong');
  },
  async refused() {},
});
