// KEY-13, KEY-14: the certifier's key in this browser. Made here, kept in IndexedDB so that no script can read it out.
import {
  BackupError,
  type BackupFile,
  openBackup,
  parseBackup,
  sealBackup,
} from '../../../signing/browser-backup.ts';
import { possessionText } from '../../../signing/possession.ts';
import { ApiError } from '../../shared/api.ts';

export interface BrowserKey {
  /** 64 hexadecimal digits. */
  publicKey: string;
  /** SHA-256 of the key's canonical form: what the signed lists call it. */
  keyId: string;
  /** Whose: two people at one computer do not take each other's. */
  person: string;
  name: string;
  /** Signs; its bytes cannot be exported. */
  privateKey: CryptoKey;
  madeAtMs: number;
}

const database = 'zhuangui-signing';
const storeName = 'keys';

/** A refusal of the browser itself, with words in the reader's language. */
const refusal = (reason: string, message: string) => new ApiError(0, 'local', message, { reason });

export const hex = (bytes: ArrayBuffer | Uint8Array): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  hex(await crypto.subtle.digest('SHA-256', bytes));

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** False where the page is not opened over HTTPS, or the browser has no Ed25519 (Chromium 137, Firefox 129, Safari 17). */
export async function canSign(): Promise<boolean> {
  try {
    await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    return typeof indexedDB === 'object';
  } catch {
    return false;
  }
}

function opened<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
}

async function withStore<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const asked = indexedDB.open(database, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(storeName, { keyPath: 'publicKey' });
  const db = await opened(asked);
  try {
    const transaction = db.transaction(storeName, mode, { durability: 'strict' });
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB'));
    });
    const result = await opened(work(transaction.objectStore(storeName)));
    await done;
    return result;
  } finally {
    db.close();
  }
}

/** Her keys in this browser, newest first. */
export async function keysHere(person: string): Promise<BrowserKey[]> {
  const all = await withStore<BrowserKey[]>('readonly', (store) => store.getAll());
  return all.filter((key) => key.person === person).sort((a, b) => b.madeAtMs - a.madeAtMs);
}

const keyIdOf = (publicKey: string): Promise<string> =>
  sha256(utf8(`{"keytype":"ed25519","keyval":{"public":"${publicKey}"},"scheme":"ed25519"}`));

async function keep(key: Omit<BrowserKey, 'keyId' | 'madeAtMs'>): Promise<BrowserKey> {
  const kept = { ...key, keyId: await keyIdOf(key.publicKey), madeAtMs: Date.now() };
  await withStore('readwrite', (store) => store.put(kept));
  // Without it a full disk may clear the key away.
  await navigator.storage?.persist?.();
  return kept;
}

/**
 * KEY-14: a key and its sealed backup. The only moment at which the key can be exported is inside this function, where it
 * is wrapped; what is kept is a copy that cannot be.
 */
export async function makeKey(
  person: { id: string; name: string },
  passphrase: string,
): Promise<{ key: BrowserKey; backup: BackupFile }> {
  const { subtle } = crypto;
  const pair = (await subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  const publicKey = hex(await subtle.exportKey('raw', pair.publicKey));
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const backup = await sealBackup(
    subtle,
    { privateKey: pair.privateKey, publicKey, name: person.name },
    passphrase,
    { salt: random(16), iv: random(12) },
  );
  // Read back before anybody relies on it; what comes out is not extractable.
  const privateKey = await openBackup(subtle, backup, passphrase);
  return { key: await keep({ publicKey, person: person.id, name: person.name, privateKey }), backup };
}

/** A backup into this browser. Rejects with a refusal for another file or a wrong passphrase. */
export async function restoreKey(
  person: { id: string; name: string },
  text: string,
  passphrase: string,
): Promise<BrowserKey> {
  try {
    const file = parseBackup(text);
    const privateKey = await openBackup(crypto.subtle, file, passphrase);
    return await keep({ publicKey: file.publicKey, person: person.id, name: person.name, privateKey });
  } catch (error) {
    if (error instanceof BackupError) throw refusal(error.code, error.message);
    throw error;
  }
}

/** 128 hexadecimal digits. */
export const signatureBy = async (
  { privateKey }: BrowserKey,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> => hex(await crypto.subtle.sign('Ed25519', privateKey, bytes));

/** What registers the key with the hub. */
export async function proposalOf(key: BrowserKey, label: string) {
  const possession = await signatureBy(key, utf8(possessionText(key.publicKey, key.person)));
  return { publicKey: key.publicKey, label, possession };
}
