// Photographs of restocked slots: files named by their SHA-256, bounded in number and size (RST-14).
import { createHash } from 'node:crypto';
import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '../journal/durable-file.ts';

export const photoBytesMax = 2_000_000;
/** Shorter than any picture a camera makes. */
const photoBytesMin = 100;

export type PhotoProblem = 'photo-size' | 'photo-format';
export type KeptPhoto = { ok: true; photo: string } | { ok: false; problem: PhotoProblem };

export interface PhotoStore {
  /** Keeps one photograph; rejects only when the disk does. */
  keep(bytes: Uint8Array): Promise<KeptPhoto>;
}

const kinds = [
  { ending: 'jpg', magic: [0xff, 0xd8, 0xff] },
  { ending: 'png', magic: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
];
const ownName = /^[0-9a-f]{64}\.(jpg|png)$/;

const endingOf = (bytes: Uint8Array): string | undefined =>
  kinds.find(({ magic }) => magic.every((byte, index) => bytes[index] === byte))?.ending;

interface Kept {
  path: string;
  bytes: number;
  atMs: number;
}

/** Newest first; other files in the folder are left alone. */
async function keptIn(folder: string): Promise<Kept[]> {
  const names = (await readdir(folder)).filter((name) => ownName.test(name));
  const kept = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const { size, mtimeMs } = await stat(path);
      return { path, bytes: size, atMs: mtimeMs };
    }),
  );
  return kept.sort((a, b) => b.atMs - a.atMs);
}

/** Removes the oldest until both bounds hold; `newest` always stays, whatever the clock says of its age. */
async function makeRoom(folder: string, newest: string, countMax: number, bytesMax: number): Promise<void> {
  let count = 0;
  let bytes = 0;
  const kept = await keptIn(folder);
  const first = kept.filter((one) => one.path === newest);
  for (const one of [...first, ...kept.filter(({ path }) => path !== newest)]) {
    count += 1;
    bytes += one.bytes;
    if (count > countMax || bytes > bytesMax) await unlink(one.path);
  }
}

export function createPhotoStore(parts: {
  folder: string;
  countMax?: number;
  bytesMax?: number;
}): PhotoStore {
  const { folder, countMax = 200, bytesMax = 60_000_000 } = parts;
  return {
    async keep(bytes) {
      if (bytes.length > photoBytesMax || bytes.length < photoBytesMin)
        return { ok: false, problem: 'photo-size' };
      const ending = endingOf(bytes);
      if (ending === undefined) return { ok: false, problem: 'photo-format' };
      const photo = createHash('sha256').update(bytes).digest('hex');
      const path = join(folder, `${photo}.${ending}`);
      await mkdir(folder, { recursive: true });
      await writeFileDurably(path, bytes, 0o600);
      await makeRoom(folder, path, countMax, bytesMax);
      return { ok: true, photo };
    },
  };
}
