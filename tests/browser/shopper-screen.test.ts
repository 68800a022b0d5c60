// The counter's screens in a real browser, against the real screen server and a source that follows a script.
import { listenScreens, type ScreenServer, screenApp } from '@zhuangui/device/screens/server.ts';
import { type FakeSource, fakeSource } from '@zhuangui/device/screens/testing/fake-source.ts';
import {
  sampleItem,
  sampleSale,
  sampleShelf,
  sampleView,
} from '@zhuangui/device/screens/testing/sample-views.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type BuiltPages, buildPages } from './built-pages.ts';

let built: BuiltPages;
let pages: string;
const silent = { info() {}, warn() {}, error() {} };
const portrait = { width: 1080, height: 1920 };
const landscape = { width: 1280, height: 800 };

let browser: Browser;
let server: ScreenServer;
let source: FakeSource;
let page: Page;
let problems: string[];

beforeAll(async () => {
  built = await buildPages();
  pages = built.folder;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await built.remove();
});

beforeEach(async () => {
  source = fakeSource();
  server = await listenScreens(screenApp({ source, log: silent, pages }), '127.0.0.1', 0);
  await openPage(portrait);
});
afterEach(async () => {
  await page.close();
  await server.close();
  expect(problems).toEqual([]);
});

async function openPage(viewport: { width: number; height: number }, path = '/'): Promise<void> {
  await page?.close();
  problems = [];
  page = await browser.newPage({ viewport });
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // The browser itself writes a line for every answer of 400 and above and for a lost line.
    const isExpected = /409 \(Conflict\)|ERR_CONNECTION|ERR_INCOMPLETE/.test(message.text());
    if (message.type() === 'error' && !isExpected) problems.push(message.text());
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== 'data:' && origin !== server.url) problems.push(`fetched ${request.url()}`);
  });
  await page.goto(server.url + path);
}

const at = (id: string) => page.getByTestId(id);
const seen = (id: string) => at(id).waitFor({ state: 'visible' });
const words = async (id: string) => (await at(id).textContent()) ?? '';

/** Parts wider than the room they have, and buttons too small for a finger. */
const clumsy = () =>
  page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > window.innerWidth)
      found.push('the page is wider than the screen');
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      if (element.closest('svg, .only-spoken') || element.clientWidth === 0) continue;
      if (element.scrollWidth > element.clientWidth + 2) found.push(`${element.className} overflows`);
    }
    for (const button of document.querySelectorAll('button')) {
      const { width, height } = button.getBoundingClientRect();
      if (width > 0 && (width < 50 || height < 50)) found.push(`${button.textContent} is too small`);
    }
    return found;
  });

describe('buying', () => {
  it('[SCR-1] touch, pay, watch, thanks: each page is what the agent says', async () => {
    source.answers.order = () => {
      source.show({ sale: sampleSale() });
      return { accepted: true, order: sampleSale().order };
    };
    source.answers.confirm = () => {
      source.show({
        sale: sampleSale({
          phase: 'dispensing',
          paidFen: 1280,
          items: [sampleItem({ phase: 'dispensing' })],
        }),
      });
      return true;
    };
    source.answers.dismiss = () => {
      source.show({ sale: null });
      return true;
    };
    await at('slot-1').click();
    await at('buy').click();
    await seen('paying');
    expect(await words('paying')).toContain('演示支付');
    expect(await words('paying')).toContain('12.80');
    expect(await words('countdown')).toMatch(/[12]:\d\d/);
    await at('pay-test').click();
    await seen('progress');
    expect(await at('item-1').getAttribute('data-phase')).toBe('dispensing');
    source.show({
      sale: sampleSale({
        phase: 'finished',
        paidFen: 1280,
        deliveredFen: 1280,
        items: [sampleItem({ phase: 'delivered', outcome: 'delivered' })],
      }),
    });
    await seen('thanks');
    expect(await words('thanks')).toContain('1,286');
    expect(await at('order-number').getAttribute('data-order')).toBe(sampleSale().order);
    await at('dismiss').click();
    await seen('slot-1');
    expect(source.touches).toEqual(['order 1 test', 'confirm', 'dismiss']);
  });

  it('[SCR-5] a basket of several items becomes one order, and loses what is withdrawn meanwhile', async () => {
    for (const slot of [2, 3, 4]) {
      await at(`slot-${slot}`).click();
      await at('add').click();
    }
    expect(await words('cart')).toContain('71.30');
    const slots = sampleShelf(12);
    slots[2] = { ...slots[2]!, forSale: false, reasons: ['product-withdrawn'] };
    source.show({ slots });
    await expect.poll(() => words('cart')).toContain('46.80');
    expect(await words('cart')).toContain('已自动移除');
    await at('cart-pay').click();
    await vi.waitFor(() => expect(source.touches).toEqual(['order 2,4 test']));
  });

  it('[SCR-4] a refund is said to the fen, with the number to quote', async () => {
    const items = [
      sampleItem({ phase: 'delivered', outcome: 'delivered', priceFen: 1 }),
      sampleItem({ item: 2, slot: 2, phase: 'refunded', outcome: 'unknown', priceFen: 3999 }),
      sampleItem({ item: 3, slot: 3, phase: 'refund-due', reasons: ['lot-withdrawn'], priceFen: 5 }),
    ];
    const money = { totalFen: 4005, paidFen: 4005, deliveredFen: 1, refundedFen: 3999 };
    source.show({ sale: sampleSale({ phase: 'finished', items, ...money }) });
    await seen('refund');
    const said = await words('refund');
    for (const part of ['40.05', '0.01', '39.99', '0.05', '0471-12317', '该批次已被召回']) {
      expect(said).toContain(part);
    }
    expect(await at('thanks').count()).toBe(0);
  });

  it('a shopper who gives up sees that nothing was taken', async () => {
    source.answers.cancel = () => {
      source.show({ sale: sampleSale({ phase: 'cancelled' }) });
      return true;
    };
    source.show({ sale: sampleSale() });
    await at('cancel-pay').click();
    await seen('cancelled');
    expect(source.touches).toEqual(['cancel']);
  });

  it.each(['payment-pending', 'stopped'] as const)(
    '[SCR-12] an order settled later (%s) is said as that, and the counter can be left',
    async (phase) => {
      source.show({ sale: sampleSale({ phase, order: '7F3A91C2' }) });
      await seen('pending');
      expect(await words('pending')).toContain('7F3A 91C2');
      expect(await words('pending')).toContain('0471-12317');
      await at('dismiss').click();
      await vi.waitFor(() => expect(source.touches).toEqual(['dismiss']));
    },
  );
});

describe('refusing', () => {
  it('[SCR-11] a slot that cannot be bought says why, offers no way to buy it, and is not called certified', async () => {
    const slots = sampleShelf(3);
    slots[1] = { ...slots[1]!, forSale: false, reasons: ['lot-withdrawn', 'slot-locked'] };
    source.show({ slots });
    await seen('slot-2-reason');
    expect(await words('slot-2-reason')).toContain('该批次已被召回');
    await at('slot-2').click();
    expect(await words('why-not')).toContain('货道已锁定');
    expect(await at('buy').count()).toBe(0);
    expect(await at('add').count()).toBe(0);
    expect(await at('certified').count()).toBe(0);
    await page.keyboard.press('Escape');
    await at('slot-1').click();
    await seen('certified');
  });

  it('an open product that is withdrawn loses its button while one looks at it', async () => {
    await at('slot-1').click();
    await seen('buy');
    const slots = sampleShelf(12);
    slots[0] = { ...slots[0]!, forSale: false, reasons: ['product-withdrawn'] };
    source.show({ slots });
    await seen('why-not');
    expect(await at('buy').count()).toBe(0);
  });

  it('says in words, slot by slot, why an order was refused', async () => {
    source.answers.order = () => ({
      accepted: false,
      why: 'refused',
      refusals: [{ slot: 1, reasons: ['supplier-blacklisted'] }],
    });
    await at('slot-1').click();
    await at('buy').click();
    await seen('problem');
    expect(await words('problem')).toContain('敖汉小米');
    expect(await words('problem')).toContain('失信名单');
  });

  it.each(['lists-too-old', 'channel-suspended', 'board-offline'] as const)(
    'out of service (%s) says why and whom to call',
    async (outOfService) => {
      source.show({ outOfService, freshness: 'red' });
      await seen('out-of-service');
      expect(await at('out-of-service').getAttribute('data-reason')).toBe(outOfService);
      expect(await words('out-of-service')).toContain('0471-12317');
      expect(await at('slot-1').count()).toBe(0);
    },
  );

  it('[SCR-6] while the line is lost nothing can be bought; it comes back by itself', async () => {
    await at('slot-1').click();
    expect(await at('buy').isEnabled()).toBe(true);
    const port = Number(new URL(server.url).port);
    await server.close();
    await seen('lost');
    expect(await at('buy').isDisabled()).toBe(true);
    server = await listenScreens(screenApp({ source, log: silent, pages }), '127.0.0.1', port);
    await at('lost').waitFor({ state: 'detached' });
    expect(await at('buy').isEnabled()).toBe(true);
  });
});

describe('for the next shopper', () => {
  /** The page's own clock, which the test moves on. */
  beforeEach(async () => {
    await page.clock.install();
    await page.goto(server.url);
  });

  it('[SCR-8] the page asks before it empties a basket, then is as it was: Chinese, no aids, first page', async () => {
    await at('slot-1').click();
    await at('add').click();
    await at('language-en').click();
    await at('aid-large').click();
    await at('aid-contrast').click();
    await page.clock.fastForward(59_000);
    expect(await at('still-there').count()).toBe(0);
    await page.clock.fastForward(2_000);
    await at('stay').click();
    expect(await words('cart')).toContain('12.80');
    await page.clock.fastForward(61_000);
    await seen('still-there');
    await page.clock.fastForward(21_000);
    await seen('attract');
    const html = page.locator('html');
    for (const [name, value] of Object.entries({
      lang: 'zh-CN',
      'data-type': 'normal',
      'data-contrast': 'normal',
    })) {
      expect(await html.getAttribute(name)).toBe(value);
    }
    await at('attract').click();
    await seen('slot-1');
    expect(await at('cart').count()).toBe(0);
  });

  it.each([
    ['thanks', 30, sampleSale({ phase: 'finished', items: [sampleItem({ phase: 'delivered' })] })],
    ['refund', 120, sampleSale({ phase: 'finished', items: [sampleItem({ phase: 'refunded' })] })],
    ['cancelled', 8, sampleSale({ phase: 'cancelled' })],
  ] as const)('[SCR-8] %s closes by itself after %i seconds', async (name, seconds, sale) => {
    source.show({ sale });
    await seen(name);
    await page.clock.fastForward((seconds - 5) * 1000);
    expect(source.touches).toEqual([]);
    await page.clock.fastForward(6_000);
    await vi.waitFor(() => expect(source.touches).toEqual(['dismiss']), 10_000);
  });
});

describe('for everybody', () => {
  it('[SCR-7] speaks English at a touch, and says so to a screen reader', async () => {
    await at('language-en').click();
    expect(await page.locator('h1').textContent()).toContain('Only certified');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await words('freshness')).toBe('List is up to date');
    source.show({ freshness: 'amber' });
    await expect.poll(() => words('freshness')).toContain('still selling');
    await at('language-zh-CN').click();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  });

  it('can be bought from with a keyboard alone', async () => {
    await at('slot-1').focus();
    await page.keyboard.press('Enter');
    await at('buy').focus();
    await page.keyboard.press('Enter');
    await vi.waitFor(() => expect(source.touches).toEqual(['order 1 test']));
    await page.keyboard.press('Escape');
    await at('buy').waitFor({ state: 'detached' });
  });

  it.each([
    ['portrait', portrait],
    ['landscape', landscape],
  ])(
    '[SCR-10] fits %s with long names, many slots, few slots, large type, both languages',
    async (_name, size) => {
      await openPage(size);
      const long = sampleShelf(7).map((slot) => ({
        ...slot,
        product: {
          ...slot.product!,
          name: '莫力达瓦达斡尔族自治旗特产有机富硒五谷杂粮礼盒装家庭分享装',
          origin: 'Morin Dawa Daur Autonomous Banner, Hulunbuir',
          supplier: 'Morindawa-Nierji-Agricultural-Products-Processing-Cooperative-Union-Limited',
        },
      }));
      const counter = { ...sampleView().counter, name: '太仆寺旗宝昌镇政务服务中心一楼大厅东侧消费扶贫专柜' };
      for (const slots of [sampleShelf(60), long, sampleShelf(1), []]) {
        source.show({ slots, counter });
        await expect.poll(() => page.locator('.slot').count(), { timeout: 10_000 }).toBe(slots.length);
        for (const language of ['en', 'zh-CN']) {
          await at(`language-${language}`).click();
          expect(await clumsy()).toEqual([]);
          await at('aid-large').click();
          expect(await clumsy()).toEqual([]);
          await at('aid-large').click();
        }
      }
      source.show({ slots: long });
      await at('slot-1').click();
      await seen('buy');
      expect(await clumsy()).toEqual([]);
      const box = (await at('buy').boundingBox())!;
      expect(box.y + box.height).toBeLessThanOrEqual(size.height);
    },
  );
});
