// The counter's Ed25519 journal key: made once, kept in a file only the agent may read.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileDurably } from './durable-file.ts';
import { JournalError, wordsOf } from './journal-error.ts';

export interface JournalKey {
  /** SPKI DER, base64: what the hub knows this counter by. */
  readonly publicKey: string;
  /** Ed25519 signature, base64. */
  sign(bytes: Uint8Array): string;
}

/** A key that is only in memory: tests, simulations. */
export function newJournalKey(): JournalKey {
  return keyFrom(generateKeyPairSync('ed25519').privateKey);
}

/**
 * Loads the key, or makes one when there is no file. A file that holds no Ed25519 key is never replaced:
 * JournalError `damaged`, because a new key means a new enrolment, which a person decides (JRN-8).
 */
export async function loadOrCreateJournalKey(path: string): Promise<JournalKey> {
  const pem = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new JournalError('io', `The journal key ${path} cannot be read: ${wordsOf(error)}`, error);
  });
  return pem === undefined ? createKey(path) : keyFrom(parseKey(path, pem));
}

async function createKey(path: string): Promise<JournalKey> {
  const { privateKey } = generateKeyPairSync('ed25519');
  await mkdir(dirname(path), { recursive: true });
  await writeFileDurably(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600);
  return keyFrom(privateKey);
}

function parseKey(path: string, pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== 'ed25519') throw new TypeError(`it is ${key.asymmetricKeyType}`);
    return key;
  } catch (error) {
    throw new JournalError(
      'damaged',
      `The journal key ${path} is no Ed25519 key (${wordsOf(error)}): put it back from a copy, or move it away and enrol the counter again`,
      error,
    );
  }
}

function keyFrom(privateKey: KeyObject): JournalKey {
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  return { publicKey, sign: (bytes) => sign(null, bytes, privateKey).toString('base64') };
}
