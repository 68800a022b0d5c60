// The whole hub with both accounts: a counter over its own connection, the simulated gateway, the administrator's pages.

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type PayAsk,
  type PaymentMessage,
  payAskMessage,
  paymentMessage,
} from '@zhuangui/protocol/payment-messages.ts';
import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readHubConfig } from '../../hub/config.ts';
import { openProviders } from '../../hub/payments/open-providers.ts';
import { systemClock } from '../../hub/platform/clock.ts';
import type { Log } from '../../hub/platform/log.ts';
import { systemRandom } from '../../hub/platform/random.ts';
import { type Gateway, startGateway } from '../../simulators/gateway/gateway.ts';
import { type GatewayKeys, gatewayKeys } from '../../simulators/gateway/keys.ts';
import { type HubRig, openHubRig, type RigCounter, rigConfig } from '../hub/hub-rig.ts';
import { orderId, paymentsConfig } from './payments-rig.ts';

const order = orderId(7);
const v = 1 as const;
const soon = (check: () => unknown) => vi.waitFor(check, 10_000);
const opened: { close(): unknown }[] = [];
const lines: string[] = [];
const keep = (fields: object, message: string) => lines.push(`${message} ${JSON.stringify(fields)}`);
const log: Log = { info: keep, warn: keep, error: keep };
let folder: string;
let keys: GatewayKeys;
let gateway: Gateway;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhuangui-hub-payments-'));
  keys = gatewayKeys(join(folder, 'keys'));
  gateway = await startGateway({ keys });
  lines.length = 0;
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
  await gateway.close();
  await rm(folder, { recursive: true, force: true });
});

async function openRig(withAccounts: boolean): Promise<HubRig> {
  const config = rigConfig(join(folder, 'hub'));
  // Notifications lead nowhere: the hub has a free port, and finds payments by asking.
  const payments = paymentsConfig(gateway, keys, 'http://127.0.0.1:9');
  const rig = await openHubRig({ config: withAccounts ? { ...config, payments } : config, log });
  opened.push(rig);
  return rig;
}

async function machine(rig: HubRig, { id, identity }: RigCounter) {
  const { authority: ca, certificate: cert, key } = identity;
  const { port } = rig.addresses.mqtt;
  const client = mqtt.connect(`mqtts://127.0.0.1:${port}`, {
    clientId: id,
    ca,
    cert,
    key,
    reconnectPeriod: 0,
  });
  client.on('error', () => {});
  opened.push({ close: () => void client.end(true) });
  const heard: PaymentMessage[] = [];
  client.on('message', (_topic, bytes) => {
    const parsed = paymentMessage.parse(bytes);
    if (parsed.ok) heard.push(parsed.value);
  });
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  await client.subscribeAsync(`counters/${id}/payment`, { qos: 0 });
  const ask = (asked: PayAsk) =>
    client.publishAsync(`counters/${id}/payask`, Buffer.from(payAskMessage.encode(asked)), { qos: 1 });
  return { ask, heard };
}
const create = {
  v,
  ask: 'create',
  order,
  method: 'wechat',
  totalFen: 880,
  goods: '敖汉小米',
  expiresInS: 60,
} as const;

describe('the hub with accounts', () => {
  it('[PAY-1, PAY-9, PAY-13] sells by code over the counter’s own connection; only the token reads who paid', async () => {
    const rig = await openRig(true);
    expect(rig.hub.payments.methods()).toEqual(['wechat', 'alipay']);
    const { ask, heard } = await machine(rig, await rig.addCounter('k-0007'));
    await ask(create);
    await soon(() => expect(heard).toMatchObject([{ state: 'waiting', amountFen: 880 }]));
    gateway.pay((heard[0] as { codeUrl: string }).codeUrl);
    await ask({ v, ask: 'settle', order });
    await soon(() => expect(heard.at(-1)).toMatchObject({ state: 'paid', amountFen: 880 }));
    await ask({
      v,
      ask: 'accept',
      order,
      transaction: (heard.at(-1) as { transaction: string }).transaction,
    });
    await soon(() => expect(heard.at(-1)).toMatchObject({ state: 'accepted' }));

    expect((await fetch(`${rig.url}/api/payments`)).status).toBe(401);
    expect(
      (await fetch(`${rig.url}/api/payments/totals`, { headers: { authorization: 'Bearer x' } })).status,
    ).toBe(401);
    const read = async (path: string) =>
      (await fetch(rig.url + path, { headers: { authorization: `Bearer ${rig.hub.adminToken}` } })).json();
    expect(await read('/api/payments?state=accepted')).toMatchObject({
      payments: [{ order, counter: 'k-0007', state: 'accepted', paidFen: 880 }],
    });
    expect(await read('/api/payments/totals')).toMatchObject({
      chargedFen: 880,
      keptFen: 880,
      pendingFen: 0,
    });
    expect(await read('/api/payments/bills')).toEqual({ bills: [] });
    expect((await fetch(`${rig.url}/pay/notify/wechat`, { method: 'POST', body: '{}' })).status).toBe(401);
  });

  it('[PAY-14] without accounts nothing is offered, and who asks hears closed', async () => {
    const rig = await openRig(false);
    expect(rig.hub.payments.methods()).toEqual([]);
    const { ask, heard } = await machine(rig, await rig.addCounter('k-0007'));
    await ask(create);
    await soon(() => expect(heard).toMatchObject([{ state: 'closed', order }]));
    await ask({ v, ask: 'settle', order });
    await soon(() => expect(heard).toMatchObject([{ state: 'closed' }, { state: 'closed' }]));
  });

  it('[PAY-14] keys appear in no log, even when every call fails', async () => {
    const rig = await openRig(true);
    gateway.setFaults([{ kind: 'server-error' }]);
    const { ask } = await machine(rig, await rig.addCounter('k-0007'));
    await ask(create);
    await ask({ ...create, order: orderId(8), method: 'alipay' });
    await soon(() =>
      expect(lines.filter((line) => line.includes('no clear answer')).length).toBeGreaterThan(1),
    );
    const secret = (path: string) =>
      readFileSync(path, 'utf8')
        .replace(/-----[^-]+-----|\s/g, '')
        .slice(0, 60);
    const secrets = [
      keys.wechat.apiV3KeyFile,
      keys.wechat.merchantPrivateKeyFile,
      keys.alipay.appPrivateKeyFile,
    ].map(secret);
    for (const line of lines) for (const one of secrets) expect(line.includes(one.slice(30))).toBe(false);
  });

  it('[PAY-14] key files are named relative to the configuration, and a missing one says what to do', async () => {
    const path = join(folder, 'hub.json');
    const { dataFolder: _, ...config } = rigConfig(folder);
    const payments = {
      notifyUrl: 'https://pay.example.org',
      alipay: {
        appId: '2021',
        appKeyFile: 'keys/none.pem',
        alipayKeyFile: 'keys/alipay-platform-public.pem',
      },
    };
    await writeFile(path, JSON.stringify({ ...config, dataFolder: 'data', payments }));
    const read = readHubConfig(path);
    expect(read.payments?.alipay?.appKeyFile).toBe(join(folder, 'keys/none.pem'));
    const parts = { clock: systemClock(), random: systemRandom() };
    await expect(openProviders(read.payments, parts)).rejects.toThrow(
      /none\.pem: the key cannot be read .* Put it there/,
    );
    await writeFile(
      path,
      JSON.stringify({ ...config, dataFolder: 'data', payments: { notifyUrl: 'ftp://x' } }),
    );
    expect(() => readHubConfig(path)).toThrow(/payments\/notifyUrl/);
  });
});
