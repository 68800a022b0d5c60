import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadOrCreateJournalKey } from './key.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-key-'));
});
afterEach(() => rm(folder, { recursive: true }));
const path = () => join(folder, 'keys', 'journal.key');

it('[JRN-8] makes a key once, readable by its owner only, and signs with it ever after', async () => {
  const made = await loadOrCreateJournalKey(path());
  expect((await stat(path())).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'keys'))).toEqual(['journal.key']);
  const loaded = await loadOrCreateJournalKey(path());
  expect(loaded.publicKey).toBe(made.publicKey);
  const spki = createPublicKey({ key: Buffer.from(made.publicKey, 'base64'), format: 'der', type: 'spki' });
  const bytes = Buffer.from('head');
  expect(verify(null, bytes, spki, Buffer.from(loaded.sign(bytes), 'base64'))).toBe(true);
});

it('[JRN-8] never replaces a file that holds no Ed25519 key', async () => {
  const made = await loadOrCreateJournalKey(path());
  const rsa = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  });
  for (const content of ['', 'rubbish', (await readFile(path(), 'utf8')).slice(0, 60), rsa as string]) {
    await writeFile(path(), content);
    await expect(loadOrCreateJournalKey(path())).rejects.toMatchObject({
      name: 'JournalError',
      code: 'damaged',
    });
    expect(await readFile(path(), 'utf8')).toBe(content);
  }
  expect(made.publicKey).not.toBe('');
});

it('[JRN-8] says so when the file cannot be read', async () => {
  await expect(loadOrCreateJournalKey(folder)).rejects.toMatchObject({ code: 'io' });
});
