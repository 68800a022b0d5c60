// Private keys at rest: PKCS#8 under PBES2 with scrypt and AES-256 (RFC 5958, RFC 7914), as `openssl pkcs8 -scrypt` makes them.
import { createCipheriv, createPrivateKey, type KeyObject, scryptSync } from 'node:crypto';
import { localSigner } from '../catalog/keys.ts';
import type { Signer } from '../catalog/signer.ts';
import { DomainError } from '../platform/domain-error.ts';

/** KEY-1: a sentence of some words; shorter ones are guessed from a stolen file. */
export const passphraseMin = 12;
/** 16 MiB and some 50 ms a try: as much as OpenSSL opens without being told to allow more. */
const cost = { N: 16_384, r: 8, p: 1 };
const pemName = 'ENCRYPTED PRIVATE KEY';
const pemBytesMax = 4096;

function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts);
const octets = (bytes: Uint8Array) => der(0x04, bytes);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));

function whole(value: number): Buffer {
  const hex = value.toString(16);
  return der(0x02, Buffer.from((hex.length % 2 ? '0' : '') + hex, 'hex'));
}

// 1.2.840.113549.1.5.13, 1.3.6.1.4.1.11591.4.11, 2.16.840.1.101.3.4.1.42
const oids = { pbes2: '2a864886f70d01050d', scrypt: '2b06010401da47040b', aes256Cbc: '60864801650304012a' };

/** Throws DomainError `weak-passphrase`. */
export function checkPassphrase(passphrase: string): void {
  if ([...passphrase].length >= passphraseMin && new Set(passphrase).size >= 5) return;
  throw new DomainError(
    'invalid',
    'weak-passphrase',
    `A passphrase has at least ${passphraseMin} characters, not all the same: take some words.`,
  );
}

/** An Ed25519 private key as encrypted PEM. `salt` and `iv`: 16 random bytes each. */
export function sealKey(key: KeyObject, passphrase: string, salt: Uint8Array, iv: Uint8Array): string {
  checkPassphrase(passphrase);
  const secret = scryptSync(Buffer.from(passphrase, 'utf8'), salt, 32, cost);
  const cipher = createCipheriv('aes-256-cbc', secret, iv);
  const plain = key.export({ format: 'der', type: 'pkcs8' });
  const hidden = Buffer.concat([cipher.update(plain), cipher.final()]);
  const derivation = sequence(
    oid(oids.scrypt),
    sequence(octets(salt), whole(cost.N), whole(cost.r), whole(cost.p), whole(32)),
  );
  const scheme = sequence(oid(oids.aes256Cbc), octets(iv));
  const info = sequence(sequence(oid(oids.pbes2), sequence(derivation, scheme)), octets(hidden));
  const lines = info
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd();
  return `-----BEGIN ${pemName}-----\n${lines}\n-----END ${pemName}-----\n`;
}

/**
 * A signer for one use; keep no reference to it. Throws DomainError `bad-key` for what is no sealed Ed25519 key,
 * `wrong-passphrase`.
 */
export function openKey(pem: string, passphrase: string): Signer {
  if (pem.length > pemBytesMax || !pem.includes(`-----BEGIN ${pemName}-----`))
    throw new DomainError(
      'invalid',
      'bad-key',
      'This is no key sealed by a passphrase (ENCRYPTED PRIVATE KEY): take the .pem file the ceremony made.',
    );
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, passphrase });
  } catch {
    throw new DomainError('forbidden', 'wrong-passphrase', 'The passphrase does not open this key.');
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new DomainError('invalid', 'bad-key', 'The file holds another kind of key than Ed25519.');
  return localSigner(key);
}
