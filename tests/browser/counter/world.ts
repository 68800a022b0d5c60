// What stands around a counter: a real hub with the merchant's accounts, the simulated gateway, a catalog, a browser.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { portFor } from '../../../simulators/demo/free-port.ts';
import { type Gateway, startGateway } from '../../../simulators/gateway/gateway.ts';
import { gatewayKeys } from '../../../simulators/gateway/keys.ts';
import { sampleEntries } from '../../../simulators/samples/entries.ts';
import { type HubRig, openHubRig, rigConfig } from '../../hub/hub-rig.ts';
import { paymentsConfig } from '../../payments/payments-rig.ts';
import { launchBrowser } from '../browser.ts';
import { type BuiltPages, buildPages } from '../built-pages.ts';

export interface World {
  hub: HubRig;
  gateway: Gateway;
  browser: Browser;
  /** Folder of the built pages. */
  pages: string;
  /** Everything that is certified. */
  entries: readonly Entry[];
  today: string;
}

/** The person who works at every counter of these tests. */
export const technician = { operator: '2001', name: '王敏', role: 'technician', pin: '462907' } as const;

/** One world for all tests of a file; each test puts its own counter into it. */
export function useWorld(): World {
  const world = {} as World;
  const closings: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'counter-world-'));
    closings.push(() => rm(folder, { recursive: true, force: true }));
    const keys = gatewayKeys(join(folder, 'keys'));
    world.gateway = await startGateway({ keys, limits: { refundTakesMs: 0 } });
    closings.push(() => world.gateway.close());
    world.hub = await openHub(folder, world.gateway);
    closings.push(() => world.hub.close());
    world.today = new Date().toISOString().slice(0, 10);
    world.entries = sampleEntries({ count: 240, referenceDate: world.today });
    await world.hub.publish(world.entries);
    await world.hub.hub.settings.setOperator({ ...technician });
    const built: BuiltPages = await buildPages();
    closings.push(() => built.remove());
    world.pages = built.folder;
    world.browser = await launchBrowser();
    closings.push(() => world.browser.close());
  }, 120_000);
  afterAll(async () => {
    for (const close of closings.splice(0).reverse()) await close();
  });
  return world;
}

/** The gateway is told where to notify before the hub listens, so the port is chosen first. */
async function openHub(folder: string, gateway: Gateway): Promise<HubRig> {
  const config = rigConfig(join(folder, 'hub'));
  const http = { host: '127.0.0.1', port: await portFor(0) };
  const payments = paymentsConfig(gateway, gateway.keys, `http://127.0.0.1:${http.port}`);
  return openHubRig({ config: { ...config, http, payments } });
}
