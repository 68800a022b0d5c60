// Signing keys over HTTP: whose they are, kept sealed or elsewhere, retired.
import { Closed, Sha256, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import type { Signer } from '../catalog/signer.ts';
import { OrNull } from '../http/answers.ts';
import { type Route, route } from '../http/routes/route.ts';
import { requireProof } from '../people/session-rules.ts';
import type { Clock } from '../platform/clock.ts';
import { BrowserKeyAnswer } from './browser-key-routes.ts';
import type { BrowserKeys } from './browser-keys.ts';
import type { Signing } from './signing.ts';

const List = Type.Union([Type.Literal('catalog'), Type.Literal('withdrawals')]);
const Hex64 = Type.String({ pattern: '^[0-9a-f]{64}$' });
export const Passphrase = Type.String({ minLength: 1, maxLength: 200 });
const Done = Type.Object({});
const Key = Type.Object({
  keyId: Sha256,
  publicKey: Hex64,
  role: List,
  person: Type.String(),
  personName: Type.String(),
  kind: Type.String(),
  kept: Type.Union([
    Type.Literal('sealed'),
    Type.Literal('elsewhere'),
    Type.Literal('browser'),
    Type.Literal('demo'),
  ]),
  trusted: Type.Boolean({ description: 'The signed lists trust it now' }),
  registeredAtMs: Type.Integer(),
  registeredBy: Type.String(),
  retiredAtMs: OrNull(Type.Integer()),
  retiredWhy: OrNull(Type.String()),
});

export interface SigningRouteParts {
  /** LIST-11: the withdrawals in force, signed once more after a restore. Returns the new version. */
  signWithdrawalsAgain(signer: Signer): Promise<number>;
  signing: Signing;
  browserKeys: Pick<BrowserKeys, 'of'>;
  clock: Clock;
  /** Who may be given a key. */
  candidates(): { id: string; name: string; login: string; roles: string[] }[];
}

export function signingRoutes(parts: SigningRouteParts): Route[] {
  const { signing, browserKeys, clock, candidates } = parts;
  const proof = (actor: Parameters<typeof requireProof>[0]) => requireProof(actor, clock.nowMs());
  return [
    route({
      method: 'get',
      path: '/api/keys',
      tag: 'keys',
      summary: 'Signing keys and whose they are, those trusted but nobody’s yet, and who may be given one.',
      access: 'key.manage',
      answer: Type.Object({
        keys: Type.Array(Key),
        unbound: Type.Array(Type.Object({ keyId: Sha256, publicKey: Hex64, role: List })),
        people: Type.Array(
          Type.Object({
            id: Type.String(),
            name: Type.String(),
            login: Type.String(),
            roles: Type.Array(Type.String()),
          }),
        ),
      }),
      handle: async () => ({
        keys: await signing.keys(),
        unbound: await signing.unbound(),
        people: candidates(),
      }),
    }),
    route({
      method: 'get',
      path: '/api/keys/mine',
      tag: 'keys',
      summary: 'The signing keys of the person who asks, and those she proposed.',
      access: 'signed-in',
      answer: Type.Object({ keys: Type.Array(Key), proposals: Type.Array(BrowserKeyAnswer) }),
      handle: async ({ actor }) => ({
        keys: (await signing.keys()).filter(({ person }) => person === actor.id),
        proposals: await browserKeys.of(actor.id),
      }),
    }),
    route({
      method: 'post',
      path: '/api/keys',
      tag: 'keys',
      summary: 'Binds a key of the ceremony to a person.',
      access: 'key.manage',
      body: Closed({ publicKey: Hex64, role: List, person: Text(64) }),
      answer: Key,
      status: 201,
      async handle({ actor, body, demand }) {
        await demand({}, 'key');
        proof(actor);
        return signing.register(actor, body);
      },
    }),
    route({
      method: 'post',
      path: '/api/keys/:id/retire',
      tag: 'keys',
      summary: 'The hub uses this key no more, at once.',
      access: 'key.manage',
      body: Closed({ reason: Text(300) }),
      answer: Done,
      async handle({ actor, params, body, demand }) {
        await demand({}, `key/${params['id']}`);
        proof(actor);
        await signing.retire(actor, params['id']!, body.reason);
        return {};
      },
    }),
    route({
      method: 'post',
      path: '/api/keys/withdrawals/again',
      tag: 'keys',
      summary: 'Signs the withdrawals in force once more, after the hub was restored from a backup.',
      access: 'sanction.withdraw',
      body: Closed({ passphrase: Type.Optional(Passphrase) }),
      answer: Type.Object({ version: Type.Integer() }),
      async handle({ actor, body, demand }) {
        await demand({}, 'withdrawals');
        proof(actor);
        const signer = await signing.signerFor(actor, 'withdrawals', body.passphrase);
        return { version: await parts.signWithdrawalsAgain(signer) };
      },
    }),
    route({
      method: 'post',
      path: '/api/keys/:id/sealed',
      tag: 'keys',
      summary: 'Keeps one’s own key on the hub, sealed by one’s passphrase.',
      access: 'signed-in',
      body: Closed({ pem: Type.String({ maxLength: 4096 }), passphrase: Passphrase }),
      answer: Done,
      async handle({ actor, params, body }) {
        proof(actor);
        await signing.deposit(actor, params['id']!, body.pem, body.passphrase);
        return {};
      },
    }),
  ];
}
