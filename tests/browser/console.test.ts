// The console in a real Chromium against a real hub.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import type { HubRig, RigCounter } from '../hub/hub-rig.ts';
import { type ConsoleWorld, openConsoleWorld } from './hub/console-world.ts';

const entries = sampleEntries({ count: 30, referenceDate: '2026-11-23' });
let world: ConsoleWorld;
let rig: HubRig;
let counter: RigCounter;
let page: Page;
let problems: string[];

beforeAll(async () => {
  world = await openConsoleWorld();
  rig = world.hub;
  await rig.publish(entries);
  counter = await rig.addCounter('b-0001', '内蒙古大学图书馆');
  await counter.confirm();
  ({ page, problems } = await world.openAs('demo-admin', '/live'));
}, 60_000);
afterAll(() => world?.close());

describe('console', () => {
  it('[CON-1] shows empty states, then a sale within two seconds of its commit', async () => {
    await page.getByText('还没有销售。第一笔成交后会立即出现在这里。').waitFor();
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

  it('[CON-4] a session that ended leads to the sign-in page, and back after it', async () => {
    const other = await world.openAs('supervisor1', '/live');
    await other.page.getByTestId('counter-row').getByText('b-0001').waitFor();
    const { directory, sessions } = rig.hub.slices.people;
    const { id } = directory.byLogin('supervisor1')!;
    await sessions.end(({ person }) => person === id);
    await other.page.goto(`${rig.url}/console/live`);
    await other.page.getByTestId('sign-in').waitFor();
    expect(await other.page.getByText('b-0001').count()).toBe(0);
    await other.page.getByTestId('demo-supervisor1').click();
    await other.page.getByTestId('counter-row').getByText('b-0001').waitFor();
    await other.close();
  });

  it('[CON-7] counters do not wait for the dashboard, and a ticket is a case in words', async () => {
    const other = await world.openAs('supervisor2', '/account');
    await other.page.route('**/api/dashboard/events', (route) => route.abort());
    await other.page.goto(`${rig.url}/console/live`);
    await other.page.getByTestId('counter-row').getByText('b-0001').waitFor();
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

  it('[CON-10] a link shows what its sender saw, loaded directly; what is no page says so', async () => {
    await rig.addCounter('b-0002', '呼和浩特东站', { siteKind: 'station' });
    const sender = await page.context().newPage();
    await sender.goto(`${rig.url}/console/counters`);
    await sender.getByText('内蒙古大学图书馆').waitFor();
    await sender.locator('main .table-tools input').first().fill('东站');
    await sender.keyboard.press('Enter');
    await sender.getByText('内蒙古大学图书馆').waitFor({ state: 'detached' });
    const link = sender.url();
    expect(new URL(link).searchParams.get('search')).toBe('东站');
    const reader = await page.context().newPage();
    await reader.goto(link);
    await reader.getByText('呼和浩特东站').waitFor();
    expect(await reader.getByText('内蒙古大学图书馆').count()).toBe(0);
    await reader.goto(`${rig.url}/console/nothing/here`);
    await reader.getByText('没有这个页面。').waitFor();
    await Promise.all([sender.close(), reader.close()]);
  }, 60_000);

  it('[CON-1] says so when the connection is lost, and nothing was written to the browser’s log before', async () => {
    expect(problems).toEqual([]);
    await rig.hub.stop();
    await page.getByTestId('connection-lost').waitFor({ timeout: 5000 });
    await page.getByTestId('sale-row').first().waitFor();
  });
});
