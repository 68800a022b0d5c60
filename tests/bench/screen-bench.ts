// How heavy the counter's two pages are and how soon they take a touch on a slow processor, beside an empty page.
import { gzipSync } from 'node:zlib';
import { fakeDesk } from '@zhuangui/device/screens/testing/fake-desk.ts';
import { fakeSource } from '@zhuangui/device/screens/testing/fake-source.ts';
import { sampleShelf } from '@zhuangui/device/screens/testing/sample-views.ts';
import express from 'express';
import type { Browser } from 'playwright-core';
import { listenScreens, screenApp } from '../../device/screens/server.ts';
import { launchBrowser } from '../browser/browser.ts';
import { buildPages } from '../browser/built-pages.ts';

export interface ScreenRun {
  page: 'shopper' | 'shopper, all 60 slots drawn' | 'operator';
  /** Scripts the page loads, gzipped. */
  scriptBytes: number;
  /** Processor time of the page's throttled main thread until it takes touches: the least of the loads. */
  processorMs: number;
  /** From navigation to taking touches by the clock, the least too: other work on the machine counts. */
  clockMs: number;
  /** The same of a page with one button and no script, loaded in turn. */
  emptyProcessorMs: number;
  emptyClockMs: number;
  ratio: number;
}

export const timesSlower = 4;
const silent = { info() {}, warn() {}, error() {} };
const emptyPage = '<!doctype html><title>empty</title><button data-testid="here">here</button>';

interface Load {
  clockMs: number;
  processorMs: number;
  scriptBytes: number;
}

/** Loads the page in a browser context of its own: nothing is cached. */
async function load(browser: Browser, url: string, marker: string): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1080, height: 1920 }, hasTouch: true });
  try {
    const page = await context.newPage();
    const scripts: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.endsWith('.js')) scripts.push(response.body());
    });
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await session.send('Emulation.setCPUThrottlingRate', { rate: timesSlower });
    const start = performance.now();
    await page.goto(url, { waitUntil: 'commit' });
    await page.locator(marker).first().waitFor({ state: 'visible' });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    const clockMs = performance.now() - start;
    const { metrics } = await session.send('Performance.getMetrics');
    // The throttling spends the thread's own time, so it is in this figure.
    const thread = metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
    const bodies = await Promise.all(scripts);
    const scriptBytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
    return { clockMs, processorMs: thread, scriptBytes };
  } finally {
    await context.close();
  }
}

async function measure(browser: Browser, url: string, loads: number): Promise<ScreenRun[]> {
  const pages = [
    { page: 'shopper', path: '/', marker: 'html:not([data-settling]) .grid li:first-child button' },
    {
      page: 'shopper, all 60 slots drawn',
      path: '/',
      marker: 'html:not([data-settling]) [data-testid="slot-60"]',
    },
    { page: 'operator', path: '/operator', marker: '[data-testid="sign-in"]' },
  ] as const;
  const runs: ScreenRun[] = [];
  for (const { page, path, marker } of pages) {
    const full: Load[] = [];
    const empty: Load[] = [];
    for (let turn = 0; turn < loads; turn += 1) {
      full.push(await load(browser, url + path, marker));
      empty.push(await load(browser, `${url}/empty`, '[data-testid="here"]'));
    }
    const least = (from: readonly Load[], of: keyof Load) => Math.min(...from.map((one) => one[of]));
    const [processorMs, emptyProcessorMs] = [least(full, 'processorMs'), least(empty, 'processorMs')];
    runs.push({
      page,
      scriptBytes: full[0]!.scriptBytes,
      processorMs,
      clockMs: least(full, 'clockMs'),
      emptyProcessorMs,
      emptyClockMs: least(empty, 'clockMs'),
      ratio: processorMs / emptyProcessorMs,
    });
  }
  return runs;
}

/** Budgets: scripts below 200 KB compressed, touches taken within a second on a processor four times slower. */
export async function benchScreens(loads = 7): Promise<ScreenRun[]> {
  const built = await buildPages('production');
  const source = fakeSource();
  source.show({ slots: sampleShelf(60) });
  const app = express();
  app.get('/empty', (_request, response) => void response.type('html').send(emptyPage));
  app.use(screenApp({ source, desk: fakeDesk(), log: silent, pages: built.folder }));
  const server = await listenScreens(app, '127.0.0.1', 0);
  const browser = await launchBrowser();
  try {
    return await measure(browser, server.url, loads);
  } finally {
    await browser.close();
    await server.close();
    await built.remove();
  }
}
