import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type BackupFile, openBackup, parseBackup, sealBackup } from './browser-backup.ts';

const subtle = webcrypto.subtle as unknown as SubtleCrypto;
const passphrase = '一句 很长的 口令 12';

async function sealed(): Promise<BackupFile> {
  const pair = (await subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  const publicKey = Buffer.from(await subtle.exportKey('raw', pair.publicKey)).toString('hex');
  const random = (length: number) => webcrypto.getRandomValues(new Uint8Array(length));
  const key = { privateKey: pair.privateKey, publicKey, name: '苏日娜' };
  return sealBackup(subtle, key, passphrase, { salt: random(16), iv: random(12) });
}

describe('the backup of a browser’s key', () => {
  it('[KEY-14] opens with its passphrase only, and never to an extractable key', async () => {
    const file = parseBackup(JSON.stringify(await sealed()));
    const key = await openBackup(subtle, file, passphrase);
    expect([key.extractable, key.usages]).toEqual([false, ['sign']]);
    await expect(openBackup(subtle, file, `${passphrase} `)).rejects.toMatchObject({
      code: 'wrong-passphrase',
    });
  });

  it('[KEY-14] another name, public key or byte does not open', async () => {
    const file = await sealed();
    const flipped = Buffer.from(file.wrapped, 'base64');
    flipped[7]! ^= 1;
    const changed: Partial<BackupFile>[] = [
      { name: '别人' },
      { publicKey: '0'.repeat(64) },
      { wrapped: flipped.toString('base64') },
    ];
    for (const change of changed)
      await expect(openBackup(subtle, { ...file, ...change }, passphrase)).rejects.toMatchObject({
        code: 'wrong-passphrase',
      });
  });

  it('[KEY-14] what is no backup, or names a weak or endless derivation, is refused before anything is tried', async () => {
    const file = await sealed();
    const others: unknown[] = [
      null,
      'text',
      { ...file, kind: 'key' },
      { ...file, publicKey: 'zz' },
      { ...file, kdf: { ...file.kdf, iterations: 1000 } },
      { ...file, kdf: { ...file.kdf, iterations: 2_000_000_000 } },
      { ...file, kdf: { ...file.kdf, name: 'MD5' } },
      { ...file, wrapped: 'x'.repeat(5000) },
      { ...file, name: 7 },
    ];
    for (const other of others)
      expect(() => parseBackup(JSON.stringify(other))).toThrow(
        expect.objectContaining({ code: 'not-a-backup' }),
      );
  });
});
