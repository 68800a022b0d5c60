// Keys in files of the hub: the online keys, and throw-away signing keys for the demo; a real certifier's key is sealed.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ed25519KeyId } from '@zhuangui/protocol/lists.ts';
import { CatalogError } from './catalog-error.ts';
import type { AllSigners, OnlineSigners, Signer } from './signer.ts';

interface KeyFile {
  demo: boolean;
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

function newKeyFile(name: string, demo: boolean): KeyFile {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { keyId, publicKey } = localSigner(privateKey);
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
  return { demo, name: demo ? `demo ${name}` : name, keyId, publicKey, privateKey: pem };
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

async function fileSigner(folder: string, name: string, demo = true): Promise<Signer> {
  const path = join(folder, `${name.replaceAll(' ', '-')}.json`);
  const known = await readKeyFile(path);
  if (known) return known;
  const file = newKeyFile(name, demo);
  await writeFile(path, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return localSigner(createPrivateKey(file.privateKey));
}

const three = (folder: string, name: string): Promise<Signer[]> =>
  Promise.all([1, 2, 3].map((number) => fileSigner(folder, `${name} ${number}`)));

async function onlineIn(folder: string, demo: boolean): Promise<OnlineSigners> {
  return {
    snapshot: await fileSigner(folder, 'online snapshot', demo),
    timestamp: await fileSigner(folder, 'online timestamp', demo),
    channels: await fileSigner(folder, 'online channels', demo),
  };
}

/**
 * KEY-6: the keys this hub signs with by itself, made where the folder lacks them (0600). They can stop a counter, never
 * introduce a product. Throws CatalogError `bad-key`.
 */
export async function onlineSigners(folder: string): Promise<OnlineSigners> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return onlineIn(folder, false);
}

/** TLOG-3: the key that signs the hub's transparency log; made where the folder lacks it (0600). Throws CatalogError `bad-key`. */
export async function logSigner(folder: string, demo: boolean): Promise<Signer> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return fileSigner(folder, 'transparency log', demo);
}

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
    online: await onlineIn(folder, true),
  };
}
