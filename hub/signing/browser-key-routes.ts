// Keys made in browsers over HTTP: proposed with proof of possession, confirmed or turned down by another person.
import { Closed, Sha256, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { OrNull } from '../http/answers.ts';
import { type Route, route } from '../http/routes/route.ts';
import { requireProof } from '../people/session-rules.ts';
import type { Clock } from '../platform/clock.ts';
import type { BrowserKeys } from './browser-keys.ts';

const Hex64 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Done = Type.Object({});
export const BrowserKeyAnswer = Type.Object({
  keyId: Sha256,
  publicKey: Hex64,
  person: Type.String(),
  personName: Type.String(),
  label: Type.String(),
  state: Type.String({
    description: '`waiting` for an administrator, `confirmed` and waiting for a rotation, `bound`, `ended`',
  }),
  proposedAtMs: Type.Integer(),
  confirmedAtMs: OrNull(Type.Integer()),
  confirmedByName: OrNull(Type.String()),
  endedAtMs: OrNull(Type.Integer()),
  endedWhy: OrNull(Type.String()),
});

export function browserKeyRoutes(parts: { browserKeys: BrowserKeys; clock: Clock }): Route[] {
  const { browserKeys, clock } = parts;
  const proof = (actor: Parameters<typeof requireProof>[0]) => requireProof(actor, clock.nowMs());
  return [
    route({
      method: 'get',
      path: '/api/keys/browser',
      tag: 'keys',
      summary: 'Keys that certifiers made in their browsers, newest first.',
      access: 'key.manage',
      answer: Type.Object({ rows: Type.Array(BrowserKeyAnswer), total: Type.Integer() }),
      async handle() {
        const rows = await browserKeys.list();
        return { rows, total: rows.length };
      },
    }),
    route({
      method: 'post',
      path: '/api/keys/browser',
      tag: 'keys',
      summary: 'Proposes the public half of a key made in this browser; a proposal before it ends.',
      access: 'release.sign',
      body: Closed({
        publicKey: Hex64,
        label: Text(64),
        possession: Type.String({ pattern: '^[0-9a-f]{128}$' }),
      }),
      answer: BrowserKeyAnswer,
      status: 201,
      async handle({ actor, body, demand }) {
        await demand({}, 'key');
        proof(actor);
        return browserKeys.propose(actor, body);
      },
    }),
    route({
      method: 'post',
      path: '/api/keys/browser/:id/confirm',
      tag: 'keys',
      summary: 'Another person compared the fingerprint with her: the next rotation may name this key.',
      access: 'key.manage',
      answer: Done,
      async handle({ actor, params, demand }) {
        await demand({}, `key/${params['id']}`);
        proof(actor);
        await browserKeys.confirm(actor, params['id']!);
        return {};
      },
    }),
    route({
      method: 'post',
      path: '/api/keys/browser/:id/end',
      tag: 'keys',
      summary: 'Turns a proposed key down.',
      access: 'key.manage',
      body: Closed({ reason: Text(280) }),
      answer: Done,
      async handle({ actor, params, body, demand }) {
        await demand({}, `key/${params['id']}`);
        proof(actor);
        await browserKeys.end(actor, params['id']!, body.reason);
        return {};
      },
    }),
  ];
}
