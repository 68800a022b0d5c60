// The hub of the soak: its payments over the real providers' interfaces, journals as they arrive, signed lists.
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { parseBatch } from '@zhuangui/protocol/journal-batch.ts';
import { genesisHash, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import {
  helloMessage,
  type ListsPush,
  listsPushMessage,
  positionMessage,
} from '@zhuangui/protocol/messages.ts';
import { counterTopic, listsTopic, parseTopic } from '@zhuangui/protocol/topics.ts';
import express from 'express';
import type { LinkHandlers, OpenLink } from '../../device/link/link-port.ts';
import { addNotifyRoutes } from '../../hub/http/payment-routes.ts';
import type { NewCase } from '../../hub/ledger/ledger-types.ts';
import { openProviders } from '../../hub/payments/open-providers.ts';
import { createPayments, type Payments } from '../../hub/payments/payments.ts';
import { paymentsSchema } from '../../hub/payments/payments-schema.ts';
import type { PaymentProvider } from '../../hub/payments/provider.ts';
import { silentLog } from '../../hub/platform/log.ts';
import { openHubStore } from '../../hub/store/open-hub-store.ts';
import { type Gateway, startGateway } from '../../simulators/gateway/gateway.ts';
import { gatewayKeys } from '../../simulators/gateway/keys.ts';
import type { Dice } from '../../simulators/world/dice.ts';
import type { MachineClock, VirtualTime } from '../../simulators/world/virtual-time.ts';
import { entriesOf, type Hub as ListsHub, openHub } from '../lists/lists-rig.ts';
import { paymentsConfig } from '../payments/payments-rig.ts';

/** A gateway's slow answer: this marks the pause as one in which time goes on. */
export const slowMs = 3_001;
export const entryCount = 12;

/** One counter as this hub knows it: the bytes of its journal, and its connection. */
interface Known {
  journal: string;
  seq: number;
  hash: string;
  handlers: LinkHandlers | undefined;
  isCut: boolean;
}

export class SoakHub {
  readonly cases: NewCase[] = [];
  readonly linkTroubles: string[] = [];
  gateway!: Gateway;
  lists!: ListsHub;
  payments!: Payments;
  pinnedRoot!: Uint8Array;
  #push!: ListsPush;
  readonly #time: VirtualTime;
  readonly #dice: Dice;
  readonly #folder: string;
  readonly #counters = new Map<string, Known>();
  readonly #journaled = new Set<string>();
  #providers: PaymentProvider[] = [];
  #db!: Db;
  #server!: Server;
  #clock: MachineClock;
  #isUp = false;
  #fetch = globalThis.fetch;
  #publishing: Promise<unknown> = Promise.resolve();

  constructor(time: VirtualTime, dice: Dice, folder: string) {
    this.#time = time;
    this.#dice = dice;
    this.#folder = folder;
    this.#clock = time.machine();
  }

  async open(): Promise<void> {
    const time = this.#time;
    await mkdir(this.#folder, { recursive: true });
    const keys = gatewayKeys(join(this.#folder, 'keys'));
    this.gateway = await startGateway({
      keys,
      clock: time.napping(slowMs),
      seed: this.#dice.below(2 ** 31),
      billsAtOnce: true,
      notifyRetryMs: [15_000, 15_000, 30_000, 180_000, 600_000],
    });
    const app = express();
    const notified: Payments['notified'] = async (...notice) => {
      if (!this.#isUp) return { ok: false, why: 'the hub is down' };
      return this.payments.notified(...notice);
    };
    addNotifyRoutes(app, { payments: { notified } as Payments });
    this.#server = createServer(app);
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const notifyUrl = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    this.#holdTimeDuring(notifyUrl);
    const config = paymentsConfig(this.gateway, keys, notifyUrl);
    const providers = await openProviders(config, { clock: time.machine(), random: this.#dice.split() });
    this.#providers = providers.map((provider) => this.#holding(provider));
    this.#db = await openHubStore({
      path: join(this.#folder, 'hub.db'),
      engine: 'node:sqlite',
      schemas: [paymentsSchema],
    });
    this.lists = await openHub({
      get wallMs() {
        return time.nowMs();
      },
      monotonicMs: 0,
    });
    this.#push = await this.lists.publish(entriesOf(entryCount));
    this.pinnedRoot = await this.lists.repository.firstRoot();
    this.#start();
  }

  /** Notifications travel over real sockets. */
  #holdTimeDuring(url: string): void {
    const plain = this.#fetch;
    globalThis.fetch = (input, init) =>
      String(input).startsWith(url) ? this.#time.whileReal(() => plain(input, init)) : plain(input, init);
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

  #start(): void {
    this.#clock = this.#time.machine();
    this.payments = createPayments({
      db: this.#db,
      providers: this.#providers,
      send: (to, _key, bytes) => this.#send(to, counterTopic(to, 'payment'), bytes),
      journalKnows: async (_counter, order) => this.#journaled.has(order),
      noteCase: async (found) => void this.cases.push(found),
      clock: this.#clock,
      random: this.#dice.split(),
      log: silentLog,
    });
    this.#isUp = true;
  }

  /** The hub goes away for a while; every connection ends. What it had committed is what it knows afterwards. */
  async restart(awayMs: number): Promise<void> {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#clock.cut();
    for (const known of this.#counters.values()) hangUp(known);
    await this.payments.close();
    await this.#time.sleep(awayMs);
    this.#start();
  }

  /** The wire between a counter and this hub; what is under way when it breaks is lost. */
  openLink(counter: string, isAlive: () => boolean): OpenLink {
    return (handlers) => {
      const known = this.#known(counter);
      if (!this.#isUp || known.isCut) {
        this.#time.setTimer(50, () => isAlive() && handlers.onClosed('no route'));
        return { publish: async () => {}, close() {} };
      }
      hangUp(known);
      known.handlers = handlers;
      const isOpen = () => known.handlers === handlers && isAlive();
      this.#later(() => isOpen() && handlers.onConnected());
      this.#later(() => this.#send(counter, listsTopic, listsPushMessage.encode(this.#push)));
      return {
        publish: async (topic, payload) => {
          const bytes = payload.slice();
          this.#later(() => isOpen() && this.#isUp && this.#heard(counter, known, topic, bytes));
        },
        close: () => {
          if (known.handlers === handlers) known.handlers = undefined;
          this.#later(() => isAlive() && handlers.onClosed('closed'));
        },
      };
    };
  }

  cutLink(counter: string, isCut: boolean): void {
    const known = this.#known(counter);
    known.isCut = isCut;
    if (isCut) hangUp(known);
  }

  #known(counter: string): Known {
    let known = this.#counters.get(counter);
    if (!known) {
      known = { journal: '', seq: 0, hash: '', handlers: undefined, isCut: false };
      this.#counters.set(counter, known);
    }
    return known;
  }

  #later(run: () => unknown): void {
    this.#time.setTimer(this.#dice.between(5, 40), () => void run());
  }

  #send(counter: string, topic: string, bytes: Uint8Array): boolean {
    const { handlers } = this.#known(counter);
    if (!handlers || !this.#isUp) return false;
    this.#later(() => this.#known(counter).handlers === handlers && handlers.onMessage(topic, bytes));
    return true;
  }

  #heard(counter: string, known: Known, topicText: string, bytes: Uint8Array): void {
    const topic = parseTopic(topicText);
    if (topic.kind === 'payask') void this.payments.onAsk(counter, bytes).catch(() => undefined);
    if (topic.kind === 'hello') this.#hello(counter, known, bytes);
    if (topic.kind === 'journal') this.#batch(counter, known, bytes);
  }

  #hello(counter: string, known: Known, bytes: Uint8Array): void {
    const hello = helloMessage.parse(bytes);
    if (!hello.ok) return;
    const { journal } = hello.value;
    if (known.journal !== '' && known.journal !== journal)
      this.linkTroubles.push(`${counter}: journal ${known.journal} became ${journal}`);
    if (known.journal !== journal)
      Object.assign(known, { journal, seq: 0, hash: genesisHash(counter, journal) });
    this.#position(counter, known);
  }

  /** Takes lines whose hashes follow; repeats are ignored. */
  #batch(counter: string, known: Known, bytes: Uint8Array): void {
    const batch = parseBatch(bytes);
    if (!batch.ok) return void this.linkTroubles.push(`${counter}: ${batch.problem.message}`);
    const { header, lines } = batch.value;
    if (header.journal !== known.journal || header.from > known.seq + 1)
      return this.#position(counter, known);
    for (const line of lines.slice(known.seq + 1 - header.from)) {
      known.seq += 1;
      known.hash = nextHash(known.hash, line);
      const { kind, order } = JSON.parse(Buffer.from(line).toString('utf8')) as {
        kind: string;
        order?: string;
      };
      if ((kind === 'paid' || kind === 'closed') && order) this.#journaled.add(order);
    }
    if (known.seq === header.to && known.hash !== header.head)
      this.linkTroubles.push(`${counter}: the journal forks at ${header.to}`);
    this.#position(counter, known);
  }

  #position(counter: string, { journal, seq, hash }: Known): void {
    const bytes = positionMessage.encode({
      v: 1,
      journal,
      seq,
      hash,
      hubTime: Math.floor(this.#time.nowMs()),
    });
    this.#send(counter, counterTopic(counter, 'position'), bytes);
  }

  /** One entry, or none, is withdrawn from now on; every connected counter hears of it. */
  withdraw(entry: string | undefined): Promise<void> {
    const done = this.#publishing.then(async () => {
      if (entry !== undefined) this.#push = await this.lists.withdraw(entry);
      else {
        const signer = this.lists.signers.supervisors[1]!;
        await this.lists.repository.publishWithdrawals({ withdrawals: [] }, { suppliers: [] }, signer);
        this.#push = await this.lists.repository.push();
      }
      for (const counter of this.#counters.keys())
        this.#send(counter, listsTopic, listsPushMessage.encode(this.#push));
    });
    this.#publishing = done.catch(() => undefined);
    return this.#publishing as Promise<void>;
  }

  async close(): Promise<void> {
    globalThis.fetch = this.#fetch;
    this.#isUp = false;
    await this.payments.close();
    await this.gateway.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#db.close();
    await this.lists.db.close();
  }
}

function hangUp(known: Known): void {
  const { handlers } = known;
  known.handlers = undefined;
  handlers?.onClosed('the line is cut');
}
