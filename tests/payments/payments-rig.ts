// The hub's payments against the simulated gateway: real signatures, a database of its own, a clock that jumps.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import {
  type PayAsk,
  type PaymentMessage,
  type PaymentMessageOf,
  payAskMessage,
  paymentMessage,
  type QrMethod,
} from '@zhuangui/protocol/payment-messages.ts';
import express from 'express';
import type { PaymentsConfig } from '../../hub/config.ts';
import { addNotifyRoutes } from '../../hub/http/payment-routes.ts';
import type { NewCase } from '../../hub/ledger/ledger-types.ts';
import { openProviders } from '../../hub/payments/open-providers.ts';
import { createPayments, type Payments } from '../../hub/payments/payments.ts';
import { paymentsSchema } from '../../hub/payments/payments-schema.ts';
import { silentLog } from '../../hub/platform/log.ts';
import { systemRandom } from '../../hub/platform/random.ts';
import { openHubStore } from '../../hub/store/open-hub-store.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../../simulators/gateway/gateway.ts';
import { type GatewayKeys, gatewayKeys } from '../../simulators/gateway/keys.ts';
import { createLeapClock, type LeapClock } from './leap-clock.ts';

export const counter = 'k-0001';
export const orderId = (n: number): string => `o${n.toString(16).padStart(24, '0')}`;
export const refundId = (order: string, item = 1): string => `r${order.slice(1)}-${item}`;

export interface Heard {
  counter: string;
  message: PaymentMessage;
}

export interface PaymentsRig {
  gateway: Gateway;
  payments: Payments;
  db: Db;
  clock: LeapClock;
  heard: Heard[];
  cases: NewCase[];
  /** Every notification as it came. */
  notices: Parameters<Payments['notified']>[];
  /** Counters that are connected; all unless removed. */
  offline: Set<string>;
  /** Orders that the journals show. */
  journaled: Set<string>;
  notifyUrl: string;
  config: PaymentsConfig;
  keys: GatewayKeys;
  ask(ask: PayAsk, from?: string): Promise<void>;
  create(order: string, method?: QrMethod, totalFen?: number): Promise<PaymentMessageOf<'waiting'>>;
  /** The newest message of this state about an order. */
  last<S extends PaymentMessage['state']>(order: string, state: S): PaymentMessageOf<S> | undefined;
  /** Waits for provider calls and for what they cause. */
  settle(): Promise<void>;
  /** Time passes in steps, and everything due in each step is done. */
  pass(ms: number, steps?: number): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const paymentsConfig = (gateway: Gateway, keys: GatewayKeys, notifyUrl: string): PaymentsConfig => ({
  notifyUrl,
  wechat: {
    appId: keys.wechat.appid,
    mchId: keys.wechat.mchid,
    merchantSerial: keys.wechat.merchantSerial,
    merchantKeyFile: keys.wechat.merchantPrivateKeyFile,
    apiV3KeyFile: keys.wechat.apiV3KeyFile,
    platformKeyId: keys.wechat.platformKeyId,
    platformKeyFile: keys.wechat.platformPublicKeyFile,
    baseUrl: gateway.url,
  },
  alipay: {
    appId: keys.alipay.appId,
    appKeyFile: keys.alipay.appPrivateKeyFile,
    alipayKeyFile: keys.alipay.platformPublicKeyFile,
    gateway: gateway.alipayGateway,
  },
});

/** `documentedLimits` may be given as `limits`. */
export async function openPaymentsRig(options: Partial<GatewayOptions> = {}): Promise<PaymentsRig> {
  const folder = await mkdtemp(join(tmpdir(), 'zhuangui-payments-'));
  const keys = gatewayKeys(join(folder, 'keys'));
  const clock = createLeapClock();
  const gateway = await startGateway({ keys, clock, ...options });
  const heard: Heard[] = [];
  const cases: NewCase[] = [];
  const offline = new Set<string>();
  const journaled = new Set<string>();
  const db = await openHubStore({
    path: join(folder, 'hub.db'),
    engine: 'node:sqlite',
    schemas: [paymentsSchema],
  });

  const app = express();
  const notices: PaymentsRig['notices'] = [];
  const notified: Payments['notified'] = (...notice) => {
    notices.push(notice);
    return rig.payments.notified(...notice);
  };
  addNotifyRoutes(app, { payments: { notified } as Payments });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const notifyUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = paymentsConfig(gateway, keys, notifyUrl);
  const random = systemRandom();

  const open = async () =>
    createPayments({
      db,
      providers: await openProviders(config, { clock, random }),
      send(to, _key, bytes) {
        if (offline.has(to)) return false;
        const parsed = paymentMessage.parse(bytes);
        if (!parsed.ok) throw new Error(parsed.problem.message);
        heard.push({ counter: to, message: parsed.value });
        return true;
      },
      journalKnows: async (_counter, order) => journaled.has(order),
      async noteCase(found) {
        cases.push(found);
      },
      clock,
      random,
      log: silentLog,
    });

  const rig: PaymentsRig = {
    gateway,
    payments: await open(),
    db,
    clock,
    heard,
    cases,
    notices,
    offline,
    journaled,
    notifyUrl,
    config,
    keys,
    ask: (ask, from = counter) => rig.payments.onAsk(from, payAskMessage.encode(ask)),
    async create(order, method = 'wechat', totalFen = 1234) {
      await rig.ask({ v: 1, ask: 'create', order, method, totalFen, goods: '敖汉小米', expiresInS: 120 });
      await rig.settle();
      const waiting = rig.last(order, 'waiting');
      if (!waiting) throw new Error(`no code for ${order}: ${JSON.stringify(heard.at(-1))}`);
      return waiting;
    },
    last: (order, state) =>
      heard.findLast(({ message }) => message.order === order && message.state === state)?.message as never,
    async settle() {
      await rig.payments.idle();
    },
    async pass(ms, steps = 1) {
      for (let step = 0; step < steps; step += 1) {
        clock.leap(ms / steps);
        await rig.payments.idle();
      }
    },
    async restart() {
      await rig.payments.close();
      rig.payments = await open();
      await rig.payments.idle();
    },
    async close() {
      await rig.payments.close();
      await gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return rig;
}
