// Sanctions from the console to a real counter: a blacklisted supplier, and a company whose counters are suspended.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  decide,
  draftApplication,
  registerSupplier,
  submitApplication,
} from '../../../simulators/office/certification-life.ts';
import { demoCreditCode, newProducts } from '../../../simulators/office/new-products.ts';
import { sampleEntries } from '../../../simulators/samples/entries.ts';
import { samplePlanogram } from '../../../simulators/samples/planogram.ts';
import { type CounterOptions, type CounterRig, openCounter, patience } from '../counter/counter.ts';
import { touch } from '../counter/finger.ts';
import { loaded, type Market, openMarket, orderDirectly, pick } from './market.ts';

const waitMs = 120_000;
const today = dayOf(Date.now());
const all = sampleEntries({ count: 240, referenceDate: today });
const vendable = samplePlanogram(all, all.length, today).map(({ entry }) => entry);
const isTheirs = ({ supplier }: Entry) => supplier.creditCode === demoCreditCode;
const theirs = vendable.find(isTheirs)!;
const others = vendable.find((entry) => !isTheirs(entry))!;
const [pending] = newProducts(today);
let market: Market;
beforeAll(async () => {
  market = await openMarket([theirs, others]);
}, waitMs);
afterAll(() => market?.close());

/** For sale, and everything it wrote is at the hub. */
async function openFor(entries: readonly Entry[], options: CounterOptions = {}): Promise<CounterRig> {
  const slots = entries.map(({ id, priceBand }, at) => loaded(at + 1, id, priceBand.minFen));
  const counter = await openCounter(market.counters, { ...options, slots, waitForSale: false });
  await vi.waitFor(() => {
    const { slots: shown } = counter.agent.shopperView();
    expect(shown.map(({ forSale }) => forSale)).toEqual(entries.map(() => true));
    expect(counter.agent.link.status()).toMatchObject({ connected: true, unsent: 0 });
  }, patience);
  return counter;
}

/** After the preview has shown `covers`. Ends on the sanction's own page. */
async function impose(page: Page, reason: string, covers: readonly string[]): Promise<void> {
  for (const words of covers) await page.getByTestId('preview').getByText(words).waitFor();
  await page.getByTestId('reason').fill(reason);
  await page.getByTestId('understood').click();
  await page.getByTestId('confirm-impose').click();
  await page.waitForURL(/\/sanctions\/s[0-9a-f]{16}/);
}

async function release(page: Page): Promise<void> {
  await page.getByTestId('release').click();
  await page.getByTestId('release-reason').fill('复核通过');
  await page.getByTestId('confirm-release').click();
  await page.getByTestId('release').waitFor({ state: 'detached' });
}

const publicPage = async (path: string) => (await fetch(market.hub.url + path)).text();

describe('sanctions', () => {
  it(
    '[SANC-2, SANC-10, SANC-11, SANC-12, CERT-9] a blacklisted supplier: refused on a counter, frozen at the offices, said in public',
    async () => {
      const counter = await openFor([theirs, others]);
      const shopper = await touch(market.counters, counter.screens.url);
      await registerSupplier(await market.desk('banner'), theirs);
      const application = await draftApplication(await market.desk('supplier'), pending!);
      await submitApplication(await market.desk('supplier'), application);

      const { page, problems, close } = await market.openAs('supervisor1', '/sanctions?group=blacklistings');
      await page.getByTestId('impose').click();
      await pick(page, 'target', '', demoCreditCode);
      await impose(page, '提供虚假材料', ['1 台专柜', '冻结 1 件', theirs.name]);
      await page.getByTestId('effect-confirmed').getByText('1 / 1').waitFor();

      await shopper.seen('slot-1-reason');
      expect(await shopper.words('slot-1-reason')).toContain('失信名单');
      expect(await shopper.attribute('slot-2', 'data-for-sale')).toBe('true');
      const answer = await orderDirectly(shopper, 1);
      expect(answer.status).toBe(409);
      expect(answer.text).toContain('supplier-blacklisted');
      expect(counter.motorTurns(1)).toBe(0);
      await page.getByTestId('effect-row').getByText(counter.id).waitFor();
      await expect.poll(() => page.getByTestId('effect-refused').textContent(), patience).toMatch(/[1-9]$/);

      await page.goto(`${market.hub.url}/console/applications/${application}`);
      await page.getByText('申报已冻结').waitFor();
      const banner = await market.desk('banner');
      await expect(decide(banner, application, 'banner', 'approve', '同意')).rejects.toThrow(/blacklist/i);
      expect(await publicPage('/public/withdrawals')).toContain('提供虚假材料');
      expect(await publicPage(`/p/${theirs.id}`)).toContain('该产品已停止销售');
      expect(await publicPage(`/p/${others.id}`)).not.toContain('该产品已停止销售');
      expect(problems).toEqual([]);
      await close();
    },
    waitMs,
  );

  it(
    '[SANC-4, SANC-8, SANC-9] a suspended company: its counter stops and says so, until the level that issued it releases it',
    async () => {
      const operatingCompany = '停售试验运营公司';
      const counter = await openFor([others], { place: { operatingCompany } });
      const shopper = await touch(market.counters, counter.screens.url);
      await shopper.seen('slot-1');
      const { page, problems, close } = await market.openAs('supervisor1', '/sanctions?group=suspensions');
      await page.getByTestId('impose').click();
      await pick(page, 'kind', '', '运营单位停售');
      await pick(page, 'target', '停售试验');
      await impose(page, '拒不整改', ['1 台专柜']);

      await shopper.seen('out-of-service');
      expect(await shopper.attribute('out-of-service', 'data-reason')).toBe('channel-suspended');
      expect(await orderDirectly(shopper, 1)).toMatchObject({ status: 409 });
      await page.getByTestId('effect-confirmed').getByText('1 / 1').waitFor();
      const id = page.url().split('/').at(-1)!;
      const league = await market.desk('supervisor-cf');
      const path = `/api/supervision/sanctions/${id}/release`;
      await expect(league.send('POST', path, { reason: '盟市想解除' })).rejects.toThrow();
      expect(await shopper.count('out-of-service')).toBe(1);

      await release(page);
      await shopper.seen('slot-1');
      await expect.poll(() => shopper.attribute('slot-1', 'data-for-sale'), patience).toBe('true');
      expect(problems).toEqual([]);
      await close();
    },
    waitMs,
  );
});
