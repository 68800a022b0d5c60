// The simulated payment gateway of the demo, and the merchant's accounts there as a hub's configuration names them.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PaymentsConfig } from '../../hub/config.ts';
import type { GatewayKeys } from '../gateway/keys.ts';
import { type Child, startChild } from './children.ts';
import type { DemoOptions } from './options.ts';

/** What the gateway prints when it is ready. */
export interface GatewayReady {
  url: string;
  alipayGateway: string;
  phoneUrl: string;
  keys: GatewayKeys;
}

export interface DemoGateway extends GatewayReady {
  child: Child;
}

const root = resolve(import.meta.dirname, '..', '..');

/** Keys and ledger stay in the data folder: what was paid before a restart is still paid after it. */
export async function startGatewayProcess(options: DemoOptions): Promise<DemoGateway> {
  const folder = resolve(options.data, 'gateway');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const args = [
    join(root, 'simulators/gateway/main.ts'),
    ...['--keys', join(folder, 'keys')],
    ...['--ledger', join(folder, 'ledger.jsonl')],
    ...['--port', String(options.gatewayPort)],
    '--stop-on-stdin-end',
  ];
  const child = await startChild('payment gateway', args, join(folder, 'gateway.log'));
  return { child, ...(child.ready as unknown as GatewayReady) };
}

/** DEMO-4: the same fields that a real merchant fills in, with the simulator's addresses. */
export function paymentsOf(
  { url, alipayGateway, keys }: GatewayReady,
  notifyUrl: string,
): Required<PaymentsConfig> {
  const { wechat, alipay } = keys;
  return {
    notifyUrl,
    wechat: {
      appId: wechat.appid,
      mchId: wechat.mchid,
      merchantSerial: wechat.merchantSerial,
      merchantKeyFile: wechat.merchantPrivateKeyFile,
      apiV3KeyFile: wechat.apiV3KeyFile,
      platformKeyId: wechat.platformKeyId,
      platformKeyFile: wechat.platformPublicKeyFile,
      baseUrl: url,
    },
    alipay: {
      appId: alipay.appId,
      appKeyFile: alipay.appPrivateKeyFile,
      alipayKeyFile: alipay.platformPublicKeyFile,
      gateway: alipayGateway,
    },
  };
}
