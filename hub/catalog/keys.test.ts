import { createPublicKey, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ed25519KeyId } from '@zhuangui/protocol/lists.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoSigners } from './keys.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('demo keys', () => {
  it('[LIST-1] are made once, for the owner only, and say that they are for show', async () => {
    const made = await demoSigners(join(folder, 'keys'));
    const files = await readdir(join(folder, 'keys'));
    expect(files.length).toBe(12);
    for (const file of files) {
      const path = join(folder, 'keys', file);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const key = JSON.parse(await readFile(path, 'utf8'));
      expect(key).toMatchObject({ demo: true, name: expect.stringMatching(/^demo /) });
    }
    const again = await demoSigners(join(folder, 'keys'));
    expect(again.certifiers.map(({ keyId }) => keyId)).toEqual(made.certifiers.map(({ keyId }) => keyId));
  });

  it('[LIST-2] sign with Ed25519 under the id of their key', async () => {
    const { root } = await demoSigners(folder);
    const bytes = new TextEncoder().encode('lists');
    const der = Buffer.concat([
      Buffer.from('302a300506032b6570032100', 'hex'),
      Buffer.from(root[0]!.publicKey, 'hex'),
    ]);
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    expect(verify(null, bytes, key, root[0]!.sign(bytes))).toBe(true);
    expect(root[0]!.keyId).toBe(ed25519KeyId(root[0]!.publicKey));
    expect(new Set(root.map(({ keyId }) => keyId)).size).toBe(3);
  });

  it('[LIST-1] a damaged key file is refused by name', async () => {
    await demoSigners(folder);
    await writeFile(join(folder, 'certifier-2.json'), '{"demo":true}');
    await expect(demoSigners(folder)).rejects.toMatchObject({
      code: 'bad-key',
      message: expect.stringContaining('certifier-2.json'),
    });
  });
});
