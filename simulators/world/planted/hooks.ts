// Plants one mistake into the production code this process is about to load. Nothing of it is in production code.
import { registerHooks } from 'node:module';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutated, type PlantedBug } from './planted-bug.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/**
 * From now on the bug's files load with its substitutions in them; what is loaded already stays as it is, so call it
 * before production code is imported. The process is spoiled for good: plant in a child and let it end.
 */
export function plant(bug: PlantedBug): void {
  const files = new Set(bug.edits.map(({ file }) => file));
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const file = url.startsWith('file:') ? fileOf(url) : '';
      return files.has(file) ? { ...loaded, source: mutated(bug, file, String(loaded.source)) } : loaded;
    },
  });
}

const fileOf = (url: string) => relative(root, fileURLToPath(url)).split(sep).join('/');
