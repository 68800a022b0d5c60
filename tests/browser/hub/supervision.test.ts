// Supervisors in the console, on a phone: a blacklisting from preview to refused sales, and a complaint's way.
import { dayOf } from '@zhuangui/protocol/days.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RigCounter } from '../../hub/hub-rig.ts';
import { sampleEntries } from '../../hub/public-samples.ts';
import { type ConsoleWorld, desktop, openConsoleWorld, phone } from './console-world.ts';

const waitMs = 60_000;
const [millet] = sampleEntries();
const creditCode = millet.supplier.creditCode;
let world: ConsoleWorld;
let counter: RigCounter;
beforeAll(async () => {
  world = await openConsoleWorld();
  await world.hub.publish([millet]);
  counter = await world.hub.addCounter('c-0001', '一号柜');
  const loaded = { slot: 3, entry: millet.id, lot: '20261101-A', count: 8, capacity: 10, priceFen: 1000 };
  const bestBefore = dayOf(Date.now() + 30 * 86_400_000);
  await counter.write({ kind: 'restock', ...loaded, madeOn: '2026-11-01', bestBefore, operator: 'o1' });
  await counter.sell(millet);
}, waitMs);
afterAll(() => world?.close());

describe('supervision in the console', () => {
  it(
    '[SANC-11, SANC-12] a supplier is blacklisted after its preview, and the ledger fills',
    async () => {
      const { page, problems, close } = await world.openAs(
        'supervisor1',
        '/sanctions?group=blacklistings',
        phone,
      );
      await page.getByTestId('impose').click();
      await page.getByTestId('target').click();
      await page.keyboard.type('莜麦');
      await page.locator('.ant-select-item-option', { hasText: creditCode }).click();
      await page.getByTestId('preview').getByText('1 台专柜').waitFor();
      await page.getByTestId('reason').fill('<b>提供虚假材料</b>');
      expect(await page.getByTestId('confirm-impose').isDisabled()).toBe(true);
      await page.getByTestId('understood').click();
      await page.getByTestId('confirm-impose').click();
      await page.waitForURL(/\/sanctions\/s[0-9a-f]{16}/);
      await page.getByTestId('effect-confirmed').getByText('0 / 1').waitFor();
      await page.getByText('<b>提供虚假材料</b>').waitFor();
      await counter.confirm();
      await counter.write({
        kind: 'refused',
        point: 'pay',
        slot: 3,
        entry: millet.id,
        reasons: ['supplier-blacklisted'],
        lists: { root: 1, catalog: 1, withdrawals: 2, channels: 1, snapshot: 2 },
      });
      await page.getByTestId('effect-confirmed').getByText('1 / 1').waitFor();
      await page.getByTestId('effect-row').getByText('一号柜').waitFor();
      await page.getByTestId('release').click();
      await page.getByTestId('release-reason').fill('复核通过');
      await page.getByTestId('confirm-release').click();
      await page.getByText('已解除').first().waitFor();
      const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);
      expect({ isWide, problems }).toEqual({ isWide: false, problems: [] });
      await close();
    },
    waitMs,
  );

  it(
    '[CMPL-4, EXP-1] a shopper complains on a phone without script; a supervisor answers and drafts a notice',
    async () => {
      const { order } = (await world.hub.hub.ledger.recentSales(1))[0]!;
      const context = await world.browser.newContext({ viewport: phone, javaScriptEnabled: false });
      const shopper = await context.newPage();
      await shopper.goto(`${world.hub.url}/r/c-0001/${order}`);
      await shopper.getByTestId('complain').click();
      await shopper.locator('#text').fill('包装破损');
      await shopper.locator('#contact').fill('13800000000');
      await shopper.getByTestId('send-complaint').click();
      await shopper.locator('[data-result="open"]').waitFor();
      const code = shopper.url().split('/').at(-1)!;

      const { page, problems, close } = await world.openAs('supervisor1', '/complaints', desktop);
      await page.getByTestId('complaint-row').getByRole('link').first().click();
      await page.waitForURL(new RegExp(code));
      await page.getByTestId('show-contact').click();
      await page.getByTestId('contact').getByText('13800000000').waitFor();
      await page.getByTestId('step-text').fill('已更换');
      await page.getByTestId('send-step').click();
      await page.getByTestId('complaint-state').getByText('已答复').waitFor();
      await shopper.reload();
      await shopper.getByText('已更换').waitFor();

      await page.goto(`${world.hub.url}/console/exposures?new=1`);
      await page.getByTestId('target').click();
      await page.locator('.ant-select-item-option', { hasText: 'c-0001' }).click();
      await page.getByTestId('notice-title').fill('关于一号柜的通报');
      await page.getByTestId('notice-body').fill('经查实。');
      await page.getByTestId('notice-basis').fill('实施方案第十二条');
      await page.getByTestId('save-exposure').click();
      await page.getByTestId('exposure-state').getByText('草稿').waitFor();
      expect(await page.getByTestId('approve').count()).toBe(0);
      const address = page.url().replace(/.*\/console/, '');
      const second = await world.openAs('supervisor2', address);
      await second.page.getByTestId('approve').click();
      await second.page.getByTestId('confirm-approve').click();
      await second.page.getByTestId('exposure-state').getByText('等待答复').waitFor();
      expect([...problems, ...second.problems]).toEqual([]);
      await second.close();
      await close();
      await context.close();
    },
    waitMs,
  );
});
