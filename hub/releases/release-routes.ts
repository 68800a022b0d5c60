// Releases over HTTP: read and drafted.
import { Entry } from '@zhuangui/protocol/catalog.ts';
import { Closed, EntryId, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { rejectedReport } from '../catalog/import/report.ts';
import { type Route, route } from '../http/routes/route.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../platform/clock.ts';
import type { CertifiedSource } from './certified-source.ts';
import { fileRoute } from './file-route.ts';
import { ChangeAnswer, Done, ReleaseAnswer, ReleaseRow, rowsOf } from './release-answers.ts';
import { releaseSorts } from './release-store.ts';
import { type ChangeKind, changeKinds, changeSources, removalCauses } from './release-types.ts';
import type { Releases } from './releases.ts';
import { signatureRoutes } from './signature-routes.ts';

export interface ReleaseRouteParts {
  releases: Releases;
  source: CertifiedSource;
  jobs: Jobs;
  clock: Clock;
}

export const listQuery = {
  search: Type.Optional(Type.String({ maxLength: 100 })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
};
export const pageOf = ({ page = 1, pageSize = 50 }: { page?: number; pageSize?: number }) => ({
  limit: pageSize,
  offset: (page - 1) * pageSize,
});

/** `-created` → `created_at DESC`; unknown names fall back to the newest first. */
function orderOf(sort: string | undefined): string {
  const name = (sort ?? '-created').replace(/^-/, '') as keyof typeof releaseSorts;
  const column = Object.hasOwn(releaseSorts, name) ? releaseSorts[name] : releaseSorts.created;
  return `${column} ${(sort ?? '-').startsWith('-') ? 'DESC' : 'ASC'}`;
}

const Reason = Text(280);
const object = (id: string | undefined) => `release/${id}`;

export function releaseRoutes(parts: ReleaseRouteParts): Route[] {
  return [...readRoutes(parts), ...draftRoutes(parts), fileRoute(parts), ...signatureRoutes(parts)];
}

function readRoutes({ releases, source }: ReleaseRouteParts): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/releases',
      tag: 'releases',
      summary: 'Catalog releases, newest first.',
      access: 'release.read',
      query: Closed({
        ...listQuery,
        sort: Type.Optional(Type.String({ maxLength: 20 })),
        state: Type.Optional(Type.String({ maxLength: 20 })),
      }),
      answer: rowsOf(ReleaseRow),
      handle: ({ query }) =>
        releases.list(
          { search: query.search ?? '', state: query.state ?? '' },
          orderOf(query.sort),
          pageOf(query),
        ),
    }),
    route({
      method: 'get',
      path: '/api/releases/publishable',
      tag: 'releases',
      summary: 'Entries that passed all four levels and stand in no catalog version yet.',
      access: 'release.read',
      answer: Type.Object({
        rows: Type.Array(Type.Object({ application: Type.String(), id: Type.String(), name: Type.String() })),
      }),
      async handle() {
        const all = (await source.publishableEntries()).filter((one) => one.releasedVersion === null);
        return {
          rows: all.map(({ application, entry }) => ({ application, id: entry.id, name: entry.name })),
        };
      },
    }),
    route({
      method: 'get',
      path: '/api/releases/:id',
      tag: 'releases',
      summary: 'One release: state, sizes, sources, signatures.',
      access: 'release.read',
      answer: ReleaseAnswer,
      handle: ({ params }) => releases.details(params['id']!),
    }),
    route({
      method: 'get',
      path: '/api/releases/:id/changes',
      tag: 'releases',
      summary: 'What it changes, entry by entry and field by field, in words.',
      access: 'release.read',
      query: Closed({
        ...listQuery,
        kind: Type.Optional(Type.Enum(changeKinds)),
        source: Type.Optional(Type.Enum(changeSources)),
        conflict: Type.Optional(Type.String({ maxLength: 1 })),
      }),
      answer: rowsOf(ChangeAnswer),
      handle: ({ params, query }) =>
        releases.changes(
          params['id']!,
          {
            search: query.search ?? '',
            kind: (query.kind ?? '') as ChangeKind | '',
            source: query.source ?? '',
            conflict: query.conflict === '1',
          },
          pageOf(query),
        ),
    }),
    route({
      method: 'get',
      path: '/api/releases/:id/files/:sha256/rejected',
      tag: 'releases',
      summary: 'Every rejected row of a file it took in, with reasons.',
      access: 'release.read',
      answerType: 'text/csv',
      async handle({ params, response }) {
        const rows = await releases.rejectedRows(params['id']!, params['sha256']!);
        response.attachment('rejected.csv').type('text/csv; charset=utf-8').send(rejectedReport(rows));
      },
    }),
  ];
}

function draftRoutes({ releases }: ReleaseRouteParts): Route[] {
  const draft = { tag: 'releases', access: 'release.draft' } as const;
  return [
    route({
      ...draft,
      method: 'post',
      path: '/api/releases',
      summary: 'Begins a draft after the catalog as it is now.',
      body: Closed({ title: Text(80) }),
      answer: Type.Object({ id: Type.String() }),
      status: 201,
      async handle({ actor, body, demand }) {
        await demand({}, 'release');
        return { id: await releases.create(actor, body.title) };
      },
    }),
    route({
      ...draft,
      method: 'post',
      path: '/api/releases/:id/applications',
      summary: 'Takes in what was certified and published nationally: these applications, or all.',
      body: Closed({ applications: Type.Optional(Type.Array(Text(64), { maxItems: 2000 })) }),
      answer: Type.Object({ changes: Type.Integer() }),
      bodyBytesMax: 131_072,
      async handle({ actor, params, body, demand }) {
        await demand({}, object(params['id']));
        return { changes: await releases.takeApplications(actor, params['id']!, body.applications) };
      },
    }),
    route({
      ...draft,
      method: 'put',
      path: '/api/releases/:id/entries/:entry',
      summary: 'Changes attributes or the price band of an entry in the catalog.',
      body: Closed({ entry: Entry, reason: Reason }),
      answer: Done,
      async handle({ actor, params, body, demand }) {
        await demand({}, object(params['id']));
        await releases.edit(actor, params['id']!, { ...body.entry, id: params['entry']! }, body.reason);
        return {};
      },
    }),
    route({
      ...draft,
      method: 'post',
      path: '/api/releases/:id/removals',
      summary: 'Takes an entry out of the catalog, with its cause.',
      body: Closed({ entry: EntryId, cause: Type.Enum(removalCauses), reason: Reason }),
      answer: Done,
      async handle({ actor, params, body, demand }) {
        await demand({}, object(params['id']));
        await releases.remove(actor, params['id']!, body.entry, body.cause, body.reason);
        return {};
      },
    }),
    route({
      ...draft,
      method: 'post',
      path: '/api/releases/:id/expired',
      summary: 'Takes out every entry whose certificate has ended.',
      answer: Type.Object({ changes: Type.Integer() }),
      async handle({ actor, params, demand }) {
        await demand({}, object(params['id']));
        return { changes: await releases.removeExpired(actor, params['id']!) };
      },
    }),
    route({
      ...draft,
      method: 'delete',
      path: '/api/releases/:id/entries/:entry',
      summary: 'Takes the change of one entry back.',
      answer: Done,
      async handle({ actor, params, demand }) {
        await demand({}, object(params['id']));
        await releases.takeBack(actor, params['id']!, params['entry']!);
        return {};
      },
    }),
    route({
      ...draft,
      method: 'post',
      path: '/api/releases/:id/entries/:entry/confirm',
      summary: 'Keeps a change though the catalog changed the same entry meanwhile.',
      answer: Done,
      async handle({ actor, params, demand }) {
        await demand({}, object(params['id']));
        await releases.confirm(actor, params['id']!, params['entry']!);
        return {};
      },
    }),
    route({
      ...draft,
      method: 'post',
      path: '/api/releases/:id/rebase',
      summary: 'Brings the draft onto the catalog as it is now.',
      answer: Type.Object({ kept: Type.Integer(), dropped: Type.Integer(), conflicts: Type.Integer() }),
      async handle({ actor, params, demand }) {
        await demand({}, object(params['id']));
        return releases.rebase(actor, params['id']!);
      },
    }),
    route({
      ...draft,
      method: 'post',
      path: '/api/releases/:id/submit',
      summary: 'Freezes the exact bytes that certifiers sign.',
      body: Closed({ renewal: Type.Optional(Type.Boolean()) }),
      answer: Type.Object({ digest: Type.String(), version: Type.Integer() }),
      async handle({ actor, params, body, demand }) {
        await demand({}, object(params['id']));
        return releases.submit(actor, params['id']!, body);
      },
    }),
    route({
      ...draft,
      method: 'post',
      path: '/api/releases/:id/drop',
      summary: 'Gives a release up.',
      answer: Done,
      async handle({ actor, params, demand }) {
        await demand({}, object(params['id']));
        await releases.drop(actor, params['id']!);
        return {};
      },
    }),
  ];
}
