// The console in a real Chromium against a real hub.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { type HubRig, openHubRig, type RigCounter } from '../hub/hub-rig.ts';
import { launchBrowser } from './browser.ts';

const root = join(import.meta.dirname, '..', '..');
const entries = sampleEntries({ count: 30, referenceDate: '2026-11-23' });
let rig: HubRig;
let counter: RigCounter;
let browser: Browser;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  if (!existsSync(join(root, 'hub/console/dist/index.html'))) {
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    const folder = join(root, 'hub/console');
    execFileSync(process.execPath, [
      vite,
      'build',
      '--logLevel',
      'warn',
      '--config',
      join(folder, 'vite.config.ts'),
      folder,
    ]);
  }
  rig = await openHubRig();
  await rig.publish(entries);
  counter = await rig.addCounter('b-0001', '内蒙古大学图书馆');
  await counter.confirm();
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
});
afterAll(async () => {
  await browser?.close();
  await rig?.close();
});

describe('console', () => {
  it('[CON-1] shows empty states, then a sale within two seconds of its commit', async () => {
    await page.goto(`${rig.url}/#token=${rig.hub.adminToken}`);
    await page.getByText('还没有销售。第一笔成交后会立即出现在这里。').waitFor();
    expect(page.url()).not.toContain('token');
    await counter.sell(entries[3]!);
    const row = page.getByTestId('sale-row').first();
    await row.waitFor({ timeout: 2000 });
    expect(await row.textContent()).toContain(entries[3]!.name);
    expect(await row.textContent()).toContain('内蒙古大学图书馆');
    await page.getByTestId('kpi-sales').getByText('1 笔', { exact: true }).waitFor({ timeout: 3000 });
    await page.getByTestId('kpi-certified').getByText('100%').waitFor({ timeout: 3000 });
    await page.getByTestId('counter-row').getByText('b-0001').waitFor();
  });

  it('[CON-5] withdraws a product through the dialog and shows how it takes effect', async () => {
    const entry = entries[5]!;
    await page.getByTestId('withdraw-open').click();
    await page.getByTestId('withdraw-entry').fill(entry.gtins[0]!);
    await page.getByTestId('withdraw-chosen').getByText(entry.id).waitFor();
    expect(await page.getByTestId('withdraw-submit').isDisabled()).toBe(true);
    await page.getByTestId('withdraw-reason').fill('抽检不合格');
    await page.getByTestId('withdraw-submit').click();
    await page.getByTestId('withdraw-effect').getByText('0 / 1 台已生效').waitFor();
    expect((await rig.hub.sanctions.active()).map(({ target }) => target)).toEqual([entry.id]);
    await counter.confirm();
    await page.getByTestId('withdraw-effect').getByText('1 / 1 台已生效').waitFor({ timeout: 2000 });
    await page.getByTestId('withdraw-close').click();
    await page.getByTestId('sanction-row').getByText(entry.name, { exact: true }).waitFor();
  });

  it('[CON-5] shows a refused attempt in words, and releases', async () => {
    const versions = await rig.hub.repository.versions();
    const { root: rootVersion, catalog, withdrawals, channels, snapshot } = versions;
    const lists = { root: rootVersion, catalog, withdrawals, channels, snapshot };
    const { id, name } = entries[5]!;
    await counter.write({
      kind: 'refused',
      point: 'pay',
      slot: 9,
      entry: id,
      reasons: ['product-withdrawn'],
      lists,
    });
    const row = page.getByTestId('refusal-row').first();
    await row.waitFor({ timeout: 2000 });
    expect(await row.textContent()).toMatch(new RegExp(`${name}[^]*产品已下架[^]*付款前`));
    await page.getByTestId('release').click();
    await page.getByText('确认解除').click();
    await page.getByText('已解除').waitFor();
    expect(await rig.hub.sanctions.active()).toEqual([]);
  });

  it('[CON-2] speaks English after one press, and remembers it', async () => {
    await page.getByText('English', { exact: true }).click();
    await page.getByText('Live sales').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.reload();
    await page.getByText('Withdrawals and suspensions').waitFor();
    await page.getByText('中文', { exact: true }).click();
    await page.getByText('实时销售').waitFor();
  });

  it('[CON-4] asks for the token when there is none, and again when it is wrong', async () => {
    await page.evaluate(() => sessionStorage.clear());
    problems.length = 0;
    await page.getByTestId('withdraw-open').click();
    await page.getByTestId('withdraw-entry').fill(entries[7]!.id);
    await page.getByTestId('withdraw-reason').fill('召回');
    await page.getByTestId('withdraw-submit').click();
    await page.getByTestId('token-input').fill('wrong');
    await page.getByText('继续').click();
    await page.getByText('令牌不对，请重新输入。').waitFor();
    await page.getByTestId('token-input').fill(rig.hub.adminToken);
    await page.getByText('继续').click();
    await page.getByTestId('withdraw-effect').waitFor();
    await page.getByTestId('withdraw-close').click();
    // The browser itself reports the 401 that was asked for; nothing else.
    expect(problems.filter((text) => !text.includes('401'))).toEqual([]);
    problems.length = 0;
  });

  it('[CON-7] counters do not wait for the dashboard, and a ticket is a case in words', async () => {
    const other = await browser.newPage();
    await other.route('**/api/dashboard/events', (route) => route.abort());
    await other.goto(rig.url);
    await other.getByTestId('counter-row').getByText('b-0001').waitFor();
    await other.close();
    await counter.write({ kind: 'ticket', code: 'unasked-dispense', detail: 'sold on the keypad?', slot: 4 });
    const row = page.getByTestId('case-row');
    await row.getByText('未下单的出货').waitFor();
    expect(await row.textContent()).toContain('内蒙古大学图书馆');
  });

  it('[CON-6] fits a phone without scrolling sideways', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
    await page.setViewportSize({ width: 1366, height: 768 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1366);
  });

  it('[CON-1] says so when the connection is lost, and nothing was written to the browser’s log before', async () => {
    expect(problems).toEqual([]);
    await rig.hub.stop();
    await page.getByTestId('connection-lost').waitFor({ timeout: 5000 });
    await page.getByTestId('sale-row').first().waitFor();
  });
});
