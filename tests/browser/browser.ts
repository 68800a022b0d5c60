// A headless Chromium for browser tests, with flags that make it quiet in a closed network.
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';

export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium: run npm test, which brings one, or set CHROMIUM_PATH.');
  const quiet = [
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
  ];
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-sync', ...quiet],
  });
}

/** A page that remembers what went wrong on it; answers of 400 and above are said by the browser itself and expected. */
export async function openPage(browser: Browser, url: string, viewport: { width: number; height: number }) {
  const page: Page = await browser.newPage({ viewport });
  const problems: string[] = [];
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    const isExpected = /status of 4\d\d|ERR_CONNECTION|ERR_INCOMPLETE/.test(message.text());
    if (message.type() === 'error' && !isExpected) problems.push(message.text());
  });
  await page.goto(url);
  return { page, problems };
}
