// The hub of a compressed day: production ledger, lists, log, fleet and payments over one database, in virtual time.
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import {
  helloMessage,
  journalKeyProof,
  type ListsPush,
  listsPushMessage,
  positionMessage,
} from '@zhuangui/protocol/messages.ts';
import { counterTopic, listsTopic, parseTopic } from '@zhuangui/protocol/topics.ts';
import express from 'express';
import { makeSigningRequest } from '../../../device/identity/signing-request.ts';
import { loadOrCreateJournalKey } from '../../../device/journal/key.ts';
import type { LinkHandlers, OpenLink } from '../../../device/link/link-port.ts';
import type { ListsFetcher } from '../../../device/lists/lists-fetcher.ts';
import { catalogMigrations } from '../../../hub/catalog/catalog-migrations.ts';
import { createListsContent } from '../../../hub/catalog/content.ts';
import { memorySigner } from '../../../hub/catalog/keys.ts';
import { createRepository, type Repository } from '../../../hub/catalog/repository.ts';
import type { AllSigners } from '../../../hub/catalog/signer.ts';
import { type ExportResult, type ExportWish, writeExport } from '../../../hub/exports/write-export.ts';
import { type Fleet, openFleet } from '../../../hub/fleet/fleet.ts';
import { fleetSchema } from '../../../hub/fleet/fleet-schema.ts';
import { newTestCounter } from '../../../hub/fleet/testing/test-fleet.ts';
import { addNotifyRoutes } from '../../../hub/http/payment-routes.ts';
import { type Ledger, openLedger } from '../../../hub/ledger/ledger.ts';
import { ledgerSchema } from '../../../hub/ledger/ledger-schema.ts';
import { openProviders } from '../../../hub/payments/open-providers.ts';
import { createPayments, type Payments } from '../../../hub/payments/payments.ts';
import { paymentsSchema } from '../../../hub/payments/payments-schema.ts';
import type { PaymentProvider } from '../../../hub/payments/provider.ts';
import { silentLog } from '../../../hub/platform/log.ts';
import { openHubStore } from '../../../hub/store/open-hub-store.ts';
import { keepDailyHeads } from '../../../hub/transparency/daily-heads.ts';
import { createLogContent } from '../../../hub/transparency/log-content.ts';
import { openTransparency, type Transparency } from '../../../hub/transparency/transparency.ts';
import { transparencySchema } from '../../../hub/transparency/transparency-schema.ts';
import { type Gateway, startGateway } from '../../../simulators/gateway/gateway.ts';
import { type GatewayKeys, gatewayKeys } from '../../../simulators/gateway/keys.ts';
import type { Dice } from '../../../simulators/world/dice.ts';
import type { MachineClock, VirtualTime } from '../../../simulators/world/virtual-time.ts';
import { newSigners } from '../../lists/lists-rig.ts';
import { paymentsConfig } from '../../payments/payments-rig.ts';

/** A gateway's slow answer: this marks the pause as one in which time goes on. */
export const slowMs = 3_001;

const schemas = [
  fleetSchema,
  ledgerSchema,
  { area: 'catalog', migrations: catalogMigrations },
  paymentsSchema,
  transparencySchema,
];

interface Wire {
  handlers: LinkHandlers | undefined;
  isCut: boolean;
}

/** One life of the hub's process. */
interface Life {
  clock: MachineClock;
  db: Db;
  fleet: Fleet;
  ledger: Ledger;
  transparency: Transparency;
  repository: Repository;
  payments: Payments;
  heads: ReturnType<typeof keepDailyHeads>;
  fetcher: ListsFetcher;
}

export class DayHub {
  gateway!: Gateway;
  pinnedRoot!: Uint8Array;
  readonly signers: AllSigners = newSigners();
  readonly logSigner = memorySigner();
  readonly troubles: string[] = [];
  restarts = 0;
  /** A counter's lists come from whichever hub is alive. */
  readonly lists: { fetcher: ListsFetcher };
  readonly #time: VirtualTime;
  readonly #dice: Dice;
  readonly #folder: string;
  readonly #wires = new Map<string, Wire>();
  #life: Life | undefined;
  #providers: PaymentProvider[] = [];
  #server!: Server;
  #keys!: GatewayKeys;
  #fetch = globalThis.fetch;
  #publishing: Promise<unknown> = Promise.resolve();

  constructor(time: VirtualTime, dice: Dice, folder: string) {
    this.#time = time;
    this.#dice = dice;
    this.#folder = folder;
    const alive = <T>(ask: (fetcher: ListsFetcher) => Promise<T>): Promise<T> =>
      this.#life ? ask(this.#life.fetcher) : Promise.reject(new Error('the hub is down'));
    this.lists = {
      fetcher: {
        metadata: (role, version) => alive((to) => to.metadata(role, version)),
        patch: (from, to) => alive((one) => one.patch(from, to)),
        target: (path, hash, length) => alive((to) => to.target(path, hash, length)),
        consistency: (origin, from, to) => alive(async (one) => one.consistency?.(origin, from, to)),
      },
    };
  }

  async open(entries: readonly Entry[]): Promise<void> {
    const time = this.#time;
    await mkdir(this.#folder, { recursive: true });
    this.#keys = gatewayKeys(join(this.#folder, 'keys'));
    this.gateway = await startGateway({
      keys: this.#keys,
      clock: time.napping(slowMs),
      seed: this.#dice.below(2 ** 31),
      billsAtOnce: true,
      notifyRetryMs: [15_000, 15_000, 30_000, 180_000, 600_000],
    });
    const app = express();
    const notified: Payments['notified'] = async (...notice) =>
      this.#life ? this.#life.payments.notified(...notice) : { ok: false, why: 'the hub is down' };
    addNotifyRoutes(app, { payments: { notified } as Payments });
    this.#server = createServer(app);
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const notifyUrl = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    const plain = this.#fetch;
    // Notifications travel over real sockets.
    globalThis.fetch = (input, init) =>
      String(input).startsWith(notifyUrl) ? time.whileReal(() => plain(input, init)) : plain(input, init);
    const config = paymentsConfig(this.gateway, this.#keys, notifyUrl);
    const providers = await openProviders(config, { clock: time.machine(), random: this.#dice.split() });
    this.#providers = providers.map((provider) => this.#holding(provider));
    await this.#start();
    const { repository } = this.#life!;
    await repository.initialise(this.signers);
    await repository.publishCatalog(entries, this.signers.certifiers.slice(0, 2));
    this.pinnedRoot = await repository.firstRoot();
  }

  #holding(provider: PaymentProvider): PaymentProvider {
    const held =
      <A extends unknown[], R>(call: (...given: A) => Promise<R>) =>
      (...given: A) =>
        this.#time.whileReal(() => call(...given));
    return {
      method: provider.method,
      createQr: held((wish) => provider.createQr(wish)),
      query: held((order) => provider.query(order)),
      close: held((order) => provider.close(order)),
      refund: held((wish) => provider.refund(wish)),
      queryRefund: held((wish) => provider.queryRefund(wish)),
      fetchBill: held((day) => provider.fetchBill(day)),
      parseNotification: (headers, body) => provider.parseNotification(headers, body),
    };
  }

  get path(): string {
    return join(this.#folder, 'hub.db');
  }

  async #start(): Promise<void> {
    const clock = this.#time.machine();
    const random = this.#dice.split();
    const common = { clock, random, log: silentLog };
    const db = await openHubStore({ path: this.path, engine: 'node:sqlite', schemas, isShared: true });
    const fleet = await openFleet({ db, authorityDirectory: join(this.#folder, 'authority'), ...common });
    const transparency = await openTransparency({
      db,
      signer: this.logSigner,
      name: 'day.example',
      ...common,
    });
    const repository = createRepository({
      db,
      online: this.signers.online,
      nowMs: () => clock.nowMs(),
      log: transparency,
    });
    const ledger = await openLedger({
      db,
      journalKey: fleet.registry.journalKey,
      sendPosition: (counter, position) =>
        this.#send(counter, counterTopic(counter, 'position'), positionMessage.encode(position)),
      ...common,
    });
    const payments = createPayments({
      db,
      providers: this.#providers,
      send: (to, _key, bytes) => this.#send(to, counterTopic(to, 'payment'), bytes),
      journalKnows: (counter, order) => ledger.knowsPaid(counter, order),
      noteCase: async () => {},
      ...common,
    });
    const heads = keepDailyHeads({
      db,
      reader: db,
      transparency,
      heads: ledger.signedHeads,
      auditHead: async () => ({ seq: 0, hash: '0'.repeat(64) }),
      ...common,
    });
    const content = createListsContent(db);
    const logContent = createLogContent(db, transparency.keyOf);
    const fetcher: ListsFetcher = {
      metadata: async (role, version) => (await content.metadata(role, version))?.bytes,
      patch: async (from, to) => (await content.patch(from, to))?.bytes,
      target: async (path, hash) => (await content.target(path, hash))?.bytes,
      consistency: async (origin, from, to) =>
        (await logContent.get('/log/consistency', { origin, from: String(from), to: String(to) }))?.bytes,
    };
    repository.onPublished((push) => this.#spread(push));
    this.#life = { clock, db, fleet, ledger, transparency, repository, payments, heads, fetcher };
    this.#resign(clock);
  }

  /** Every hour, as the hub does. */
  #resign(clock: MachineClock): void {
    clock.setTimer(3_600_000, () => {
      void this.publish((repository) => repository.refreshTimestamp());
      this.#resign(clock);
    });
  }

  /** The hub's process ends, without a word; what it had committed is what it knows afterwards. */
  async restart(awayMs: number): Promise<void> {
    const life = this.#life;
    if (!life) return;
    this.#life = undefined;
    this.restarts += 1;
    for (const wire of this.#wires.values()) hangUp(wire);
    await this.#end(life);
    await this.#time.sleep(awayMs);
    await this.#start();
  }

  async #end(life: Life): Promise<void> {
    await this.#publishing.catch(() => undefined);
    life.clock.cut();
    await life.payments.close();
    await life.heads.close();
    await life.ledger.idle();
    await life.transparency.close();
    await life.fleet.close();
    await life.db.close();
  }

  /** Registers and enrols a counter whose journal key lies in its folder, as a technician does. */
  async enrol(counter: string, folder: string): Promise<void> {
    const { fleet } = this.#life!;
    await mkdir(folder, { recursive: true });
    const journalKey = await loadOrCreateJournalKey(join(folder, 'journal.key'));
    await fleet.registry.add(newTestCounter(counter));
    const { code } = await fleet.enrolment.issueCode(counter);
    const { csr } = await makeSigningRequest(counter);
    const proof = journalKey.sign(journalKeyProof(counter, csr));
    const request = { v: 1, code, counter, csr, journalKey: journalKey.publicKey, proof };
    const { status } = await fleet.enrolment.enrol(Buffer.from(JSON.stringify(request)));
    if (status !== 201) throw new Error(`${counter} was not enrolled: ${status}`);
  }

  openLink(counter: string, isAlive: () => boolean): OpenLink {
    return (handlers) => {
      const wire = this.#wire(counter);
      if (!this.#life || wire.isCut) {
        this.#time.setTimer(50, () => isAlive() && handlers.onClosed('no route'));
        return { publish: async () => {}, close() {} };
      }
      hangUp(wire);
      wire.handlers = handlers;
      const isOpen = () => wire.handlers === handlers && isAlive();
      this.#later(() => isOpen() && handlers.onConnected());
      const { repository } = this.#life;
      this.#later(
        () =>
          void repository
            .push()
            .then((push) => this.#send(counter, listsTopic, listsPushMessage.encode(push)))
            .catch(() => undefined),
      );
      return {
        publish: async (topic, payload) => {
          const bytes = payload.slice();
          this.#later(() => isOpen() && this.#heard(counter, topic, bytes));
        },
        close: () => {
          if (wire.handlers === handlers) wire.handlers = undefined;
          this.#later(() => isAlive() && handlers.onClosed('closed'));
        },
      };
    };
  }

  cutLink(counter: string, isCut: boolean): void {
    const wire = this.#wire(counter);
    wire.isCut = isCut;
    if (isCut) hangUp(wire);
  }

  #wire(counter: string): Wire {
    const known = this.#wires.get(counter) ?? { handlers: undefined, isCut: false };
    this.#wires.set(counter, known);
    return known;
  }

  #later(run: () => unknown): void {
    this.#time.setTimer(this.#dice.between(5, 40), () => void run());
  }

  #send(counter: string, topic: string, bytes: Uint8Array): boolean {
    const { handlers } = this.#wire(counter);
    if (!handlers || !this.#life) return false;
    this.#later(() => this.#wire(counter).handlers === handlers && handlers.onMessage(topic, bytes));
    return true;
  }

  #spread(push: ListsPush): void {
    const bytes = listsPushMessage.encode(push);
    for (const counter of this.#wires.keys()) this.#send(counter, listsTopic, bytes);
  }

  #heard(counter: string, topicText: string, bytes: Uint8Array): void {
    const life = this.#life;
    if (!life) return;
    const topic = parseTopic(topicText);
    const done = (work: unknown) => void Promise.resolve(work).catch(() => undefined);
    if (topic.kind === 'payask') done(life.payments.onAsk(counter, bytes));
    if (topic.kind === 'journal') done(life.ledger.batch(counter, bytes));
    const hello = topic.kind === 'hello' ? helloMessage.parse(bytes) : undefined;
    if (hello?.ok) done(life.ledger.hello(counter, hello.value));
  }

  /** One publication after the other; a hub that is down publishes nothing. */
  publish(work: (repository: Repository) => Promise<unknown>): Promise<void> {
    const done = this.#publishing.then(async () => {
      if (this.#life) await work(this.#life.repository);
    });
    this.#publishing = done.catch(
      (error: unknown) => void this.troubles.push(`publication: ${String(error)}`),
    );
    return this.#publishing as Promise<void>;
  }

  /** One entry, or none, is withdrawn from now on. */
  withdraw(entry: string | undefined): Promise<void> {
    const at = Math.floor(this.#time.nowMs());
    const withdrawals = entry === undefined ? [] : [{ entry, reason: '抽检不合格', at }];
    const signer = this.signers.supervisors[1]!;
    return this.publish((repository) =>
      repository.publishWithdrawals({ withdrawals }, { suppliers: [] }, signer),
    );
  }

  get life(): Life {
    if (!this.#life) throw new Error('the hub is down');
    return this.#life;
  }

  async compareBills(): Promise<void> {
    for (let day = dayOf(this.#time.startMs); day < dayOf(this.#time.nowMs()); day = addDays(day, 1))
      await this.life.payments.runBill(day);
  }

  /** VER-1 over a connection of its own, as the hub does it. */
  async export(
    folder: string,
    wish: ExportWish = { from: null, to: null, counters: null },
  ): Promise<ExportResult> {
    await mkdir(folder, { recursive: true });
    const reader = await openDb({ engine: 'node:sqlite', path: this.path, readonly: true });
    try {
      const { transparency, clock } = this.life;
      const snapshot = <T>(read: Parameters<typeof reader.transaction<T>>[0]) => reader.transaction(read);
      return await writeExport(
        { snapshot, logKey: transparency.keyOf, nowMs: () => clock.nowMs() },
        folder,
        wish,
      );
    } finally {
      await reader.close();
    }
  }

  async close(): Promise<void> {
    globalThis.fetch = this.#fetch;
    const life = this.#life;
    this.#life = undefined;
    if (life) await this.#end(life);
    await this.gateway.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function hangUp(wire: Wire): void {
  const { handlers } = wire;
  wire.handlers = undefined;
  handlers?.onClosed('the line is cut');
}
