// The simulated payment gateway: WeChat Pay APIv3 and Alipay's openapi on one port, and the shopper's phone.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '@zhuangui/device/platform/clock.ts';
import express from 'express';
import { createAlipayEdge } from './alipay-edge.ts';
import type { BillRow } from './bills.ts';
import type { FaultSpec } from './faults.ts';
import { type Decision, type LedgerOrder, ledgerOf, pay, scan } from './gateway-core.ts';
import { type GatewayLimits, type GatewayOrder, quickLimits } from './gateway-types.ts';
import type { GatewayKeys } from './keys.ts';
import { openLedger } from './ledger-file.ts';
import { createNotifier } from './notifier.ts';
import { phoneRoutes } from './phone-routes.ts';
import { createTeller, type Teller } from './teller.ts';
import { endOfDayMs } from './texts.ts';
import { createWechatEdge } from './wechat-edge.ts';

export interface GatewayOptions {
  /** From `gatewayKeys(folder)`. */
  keys: GatewayKeys;
  /** 0 (unless told): a free one. */
  port?: number;
  /** 127.0.0.1 unless told. */
  host?: string;
  /** Where the truth is kept; without it it ends with the process. */
  ledgerFile?: string;
  clock?: Clock;
  /** `quickLimits` unless told; `documentedLimits` are the providers' own. */
  limits?: Partial<GatewayLimits>;
  seed?: number;
  faults?: readonly FaultSpec[];
  /** Waits between attempts of a notification; 15 s, 15 s, 30 s, 3 min, 10 min … unless told. */
  notifyRetryMs?: readonly number[];
  /** Also today's bill; otherwise a day's bill exists from ten the next morning. */
  billsAtOnce?: boolean;
  /** What the phone says it pays to. */
  merchantName?: string;
}

export interface Gateway {
  /** `http://127.0.0.1:…`: WeChat's base address; Alipay's is `alipayGateway`. */
  url: string;
  alipayGateway: string;
  phoneUrl: string;
  keys: GatewayKeys;
  scan(codeUrl: string): Decision<GatewayOrder>;
  /** The shopper pays; refused as the phone would be told. */
  pay(codeUrl: string): Decision<GatewayOrder>;
  setFaults(specs: readonly FaultSpec[]): void;
  setLimits(limits: Partial<GatewayLimits>): void;
  ledger(): LedgerOrder[];
  close(): Promise<void>;
}

/** The providers' waits, shortened to the first hour. */
const notifyStepsMs = [15_000, 15_000, 30_000, 180_000, 600_000, 1_200_000, 1_800_000];
const billReadyMs = 10 * 3_600_000;

/** GW-9: a day's bill is there the next morning; its faults strike row by row. */
function billRows(teller: Teller, atOnce: boolean) {
  return (day: string, rows: readonly BillRow[]): readonly BillRow[] | undefined => {
    if (!atOnce && teller.clock.nowMs() < endOfDayMs(day) + billReadyMs) return undefined;
    return rows
      .filter(() => !teller.strike('bill-row-missing'))
      .map((row) => (teller.strike('bill-row-wrong') ? { ...row, amountFen: row.amountFen + 1 } : row));
  };
}

const listen = (server: Server, port: number, host: string) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });

/** Starts a gateway; rejects when the port is taken. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { keys, host = '127.0.0.1' } = options;
  const clock = options.clock ?? systemClock();
  const { world, file } = openLedger(options.ledgerFile);
  const limits = { ...quickLimits, ...options.limits };
  const teller = createTeller({
    ...{ world, file, clock, limits },
    seed: options.seed ?? 1,
    faults: options.faults ?? [],
  });
  const notifier = createNotifier({ teller, clock, retryStepsMs: options.notifyRetryMs ?? notifyStepsMs });
  const server = createServer();
  const baseUrl = () => `http://${host}:${(server.address() as AddressInfo).port}`;
  const read = (path: string) => readFileSync(path, 'utf8').trim();
  const shared = { teller, notifier, baseUrl, billRows: billRows(teller, options.billsAtOnce ?? false) };
  const wechat = createWechatEdge({
    ...shared,
    ids: { appid: keys.wechat.appid, mchid: keys.wechat.mchid },
    merchant: {
      mchid: keys.wechat.mchid,
      merchantSerial: keys.wechat.merchantSerial,
      publicKeyPem: read(keys.wechat.merchantPublicKeyFile),
    },
    platform: {
      platformKeyId: keys.wechat.platformKeyId,
      privateKeyPem: read(keys.wechat.platformPrivateKeyFile),
    },
    apiV3Key: read(keys.wechat.apiV3KeyFile),
  });
  const alipay = createAlipayEdge({
    ...shared,
    appId: keys.alipay.appId,
    sellerId: keys.alipay.sellerId,
    appPublicKeyPem: read(keys.alipay.appPublicKeyFile),
    platformPrivateKeyPem: read(keys.alipay.platformPrivateKeyFile),
  });
  const edges = { wechat, alipay };

  const scanCode = (codeUrl: string) => teller.settle(scan(world, codeUrl, clock.nowMs()));
  const refused = new Set<string>();

  function payCode(codeUrl: string): Decision<GatewayOrder> {
    const plain = pay(world, codeUrl, clock.nowMs());
    const isShut = !plain.ok && (plain.why === 'already-closed' || plain.why === 'expired');
    const races = isShut && teller.strike('pay-after-close') !== undefined;
    const done = teller.settle(races ? pay(world, codeUrl, clock.nowMs(), true) : plain);
    if (!done.ok) return done;
    const order = done.value;
    notifier.paid(order, () => edges[order.provider].paidNotice(order));
    return done;
  }

  const app = express();
  app.disable('x-powered-by');
  app.use('/v3', wechat.router);
  app.use(alipay.router);
  app.use(
    phoneRoutes({
      teller,
      merchantName: options.merchantName ?? '认证食品专柜',
      refused,
      pay: payCode,
      scan(codeUrl) {
        refused.delete(codeUrl);
        return scanCode(codeUrl);
      },
      refuse(codeUrl) {
        const done = scanCode(codeUrl);
        if (done.ok) refused.add(codeUrl);
        return done;
      },
      ledger: () => ledgerOf(world),
    }),
  );
  server.on('request', app);
  await listen(server, options.port ?? 0, host);

  return {
    url: baseUrl(),
    alipayGateway: `${baseUrl()}/gateway.do`,
    phoneUrl: `${baseUrl()}/phone`,
    keys,
    scan: scanCode,
    pay: payCode,
    setFaults: (specs) => teller.setFaults(specs),
    setLimits: (changed) => {
      teller.limits = { ...teller.limits, ...changed };
    },
    ledger: () => ledgerOf(world),
    async close() {
      notifier.close();
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
      file.close();
    },
  };
}
