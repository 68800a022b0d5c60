// List, page, alarms and enrolment of the fleet, put together over what the core knows.
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { alarmRoutes } from '../alarms/alarm-routes.ts';
import { type Alarms, openAlarms } from '../alarms/alarms.ts';
import { type CounterSight, expiringDays } from '../alarms/causes.ts';
import type { Repository } from '../catalog/repository.ts';
import type { EmitMany } from '../connectors/connectors.ts';
import type { CatalogIndex } from '../http/live/catalog-index.ts';
import type { Route } from '../http/routes/route.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Sanctions } from '../sanctions/sanctions.ts';
import { fleetSettingsRoute } from '../settings/fleet-settings-route.ts';
import type { FleetSettings } from '../settings/settings.ts';
import { restockRoutes } from '../stock/restock-routes.ts';
import type { RestockParts } from '../stock/restock-source.ts';
import type { Stock } from '../stock/stock.ts';
import { counterPageRoutes } from './counter-page-routes.ts';
import { enrolmentRoutes } from './enrolment-routes.ts';
import type { Fleet } from './fleet.ts';
import { fleetRoutes } from './fleet-routes.ts';
import { type FleetView, openFleetView } from './fleet-view.ts';

export interface FleetSliceParts {
  db: Db;
  reader: Db;
  clock: Clock;
  log: Log;
  fleet: Fleet;
  ledger: Ledger;
  repository: Repository;
  sanctions: Sanctions;
  catalog: CatalogIndex;
  settings: FleetSettings;
  stock: Stock;
  audit: Audit;
  jobs: Jobs;
  emitMany: EmitMany;
  /** What should stand in the slots of these counters (ROLL-9). */
  wishedOf: RestockParts['wishedOf'];
}

export interface FleetSlice {
  view: FleetView;
  alarms: Alarms;
  routes: Route[];
  close(): Promise<void>;
}

const dayMs = 86_400_000;

export async function openFleetSlice(parts: FleetSliceParts): Promise<FleetSlice> {
  const { db, reader, clock, log, fleet, stock } = parts;
  const { registry } = fleet;
  let view: FleetView | undefined;

  function sights(): CounterSight[] {
    const known = view;
    if (!known) return [];
    return registry.list().flatMap((counter) => {
      if (counter.status !== 'enrolled') return [];
      const { online, freshness } = known.state(counter);
      return [
        { counter: counter.id, online, sinceMs: fleet.presence.get(counter.id)?.sinceMs ?? 0, freshness },
      ];
    });
  }

  const alarms = await openAlarms({
    db,
    reader,
    clock,
    log,
    sights,
    levels: async () => {
      const rows = await stock.levels(dayOf(clock.nowMs() + expiringDays * dayMs));
      return new Map(rows.map((row) => [row.counter, row]));
    },
    place: registry.get,
    emitMany: parts.emitMany,
  });
  view = await openFleetView({ ...parts, alarmsOf: alarms.openOf });
  alarms.start();
  const opened = { ...parts, view, alarms };
  return {
    view,
    alarms,
    routes: [
      ...fleetRoutes(opened),
      ...enrolmentRoutes(opened),
      ...counterPageRoutes({ ...opened, operators: parts.settings.operators }),
      ...alarmRoutes({ alarms, audit: parts.audit, place: registry.get }),
      ...restockRoutes(opened),
      fleetSettingsRoute(parts.settings),
    ],
    async close() {
      await alarms.close();
      opened.view.close();
    },
  };
}
