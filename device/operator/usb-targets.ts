// Which folders are plugged-in storage that can be written to: mount points below the allowed root, nothing else.
import { constants } from 'node:fs';
import { access, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Systems mount at `<root>/<label>` or at `<root>/<user>/<label>`. */
const depthMax = 2;
const targetsMax = 16;

export interface FolderFacts {
  isFolder: boolean;
  /** Number of the file system it is on. */
  device: number;
}

export type LookAt = (path: string) => Promise<FolderFacts>;

const systemLook: LookAt = async (path) => {
  const facts = await lstat(path);
  return { isFolder: facts.isDirectory(), device: facts.dev };
};

/** Paths in order; empty when the root does not exist. Links are not followed. `look` stands in for `lstat` in tests. */
export async function usbTargets(root: string, look: LookAt = systemLook): Promise<string[]> {
  const found: string[] = [];
  await search(root, 1);
  return found.sort();

  async function search(folder: string, depth: number): Promise<void> {
    const own = await look(folder).catch(() => undefined);
    if (!own?.isFolder) return;
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      if (found.length >= targetsMax) return;
      const path = join(folder, name);
      const facts = await look(path).catch(() => undefined);
      if (!facts?.isFolder) continue;
      if (facts.device === own.device) {
        if (depth < depthMax) await search(path, depth + 1);
      } else if (await isWritable(path)) found.push(path);
    }
  }
}

const isWritable = (path: string): Promise<boolean> =>
  access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
