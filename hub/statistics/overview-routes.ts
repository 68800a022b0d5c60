// MAP-1, MAP-2: the first page and the map over HTTP.
import { readFile } from 'node:fs/promises';
import { Closed, RegionCode } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Route, route } from '../http/routes/route.ts';
import type { Actor } from '../people/actor.ts';
import { canSomewhere } from '../people/can.ts';
import { type Scope, scopeOf } from '../people/scope.ts';
import { DomainError } from '../platform/domain-error.ts';
import { leagueTiles } from './map-layout.ts';
import type { Overview } from './overview.ts';

/** Suppliers have no dashboard, but figures of their own goods. */
const scopeFor = (actor: Actor): Scope =>
  scopeOf(actor, canSomewhere(actor, 'dashboard.read') ? 'dashboard.read' : 'statistics.read');

const mapBytesMax = 30_000_000;

/** The office's own map; undefined when none is configured. Rejects with DomainError `invalid` when it is no GeoJSON. */
async function readMap(file: string | undefined): Promise<unknown> {
  if (file === undefined)
    throw new DomainError(
      'unknown',
      'no-map',
      'No map file is configured: the tile map is shown. Set mapFile to a GeoJSON with an approval number.',
    );
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  try {
    const map = JSON.parse(bytes.length > mapBytesMax ? '' : bytes.toString('utf8')) as {
      type?: unknown;
      features?: unknown;
    };
    if (map.type === 'FeatureCollection' && Array.isArray(map.features)) return map;
  } catch {
    // Said below, whatever is wrong with it.
  }
  throw new DomainError(
    'invalid',
    'bad-map',
    'The configured map file is no GeoJSON FeatureCollection of at most 30 MB.',
  );
}

export function overviewRoutes(parts: { overview: Overview; mapFile?: string | undefined }): Route[] {
  const { overview, mapFile } = parts;
  return [
    route({
      method: 'get',
      path: '/api/overview',
      tag: 'overview',
      summary:
        'Today and this month in the part of the region that belongs to who asks, and what waits for them.',
      access: 'signed-in',
      handle: ({ actor }) => overview.view(actor, scopeFor(actor)),
    }),
    route({
      method: 'get',
      path: '/api/overview/map',
      tag: 'overview',
      summary:
        'Leagues, or the banners of one league, with counters, sales, certified share and freshness, and where each tile lies.',
      access: 'signed-in',
      query: Closed({ league: Type.Optional(RegionCode) }),
      async handle({ actor, query }) {
        const rows = await overview.map(scopeFor(actor), query.league);
        return { rows, tiles: query.league === undefined ? leagueTiles : [], hasMap: mapFile !== undefined };
      },
    }),
    route({
      method: 'get',
      path: '/api/overview/map-file',
      tag: 'overview',
      summary: 'The GeoJSON the office configured.',
      access: 'signed-in',
      handle: () => readMap(mapFile),
    }),
  ];
}
