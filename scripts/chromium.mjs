// Where a Chromium is, asked by the bootstrap script (Node 20, no packages yet) and by the browser tests alike.
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const systemPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

function playwrightPaths() {
  const cache = process.env.PLAYWRIGHT_BROWSERS_PATH ?? join(homedir(), '.cache', 'ms-playwright');
  if (!existsSync(cache)) return [];
  return readdirSync(cache)
    .filter((name) => name.startsWith('chromium-'))
    .flatMap((name) =>
      ['chrome-linux64', 'chrome-linux'].map((folder) => join(cache, name, folder, 'chrome')),
    );
}

/** @returns {string | undefined} path of an executable Chromium; CHROMIUM_PATH wins when it is set. */
export function findChromium() {
  const candidates = [process.env.CHROMIUM_PATH, ...systemPaths, ...playwrightPaths()];
  return candidates.find((path) => path && existsSync(path));
}
