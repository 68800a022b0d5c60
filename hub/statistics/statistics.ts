// The statistics slice as the hub puts it together.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { AuditFollower } from '../http/audit/follower.ts';
import type { CatalogIndex } from '../http/live/catalog-index.ts';
import { createDictionary } from './dictionary.ts';
import { dimensionSource } from './dimension-source.ts';
import { createFigures, type Figures } from './figures.ts';
import { statisticsJudgement } from './judgement.ts';
import { createFigureLines, type FigureLines } from './lines.ts';
import { createNames, type Names, regionNameOf } from './names.ts';

export interface Statistics {
  figures: Figures;
  lines: FigureLines;
  names: Names;
}

export interface StatisticsParts {
  reader: Db;
  fleet: Pick<Fleet, 'registry'>;
  catalog: Pick<CatalogIndex, 'get'>;
  follower: Pick<AuditFollower, 'project'>;
}

/** Before the follower starts. */
export function createStatistics({ reader, fleet, catalog, follower }: StatisticsParts): Statistics {
  follower.project(statisticsJudgement(createDictionary(), dimensionSource({ fleet, catalog })));
  const names = createNames({
    reader,
    counterName: (id) => fleet.registry.get(id)?.name,
    catalogEntry: (id) => catalog.get(id),
    regionName: regionNameOf,
  });
  return { figures: createFigures({ reader, names }), lines: createFigureLines({ reader }), names };
}
