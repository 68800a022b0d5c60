// The hub put together: store, fleet, lists, ledger, broker, HTTP; opened in this order, closed in the reverse.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createBroker } from './broker/broker.ts';
import type { Broker } from './broker/broker-parts.ts';
import type { BrokerLimits } from './broker/limits.ts';
import { entryInVersion } from './catalog/catalog-history.ts';
import { catalogMigrations } from './catalog/catalog-migrations.ts';
import { createCatalogSearch } from './catalog/catalog-search.ts';
import { createListsContent } from './catalog/content.ts';
import type { FirstLists } from './catalog/first-lists.ts';
import { logSigner } from './catalog/keys.ts';
import { leastRoots } from './catalog/metadata.ts';
import type { OnlineKeys } from './catalog/online-keys.ts';
import { createRepository, type Repository } from './catalog/repository.ts';
import type { AllSigners } from './catalog/signer.ts';
import type { HubConfig } from './config.ts';
import { type Fleet, openFleet } from './fleet/fleet.ts';
import { fleetSchema } from './fleet/fleet-schema.ts';
import { adminToken, tokenFileName } from './http/admin-token.ts';
import { hubApp } from './http/app.ts';
import { auditSchema } from './http/audit/audit-schema.ts';
import { type AuditFollower, openAuditFollower } from './http/audit/follower.ts';
import { publishedLists } from './http/audit/published-lists.ts';
import { countersApp } from './http/counters-app.ts';
import { createStreams } from './http/event-stream.ts';
import { listenHttp, listenHttps } from './http/listen.ts';
import { openCatalogIndex } from './http/live/catalog-index.ts';
import { type LiveState, openLiveState } from './http/live/live-state.ts';
import { type Ledger, type LedgerLimits, openLedger } from './ledger/ledger.ts';
import { ledgerSchema } from './ledger/ledger-schema.ts';
import type { NewCase } from './ledger/ledger-types.ts';
import { createListsAlarm } from './lists-alarm.ts';
import { countOpenCases } from './money/cases.ts';
import { type Approvals, createApprovals } from './operators/approvals.ts';
import { openProviders } from './payments/open-providers.ts';
import { createPayments, type Payments } from './payments/payments.ts';
import { paymentsSchema } from './payments/payments-schema.ts';
import type { Clock } from './platform/clock.ts';
import { limitedLog } from './platform/limited-log.ts';
import type { Log } from './platform/log.ts';
import type { Random } from './platform/random.ts';
import { openReceipts } from './receipts/open-receipts.ts';
import { createRestoredLists } from './restored-lists.ts';
import { createSanctionBook } from './sanctions/sanction-book.ts';
import { sanctionMigrations } from './sanctions/sanction-migrations.ts';
import { readAll } from './sanctions/sanction-store.ts';
import { createSanctions, type Sanctions } from './sanctions/sanctions.ts';
import { keepServerCertificate } from './server-certificate.ts';
import { createFleetSettings, type FleetSettings } from './settings/settings.ts';
import { settingsSchema } from './settings/settings-schema.ts';
import { absentSigner } from './signing/absent-signer.ts';
import { openSlices, type Slices, sliceProjections, sliceSchemas } from './slices.ts';
import { backupTo } from './store/backup.ts';
import { keepFolded } from './store/keep-folded.ts';
import { openHubStores } from './store/open-hub-stores.ts';
import { keepDailyHeads } from './transparency/daily-heads.ts';
import { createLogContent } from './transparency/log-content.ts';
import { openTransparency, type Transparency } from './transparency/transparency.ts';
import { transparencySchema } from './transparency/transparency-schema.ts';
import { createWitnesses, createWitnessProjection } from './transparency/witnesses.ts';

export interface HubParts {
  /** `dataFolder` is absolute. */
  config: HubConfig;
  clock: Clock;
  random: Random;
  log: Log;
  /** Who signs from this process: everyone in a demo, only the online keys elsewhere (KEY-6). */
  signers: AllSigners;
  /** Where the online keys lie, so that a rotation can replace them; in memory unless said. */
  onlineKeys?: OnlineKeys;
  /** The first lists, signed elsewhere; asked for when the store has none. */
  firstLists?(): Promise<FirstLists>;
  /** Folder of the built console. Default: the one beside this file. */
  pages?: string;
  brokerLimits?: Partial<BrokerLimits>;
  ledgerLimits?: Partial<LedgerLimits>;
  /** Wrong administrator tokens a minute and address. */
  wrongTriesMax?: number;
}

export interface HubAddresses {
  http: { host: string; port: number };
  https: { host: string; port: number };
  mqtt: { host: string; port: number };
}

export interface Hub {
  /** Opens the three ports; rejects when one is taken, and is closed then. */
  start(): Promise<HubAddresses>;
  /** Ends sessions and streams, writes what waits, closes the database. Calling it twice is harmless. */
  stop(): Promise<void>;
  /** A complete copy of the database while the hub runs; the path must not exist yet. */
  backup(path: string): Promise<{ bytes: number }>;
  /** Undefined before `start`. */
  addresses(): HubAddresses | undefined;
  adminToken: string;
  /** Root metadata version 1: what an installer gives a new counter to trust. */
  firstRoot: Uint8Array;
  fleet: Fleet;
  ledger: Ledger;
  repository: Repository;
  sanctions: Sanctions;
  broker: Broker;
  audit: AuditFollower;
  live: LiveState;
  settings: FleetSettings;
  approvals: Approvals;
  payments: Payments;
  slices: Slices;
  transparency: Transparency;
  /** TLOG-5: writes today's heads into the log now, when they are not there yet. */
  logHeads(): Promise<number>;
}

/**
 * HUB-1: often enough that an amber counter (a day) means trouble with the line and not with the hub, seldom enough:
 * every signature costs each of 20,000 counters a journal line.
 */
const resignEveryMs = 3_600_000;

const schemas = [
  fleetSchema,
  ledgerSchema,
  { area: 'catalog', migrations: catalogMigrations },
  { area: 'sanctions', migrations: sanctionMigrations },
  auditSchema,
  settingsSchema,
  paymentsSchema,
  transparencySchema,
  ...sliceSchemas,
];

type Closing = () => Promise<void> | void;

/** Closes in reverse order, all of them, whatever one says. */
async function closeAll(closings: Closing[], log: Log): Promise<void> {
  for (const close of closings.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      log.error({ error }, 'a part of the hub did not close cleanly');
    }
  }
}

/** Opens everything but the ports. Rejects, with what was opened closed again, when a part cannot be opened. */
export async function createHub(parts: HubParts): Promise<Hub> {
  const closings: Closing[] = [];
  try {
    return await compose(parts, closings);
  } catch (error) {
    await closeAll(closings, parts.log);
    throw error;
  }
}

async function compose(parts: HubParts, closings: Closing[]): Promise<Hub> {
  const { config, clock, random, signers } = parts;
  const { dataFolder } = config;
  const log = limitedLog(parts.log, clock);
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const token = await adminToken(join(dataFolder, tokenFileName), random);
  const stores = await openHubStores({ path: join(dataFolder, 'hub.db'), engine: config.engine, schemas });
  closings.push(() => stores.close());
  const { db, reader, reports } = stores;
  closings.push(keepFolded({ fold: stores.fold, clock, log }));

  const fleet = await openFleet({
    db,
    authorityDirectory: join(dataFolder, 'authority'),
    clock,
    random,
    log,
  });
  closings.push(() => fleet.close());

  const nowMs = () => clock.nowMs();
  const { onlineKeys } = parts;
  const online = signers.online;
  const transparency = await openTransparency({
    db,
    signer: await logSigner(join(dataFolder, 'log-key'), config.demo),
    name: config.hostNames[0] ?? 'hub',
    clock,
    log,
  });
  closings.push(() => transparency.close());
  const logContent = createLogContent(reader, transparency.keyOf);
  const repository = createRepository({
    db,
    online,
    nowMs,
    log: transparency,
    ...(onlineKeys ? { onlineKeys } : {}),
  });
  if (!(await repository.isInitialised()))
    await (parts.firstLists
      ? repository.initialiseSigned(await parts.firstLists())
      : repository.initialise(signers));
  // KEY-12: a hub that fell right after a rotation takes the keys it names; one with foreign keys says so and ends.
  if (onlineKeys) await repository.adoptOnlineKeys();
  const search = createCatalogSearch(reader);
  const content = createListsContent(reader);
  const catalog = await openCatalogIndex(search);

  const book = createSanctionBook({
    sanctions: await readAll(db),
    supplierOf: (entry) => catalog.get(entry)?.supplier.creditCode,
    counterOf: (counter) => fleet.registry.get(counter),
  });
  const ledger: Ledger = await openLedger({
    db,
    reader,
    journalKey: fleet.registry.journalKey,
    sendPosition: (counter, position) => broker.sendPosition(counter, position),
    clock,
    log,
    projections: [
      book.projection,
      ...sliceProjections({
        fleet,
        catalog,
        witnessed: createWitnessProjection((said, forks) => witnesses.heard(said, forks)),
      }),
    ],
    ...(parts.ledgerLimits ? { limits: parts.ledgerLimits } : {}),
  });
  closings.push(() => ledger.idle());

  const sanctions = createSanctions({
    db,
    repository,
    search,
    // The register is a slice's, opened later.
    registeredName: async (creditCode) => (await slices.certification.suppliers.find(creditCode))?.name,
    supervisor: signers.supervisors[0] ?? absentSigner,
    counters: async () => enrolledIds(fleet),
    confirmedVersions: () => confirmedVersions(fleet, ledger),
    places: () => fleet.registry.list().filter(({ status }) => status !== 'revoked'),
    place: (counter) => fleet.registry.get(counter),
    book,
    nowMs,
    random,
    log: transparency,
  });
  const certifiers = signers.certifiers.slice(0, 2);
  const note = (found: NewCase) => ledger.noteCase(found);
  const hasSupervisor = signers.supervisors.length > 0;
  const restored = createRestoredLists({ repository, sanctions, certifiers, hasSupervisor, note, log });
  closings.push(() => restored.idle());
  const witnesses = createWitnesses({
    reader,
    transparency,
    note,
    async beginAnew() {
      if (signers.root.length < leastRoots) return false;
      await repository.rotateRoot({ signers: signers.root });
      return true;
    },
    log,
  });
  closings.push(() => witnesses.idle());
  const alarm = createListsAlarm();
  for (const { counter, versions } of await ledger.confirmedVersions()) alarm.confirmed(counter, versions);
  ledger.onCommitted(({ confirmations }) => {
    for (const { counter, versions } of confirmations) alarm.confirmed(counter, versions);
  });

  const serverTls = await fleet.authority.issueServer(config.hostNames);
  const broker: Broker = await createBroker({
    tls: { ...serverTls, ca: fleet.authority.certificate },
    fleet: fleet.registry,
    async onHello(counter, hello) {
      void restored.reported(counter, hello.lists);
      const fallen = alarm.reported(counter, hello.lists);
      if (fallen) void note(fallen);
      await ledger.hello(counter, hello);
    },
    onBatch: (counter, payload) => ledger.batch(counter, payload),
    onTelemetry: (counter, telemetry) => fleet.presence.telemetry(counter, telemetry),
    onOther: (counter, kind, payload) => {
      if (kind === 'reported') return settings.onReported(counter, payload);
      if (kind === 'signin') return approvals.onAsk(counter, payload);
      if (kind === 'result') return slices.commands.onResult(counter, payload);
      if (kind === 'help') return slices.commands.onHelp(counter, payload);
      return payments.onAsk(counter, payload);
    },
    clock,
    log,
    ...(parts.brokerLimits ? { limits: parts.brokerLimits } : {}),
  });
  closings.push(() => broker.close());
  broker.onPresence((event) => {
    fleet.presence.event(event);
    if (event.kind === 'online') settings.online(event.counter);
    if (event.kind === 'clone-suspected') void note(cloneCase(event.counter));
  });

  const settings = createFleetSettings({
    db,
    counters: () => enrolledIds(fleet),
    send: (counter, bytes) => broker.sendMail(counter, 'desired', 'settings', bytes),
    clock,
    random,
    log,
  });
  closings.push(() => settings.idle());
  const approvals = createApprovals({
    db,
    send: (counter, request, bytes) => broker.sendMail(counter, 'approval', request, bytes),
    clock,
    random,
    log,
  });

  const payments = createPayments({
    db,
    providers: await openProviders(config.payments, { clock, random }),
    send: (counter, key, bytes) => broker.sendMail(counter, 'payment', key, bytes),
    journalKnows: (counter, order) => ledger.knowsPaid(counter, order),
    isHeardOut: (counter) => ledger.isHeardOut(counter),
    noteCase: note,
    clock,
    random,
    log,
  });
  closings.push(() => payments.close());

  const lists = publishedLists(content, (id, version) => entryInVersion(reader, id, version));
  const audit = await openAuditFollower({ db, ledger, lists, clock, log });
  closings.push(() => audit.close());
  const live = await openLiveState({
    ledger,
    fleet,
    repository,
    sanctions,
    broker,
    audit,
    catalog,
    openCases: () => countOpenCases(reader),
    demo: config.demo,
    clock,
    log,
  });
  closings.push(() => live.close());
  const streams = createStreams({ name: 'dashboard', view: live.dashboard, onChange: live.onChange, clock });
  closings.push(() => streams.close());

  closings.push(
    repository.onPublished((push) => {
      broker
        .publishLists(push)
        .catch((error: unknown) =>
          log.error({ error }, 'lists were published, but not sent to all counters'),
        );
    }),
  );

  const slices: Slices = await openSlices({
    config,
    db,
    reader,
    reports,
    clock,
    random,
    log,
    signers,
    adminToken: token,
    fleet,
    ledger,
    repository,
    search,
    catalog,
    sanctions,
    broker,
    settings,
    approvals,
    payments,
    follower: audit,
    live,
    transparency,
    logContent,
  });
  const heads = keepDailyHeads({
    db,
    reader,
    transparency,
    heads: ledger.signedHeads,
    auditHead: slices.people.audit.head,
    clock,
    log,
  });
  closings.push(() => heads.close());
  closings.push(() => slices.close());

  const receipts = await openReceipts({
    db,
    reader,
    ledger,
    journalKey: fleet.registry.journalKey,
    transparency,
    logContent,
  });
  const people = hubApp({
    receipts,
    slices,
    live,
    streams,
    fleet,
    ledger,
    sanctions,
    repository,
    catalog,
    certifiers,
    demo: config.demo,
    settings,
    approvals,
    payments,
    logContent,
    adminToken: token,
    hostNames: [...config.hostNames, config.http.host],
    pages: parts.pages ?? join(import.meta.dirname, 'console', 'dist'),
    log,
    ...(config.trustProxy === undefined ? {} : { trustProxy: config.trustProxy }),
    ...(parts.wrongTriesMax === undefined ? {} : { wrongTriesMax: parts.wrongTriesMax }),
  });
  const counters = countersApp({ fleet, content, logContent, log });
  let addresses: HubAddresses | undefined;

  async function open(): Promise<HubAddresses> {
    await repository.refreshTimestamp();
    await broker.publishLists(await repository.push());
    const mqttPort = await broker.listen(config.mqtt.port, config.mqtt.host);
    const https = await listenHttps(counters, config.https, serverTls);
    closings.push(() => https.close());
    closings.push(
      keepServerCertificate({
        authority: fleet.authority,
        hostNames: config.hostNames,
        current: serverTls,
        use(next) {
          broker.renewTls({ ...next, ca: fleet.authority.certificate });
          https.renewTls(next);
        },
        clock,
        log,
      }),
    );
    const http = await listenHttp(people, config.http);
    closings.push(() => {
      streams.close();
      return http.close();
    });
    closings.push(resignRegularly());
    audit.start();
    void witnesses.recall();
    void heads.run();
    return {
      http: { host: config.http.host, port: http.port },
      https: { host: config.https.host, port: https.port },
      mqtt: { host: config.mqtt.host, port: mqttPort },
    };
  }

  /** Returns the function that ends it. */
  function resignRegularly(): Closing {
    let cancel = clock.setTimer(resignEveryMs, resign);
    let signing: Promise<void> = Promise.resolve();
    function resign(): void {
      cancel = clock.setTimer(resignEveryMs, resign);
      signing = repository
        .refreshTimestamp()
        .catch((error: unknown) => log.error({ error }, 'the timestamp could not be signed again'));
    }
    return () => {
      cancel();
      return signing;
    };
  }

  return {
    async start() {
      try {
        addresses = await open();
        return addresses;
      } catch (error) {
        await closeAll(closings, log);
        throw error;
      }
    },
    stop: () => closeAll(closings, log),
    backup: (path) => backupTo(db, path),
    addresses: () => addresses,
    adminToken: token,
    firstRoot: await repository.firstRoot(),
    fleet,
    ledger,
    repository,
    sanctions,
    broker,
    audit,
    live,
    settings,
    approvals,
    payments,
    slices,
    transparency,
    logHeads: () => heads.run(),
  };
}

const cloneCase = (counter: string): NewCase => ({
  kind: 'clone-suspected',
  counter,
  journal: '',
  seq: 0,
  detail: 'two machines with its certificate pushed each other out again and again',
});

const enrolledIds = (fleet: Fleet): string[] =>
  fleet.registry
    .list()
    .filter(({ status }) => status === 'enrolled')
    .map(({ id }) => id);

/** Every enrolled counter; one that never confirmed anything holds version 0 and cannot sell. */
async function confirmedVersions(fleet: Fleet, ledger: Ledger) {
  const known = new Map((await ledger.confirmedVersions()).map((row) => [row.counter, row]));
  return enrolledIds(fleet).map((counter) => {
    const row = known.get(counter);
    return {
      counter,
      withdrawals: row?.versions.withdrawals ?? 0,
      channels: row?.versions.channels ?? 0,
      appliedAt: row?.effectiveAtMs ?? 0,
      canSellUntil: row?.expiresAtMs ?? 0,
    };
  });
}
