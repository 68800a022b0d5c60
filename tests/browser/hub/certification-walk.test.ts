// From an empty catalog to a sale: an application through four levels in the console, a signed release, a real counter.
import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { demoCreditCode, newProducts } from '../../../simulators/office/new-products.ts';
import { onePagePdf } from '../../../simulators/office/paper.ts';
import { openCounter, patience } from '../counter/counter.ts';
import { choose, codeOn, touch } from '../counter/finger.ts';
import { technician } from '../counter/world.ts';
import { confirm, loaded, type Market, openMarket, orderDirectly, pick } from './market.ts';

const waitMs = 180_000;
const today = dayOf(Date.now());
const [millet] = newProducts(today) as [ReturnType<typeof newProducts>[number]];
const certificate = 'NM-2026-900001';
const priceFen = millet.priceBand.minFen;
let market: Market;
beforeAll(async () => {
  market = await openMarket([]);
}, waitMs);
afterAll(() => market?.close());

/** Somebody signs in, does their part, and nothing goes wrong on their page. */
async function as<T>(login: string, path: string, part: (page: Page) => Promise<T>): Promise<T> {
  const { page, problems, close } = await market.openAs(login, path);
  const done = await part(page);
  expect(problems).toEqual([]);
  await close();
  return done;
}

async function registerSupplier(page: Page): Promise<void> {
  await page.getByTestId('new-supplier').click();
  await page.getByTestId('supplier-creditCode').fill(demoCreditCode);
  await page.getByTestId('supplier-name').fill(millet.supplier.name);
  await pick(page, 'supplier-banner', '敖汉');
  await page.getByTestId('save-supplier').click();
  await page.getByTestId('supplier-row').getByText(demoCreditCode).waitFor();
}

/** The application's number. */
async function apply(page: Page): Promise<string> {
  await page.getByTestId('new-application').click();
  await pick(page, 'supplier-select', '', demoCreditCode);
  for (const [name, text] of [
    ['name', millet.name],
    ['brand', millet.brand],
    ['specification', millet.specification],
    ['how', millet.helps.how],
    ['people', String(millet.helps.people)],
    ['minYuan', String(millet.priceBand.minFen / 100)],
    ['maxYuan', String(millet.priceBand.maxFen / 100)],
    ['shelfLifeDays', String(millet.shelfLifeDays)],
  ] as const)
    await page.locator(`input[data-testid=field-${name}], [data-testid=field-${name}] input`).fill(text);
  await pick(page, 'field-category', '', '粮');
  await page.getByTestId('field-gtins').click();
  await page.keyboard.type(`${millet.gtins[0]} `);
  await pick(page, 'field-banner', '敖汉');
  await page.getByTestId('save-application').click();
  const evidence = page
    .locator('.panel', { has: page.getByTestId('add-evidence') })
    .locator('input[type=file]');
  const buffer = Buffer.from(onePagePdf('Inspection report'));
  await evidence.setInputFiles({ name: '检验报告.pdf', mimeType: 'application/pdf', buffer });
  await page.getByTestId('evidence').getByText('检验报告.pdf').waitFor();
  await page.getByTestId('submit-application').click();
  await page.getByTestId('submit-application-yes').click();
  await page.getByTestId('submit-application').waitFor({ state: 'detached' });
  return page.url().split('/').at(-1)!;
}

/** Found in one's own list, every point of the checklist ticked. */
async function approve(page: Page): Promise<void> {
  await page.getByTestId('application-row').getByRole('link').first().click();
  await page.getByTestId('decide').click();
  for (const box of await page.locator('[data-testid^=tick-]').all()) await box.click();
  await page.getByTestId('confirm-decision').click();
  await page.getByTestId('decide').waitFor({ state: 'detached' });
}

/** The month is closed and handed in; what the national office published comes back as a table. */
async function nationalRound(page: Page, application: string): Promise<void> {
  await page.locator('[data-testid^=batch-2]', { hasText: '1' }).getByRole('link').first().click();
  for (const act of ['close', 'submit']) {
    await page.getByTestId(`batch-${act}`).click();
    await page.getByTestId(`batch-${act}-yes`).click();
  }
  const rows = [
    '申报编号,结果,证书编号,有效期自,有效期至,原因',
    `${application},通过,${certificate},${today},${addDays(today, 700)},`,
  ];
  const result = { name: '认定结果.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) };
  await page.getByTestId('choose-result').waitFor();
  await page.locator('input[type=file]').setInputFiles(result);
  await page.getByTestId('apply-result').click();
  await page.getByTestId('batch-publish').click();
  await page.getByTestId('batch-publish-yes').click();
  await page.getByTestId('batch-publish').waitFor({ state: 'detached' });
}

/** Address of the draft, frozen with the one new entry. */
async function draftRelease(page: Page): Promise<string> {
  await page.getByTestId('release-new').click();
  await page.getByTestId('release-title').fill('第一版目录');
  await page.keyboard.press('Enter');
  await page.getByTestId('take-applications').click();
  await page.getByText(millet.name).first().waitFor();
  await page.getByTestId('release-submit').click();
  await page.getByTestId('release-submit').waitFor({ state: 'detached' });
  return page.url().replace(/.*\/console/, '');
}

async function sign(page: Page): Promise<void> {
  await page.getByTestId('release-sign').click();
  await confirm(page);
  await expect.poll(() => page.getByTestId('release-sign').isDisabled(), patience).toBe(true);
}

describe('the certification of a product', () => {
  it(
    '[CERT-2, CERT-7, CERT-12, REL-1, REL-8, GATE-5] four levels and two signatures, by eight people who click; then a counter sells it',
    async () => {
      const slots = [loaded(1, certificate, priceFen)];
      const counter = await openCounter(market.counters, { slots, waitForSale: false });
      const shopper = await touch(market.counters, counter.screens.url);
      await vi.waitFor(() => expect(counter.agent.shopperView().outOfService).toBeNull(), patience);
      await shopper.seen('shelf-empty');
      const goods = slots[0]!;
      const refusal = { accepted: false, reasons: ['not-certified'] };
      expect(await counter.agent.restock(goods, technician.operator)).toMatchObject(refusal);
      expect(await orderDirectly(shopper, 1)).toMatchObject({ status: 409 });

      await as('banner', '/suppliers', registerSupplier);
      const application = await as('supplier', '/applications', apply);
      for (const login of ['banner', 'league', 'certifier3'])
        await as(login, '/applications?view=mine', approve);
      await as('liaison', '/batches', (page) => nationalRound(page, application));
      expect((await market.hub.get<{ total: number }>('/api/catalog')).total).toBe(0);

      const administrator = await market.openAs('demo-admin', '/releases');
      const { page } = administrator;
      const draft = await draftRelease(page);
      await as('certifier1', draft, sign);
      await page.reload();
      await page.getByTestId('release-publish').waitFor();
      expect(await page.getByTestId('release-publish').isDisabled()).toBe(true);
      await as('certifier2', draft, sign);
      await page.reload();
      await page.getByTestId('release-publish').click();
      await confirm(page);
      await page.getByTestId('release-published').waitFor();

      await vi.waitFor(
        () => expect(counter.agent.shopperView().slots[0]).toMatchObject({ forSale: true }),
        patience,
      );
      await choose(shopper, [1], 'wechat');
      expect(market.counters.gateway.pay(await codeOn(shopper))).toMatchObject({ ok: true });
      await shopper.seen('thanks');
      expect(counter.drops()).toEqual([1]);
      const { order } = await counter.line('order');
      await page.goto(`${market.hub.url}/console/money/orders?search=${order}`);
      await page.getByTestId('order-link').getByText(order).waitFor();
      await expect
        .poll(() => market.hub.hub.ledger.totals({ counter: counter.id }), patience)
        .toMatchObject({ sales: 1, salesFen: priceFen });
      expect(administrator.problems).toEqual([]);
      await administrator.close();
    },
    waitMs,
  );
});
