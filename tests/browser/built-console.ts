// The console, built from the sources as they are, into a folder of its own: never that of yesterday.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { BuiltPages } from './built-pages.ts';

const console = join(import.meta.dirname, '..', '..', 'hub', 'console');

/** For `HubParts.pages`. */
export async function buildConsole(): Promise<BuiltPages> {
  const folder = await mkdtemp(join(tmpdir(), 'console-'));
  await build({
    configFile: join(console, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
