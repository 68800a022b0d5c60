import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openKey, sealKey } from './sealed-key.ts';
import { isSignedBy } from './verify.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const passphrase = '草原上的风 spring wind';
const sealed = sealKey(privateKey, passphrase, randomBytes(16), randomBytes(16));
const raw = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');

describe('sealed keys', () => {
  it('[KEY-1] only the passphrase opens what is kept', () => {
    const signer = openKey(sealed, passphrase);
    expect(signer.publicKey).toBe(raw);
    const bytes = new TextEncoder().encode('目录');
    const signature = Buffer.from(signer.sign(bytes)).toString('hex');
    expect(isSignedBy(raw, bytes, signature)).toBe(true);
    expect(isSignedBy(raw, new TextEncoder().encode('别的'), signature)).toBe(false);
    expect(isSignedBy('zz', bytes, signature)).toBe(false);
    expect(isSignedBy(raw, bytes, '00')).toBe(false);
    expect(() => openKey(sealed, `${passphrase} `)).toThrow(
      expect.objectContaining({ reason: 'wrong-passphrase' }),
    );
    const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
    expect(sealed.replaceAll('\n', '')).not.toContain(pkcs8.slice(20));
  });

  it('[KEY-1] keys in the clear, other kinds of keys and short passphrases are refused', () => {
    const clear = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
    expect(() => openKey(clear, '')).toThrow(expect.objectContaining({ reason: 'bad-key' }));
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const sealedOther = sealKey(other, passphrase, randomBytes(16), randomBytes(16));
    expect(() => openKey(sealedOther, passphrase)).toThrow(expect.objectContaining({ reason: 'bad-key' }));
    for (const weak of ['kurz', 'aaaaaaaaaaaaaaaa'])
      expect(() => sealKey(privateKey, weak, randomBytes(16), randomBytes(16))).toThrow(
        expect.objectContaining({ reason: 'weak-passphrase' }),
      );
  });
});
