// Large type, high contrast, low controls, voice, another script, scanner noise, impatient fingers, a lost line.
import { listenScreens, screenApp } from '@zhuangui/device/screens/server.ts';
import { sampleSale } from '@zhuangui/device/screens/testing/sample-views.ts';
import type { Page } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import { clumsyOn, faintOn, landscape, portrait, useStage } from './shopper-stage.ts';
import { items, shopperShots } from './shots-shopper.ts';

const stage = useStage();
const { tap, seen, words } = stage;
const html = () => stage.page.locator('html');

/** One of each kind of page; the rest differ in words only. */
const kinds = [
  'shelf-troubled-amber',
  'product',
  'product-refused',
  'methods-outage',
  'info',
  'pay-wechat',
  'pay-cash-some',
  'cabinet-open',
  'thanks-cash-change',
  'refund-part',
];

/** As the switches do; they cannot be reached while a dialog is open. */
const setAid = (name: 'type' | 'contrast' | 'reach', value: string) =>
  stage.page.evaluate(
    ([key, wanted]) => {
      document.documentElement.dataset[key!] = wanted;
    },
    [name, value],
  );

/** What can be touched now: in the open dialog when there is one. */
const touchTops = (page: Page) =>
  page.evaluate(() => {
    const layer = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
    const buttons = [...layer.querySelectorAll('button')].filter((button) => {
      const box = button.getBoundingClientRect();
      const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return box.width > 0 && middle !== null && button.contains(middle);
    });
    return buttons.map((button) => button.getBoundingClientRect().top);
  });

const settled = () => stage.page.locator('html:not([data-settling])').waitFor({ state: 'attached' });

describe('aids', () => {
  it.each(kinds)(
    '[SCR-10] [SCR-33] %s can be read and reached in every mode and orientation',
    async (name) => {
      const { page } = stage;
      const shot = shopperShots.find((each) => each.name === name)!;
      shot.view(stage.source);
      await shot.act?.(page);
      await seen(shot.until);
      await settled();
      expect(await faintOn(page, 4.5)).toEqual([]);
      await setAid('contrast', 'high');
      expect(await faintOn(page, 7)).toEqual([]);
      await setAid('contrast', 'normal');
      await setAid('reach', 'low');
      const tops = await touchTops(page);
      expect(tops.length).toBeGreaterThan(0);
      expect(Math.min(...tops)).toBeGreaterThanOrEqual(portrait.height / 2);
      expect(await clumsyOn(page)).toEqual([]);
      await setAid('reach', 'all');
      for (const size of [portrait, landscape]) {
        await page.setViewportSize(size);
        for (const type of ['normal', 'large']) {
          await setAid('type', type);
          expect(await clumsyOn(page), `${type} ${size.width}`).toEqual([]);
        }
      }
    },
  );

  it('[SCR-33] aids are over with the shopper who chose them', async () => {
    stage.source.show({ screen: { idleMs: 2_000, voice: false } });
    for (const aid of ['large', 'contrast', 'low']) await tap(`aid-${aid}`);
    expect(await html().evaluate((page) => ({ ...page.dataset }))).toMatchObject({
      reach: 'low',
      contrast: 'high',
    });
    await seen('attract');
    const data = await html().evaluate((page) => ({ ...page.dataset }));
    expect(data).toMatchObject({ type: 'normal', contrast: 'normal', reach: 'all' });
  });

  it('stands still for whoever wishes no motion', async () => {
    await stage.page.emulateMedia({ reducedMotion: 'reduce' });
    stage.source.show({ sale: sampleSale({ phase: 'dispensing' }) });
    await seen('progress');
    const turning = stage.page.locator('.turning');
    expect(await turning.evaluate((element) => getComputedStyle(element).animationName)).toBe('none');
  });
});

describe('voice', () => {
  const listen = async (page: Page): Promise<void> => {
    await page.addInitScript(() => {
      const said: string[] = [];
      Object.assign(window, {
        said,
        SpeechSynthesisUtterance: class {
          text: string;
          lang = '';
          constructor(text: string) {
            this.text = text;
          }
        },
      });
      const speak = (words: { text: string; lang: string }) => said.push(`${words.lang} ${words.text}`);
      Object.defineProperty(window, 'speechSynthesis', { value: { speak, cancel() {} } });
    });
  };
  const said = () => stage.page.evaluate(() => (window as unknown as { said: string[] }).said);

  it('[SCR-37] speaks when switched on, in the language shown, and only then', async () => {
    await stage.open(portrait, listen);
    await tap('slot-1');
    await tap('product-close');
    expect(await said()).toEqual([]);
    await tap('aid-voice');
    await tap('slot-1');
    await vi.waitFor(async () => expect((await said()).at(-1)).toBe('zh-CN 敖汉小米，12.80 元。'));
    await tap('product-close');
    await tap('language-en');
    await vi.waitFor(async () => expect((await said()).at(-1)).toMatch(/^en-GB Welcome/));
  });

  it('[SCR-37] is on from the start where the counter is set so', async () => {
    stage.source.show({ screen: { idleMs: 60_000, voice: true } });
    await stage.open(portrait, listen);
    await vi.waitFor(async () => expect((await said())[0]).toContain('欢迎选购'), 10_000);
  });

  it('[SCR-37] has no switch and no fault on a machine that cannot speak', async () => {
    await stage.open(portrait, async (page) => {
      await page.addInitScript(() => {
        delete (Window.prototype as unknown as Record<string, unknown>)['speechSynthesis'];
        delete (window as unknown as Record<string, unknown>)['speechSynthesis'];
      });
    });
    await seen('slot-1');
    expect(await stage.count('aid-voice')).toBe(0);
    await tap('slot-1');
    await seen('buy');
  });
});

describe('another script', () => {
  it.each([
    ['portrait', portrait],
    ['landscape', landscape],
  ])('[SCR-31] written in columns, the shelf and a product stay on a %s screen', async (_name, size) => {
    await stage.open(size);
    await seen('slot-1');
    await html().evaluate((page) => {
      page.style.writingMode = 'vertical-lr';
    });
    const fits = () =>
      stage.page.evaluate(() =>
        [...document.querySelectorAll('.top, .rest, .footer, .scroller-room, dialog[open]')]
          .filter((element) => {
            const box = element.getBoundingClientRect();
            return box.right > window.innerWidth + 1 || box.bottom > window.innerHeight + 1;
          })
          .map((element) => element.className),
      );
    expect(await fits()).toEqual([]);
    await tap('slot-1');
    await seen('buy');
    expect(await fits()).toEqual([]);
    await tap('buy');
    await vi.waitFor(() => expect(stage.source.touches).toEqual(['order 1 test']));
  });

  it('[SCR-31] direction, fonts and language follow the locale file', async () => {
    await tap('language-en');
    const style = await html().evaluate((page) => [
      page.getAttribute('lang'),
      page.getAttribute('dir'),
      page.style.writingMode,
    ]);
    expect(style).toEqual(['en', 'ltr', 'horizontal-tb']);
    expect(await html().evaluate((page) => getComputedStyle(page).fontFamily)).toMatch(/^"Noto Sans",/);
  });
});

describe('noise and haste', () => {
  it('[SCR-34] a scan at the shopper page buys nothing, though a button has the focus', async () => {
    await tap('slot-1');
    await stage.page.getByTestId('buy').focus();
    await stage.page.keyboard.type('06901234567892');
    await stage.page.keyboard.press('Enter');
    await tap('add');
    await seen('cart');
    expect(stage.source.touches).toEqual([]);
  });

  it('[SCR-35] a second tap on what has gone does not press what came in its place', async () => {
    stage.source.answers.order = () => {
      stage.source.show({ sale: sampleSale() });
      return { accepted: true, order: sampleSale().order };
    };
    await tap('slot-1');
    await tap('buy');
    await seen('paying');
    const box = (await stage.page.getByTestId('cancel-pay').boundingBox())!;
    const isSettling = (await html().getAttribute('data-settling')) !== null;
    if (isSettling) await stage.page.touchscreen.tap(box.x + 20, box.y + 20);
    await settled();
    expect(stage.source.touches).toEqual(['order 1 test']);
    await tap('cancel-pay');
    await vi.waitFor(() => expect(stage.source.touches).toEqual(['order 1 test', 'cancel']));
  });

  it('[SCR-35] while an order is under way its buttons are off, and say so', async () => {
    let answer: (value: { accepted: true; order: string }) => void = () => {};
    stage.source.answers.order = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    await tap('slot-1');
    await settled();
    const buy = (await stage.page.getByTestId('buy').boundingBox())!;
    for (let press = 0; press < 4; press++) await stage.page.touchscreen.tap(buy.x + 40, buy.y + 20);
    await expect.poll(() => stage.page.getByTestId('buy').isDisabled()).toBe(true);
    expect(await words('buy')).toContain('请稍候');
    stage.source.show({ sale: sampleSale({ items: items({}) }) });
    answer({ accepted: true, order: sampleSale().order });
    await seen('paying');
    expect(stage.source.touches).toEqual(['order 1 test']);
  });

  it('[SCR-6] a lost line covers the code of a payment, and lifts by itself', async () => {
    stage.source.show({ sale: sampleSale({ method: 'wechat', qr: 'weixin://x' }) });
    await seen('qr');
    const port = Number(new URL(stage.server.url).port);
    await stage.server.close();
    await seen('lost');
    expect(await words('lost')).toContain('已付款的订单不受影响');
    expect(await stage.page.getByTestId('cancel-pay').isDisabled()).toBe(true);
    const app = screenApp({
      source: stage.source,
      log: { info() {}, warn() {}, error() {} },
      pages: stage.pages,
    });
    stage.server = await listenScreens(app, '127.0.0.1', port);
    await stage.page.getByTestId('lost').waitFor({ state: 'detached' });
    await seen('qr');
  });
});
