// Throw-away signing keys for the demo, in a folder outside the tree; a real certifier signs elsewhere.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ed25519KeyId } from '@zhuangui/protocol/lists.ts';
import { CatalogError } from './catalog-error.ts';
import type { AllSigners, Signer } from './signer.ts';

interface KeyFile {
  demo: true;
  name: string;
  keyId: string;
  publicKey: string;
  /** PKCS#8, PEM. */
  privateKey: string;
}

const rawPublic = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');

/** A signer over an Ed25519 private key held in this process. */
export function localSigner(privateKey: KeyObject): Signer {
  const publicKey = rawPublic(privateKey);
  return {
    keyId: ed25519KeyId(publicKey),
    publicKey,
    sign: (bytes) => new Uint8Array(sign(null, bytes, privateKey)),
  };
}

/** A new signer whose key exists in memory only. */
export const memorySigner = (): Signer => localSigner(generateKeyPairSync('ed25519').privateKey);

function newKeyFile(name: string): KeyFile {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { keyId, publicKey } = localSigner(privateKey);
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
  return { demo: true, name: `demo ${name}`, keyId, publicKey, privateKey: pem };
}

async function readKeyFile(path: string): Promise<Signer | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return localSigner(createPrivateKey((JSON.parse(text) as KeyFile).privateKey));
  } catch {
    throw new CatalogError(
      'bad-key',
      `${path} holds no Ed25519 key: restore it, or start over with new keys`,
    );
  }
}

async function demoSigner(folder: string, name: string): Promise<Signer> {
  const path = join(folder, `${name.replaceAll(' ', '-')}.json`);
  const known = await readKeyFile(path);
  if (known) return known;
  const file = newKeyFile(name);
  await writeFile(path, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return localSigner(createPrivateKey(file.privateKey));
}

const three = (folder: string, name: string): Promise<Signer[]> =>
  Promise.all([1, 2, 3].map((number) => demoSigner(folder, `${name} ${number}`)));

/**
 * The demo's signers: keys are made where the folder lacks them, else read. Files are for the owner only (0600)
 * and carry `"demo": true` (LIST-1). Throws CatalogError `bad-key` for a file that holds no key.
 */
export async function demoSigners(folder: string): Promise<AllSigners> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    root: await three(folder, 'root'),
    certifiers: await three(folder, 'certifier'),
    supervisors: await three(folder, 'supervisor'),
    online: {
      snapshot: await demoSigner(folder, 'online snapshot'),
      timestamp: await demoSigner(folder, 'online timestamp'),
      channels: await demoSigner(folder, 'online channels'),
    },
  };
}
