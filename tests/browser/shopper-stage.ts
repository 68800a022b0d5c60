// A touch screen with the shopper's page on it, and an agent that says what a test tells it to.
import { listenScreens, type ScreenServer, screenApp } from '@zhuangui/device/screens/server.ts';
import { type FakeSource, fakeSource } from '@zhuangui/device/screens/testing/fake-source.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type BuiltPages, buildPages } from './built-pages.ts';

export const portrait = { width: 1080, height: 1920 };
export const landscape = { width: 1280, height: 800 };
const silent = { info() {}, warn() {}, error() {} };

export interface Stage {
  browser: Browser;
  pages: string;
  server: ScreenServer;
  source: FakeSource;
  page: Page;
  problems: string[];
  /** Opens the page anew, on a screen of this size; `before` runs before anything is loaded. */
  open(size: { width: number; height: number }, before?: (page: Page) => Promise<void>): Promise<void>;
  tap(id: string): Promise<void>;
  seen(id: string): Promise<void>;
  words(id: string): Promise<string>;
  count(id: string): Promise<number>;
}

/** Sets a stage up for every test of the file. Nothing may go wrong on the page, unless a test empties `problems`. */
export function useStage(): Stage {
  const stage = {} as Stage;
  let built: BuiltPages;
  let context: BrowserContext | undefined;
  beforeAll(async () => {
    built = await buildPages();
    stage.pages = built.folder;
    stage.browser = await launchBrowser();
  });
  afterAll(async () => {
    await stage.browser.close();
    await built.remove();
  });
  beforeEach(async () => {
    stage.source = fakeSource();
    const app = screenApp({ source: stage.source, log: silent, pages: stage.pages });
    stage.server = await listenScreens(app, '127.0.0.1', 0);
    await stage.open(portrait);
  });
  afterEach(async () => {
    await context?.close();
    await stage.server.close();
    expect(stage.problems).toEqual([]);
  });
  stage.open = async (viewport, before) => {
    await context?.close();
    context = await stage.browser.newContext({ viewport, hasTouch: true });
    stage.page = await context.newPage();
    stage.page.setDefaultTimeout(10_000);
    stage.problems = problemsOf(stage.page);
    await before?.(stage.page);
    await stage.page.goto(stage.server.url);
  };
  stage.tap = (id) => stage.page.getByTestId(id).tap();
  stage.seen = (id) => stage.page.getByTestId(id).first().waitFor({ state: 'visible' });
  stage.words = async (id) => (await stage.page.getByTestId(id).textContent()) ?? '';
  stage.count = (id) => stage.page.getByTestId(id).count();
  return stage;
}

function problemsOf(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // The browser itself writes a line for every answer of 400 and above and for a lost line.
    const isExpected = /status of 4\d\d|ERR_CONNECTION|ERR_INCOMPLETE/.test(message.text());
    if (message.type() === 'error' && !isExpected) problems.push(message.text());
  });
  return problems;
}

/** Parts wider than the room they have, and buttons too small for a gloved finger. */
export const clumsyOn = (page: Page): Promise<string[]> =>
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

/** Words whose contrast against what lies behind them is below `least`, with the ratio. */
export const faintOn = (page: Page, least: number): Promise<string[]> =>
  page.evaluate((bound) => {
    type Colour = [number, number, number, number];
    const read = (colour: string): Colour => {
      const [r = 0, g = 0, b = 0, a = 1] = colour.match(/[\d.]+/g)!.map(Number);
      return [r, g, b, a];
    };
    const over = (top: Colour, under: Colour): Colour => {
      const mix = (index: 0 | 1 | 2) => top[index] * top[3] + under[index] * (1 - top[3]);
      return [mix(0), mix(1), mix(2), 1];
    };
    const light = (colour: Colour): number => {
      const [r, g, b] = colour.slice(0, 3).map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const ground = (element: Element | null): Colour => {
      if (!element) return [255, 255, 255, 1];
      const own = read(getComputedStyle(element).backgroundColor);
      return own[3] === 1 ? own : over(own, ground(element.parentElement));
    };
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent?.trim();
      const element = walker.currentNode.parentElement!;
      if (!text || element.closest('svg, .only-spoken, script') || element.clientWidth === 0) continue;
      const behind = ground(element);
      const shown = over(read(getComputedStyle(element).color), behind);
      const [high, low] = [light(shown), light(behind)].sort((a, b) => b - a);
      const ratio = (high! + 0.05) / (low! + 0.05);
      if (ratio < bound) found.push(`${ratio.toFixed(2)}: ${text.slice(0, 20)}`);
    }
    return found;
  }, least);
