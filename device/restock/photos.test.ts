import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPhotoStore, photoBytesMax } from './photos.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'photos-'));
});
afterEach(() => rm(folder, { recursive: true }));

const jpeg = (mark: number, length = 1000) => {
  const bytes = new Uint8Array(length).fill(mark);
  bytes.set([0xff, 0xd8, 0xff]);
  return bytes;
};

describe('photographs of slots', () => {
  it('[RST-14] are files named by their SHA-256, the same one once', async () => {
    const store = createPhotoStore({ folder: join(folder, 'new') });
    const png = new Uint8Array(500);
    png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const sha256 = createHash('sha256').update(png).digest('hex');
    expect(await store.keep(png)).toEqual({ ok: true, photo: sha256 });
    await store.keep(png);
    expect(await readdir(join(folder, 'new'))).toEqual([`${sha256}.png`]);
  });

  it('[RST-14] are refused when they are too large, too small or no picture', async () => {
    const store = createPhotoStore({ folder });
    expect(await store.keep(jpeg(1, photoBytesMax + 1))).toEqual({ ok: false, problem: 'photo-size' });
    expect(await store.keep(jpeg(1, 10))).toEqual({ ok: false, problem: 'photo-size' });
    expect(await store.keep(new TextEncoder().encode('<svg>'.repeat(100)))).toEqual({
      ok: false,
      problem: 'photo-format',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['number', { countMax: 2 }],
    ['size', { bytesMax: 2500 }],
  ])('[RST-14] make room by removing the oldest: bounded in %s', async (_what, bound) => {
    await writeFile(join(folder, 'keep.txt'), 'not ours');
    const store = createPhotoStore({ folder, ...bound });
    const names: string[] = [];
    for (const mark of [1, 2, 3]) {
      const kept = await store.keep(jpeg(mark));
      names.push(kept.ok ? `${kept.photo}.jpg` : '');
      // Seen from a clock that fell back, all others are newer than the one that comes next.
      await utimes(join(folder, names.at(-1)!), 5e9 + mark, 5e9 + mark);
    }
    expect((await readdir(folder)).sort()).toEqual([names[1]!, names[2]!, 'keep.txt'].sort());
  });
});
