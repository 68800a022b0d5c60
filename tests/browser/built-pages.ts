// The counter's two pages, built from the sources as they are, into a folder of their own: never those of yesterday.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

const screens = join(import.meta.dirname, '..', '..', 'device', 'screens');

export interface BuiltPages {
  folder: string;
  remove(): Promise<void>;
}

/** Within a test React is the one for development, which complains more and weighs more; `production` is what is shipped. */
export async function buildPages(kind?: 'production'): Promise<BuiltPages> {
  const folder = await mkdtemp(join(tmpdir(), 'screens-'));
  const before = process.env['NODE_ENV'];
  if (kind) process.env['NODE_ENV'] = kind;
  try {
    await build({
      configFile: join(screens, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: folder, emptyOutDir: true },
    });
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
