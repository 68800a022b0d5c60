// The published catalog to look through, its history, its roll-out, and its export.
import { categories, Entry } from '@zhuangui/protocol/catalog.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { Closed, RegionCode } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { entryHistory } from '../catalog/catalog-history.ts';
import type { CatalogIndex } from '../http/live/catalog-index.ts';
import { type Route, route } from '../http/routes/route.ts';
import { DomainError } from '../platform/domain-error.ts';
import { differenceWords } from './difference-words.ts';
import { differenceOf } from './differences.ts';
import { type CatalogExport, exportFormats } from './export.ts';
import { RolloutAnswer, RolloutRow, rowsOf } from './release-answers.ts';
import { listQuery, pageOf } from './release-routes.ts';
import type { Rollout } from './rollout.ts';

export interface CatalogViewParts {
  reader: Db;
  catalog: CatalogIndex;
  rollout: Rollout;
  files: CatalogExport;
}

const sorts = {
  id: (entry: Entry) => entry.id,
  name: (entry: Entry) => entry.name,
  supplier: (entry: Entry) => entry.supplier.name,
  until: (entry: Entry) => entry.certificate.validUntil,
} as const;

function sorted(entries: readonly Entry[], sort: string): Entry[] {
  const name = sort.replace(/^-/, '') as keyof typeof sorts;
  const key = Object.hasOwn(sorts, name) ? sorts[name] : sorts.id;
  const sign = sort.startsWith('-') ? -1 : 1;
  return [...entries].sort((a, b) => (key(a) === key(b) ? 0 : key(a) < key(b) ? -sign : sign));
}

/** What each version did to an entry, newest first. */
async function historyOf(reader: Db, id: string) {
  const versions = await entryHistory(reader, id);
  return versions
    .map(({ version, publishedAtMs, line }, index) => {
      const baseLine = versions[index - 1]?.line ?? null;
      return { version, publishedAtMs, words: differenceWords(differenceOf({ entry: id, line, baseLine })) };
    })
    .reverse();
}

export function catalogViewRoutes({ reader, catalog, rollout, files }: CatalogViewParts): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/catalog/entries',
      tag: 'catalog',
      summary: 'Entries of the catalog in force, searched, filtered and sorted.',
      access: 'catalog.read',
      query: Closed({
        ...listQuery,
        sort: Type.Optional(Type.String({ maxLength: 20 })),
        category: Type.Optional(Type.Enum(categories)),
        league: Type.Optional(RegionCode),
      }),
      answer: rowsOf(Entry),
      handle({ query }) {
        const { category, league } = query;
        const found = catalog
          .find(query.search ?? '', 0, Number.POSITIVE_INFINITY)
          .entries.filter((entry) => category === undefined || entry.category === category)
          .filter((entry) => league === undefined || entry.origin.league === league);
        const { limit, offset } = pageOf(query);
        return { rows: sorted(found, query.sort ?? 'id').slice(offset, offset + limit), total: found.length };
      },
    }),
    route({
      method: 'get',
      path: '/api/catalog/entries/:id',
      tag: 'catalog',
      summary: 'One entry and what every version did to it; null when it is not in the catalog any more.',
      access: 'catalog.read',
      answer: Type.Object({
        entry: Type.Union([Entry, Type.Null()]),
        history: Type.Array(
          Type.Object({
            version: Type.Integer(),
            publishedAtMs: Type.Integer(),
            words: Type.Object({ zh: Type.String(), en: Type.String() }),
          }),
        ),
      }),
      async handle({ params }) {
        const id = params['id']!;
        const entry = catalog.get(id) ?? null;
        const history = await historyOf(reader, id);
        if (history.length > 0) return { entry, history };
        throw new DomainError('unknown', 'unknown-entry', 'The catalog never held this entry.');
      },
    }),
    route({
      method: 'get',
      path: '/api/catalog/export',
      tag: 'catalog',
      summary: 'The whole catalog in force as CSV, XLSX or JSON.',
      access: 'public',
      query: Closed({ format: Type.Optional(Type.Enum(exportFormats)) }),
      answerType: 'text/csv',
      async handle({ query, response }) {
        const { bytes, contentType, fileName } = await files.file(query.format ?? 'csv');
        response
          .attachment(fileName)
          .set('content-type', contentType)
          .set('cache-control', 'public, max-age=300')
          .send(Buffer.from(bytes));
      },
    }),
    route({
      method: 'get',
      path: '/api/catalog/rollout',
      tag: 'catalog',
      summary: 'How many counters have which catalog version.',
      access: 'counter.read',
      answer: RolloutAnswer,
      handle: ({ scope }) => rollout.view(scope),
    }),
    route({
      method: 'get',
      path: '/api/catalog/rollout/counters',
      tag: 'catalog',
      summary: 'Counters and the catalog version each confirmed, those furthest behind first.',
      access: 'counter.read',
      query: Closed({
        ...listQuery,
        version: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
        behind: Type.Optional(Type.String({ maxLength: 1 })),
      }),
      answer: rowsOf(RolloutRow),
      handle: ({ query, scope }) =>
        rollout.counters(
          scope,
          {
            search: query.search ?? '',
            behind: query.behind === '1',
            ...(query.version === undefined ? {} : { version: query.version }),
          },
          pageOf(query),
        ),
    }),
  ];
}
