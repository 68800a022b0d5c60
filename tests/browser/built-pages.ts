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

export async function buildPages(): Promise<BuiltPages> {
  const folder = await mkdtemp(join(tmpdir(), 'screens-'));
  await build({
    configFile: join(screens, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
