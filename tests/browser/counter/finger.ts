// A finger on a counter's screen: a page of its own with touch, whose mistakes are remembered.
import type { Page } from 'playwright-core';
import { create } from 'qrcode';
import { expect, onTestFinished } from 'vitest';
import type { World } from './world.ts';

export interface Finger {
  page: Page;
  tap(id: string): Promise<void>;
  seen(id: string): Promise<void>;
  words(id: string): Promise<string>;
  count(id: string): Promise<number>;
  attribute(id: string, name: string): Promise<string | null>;
}

/** Opens a page; when the test ends nothing may have gone wrong on it. */
export async function touch(
  { browser }: World,
  url: string,
  viewport = { width: 1080, height: 1920 },
): Promise<Finger> {
  const context = await browser.newContext({ viewport, hasTouch: true });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // The browser itself writes a line for every answer of 400 and above and for a lost line.
    const isExpected = /status of [45]\d\d|ERR_CONNECTION|ERR_INCOMPLETE/.test(message.text());
    if (message.type() === 'error' && !isExpected) problems.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(problems).toEqual([]);
  });
  await page.goto(url);
  const at = (id: string) => page.getByTestId(id).first();
  return {
    page,
    tap: (id) => at(id).tap(),
    seen: (id) => at(id).waitFor({ state: 'visible' }),
    words: async (id) => (await at(id).textContent()) ?? '',
    count: (id) => page.getByTestId(id).count(),
    attribute: (id, name) => at(id).getAttribute(name),
  };
}

/** From the shelf to the page to pay at, with these slots in the basket. */
export async function choose(finger: Finger, slots: readonly number[], method: string): Promise<void> {
  const [only] = slots;
  if (slots.length === 1) {
    await finger.tap(`slot-${only}`);
    await finger.tap('buy');
  } else {
    for (const slot of slots) {
      await finger.tap(`slot-${slot}`);
      await finger.tap('add');
    }
    await finger.tap('cart-open');
    await finger.tap('cart-page-pay');
  }
  await finger.tap(`method-${method}`);
  await finger.seen('paying');
}

/** What a phone reads off the screen: the drawn cells have to be those of the text. */
export async function codeOn(finger: Finger, id = 'qr'): Promise<string> {
  await finger.seen(id);
  const text = (await finger.attribute(id, 'data-text')) ?? '';
  const drawn = (await finger.page.getByTestId(id).locator('path').getAttribute('d')) ?? '';
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const dark = [...drawn.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`);
  const wanted = [...modules.data.keys()].filter((index) => modules.data[index]);
  const { size } = modules;
  expect(dark).toEqual(wanted.map((index) => `${index % size} ${Math.floor(index / size)}`));
  return text;
}
