import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultHubConfig, readHubConfig } from '../../hub/config.ts';
import { openProviders } from '../../hub/payments/open-providers.ts';
import { systemClock } from '../../hub/platform/clock.ts';
import { systemRandom } from '../../hub/platform/random.ts';
import { gatewayKeys } from '../gateway/keys.ts';
import { paymentsOf } from './gateway-setup.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("[DEMO-4] the gateway's keys are a merchant's accounts as a hub reads them", async () => {
  const gateway = {
    url: 'http://127.0.0.1:8102',
    alipayGateway: 'http://127.0.0.1:8102/gateway.do',
    phoneUrl: 'http://127.0.0.1:8102/phone',
    keys: gatewayKeys(join(folder, 'keys')),
  };
  const payments = paymentsOf(gateway, 'http://127.0.0.1:8080');
  const path = join(folder, 'hub.json');
  writeFileSync(path, JSON.stringify({ ...defaultHubConfig(folder), payments }));
  const config = readHubConfig(path);
  expect(config.payments).toMatchObject({ notifyUrl: 'http://127.0.0.1:8080' });
  const parts = { clock: systemClock(), random: systemRandom() };
  const providers = await openProviders(config.payments, parts);
  expect(providers.map(({ method }) => method)).toEqual(['wechat', 'alipay']);
});
