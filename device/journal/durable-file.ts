// Files that are there, whole, after a power cut.
import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

async function withFile<T>(path: string, flags: string, mode: number, use: (file: FileHandle) => Promise<T>) {
  const file = await open(path, flags, mode);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Makes renames and new names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  await withFile(folder, 'r', 0, (handle) => handle.sync());
}

/** Writes a file whole or not at all: beside it, synced, renamed, folder synced. `mode` as in chmod. */
export async function writeFileDurably(
  path: string,
  content: Uint8Array | string,
  mode: number,
): Promise<void> {
  const draft = `${path}.new`;
  await withFile(draft, 'w', mode, async (file) => {
    await file.chmod(mode);
    await file.writeFile(content);
    await file.sync();
  });
  await rename(draft, path);
  await syncFolder(dirname(path));
}
