// Rotations over HTTP: what is trusted now, the hub's next online keys, a signed rotation published.
import { Closed } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Route, route } from '../../http/routes/route.ts';
import { requireProof } from '../../people/session-rules.ts';
import type { Clock } from '../../platform/clock.ts';
import { RotationFile, SignatureFile, TrustFile } from './rotation-file.ts';
import type { RotationsHere } from './rotations-here.ts';

export function rotationRoutes(parts: { rotations: RotationsHere; clock: Clock }): Route[] {
  const { rotations, clock } = parts;
  const proof = (actor: Parameters<typeof requireProof>[0]) => requireProof(actor, clock.nowMs());
  return [
    route({
      method: 'get',
      path: '/api/keys/trust',
      tag: 'keys',
      summary: 'What people signed and is in force: a rotation is drafted from it. Nothing in it is secret.',
      access: 'key.manage',
      answer: TrustFile,
      handle: () => rotations.trust(),
    }),
    route({
      method: 'post',
      path: '/api/keys/online/next',
      tag: 'keys',
      summary: 'Makes the hub’s next online keys; they sign nothing before a root names them.',
      access: 'key.manage',
      answer: Type.Object({}),
      async handle({ actor, demand }) {
        await demand({}, 'keys/online');
        proof(actor);
        await rotations.makeNextOnline(actor);
        return {};
      },
    }),
    route({
      method: 'post',
      path: '/api/keys/rotations',
      tag: 'keys',
      summary: 'Publishes a rotation that enough of the old and of the new root keys signed.',
      access: 'key.manage',
      body: Closed({
        file: RotationFile,
        signatures: Type.Array(SignatureFile, { minItems: 1, maxItems: 40 }),
      }),
      bodyBytesMax: 1_500_000,
      answer: Type.Object({ root: Type.Integer() }),
      async handle({ actor, body, demand }) {
        await demand({}, 'keys/root');
        proof(actor);
        return { root: await rotations.publish(actor, body.file, body.signatures) };
      },
    }),
  ];
}
