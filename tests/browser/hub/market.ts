// Offices and shoppers at one hub: the demonstration's accounts in the console, counters that are paid at a gateway.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import type { Page } from 'playwright-core';
import type { Slot } from '../../../device/planogram/slot.ts';
import { portFor } from '../../../simulators/demo/free-port.ts';
import { startGateway } from '../../../simulators/gateway/gateway.ts';
import { gatewayKeys } from '../../../simulators/gateway/keys.ts';
import { rigConfig } from '../../hub/hub-rig.ts';
import { paymentsConfig } from '../../payments/payments-rig.ts';
import { buildPages } from '../built-pages.ts';
import type { Finger } from '../counter/finger.ts';
import { technician, type World } from '../counter/world.ts';
import { type ConsoleWorld, openConsoleWorld } from './console-world.ts';

export interface Market extends ConsoleWorld {
  /** What counters stand in. */
  counters: World;
}

/** Nothing is certified when `entries` is empty. */
export async function openMarket(entries: readonly Entry[]): Promise<Market> {
  const folder = await mkdtemp(join(tmpdir(), 'market-'));
  const gateway = await startGateway({
    keys: gatewayKeys(join(folder, 'keys')),
    limits: { refundTakesMs: 0 },
  });
  // The gateway is told where to notify before the hub listens, so the port is chosen first.
  const http = { host: '127.0.0.1', port: await portFor(0) };
  const payments = paymentsConfig(gateway, gateway.keys, `http://127.0.0.1:${http.port}`);
  const world = await openConsoleWorld({ config: { ...rigConfig(join(folder, 'hub')), http, payments } });
  const built = await buildPages();
  if (entries.length > 0) await world.hub.publish(entries);
  await world.hub.hub.settings.setOperator({ ...technician });
  const { hub, browser } = world;
  return {
    ...world,
    counters: { hub, gateway, browser, pages: built.folder, entries, today: dayOf(Date.now()) },
    async close() {
      await world.close();
      await gateway.close();
      await built.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Eight packages, made a week ago, at this price. */
export function loaded(slot: number, entry: string, priceFen: number): Slot {
  const today = dayOf(Date.now());
  const days = { madeOn: addDays(today, -7), bestBefore: addDays(today, 30) };
  return { slot, entry, lot: '20261101-A', ...days, count: 8, capacity: 10, priceFen };
}

/** What the counter answers when a slot is ordered past its page. */
export const orderDirectly = (finger: Finger, slot: number) =>
  finger.page.evaluate(async (wanted) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ slots: [wanted], method: 'wechat' });
    const answer = await fetch('/api/orders', { method: 'POST', headers, body });
    return { status: answer.status, text: await answer.text() };
  }, slot);

/** Opens a field with a list, types, and takes the entry that shows these words. */
export async function pick(page: Page, testId: string, typed: string, shown = typed): Promise<void> {
  await page.getByTestId(testId).click();
  await page.keyboard.type(typed);
  await page.locator('.ant-select-item-option:visible', { hasText: shown }).first().click();
}

/** The button that a dialog is confirmed with. */
export const confirm = (page: Page) => page.locator('.ant-modal-footer .ant-btn-primary:visible').click();
