// pure
// KEY-14: the backup of a browser's key as a file: sealed by a passphrase before it ever leaves the browser.
// Web Crypto only: the console writes and reads it, the command line reads it too.

export interface BackupFile {
  v: 1;
  kind: 'signing-key-backup';
  publicKey: string;
  name: string;
  kdf: { name: 'PBKDF2-SHA-256'; iterations: number; salt: string };
  cipher: { name: 'AES-256-GCM'; iv: string };
  /** PKCS#8, encrypted; Base64. */
  wrapped: string;
}

/** OWASP's figure for PBKDF2 with SHA-256: about half a second of a phone. */
export const backupIterations = 600_000;
const iterationsMax = 10_000_000;

export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly code: 'not-a-backup' | 'wrong-passphrase';
  constructor(code: BackupError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

type Bytes = Uint8Array<ArrayBuffer>;

async function wrappingKey(
  subtle: SubtleCrypto,
  passphrase: string,
  { salt, iterations }: { salt: Bytes; iterations: number },
  usage: 'wrapKey' | 'unwrapKey',
): Promise<CryptoKey> {
  const secret = new TextEncoder().encode(passphrase.normalize('NFC'));
  const base = await subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveKey']);
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  return subtle.deriveKey(derivation, base, { name: 'AES-GCM', length: 256 }, false, [usage]);
}

/** What the file says of itself is sealed with it: another public key or name over the same secret does not open. */
const about = (publicKey: string, name: string): Bytes => new TextEncoder().encode(`${publicKey} ${name}`);

/** Seals a key that is still extractable: at its creation, and never again. `salt`: 16 random bytes; `iv`: 12. */
export async function sealBackup(
  subtle: SubtleCrypto,
  key: { privateKey: CryptoKey; publicKey: string; name: string },
  passphrase: string,
  { salt, iv }: { salt: Bytes; iv: Bytes },
): Promise<BackupFile> {
  const iterations = backupIterations;
  const wrapping = await wrappingKey(subtle, passphrase, { salt, iterations }, 'wrapKey');
  const additionalData = about(key.publicKey, key.name);
  const cipher = { name: 'AES-GCM', iv, additionalData };
  const wrapped = new Uint8Array(await subtle.wrapKey('pkcs8', key.privateKey, wrapping, cipher));
  return {
    v: 1,
    kind: 'signing-key-backup',
    publicKey: key.publicKey,
    name: key.name,
    kdf: { name: 'PBKDF2-SHA-256', iterations, salt: toBase64(salt) },
    cipher: { name: 'AES-256-GCM', iv: toBase64(iv) },
    wrapped: toBase64(wrapped),
  };
}

/** Throws BackupError `not-a-backup`. */
export function parseBackup(text: string): BackupFile {
  const refused = new BackupError('not-a-backup', 'This file is no backup of a signing key.');
  let file: BackupFile;
  try {
    file = JSON.parse(text) as BackupFile;
  } catch {
    throw refused;
  }
  const isBase64 = (value: unknown) =>
    typeof value === 'string' && /^[A-Za-z0-9+/]{1,400}={0,2}$/.test(value);
  const iterations = file?.kdf?.iterations;
  const isWhole =
    file?.v === 1 &&
    file.kind === 'signing-key-backup' &&
    typeof file.publicKey === 'string' &&
    /^[0-9a-f]{64}$/.test(file.publicKey) &&
    typeof file.name === 'string' &&
    file.name.length <= 200 &&
    file.kdf?.name === 'PBKDF2-SHA-256' &&
    file.cipher?.name === 'AES-256-GCM' &&
    Number.isSafeInteger(iterations) &&
    iterations >= 100_000 &&
    iterations <= iterationsMax &&
    [file.kdf.salt, file.cipher.iv, file.wrapped].every(isBase64);
  if (!isWhole) throw refused;
  return file;
}

/** The key, not extractable. Throws BackupError `wrong-passphrase`, also for a file whose bytes were changed. */
export async function openBackup(
  subtle: SubtleCrypto,
  file: BackupFile,
  passphrase: string,
): Promise<CryptoKey> {
  const { kdf, cipher, publicKey, name } = file;
  const wrong = new BackupError('wrong-passphrase', 'The passphrase does not open this backup.');
  try {
    const derivation = { salt: fromBase64(kdf.salt), iterations: kdf.iterations };
    const wrapping = await wrappingKey(subtle, passphrase, derivation, 'unwrapKey');
    const opened = { name: 'AES-GCM', iv: fromBase64(cipher.iv), additionalData: about(publicKey, name) };
    const key = await subtle.unwrapKey(
      'pkcs8',
      fromBase64(file.wrapped),
      wrapping,
      opened,
      'Ed25519',
      false,
      ['sign'],
    );
    const check = new TextEncoder().encode('zhuangui: is this the key?');
    const signature = await subtle.sign('Ed25519', key, check);
    const raw = Uint8Array.from(publicKey.match(/../g)!, (pair) => Number.parseInt(pair, 16));
    const verifier = await subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
    if (await subtle.verify('Ed25519', verifier, signature, check)) return key;
  } catch {
    throw wrong;
  }
  throw wrong;
}
