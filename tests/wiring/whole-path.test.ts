// The promise of the first page of the README, on real parts: hub, counter and board as processes, TLS, a pseudo-terminal,
// SQLite, and two people in front of two browser pages.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Dashboard } from '../../hub/http/views.ts';
import { launchBrowser, openPage } from '../browser/browser.ts';
import { type Demo, shopperView, startDemo } from './demo.ts';

const waitFor = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 20_000, interval: 50 });

let demo: Demo;
let browser: Browser;
let shopper: Page;
let console_: Page;
let problems: string[][];

beforeAll(async () => {
  [demo, browser] = await Promise.all([
    startDemo('--counters', '2', '--time-factor', '0', '--slots', '8'),
    launchBrowser(),
  ]);
  const atCounter = await openPage(browser, `${demo.screen}/`, { width: 1080, height: 1920 });
  const atHub = await openPage(browser, `${demo.console}/console/live`, { width: 1366, height: 768 });
  await atHub.page.getByTestId('demo-demo-admin').click();
  await atHub.page.getByTestId('connection').waitFor();
  shopper = atCounter.page;
  console_ = atHub.page;
  problems = [atCounter.problems, atHub.problems];
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

const dashboard = async (): Promise<Dashboard> =>
  (
    await fetch(`${demo.console}/api/dashboard`, { headers: { authorization: `Bearer ${demo.token}` } })
  ).json() as Promise<Dashboard>;
const boardLog = () => readFileSync(join(demo.data, 'counter', 'board.log'), 'utf8');

const view = () => shopperView(demo.screen);

async function journalOf(counter: string): Promise<Record<string, unknown>[]> {
  const response = await fetch(`${demo.console}/api/counters/${counter}/journal`, {
    headers: { authorization: `Bearer ${demo.token}` },
  });
  return (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('from the touch to the console, and back', () => {
  it('[DEMO-1] a sale made on the shopper screen is on the console within two seconds, and the motor has turned', async () => {
    const { counter, slots } = await waitFor(async () => {
      const now = await view();
      expect(now.outOfService).toBeNull();
      return now;
    });
    const slot = slots.find((candidate) => candidate.forSale)!;
    await shopper.getByTestId(`slot-${slot.slot}`).click();
    await shopper.getByTestId('buy').click();
    await shopper.getByTestId('method-test').click();
    await shopper.getByTestId('pay-test').click();
    await shopper.getByTestId('thanks').waitFor();
    const thankedAt = Date.now();
    await console_.getByTestId('sale-row').filter({ hasText: slot.product!.name }).first().waitFor();
    expect(Date.now() - thankedAt).toBeLessThan(2000);
    const [sale] = (await dashboard()).sales;
    expect(sale).toMatchObject({
      counter: counter.id,
      entry: slot.entry,
      priceFen: slot.priceFen,
      slot: slot.slot,
    });
    // The drive command of the vending board: FA FB 06 05, and the goods that fell.
    expect(boardLog()).toMatch(/UC→VMC FA FB 06 05/);
    expect(boardLog()).toContain(`goods of slot ${slot.slot} fall`);
    // Judged in the background, after the commit that the console showed (HTTP-8).
    await expect.poll(async () => (await dashboard()).certifiedShare, { timeout: 15_000 }).toBe(100);
    await shopper.getByTestId('dismiss').click();
  });

  it('[SANC-5] a withdrawn product leaves the screen within a second, is refused when asked for directly, and the attempt is recorded', async () => {
    const { counter, slots } = await view();
    const slot = slots.find((candidate) => candidate.forSale)!;
    const gone = shopper
      .getByTestId(`slot-${slot.slot}-reason`)
      .waitFor()
      .then(() => Date.now());
    await demo.hub('withdraw', 'product', slot.entry, '--reason', '抽检不合格');
    const leftAt = await gone;
    const [sanction] = (await dashboard()).sanctions;
    expect(leftAt - sanction!.at).toBeLessThan(1000);

    const motorsBefore = boardLog().match(/motor of slot/g)!.length;
    const answer = await fetch(`${demo.screen}/api/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ slots: [slot.slot], method: 'test' }),
    });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({
      refusals: [{ slot: slot.slot, reasons: ['product-withdrawn'] }],
    });
    expect(boardLog().match(/motor of slot/g)!.length).toBe(motorsBefore);

    const attempt = {
      kind: 'refused',
      point: 'pay',
      slot: slot.slot,
      entry: slot.entry,
      reasons: ['product-withdrawn'],
    };
    await waitFor(async () =>
      expect(await journalOf(counter.id)).toContainEqual(expect.objectContaining(attempt)),
    );
    await console_.getByTestId('refusal-row').filter({ hasText: slot.product!.name }).first().waitFor();
    await waitFor(async () => {
      const [effective] = (await dashboard()).sanctions;
      expect(effective).toMatchObject({ confirmed: 3, total: 3, pending: [] });
    });
  });

  it('[SCR-1] neither page had an error on it', () => {
    expect(problems).toEqual([[], []]);
  });

  it('[DEMO-2] Ctrl-C stops everything and leaves no process behind', async () => {
    const { data } = demo;
    expect(await demo.stop()).toBe(0);
    const running = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    expect(running.split('\n').filter((line) => line.includes(data))).toEqual([]);
  });
});
