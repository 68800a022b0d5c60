// The slices people work with, put together over the hub's core. Each brings its tables, its routes and its console page.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { alarmSchema } from './alarms/alarm-schema.ts';
import type { Alarms } from './alarms/alarms.ts';
import { createConditionProjection } from './alarms/condition-projection.ts';
import type { Broker } from './broker/broker-parts.ts';
import type { CatalogSearch } from './catalog/catalog-search.ts';
import type { Repository } from './catalog/repository.ts';
import type { AllSigners } from './catalog/signer.ts';
import type { Certification } from './certification/certification.ts';
import { certificationSchema } from './certification/certification-schema.ts';
import { openCertification } from './certification/open-certification.ts';
import { type Channels, createChannels } from './channels/channels.ts';
import { channelsSchema } from './channels/channels-schema.ts';
import { commandSchema } from './commands/command-schema.ts';
import type { Commands } from './commands/commands.ts';
import { openCommands } from './commands/open-commands.ts';
import type { HubConfig } from './config.ts';
import { type Emit, openConnectors } from './connectors/connectors.ts';
import { connectorsSchema } from './connectors/connectors-schema.ts';
import { exportRoutes } from './exports/export-routes.ts';
import { createExports } from './exports/exports.ts';
import type { Fleet } from './fleet/fleet.ts';
import { openFleetSlice } from './fleet/fleet-slice.ts';
import type { FleetView } from './fleet/fleet-view.ts';
import { homeSources } from './home-items.ts';
import type { AuditFollower } from './http/audit/follower.ts';
import type { CatalogIndex } from './http/live/catalog-index.ts';
import type { LiveState } from './http/live/live-state.ts';
import type { Route } from './http/routes/route.ts';
import { jobRoutes } from './jobs/job-routes.ts';
import { createJobs, type Jobs } from './jobs/jobs.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Projection } from './ledger/projection.ts';
import { cashProjection } from './money/cash-projection.ts';
import { moneySchema } from './money/money-schema.ts';
import { type Money, openMoney } from './money/open-money.ts';
import type { Approvals } from './operators/approvals.ts';
import type { Payments } from './payments/payments.ts';
import type { PeopleAccess } from './people/access.ts';
import type { Audit } from './people/audit-port.ts';
import { openPeople, type People } from './people/people.ts';
import { peopleSchema } from './people/people-schema.ts';
import { peopleRoutes } from './people/routes/people-routes.ts';
import type { Clock } from './platform/clock.ts';
import type { Log } from './platform/log.ts';
import type { Random } from './platform/random.ts';
import { openReleases, openSigning, type ReleasesSlice } from './releases/open-releases.ts';
import { releasesSchema } from './releases/releases-schema.ts';
import { criticalSince, type OpenRollouts, openRollouts } from './rollouts/open-rollouts.ts';
import { rolloutSchema } from './rollouts/rollout-schema.ts';
import type { Sanctions } from './sanctions/sanctions.ts';
import type { FleetSettings } from './settings/settings.ts';
import type { Signing } from './signing/signing.ts';
import { signingSchema } from './signing/signing-schema.ts';
import { createDictionary } from './statistics/dictionary.ts';
import { dimensionSource } from './statistics/dimension-source.ts';
import { statisticsProjection } from './statistics/projection.ts';
import { openStatistics, type Statistics } from './statistics/statistics.ts';
import { statisticsSchema } from './statistics/statistics-schema.ts';
import { createStock, type Stock } from './stock/stock.ts';
import { stockProjection } from './stock/stock-projection.ts';
import { stockSchema } from './stock/stock-schema.ts';
import type { SliceSchema } from './store/open-hub-store.ts';
import { openSupervision } from './supervision/open-supervision.ts';
import type { Supervision } from './supervision/supervision.ts';
import { supervisionSchema } from './supervision/supervision-schema.ts';
import type { LogContent } from './transparency/log-content.ts';
import { logRoutes } from './transparency/log-routes.ts';
import type { Transparency } from './transparency/transparency.ts';

/** What slices may use of the core, and of each other by the functions they export. */
export interface SliceParts {
  config: HubConfig;
  /** The only connection that writes. */
  db: Db;
  /** Reads beside it: lists, pages, exports. */
  reader: Db;
  /** Reads that may take a second: figures. */
  reports: Db;
  clock: Clock;
  random: Random;
  log: Log;
  signers: AllSigners;
  adminToken: string;
  fleet: Fleet;
  ledger: Ledger;
  repository: Repository;
  search: CatalogSearch;
  catalog: CatalogIndex;
  sanctions: Sanctions;
  broker: Broker;
  settings: FleetSettings;
  approvals: Approvals;
  payments: Payments;
  /** The certified share, judged from the journals. */
  follower: AuditFollower;
  live: LiveState;
  transparency: Transparency;
  logContent: LogContent;
}

export interface Slices {
  access: PeopleAccess;
  audit: Audit;
  /** Suppliers, applications, and what went through all four levels. */
  certification: Certification;
  people: People;
  stock: Stock;
  /** The fleet as its list shows it. */
  fleetView: FleetView;
  alarms: Alarms;
  cases: Money['cases'];
  supervision: Supervision;
  /** Whose key signs what; the acting person's signer (KEY-3). */
  signing: Signing;
  releases: Pick<ReleasesSlice, 'releases' | 'rollout' | 'catalogExport'>;
  statistics: Statistics;
  commands: Commands;
  rollouts: Omit<OpenRollouts, 'routes' | 'close'>;
  jobs: Jobs;
  channels: Channels;
  /** Tells webhooks and event streams. */
  emit: Emit;
  /** Every route of the interface, in order; the OpenAPI document is made from the same list. */
  routes: readonly Route[];
  close(): Promise<void>;
}

/** Tables of the slices; migrated before any of them opens. */
export const sliceSchemas: readonly SliceSchema[] = [
  peopleSchema,
  stockSchema,
  alarmSchema,
  statisticsSchema,
  certificationSchema,
  supervisionSchema,
  signingSchema,
  releasesSchema,
  connectorsSchema,
  channelsSchema,
  commandSchema,
  rolloutSchema,
  moneySchema,
];

/**
 * What slices keep of the journals, written with the lines (LED-11). Given to the ledger before the slices open, so
 * each takes what it needs to know as functions that are asked later.
 */
export const sliceProjections = (of: {
  fleet: Fleet;
  catalog: CatalogIndex;
  witnessed: Projection;
}): Projection[] => [
  of.witnessed,
  stockProjection,
  cashProjection,
  createConditionProjection(),
  statisticsProjection(createDictionary(), dimensionSource(of)),
];

export async function openSlices(parts: SliceParts): Promise<Slices> {
  const closings: (() => Promise<void> | void)[] = [];
  const { demo, secondFactorRoles = [] } = parts.config;
  const people = await openPeople({ ...parts, demo, secondFactorRoles });
  closings.push(people.close);
  const { access, audit } = people;
  const connectors = openConnectors({
    ...parts,
    audit,
    access,
    privateHosts: parts.config.webhookHosts ?? [],
  });
  closings.push(connectors.close);
  const certified = openCertification({ ...parts, audit, isDemo: parts.config.demo });
  closings.push(certified.close);
  const channels = createChannels({ ...parts, audit, dataFolder: parts.config.dataFolder });
  const statistics = await openStatistics({
    ...parts,
    audit,
    emit: connectors.emit,
    async channelTotals(from, to, scope) {
      const { rows } = await channels.totals({ by: 'channel', from, to, scope });
      return rows.map(({ key, name, amountFen }) => ({ channel: key, name, salesFen: amountFen }));
    },
  });
  closings.push(statistics.close);
  const jobs = createJobs(parts);
  closings.push(() => jobs.close());
  const shownJobs = jobRoutes({ jobs, clock: parts.clock });
  closings.push(shownJobs.close);
  const stock = createStock({ reader: parts.reader });
  const signed = openSigning({ ...parts, audit, people });
  const { certification } = certified;
  const released = await openReleases({ ...parts, audit, jobs, certification, signing: signed.signing });
  closings.push(released.close);
  const supervision = openSupervision({ ...parts, audit, stock, certification, signing: signed.signing });
  closings.push(supervision.close);
  const commanded = openCommands({ ...parts, audit });
  closings.push(commanded.close);
  const { commands } = commanded;
  const rolledOut = openRollouts({
    ...parts,
    audit,
    commands,
    stock,
    alarmedSince: criticalSince(parts.reader),
  });
  closings.push(rolledOut.close);
  const fleet = await openFleetSlice({
    ...parts,
    audit,
    jobs,
    stock,
    emitMany: connectors.emitMany,
    wishedOf: rolledOut.wantedOf,
  });
  closings.push(fleet.close);
  const { alarms } = fleet;
  const money = openMoney({ ...parts, audit, figures: statistics.figures });
  const exports = createExports({ ...parts, logKey: parts.transparency.keyOf });
  for (const source of homeSources({ alarms, certification, cases: money.cases }))
    statistics.overview.add(source);
  return {
    access,
    audit,
    fleetView: fleet.view,
    alarms: fleet.alarms,
    cases: money.cases,
    commands,
    rollouts: rolledOut,
    emit: connectors.emit,
    channels,
    certification: certified.certification,
    people,
    stock,
    supervision,
    signing: signed.signing,
    releases: released,
    statistics,
    jobs,
    routes: [
      ...peopleRoutes({ people, demo: parts.config.demo, reader: parts.reader, clock: parts.clock }),
      ...certified.routes,
      ...signed.routes,
      ...released.routes,
      ...supervision.routes,
      ...commanded.routes,
      ...rolledOut.routes,
      ...money.routes,
      ...shownJobs.routes,
      ...exportRoutes({ exports, jobs, audit }),
      ...fleet.routes,
      ...connectors.routes,
      ...channels.routes,
      ...statistics.routes,
      ...logRoutes(parts),
    ],
    async close() {
      for (const close of closings.splice(0).reverse()) await close();
    },
  };
}
