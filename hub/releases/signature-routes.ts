// Signed, sent back, published now or later: acts that need a fresh proof of who it is.
import { Closed, Sha256, Text, TimeMs } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Route, route } from '../http/routes/route.ts';
import { requireProof } from '../people/session-rules.ts';
import { Passphrase } from '../signing/signing-routes.ts';
import { publishWork } from './publish-work.ts';
import { Done } from './release-answers.ts';
import type { ReleaseRouteParts } from './release-routes.ts';

const object = (id: string | undefined) => `release/${id}`;

export function signatureRoutes(parts: Pick<ReleaseRouteParts, 'releases' | 'jobs' | 'clock'>): Route[] {
  const { releases, jobs, clock } = parts;
  const proof = (actor: Parameters<typeof requireProof>[0]) => requireProof(actor, clock.nowMs());
  return [
    route({
      method: 'get',
      path: '/api/releases/:id/signable',
      tag: 'releases',
      summary: 'The exact bytes to be signed, for keys that are kept elsewhere.',
      access: 'release.read',
      answerType: 'application/octet-stream',
      async handle({ params, response }) {
        const { bytes, release } = await releases.signable(params['id']!);
        response
          .attachment(`catalog-${release.version}-${release.digest!.slice(0, 12)}.bin`)
          .type('application/octet-stream')
          .send(Buffer.from(bytes));
      },
    }),
    route({
      method: 'get',
      path: '/api/releases/:id/contents',
      tag: 'releases',
      summary: 'Every line that would be published and every line now, chunk by chunk: to hash them oneself.',
      access: 'release.read',
      answer: Type.Object({
        version: Type.Integer(),
        chunks: Type.Array(Type.String(), {
          description: 'By chunk number; their hashes are in the bytes to sign',
        }),
        before: Type.Array(Type.String()),
      }),
      handle: ({ params }) => releases.contents(params['id']!),
    }),
    route({
      method: 'post',
      path: '/api/releases/:id/signatures',
      tag: 'releases',
      summary: 'Signs with the person’s own key: by its passphrase, or with a signature made elsewhere.',
      access: 'release.sign',
      body: Closed({
        digest: Sha256,
        passphrase: Type.Optional(Passphrase),
        signature: Type.Optional(Type.String({ pattern: '^[0-9a-f]{128}$' })),
      }),
      answer: Type.Object({ signatures: Type.Integer() }),
      status: 201,
      async handle({ actor, params, body, demand }) {
        await demand({}, object(params['id']));
        proof(actor);
        const { digest, ...means } = body;
        return { signatures: await releases.sign(actor, params['id']!, digest, means) };
      },
    }),
    route({
      method: 'post',
      path: '/api/releases/:id/return',
      tag: 'releases',
      summary: 'A certifier does not sign and says why; the release is a draft again.',
      access: 'release.sign',
      body: Closed({ reason: Text(280) }),
      answer: Done,
      async handle({ actor, params, body, demand }) {
        await demand({}, object(params['id']));
        await releases.sendBack(actor, params['id']!, body.reason);
        return {};
      },
    }),
    route({
      method: 'post',
      path: '/api/releases/:id/publish',
      tag: 'releases',
      summary: 'Publishes a signed release now, or at a time; with `job=1` as a job, whose id it answers.',
      access: 'release.publish',
      query: Closed({ job: Type.Optional(Type.Literal('1')) }),
      body: Closed({ digest: Sha256, atMs: Type.Optional(TimeMs) }),
      answer: Type.Object({
        version: Type.Optional(Type.Integer()),
        job: Type.Optional(Type.String({ description: 'Its result is `{ version }`' })),
      }),
      async handle({ actor, params, query, body, demand }) {
        await demand({}, object(params['id']));
        proof(actor);
        const { digest, atMs } = body;
        const id = params['id']!;
        if (atMs !== undefined) {
          await releases.schedule(actor, id, digest, atMs);
          return {};
        }
        if (!query.job) return { version: await releases.publish(actor, id, digest) };
        await releases.requirePublishable(id, digest);
        const { version } = await releases.details(id);
        const named = { titleZh: `发布目录第 ${version} 版`, titleEn: `Publication of catalog ${version}` };
        const work = publishWork(releases, actor, id, digest);
        return { job: jobs.start({ kind: 'catalog-publish', actor, ...named }, work).id };
      },
    }),
    route({
      method: 'delete',
      path: '/api/releases/:id/schedule',
      tag: 'releases',
      summary: 'Not at that time after all; it stays signed.',
      access: 'release.publish',
      answer: Done,
      async handle({ actor, params, demand }) {
        await demand({}, object(params['id']));
        await releases.unschedule(actor, params['id']!);
        return {};
      },
    }),
  ];
}
