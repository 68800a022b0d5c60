// A real hub with the demonstration's accounts, the console as it is today, and a browser that signs in by hand.
import type { Browser, Page } from 'playwright-core';
import type { HubParts } from '../../../hub/hub.ts';
import { type OfficeClient, signIn } from '../../../simulators/office/office-client.ts';
import { type HubRig, openHubRig } from '../../hub/hub-rig.ts';
import { launchBrowser } from '../browser.ts';
import { buildConsole } from '../built-console.ts';

export const demoPassword = 'demo-zhuangui';
export const desktop = { width: 1366, height: 768 };
export const phone = { width: 390, height: 844 };

export interface ConsoleWorld {
  hub: HubRig;
  browser: Browser;
  /** A page of the person's own, signed in on the sign-in page; `path` is one of the console's. */
  openAs(login: string, path?: string, size?: { width: number; height: number }): Promise<ConsolePage>;
  /** The same person over HTTP. */
  desk(login: string): Promise<OfficeClient>;
  close(): Promise<void>;
}

export interface ConsolePage {
  page: Page;
  /** What went wrong in the page itself; refusals of the hub are not counted. */
  problems: string[];
  close(): Promise<void>;
}

export async function openConsoleWorld(parts: Partial<HubParts> = {}): Promise<ConsoleWorld> {
  const built = { folder: '/tmp/people-dist', remove: async () => {} };
  const hub = await openHubRig({ pages: built.folder, ...parts });
  const browser = await launchBrowser();
  const desks = new Map<string, Promise<OfficeClient>>();

  async function openAs(login: string, path = '/', size = desktop): Promise<ConsolePage> {
    const context = await browser.newContext({ viewport: size, acceptDownloads: true });
    const page = await context.newPage();
    const problems: string[] = [];
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      const isExpected = /status of [45]\d\d|ERR_CONNECTION|ERR_INCOMPLETE/.test(message.text());
      if (message.type() === 'error' && !isExpected) problems.push(message.text());
    });
    await page.goto(`${hub.url}/console${path}`);
    await page.getByTestId('login').fill(login);
    await page.getByTestId('password').fill(demoPassword);
    await page.getByTestId('sign-in').click();
    await page.getByTestId('person').waitFor();
    return { page, problems, close: () => context.close() };
  }

  return {
    hub,
    browser,
    openAs,
    desk(login) {
      const known = desks.get(login) ?? signIn(hub.url, login, demoPassword);
      desks.set(login, known);
      return known;
    },
    async close() {
      await browser.close();
      await hub.close();
      await built.remove();
    },
  };
}
