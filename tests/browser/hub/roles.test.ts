// Who sees what: each role its menu, each place its rows, and what was tried outside of it in the audit log.
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Page } from 'playwright-core';
import readXlsx from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeOf } from '../../../simulators/fleet/places.ts';
import { draftApplication, registerSupplier } from '../../../simulators/office/certification-life.ts';
import { demoCreditCode, newProducts } from '../../../simulators/office/new-products.ts';
import { sampleEntries } from '../../../simulators/samples/entries.ts';
import { type ConsoleWorld, openConsoleWorld } from './console-world.ts';

const waitMs = 120_000;
const entries = sampleEntries({ count: 60, referenceDate: dayOf(Date.now()) });
const theirs = entries.find(({ supplier }) => supplier.creditCode === demoCreditCode)!;
const others = entries.find(({ supplier }) => supplier.creditCode !== demoCreditCode)!;
const hohhot = placeOf(0);
const chifeng = placeOf(3);
const tongliao = placeOf(5);
const applications = { own: '', foreign: '' };

let world: ConsoleWorld;
beforeAll(async () => {
  world = await openConsoleWorld();
  await world.hub.publish([theirs, others]);
  for (const { id, name, ...place } of [hohhot, chifeng, tongliao]) {
    const counter = await world.hub.addCounter(id, name, place);
    await counter.confirm();
    if (id === hohhot.id) await counter.sell(theirs);
    await counter.sell(others);
  }
  const [first, second] = newProducts(dayOf(Date.now()));
  const banner = await world.desk('banner');
  const another = { ...second!, supplier: others.supplier };
  for (const entry of [first!, another]) await registerSupplier(banner, entry);
  applications.own = await draftApplication(await world.desk('supplier'), first!);
  applications.foreign = await draftApplication(banner, another);
}, waitMs);
afterAll(() => world?.close());

const everyone = ['/', '/entries'];
const offices = ['/live', '/applications', '/suppliers', '/releases', '/keys', '/sanctions', '/transparency'];
const figures = ['/statistics', '/reports', '/targets', '/assessment'];
const fleet = ['/counters', '/alarms', '/restock', '/catalog-rollout'];
const money = ['orders', 'days', 'refunds', 'cash-counts', 'bills', 'settlements'].map(
  (name) => `/money/${name}`,
);
const atCounters = ['/operators', '/counter-settings', '/commands'];
const watching = ['/exposures', '/complaints', '/money/cases'];

/** Beside what everyone has. */
const menus: Record<string, string[]> = {
  'demo-admin': [
    ...[...offices, ...figures, ...fleet, ...money, ...atCounters, ...watching, '/channels', '/enrolments'],
    ...['/rollouts', '/certification/settings', '/people', '/tokens', '/audit', '/webhooks'],
  ],
  supervisor1: [...offices, ...figures, ...fleet, ...money, ...watching, '/channels', '/audit'],
  statistician: ['/live', ...figures, ...fleet, ...money, '/channels', '/sanctions'],
  certifier1: offices,
  liaison: [...offices, '/batches'],
  banner: offices,
  league: offices,
  operator: ['/live', ...figures, ...fleet, ...money, ...atCounters, ...watching, '/sanctions'],
  unit: ['/live', ...figures, ...fleet, '/sanctions'],
  supplier: ['/applications', '/suppliers', ...figures, '/sanctions', '/exposures'],
};

const open = (page: Page, path: string) => page.goto(`${world.hub.url}/console${path}`);
const idsOf = (page: Page) => page.getByTestId('counter-row').locator('small').allTextContents();

/** Ids in the workbook that the list is exported to. */
async function exported(page: Page): Promise<string[]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('counter-export').click(),
  ]);
  const sheets = (await readXlsx(await download.path())) as unknown as { data: unknown[][] }[];
  return sheets[0]!.data.slice(1).map((row) => String(row.find((cell) => /^counter-/.test(String(cell)))));
}

describe('roles in the console', () => {
  it(
    '[CON-9, PEO-1, PEO-17] each signs in and has exactly its pages in the menu',
    async () => {
      const seen: Record<string, string[]> = {};
      for (const login of Object.keys(menus)) {
        const { page, problems, close } = await world.openAs(login);
        const links = page.locator('.menu a');
        await links.first().waitFor();
        const targets = await links.evaluateAll((all) =>
          all.map((one) => new URL((one as HTMLAnchorElement).href).pathname),
        );
        seen[login] = targets.map((path) => path.replace(/^\/console\/?/, '/')).sort();
        expect({ login, problems }).toEqual({ login, problems: [] });
        await close();
      }
      const wanted = Object.entries(menus).map(([login, paths]) => [login, [...everyone, ...paths].sort()]);
      expect(seen).toEqual(Object.fromEntries(wanted));
    },
    waitMs,
  );

  it.each([
    ['supervisor-cf', [chifeng], hohhot],
    ['operator', [hohhot, tongliao], chifeng],
    ['unit', [hohhot], chifeng],
  ] as const)(
    '[PEO-2, PEO-3, STAT-7] %s has its own rows in list, search, export, figures, and no page of another’s counter',
    async (login, own, foreign) => {
      const ids = own.map(({ id }) => id).sort();
      const { page, problems, close } = await world.openAs(login, '/counters');
      await page.getByTestId('counter-row').first().waitFor();
      expect((await idsOf(page)).sort()).toEqual(ids);
      expect((await exported(page)).sort()).toEqual(ids);
      await open(page, `/counters?search=${foreign.id}`);
      await page.getByTestId('empty').waitFor();
      await open(page, '/statistics?by=counter');
      await page.getByTestId('statistics-sum').waitFor();
      const rows = page.getByTestId('statistics-table').locator('tr[data-row-key]');
      expect(await rows.count()).toBe(own.length);
      for (const { name } of own) await rows.getByText(name).waitFor();
      await open(page, `/counters/${foreign.id}`);
      await page.getByTestId('failed').waitFor();
      expect(await page.getByText(foreign.name).count()).toBe(0);
      expect(problems).toEqual([]);
      await close();
    },
    waitMs,
  );

  it(
    '[CERT-17, STAT-7, CON-9] a supplier has its own applications and sales, and no counters',
    async () => {
      const { page, problems, close } = await world.openAs('supplier', '/applications');
      const rows = page.getByTestId('application-row');
      await rows.first().waitFor();
      expect(await rows.getByRole('link').allTextContents()).toEqual([applications.own]);
      await open(page, `/applications/${applications.foreign}`);
      await page.getByTestId('failed').waitFor();
      await open(page, '/statistics?by=entry');
      const sum = await page.getByTestId('statistics-sum').textContent();
      expect(sum).toContain(`: 1 · ¥${(theirs.priceBand.minFen / 100).toFixed(2)}`);
      await open(page, '/counters');
      await page.locator('.ant-result-403').waitFor();
      expect(problems).toEqual([]);
      await close();
    },
    waitMs,
  );

  it(
    '[PEO-7, SANC-8] what a supervisor tries outside the league is refused, and the audit log names it',
    async () => {
      const supervisor = await world.desk('supervisor-cf');
      const sanction = { kind: 'channel', target: hohhot.id, reason: '越界' };
      await expect(supervisor.send('POST', '/api/supervision/sanctions', sanction)).rejects.toThrow();
      await expect(supervisor.get(`/api/counters/${hohhot.id}/journal`)).rejects.toThrow();
      expect(await world.hub.get('/api/supervision/sanctions')).toMatchObject({ total: 0 });
      const { page, problems, close } = await world.openAs('demo-admin', `/audit?outcome=refused`);
      const tried = page.getByTestId('audit-row').filter({ hasText: '赤峰市监管员 刘洋' });
      await tried.filter({ hasText: hohhot.id }).first().waitFor();
      expect(await tried.count()).toBeGreaterThanOrEqual(2);
      expect(problems).toEqual([]);
      await close();
    },
    waitMs,
  );
});
