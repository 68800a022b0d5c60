import { copyFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onlineSigners } from './keys.ts';
import { type OnlineIds, onlineKeysIn } from './online-keys.ts';
import type { OnlineSigners } from './signer.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'online-keys-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const idsOf = ({ snapshot, timestamp, channels }: OnlineSigners): OnlineIds => ({
  snapshot: snapshot.keyId,
  timestamp: timestamp.keyId,
  channels: channels.keyId,
});

describe('the hub’s online keys', () => {
  it('[KEY-12] the next ones wait beside those in use, once made always the same, readable by their owner only', async () => {
    const first = idsOf(await onlineSigners(folder));
    const next = idsOf(await onlineKeysIn(folder).next());
    expect(idsOf(await onlineKeysIn(folder).next())).toEqual(next);
    expect(idsOf(await onlineSigners(folder))).toEqual(first);
    expect(new Set([...Object.values(first), ...Object.values(next)]).size).toBe(6);
    for (const name of await readdir(join(folder, 'next')))
      expect((await stat(join(folder, 'next', name))).mode & 0o077).toBe(0);
  });

  it('[KEY-12] a hub that fell between the commit and its files, or between two files, takes them at its next start', async () => {
    await onlineSigners(folder);
    const next = idsOf(await onlineKeysIn(folder).next());
    // Before any file was moved: what the root names is found all the same.
    expect(idsOf(await onlineKeysIn(folder).find(next))).toEqual(next);
    // After the first of three.
    await copyFile(join(folder, 'next', 'online-snapshot.json'), join(folder, 'online-snapshot.json'));
    expect(idsOf(await onlineKeysIn(folder).adopt(next))).toEqual(next);
    expect(idsOf(await onlineSigners(folder))).toEqual(next);
    expect(await readdir(folder)).not.toContain('next');
    // Again does nothing.
    expect(idsOf(await onlineKeysIn(folder).adopt(next))).toEqual(next);
  });

  it('[KEY-12] keys that the root does not name are not used, and a missing one is said', async () => {
    const first = idsOf(await onlineSigners(folder));
    await onlineKeysIn(folder).next();
    expect(idsOf(await onlineKeysIn(folder).adopt(first))).toEqual(first);
    await expect(onlineKeysIn(folder).adopt({ ...first, timestamp: 'f'.repeat(64) })).rejects.toThrow(
      /timestamp key ffffffffffffffff… that this hub does not hold/,
    );
  });
});
