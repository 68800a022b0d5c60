// Memory and weight in bounds that other work on the machine does not move; times are for `npm run bench`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { buildPages } from '../browser/built-pages.ts';
import { benchStart } from './start-bench.ts';

it('an installed agent with 10,000 entries stays small, also after sales', async () => {
  const { startBytes, soldBytes, emptyBytes } = await benchStart({ sales: 20, starts: 2 });
  expect(emptyBytes).toBeGreaterThan(20e6);
  expect(startBytes).toBeGreaterThan(emptyBytes);
  // The budget is 120 MB (`npm run bench -- start`); another Node or system library may need some more.
  expect(startBytes).toBeLessThan(140e6);
  expect(soldBytes).toBeLessThan(140e6);
}, 180_000);

it.each(['index', 'operator'])(
  '[SCR-44] the scripts that %s.html ships stay under 200 KB compressed',
  async (name) => {
    const { folder, remove } = await buildPages('production');
    try {
      const html = readFileSync(join(folder, `${name}.html`), 'utf8');
      const scripts = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map((match) => match[1]!);
      const bytes = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(folder, path))).length, 0);
      expect(bytes).toBeGreaterThan(50_000);
      expect(bytes).toBeLessThan(200_000);
    } finally {
      await remove();
    }
  },
);
