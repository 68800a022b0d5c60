// The statistics slice as the hub puts it together.
import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Emit } from '../connectors/connectors.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { AuditFollower } from '../http/audit/follower.ts';
import type { CatalogIndex } from '../http/live/catalog-index.ts';
import type { Route } from '../http/routes/route.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Audit } from '../people/audit-port.ts';
import { wholeScope } from '../people/scope.ts';
import type { Clock } from '../platform/clock.ts';
import { openCounterStates } from './counter-states.ts';
import { createDictionary } from './dictionary.ts';
import { dimensionSource } from './dimension-source.ts';
import { figureRoutes } from './figure-routes.ts';
import { createFigures, type Figures } from './figures.ts';
import { statisticsJudgement } from './judgement.ts';
import { createFigureLines } from './lines.ts';
import { createNames, regionNameOf } from './names.ts';
import { createOverview, type Overview } from './overview.ts';
import { overviewRoutes } from './overview-routes.ts';
import type { ChannelTotals } from './report.ts';
import { reportRoutes } from './report-routes.ts';
import { createTargets } from './targets.ts';

export interface Statistics {
  figures: Figures;
  /** Takes `add(source)`: what waits for a person on the first page. */
  overview: Overview;
  /** PUB-5: percent of a counter's judged sales since this month of last year that were certified; null when none was judged. */
  certifiedShareOf(counter: string): Promise<number | null>;
  routes: Route[];
  close(): void;
}

export interface StatisticsParts {
  config: { mapFile?: string };
  db: Db;
  reader: Db;
  /** For figures that may take a second; the first page does not wait for them. */
  reports: Db;
  clock: Clock;
  fleet: Pick<Fleet, 'registry' | 'presence'>;
  ledger: Pick<Ledger, 'confirmedVersions' | 'onCommitted'>;
  catalog: Pick<CatalogIndex, 'get'>;
  follower: Pick<AuditFollower, 'project'>;
  audit: Audit;
  /** Tells webhooks of a frozen report. */
  emit?: Emit;
  /** What halls, zones and platforms report of themselves. */
  channelTotals?: ChannelTotals;
}

/** Before the follower starts. */
export async function openStatistics(parts: StatisticsParts): Promise<Statistics> {
  const { config, db, reader, reports, clock, fleet, ledger, catalog, follower, audit, channelTotals } =
    parts;
  follower.project(statisticsJudgement(createDictionary(), dimensionSource({ fleet, catalog })));
  const names = createNames({
    reader,
    counterName: (id) => fleet.registry.get(id)?.name,
    catalogEntry: (id) => catalog.get(id),
    regionName: regionNameOf,
  });
  const figures = createFigures({ reader: reports, names });
  const states = await openCounterStates({ fleet, ledger, clock });
  const overview = createOverview({ figures: createFigures({ reader, names }), states, clock });
  const targets = createTargets({ db, reader, clock, audit, figures, names });
  return {
    figures,
    overview,
    async certifiedShareOf(counter) {
      // Whole months: they are summed already.
      const first = `${dayOf(clock.nowMs()).slice(0, 8)}01`;
      const to = addDays(`${addDays(first, 31).slice(0, 8)}01`, -1);
      const from = `${Number(first.slice(0, 4)) - 1}${first.slice(4)}`;
      const question = {
        from,
        to,
        grain: 'none',
        by: 'none',
        filters: { counter },
        scope: wholeScope,
      } as const;
      const { total } = await figures.ask(question);
      return total.certifiedShare;
    },
    routes: [
      ...overviewRoutes({ overview, mapFile: config.mapFile }),
      ...figureRoutes({ reader, figures, lines: createFigureLines({ reader: reports }), names }),
      ...reportRoutes({
        db,
        reader,
        clock,
        audit,
        ...(parts.emit ? { emit: parts.emit } : {}),
        figures,
        targets,
        states,
        channelTotals,
      }),
    ],
    close: () => states.close(),
  };
}
