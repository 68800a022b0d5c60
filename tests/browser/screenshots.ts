// Pictures of every page of the counter's screens: both orientations, both languages, every mode (npm run screenshots).
// Usage: screenshots.ts [folder] [part of a file name]
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { listenScreens, screenApp } from '@zhuangui/device/screens/server.ts';
import { fakeDesk } from '@zhuangui/device/screens/testing/fake-desk.ts';
import { fakeSource } from '@zhuangui/device/screens/testing/fake-source.ts';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { buildPages } from './built-pages.ts';
import type { Shot } from './shots.ts';
import { operatorShots } from './shots-operator.ts';
import { shopperShots } from './shots-shopper.ts';

const sizes = { portrait: { width: 1080, height: 1920 }, landscape: { width: 1280, height: 800 } };
type Orientation = keyof typeof sizes;

interface Variant {
  orientation: Orientation;
  language: 'zh-CN' | 'en';
  /** Test id of the switch that is touched, without `aid-`. */
  aid?: 'large' | 'contrast' | 'low';
}

const variants: Variant[] = [
  ...(['portrait', 'landscape'] as const).flatMap((orientation): Variant[] => [
    { orientation, language: 'zh-CN' },
    { orientation, language: 'en' },
    { orientation, language: 'zh-CN', aid: 'large' },
    { orientation, language: 'zh-CN', aid: 'contrast' },
  ]),
  { orientation: 'portrait', language: 'zh-CN', aid: 'low' },
];

const shots: Shot[] = [...shopperShots, ...operatorShots];
const silent = { info() {}, warn() {}, error() {} };

function variantsOf(shot: Shot): Variant[] {
  if (shot.only) return variants.filter(({ language, aid }) => language === 'zh-CN' && !aid);
  return shot.modes === false ? variants.filter(({ aid }) => !aid) : variants;
}

async function prepare(page: Page, { language, aid }: Variant): Promise<void> {
  if (language !== 'zh-CN') await page.getByTestId(`language-${language}`).click();
  if (aid) await page.getByTestId(`aid-${aid}`).click();
}

interface Studio {
  /** Folder of the built pages. */
  pages: string;
  page: Page;
}

const fileOf = (shot: Shot, { orientation, language, aid }: Variant): string =>
  `${[shot.name, orientation, shot.only ? 'all' : language, aid].filter(Boolean).join('.')}.png`;

/** A counter of its own for every picture: nothing of the one before is left. */
async function take({ pages, page }: Studio, shot: Shot, variant: Variant, path: string): Promise<void> {
  const source = fakeSource();
  const desk = fakeDesk();
  shot.view(source);
  shot.desk?.(desk);
  const server = await listenScreens(screenApp({ source, desk, log: silent, pages }), '127.0.0.1', 0);
  try {
    await page.setViewportSize(sizes[variant.orientation]);
    await page.goto(server.url + shot.url);
    if (!shot.only) await prepare(page, variant);
    await shot.act?.(page);
    await page.getByTestId(shot.until).waitFor();
    await page.screenshot({ path, animations: 'disabled' });
    await page.goto('about:blank');
  } finally {
    await server.close();
  }
}

async function takeAll(studio: Studio, folder: string, wanted: string): Promise<void> {
  for (const shot of shots) {
    for (const variant of variantsOf(shot)) {
      const file = fileOf(shot, variant);
      if (!file.includes(wanted)) continue;
      await take(studio, shot, variant, join(folder, file));
      console.log(file);
    }
  }
}

const [folder = join(import.meta.dirname, '..', '..', 'data', 'screenshots'), wanted = ''] =
  process.argv.slice(2);
await mkdir(folder, { recursive: true });
const pages = await buildPages();
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: sizes.portrait, hasTouch: true });
  await takeAll({ pages: pages.folder, page }, folder, wanted);
} finally {
  await browser.close();
  await pages.remove();
}
