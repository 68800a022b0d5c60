// Pictures of every page of the console, in both languages and at both sizes, over a hub whose offices are at work
// (npm run screenshots:console). Usage: console-shots.ts [folder] [part of a file name]
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { allPages } from '../../hub/console/pages/all-pages.ts';
import type { ConsolePage } from '../../hub/console/pages/page.ts';
import { rolesFor } from '../../hub/people/permissions.ts';
import { demoLogins } from '../../simulators/office/demo-logins.ts';
import { type BusyOffices, busyOffices } from './hub/busy-offices.ts';
import { type ConsoleWorld, demoPassword, desktop, openConsoleWorld, phone } from './hub/console-world.ts';

const sizes = { desktop, phone };
const languages = ['zh-CN', 'en'] as const;
type Size = keyof typeof sizes;
type Language = (typeof languages)[number];

/** Whoever sees most of it: the first account with a role that may open the page. */
function visitorOf(page: ConsolePage): string {
  const found = demoLogins.find(
    ({ role }) => page.need === 'signed-in' || rolesFor(page.need).includes(role),
  );
  if (!found) throw new Error(`Nobody of the demonstration may open ${page.path}`);
  return found.login;
}

const fileOf = (path: string): string =>
  path === '/' ? 'home' : path.slice(1).replaceAll('/', '-').replaceAll(':', '');

async function signedIn(world: ConsoleWorld, login: string, size: Size): Promise<Page> {
  const context = await world.browser.newContext({ viewport: sizes[size], locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(`${world.hub.url}/console/`);
  await page.getByTestId('login').fill(login);
  await page.getByTestId('password').fill(demoPassword);
  await page.getByTestId('sign-in').click();
  await page.getByTestId('person').waitFor();
  return page;
}

async function setLanguage(page: Page, language: Language): Promise<void> {
  await page.evaluate((name) => localStorage.setItem('language', name), language);
}

/** The whole page, its inner scrolling included. */
async function shoot(page: Page, address: string, path: string): Promise<string[]> {
  const problems: string[] = [];
  const note = (error: Error) => problems.push(error.message);
  page.on('pageerror', note);
  await page.goto(address);
  await page.waitForFunction(
    () =>
      document.querySelector('main, form') !== null &&
      document.querySelector('[aria-busy="true"], .ant-spin-spinning') === null,
  );
  // Charts draw themselves over a few frames.
  await page.waitForTimeout(700);
  await page.addStyleTag({ content: '.shell{height:auto!important}.shell>main{overflow:visible!important}' });
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);
  if (isWide) problems.push('wider than the window');
  await page.screenshot({ path, animations: 'disabled', fullPage: true });
  page.off('pageerror', note);
  return problems;
}

interface Shot {
  page: ConsolePage;
  path: string;
  login: string;
}

function shotsOf(offices: BusyOffices): Shot[] {
  return allPages.flatMap((page) => {
    const path = offices.example(page.path);
    return path === undefined ? [] : [{ page, path, login: visitorOf(page) }];
  });
}

async function takeAll(world: ConsoleWorld, shots: Shot[], folder: string, wanted: string): Promise<number> {
  let bad = 0;
  for (const size of Object.keys(sizes) as Size[])
    for (const login of new Set(shots.map((shot) => shot.login))) {
      const page = await signedIn(world, login, size);
      for (const language of languages) {
        await setLanguage(page, language);
        for (const shot of shots.filter((one) => one.login === login)) {
          const file = `${fileOf(shot.page.path)}.${size}.${language}.png`;
          if (!file.includes(wanted)) continue;
          const problems = await shoot(page, `${world.hub.url}/console${shot.path}`, join(folder, file));
          bad += problems.length;
          console.log(problems.length === 0 ? file : `${file}: ${problems.join('; ')}`);
        }
      }
      await page.context().close();
    }
  return bad;
}

const [folder = join(import.meta.dirname, '..', '..', 'data', 'screenshots-console'), wanted = ''] =
  process.argv.slice(2);
await mkdir(folder, { recursive: true });
const world = await openConsoleWorld();
try {
  const shots = shotsOf(await busyOffices(world.hub));
  const bad = await takeAll(world, shots, folder, wanted);
  if (bad > 0) process.exitCode = 1;
} finally {
  await world.close();
}
