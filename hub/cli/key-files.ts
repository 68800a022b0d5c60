// What is done with keys where there is no hub: made, drafted, read, signed, verified. Files in, files out.
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { localSigner } from '../catalog/keys.ts';
import { type KeyRef, sha256 } from '../catalog/metadata.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Random } from '../platform/random.ts';
import {
  ContentsError,
  checkContents,
  type ReleaseContents,
  readSignable,
  summaryOf,
} from '../releases/contents.ts';
import { BackupError, openBackup, parseBackup } from '../signing/browser-backup.ts';
import { checkDraft, countSignatures, partsFor } from '../signing/rotation/rotation-check.ts';
import {
  draftRotation,
  type Office,
  offices,
  type RotationWish,
} from '../signing/rotation/rotation-draft.ts';
import {
  type PartSignature,
  publicKeyMessage,
  type RotationFile,
  readAs,
  rotationMessage,
  type SignatureFile,
  signatureMessage,
  type TrustFile,
  trustMessage,
} from '../signing/rotation/rotation-file.ts';
import { draftWords, signatureWords, trustWords } from '../signing/rotation/rotation-words.ts';
import { openKey, sealKey } from '../signing/sealed-key.ts';
import { isSignedBy } from '../signing/verify.ts';
import { Refused } from './client.ts';
import { need } from './context.ts';
import type { OfflineContext } from './offline-commands.ts';
import { UsageError } from './usage.ts';

/** A file's bytes. Throws Refused. */
export async function readOr(path: string): Promise<Buffer> {
  return readFile(path).catch((error: Error) => {
    throw new Refused(`${path} cannot be read: ${error.message}`);
  });
}

/** Never over a file that is there: it may be somebody's only copy. Throws Refused. */
export async function writeNew(path: string, content: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, content, { flag: 'wx', mode }).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EEXIST' ? 'it exists already; say another --out' : error.message;
    throw new Refused(`${path} was not written: ${why}`);
  });
}

export const asJson = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
const kindOf = (bytes: Buffer): string => {
  try {
    const { kind } = JSON.parse(bytes.toString('utf8')) as { kind?: unknown };
    return typeof kind === 'string' ? kind : '';
  } catch {
    return '';
  }
};

export async function readRotation(path: string): Promise<RotationFile> {
  return readAs(rotationMessage, await readOr(path), path);
}

export async function readSignatures(paths: readonly string[]): Promise<SignatureFile[]> {
  return Promise.all(paths.map(async (path) => readAs(signatureMessage, await readOr(path), path)));
}

/** `keys new <name>`: one sealed key and its public half, on its holder's own machine. */
export async function newKey(
  { words, options, print }: OfflineContext,
  passphraseFor: (name: string) => Promise<string>,
  random: Random,
): Promise<void> {
  const name = need(words[0], 'the name of the key, for example root-4');
  const folder = options.folder ?? '.';
  const { privateKey } = generateKeyPairSync('ed25519');
  const { keyId, publicKey } = localSigner(privateKey);
  const sealed = sealKey(privateKey, await passphraseFor(name), random.bytes(16), random.bytes(16));
  const [pem, pub] = [join(folder, `${name}.pem`), join(folder, `${name}.pub.json`)];
  await writeNew(pem, sealed, 0o600);
  await writeNew(pub, asJson({ v: 1, kind: 'public-key', name, keyId, publicKey }));
  print(`${name}: key ${keyId}\npublic key ${publicKey}\n`);
  print(`${pem} stays with its holder. ${pub} goes to whoever drafts the rotation; read both numbers out.\n`);
}

const officeOf = (given: string): [Office, string] => {
  const [office, rest] = [given.split('=')[0]!, given.slice(given.indexOf('=') + 1)];
  const found = offices.find((one) => one === office);
  if (!found || !given.includes('=') || rest === '')
    throw new UsageError(`${given}: say root=…, catalog=… or withdrawals=…`);
  return [found, rest];
};

async function addedKey(given: string, trust: TrustFile): Promise<RotationWish['add'][number]> {
  const [office, what] = officeOf(given);
  const waiting = trust.waiting.filter(
    ({ keyId, role }) => role === office && /^[0-9a-f]{8,64}$/.test(what) && keyId.startsWith(what),
  );
  if (waiting.length === 1) {
    const { name, keyId, publicKey } = waiting[0]!;
    return { office, name, key: { keyId, publicKey } };
  }
  const { name, keyId, publicKey } = readAs(publicKeyMessage, await readOr(what), what);
  return { office, name, key: { keyId, publicKey } };
}

function thresholdOf(given: string | undefined, name: string): number | undefined {
  if (given === undefined) return undefined;
  if (!/^[1-9]\d?$/.test(given)) throw new UsageError(`--${name} is a number of people`);
  return Number(given);
}

/** `keys rotate`: the draft that everybody signs. */
export async function rotate({ options, print, nowMs }: OfflineContext): Promise<void> {
  const trustPath = need(options.trust, '--trust');
  const out = need(options.out, '--out');
  const trust = readAs(trustMessage, await readOr(trustPath), trustPath);
  const [rootThreshold, catalogThreshold] = [
    thresholdOf(options['root-threshold'], 'root-threshold'),
    thresholdOf(options['catalog-threshold'], 'catalog-threshold'),
  ];
  const wish: RotationWish = {
    add: await Promise.all((options.add ?? []).map((given) => addedKey(given, trust))),
    remove: (options.remove ?? []).map((given) => {
      const [office, keyId] = officeOf(given);
      return { office, keyId };
    }),
    ...(rootThreshold === undefined ? {} : { rootThreshold }),
    ...(catalogThreshold === undefined ? {} : { catalogThreshold }),
    online: options['new-online'] === true,
    note: need(options.note, '--note'),
  };
  const file = draftRotation(trust, wish, nowMs());
  const checked = checkDraft(file);
  await writeNew(out, asJson(file));
  print(`${draftWords(file, checked).join('\n')}\n\nTo be signed, each on a machine of its own: ${out}\n`);
  for (const { part, by, threshold, keys } of checked.needs)
    print(`  ${part}: ${threshold} of the ${keys.length} ${by} keys\n`);
}

async function contentsWords(signable: string, path: string): Promise<string[]> {
  const signed = readSignable(signable);
  let contents: ReleaseContents;
  try {
    contents = JSON.parse((await readOr(path)).toString('utf8')) as ReleaseContents;
    await checkContents(signed, contents, sha256);
  } catch (error) {
    if (error instanceof ContentsError || error instanceof Refused) throw error;
    throw new Refused(`${path} holds no contents of a release: download it from the release's page.`);
  }
  const { entries, added, changed, removed, words } = summaryOf(contents);
  return [
    'Every part was hashed again: the lines are those the signature covers.',
    `${entries} entries; ${added} added, ${changed} changed, ${removed} removed`,
    ...words.map(({ words: { zh, en } }) => `  ${zh} | ${en}`),
  ];
}

/** What a release's bytes say of themselves. Throws ContentsError for anything but a catalog. */
export async function releaseWords(bytes: Buffer, contents: string | undefined): Promise<string[]> {
  const text = bytes.toString('utf8');
  const { version, expires, chunks } = readSignable(text);
  return [
    `catalog version ${version}, ${chunks.length} parts, valid until ${expires}`,
    ...(contents === undefined ? [] : await contentsWords(text, contents)),
    `SHA-256 ${sha256(bytes)}: compare it with the release's page`,
  ];
}

/** `keys inspect <file>`: in words, whatever it is. */
export async function inspect({ words, options, print }: OfflineContext): Promise<void> {
  const path = need(words[0], 'the file');
  const bytes = await readOr(path);
  const lines = async () => {
    const kind = kindOf(bytes);
    if (kind === 'trust') return trustWords(readAs(trustMessage, bytes, path));
    if (kind === 'public-key') {
      const { name, keyId, publicKey } = readAs(publicKeyMessage, bytes, path);
      return [`${name}: key ${keyId}`, `public key ${publicKey}`];
    }
    if (kind !== 'root-rotation') return releaseWords(bytes, options.contents);
    const file = readAs(rotationMessage, bytes, path);
    return draftWords(file, checkDraft(file));
  };
  print(`${(await lines()).join('\n')}\n`);
}

type FileSigner = KeyRef & { sign(bytes: Uint8Array): Promise<string> };

/** A sealed .pem of the ceremony, or the encrypted backup of a browser's key. */
async function openSigner(path: string, passphrase: () => Promise<string>): Promise<FileSigner> {
  const text = (await readOr(path)).toString('utf8');
  if (!text.trimStart().startsWith('{')) {
    const { keyId, publicKey, sign } = openKey(text, await passphrase());
    return { keyId, publicKey, sign: async (bytes) => Buffer.from(sign(bytes)).toString('hex') };
  }
  const { subtle } = webcrypto as unknown as Crypto;
  const backup = parseBackup(text);
  const key = await openBackup(subtle, backup, await passphrase());
  const { ed25519KeyId } = await import('@zhuangui/protocol/lists.ts');
  return {
    keyId: ed25519KeyId(backup.publicKey),
    publicKey: backup.publicKey,
    sign: async (bytes) =>
      Buffer.from(await subtle.sign('Ed25519', key, new Uint8Array(bytes))).toString('hex'),
  };
}

async function signRotation(
  context: OfflineContext,
  path: string,
  bytes: Buffer,
  keyPath: string,
): Promise<void> {
  const { options, print, passphrases } = context;
  const file = readAs(rotationMessage, bytes, path);
  const checked = checkDraft(file);
  print(`${draftWords(file, checked).join('\n')}\n`);
  const signer = await openSigner(keyPath, () => passphrases.ask('Passphrase of the key', false));
  const parts = partsFor(file, checked, signer.keyId);
  if (parts.length === 0)
    throw new Refused('This key has nothing to sign here: neither the old nor the new root names it.');
  const signatures: PartSignature[] = [];
  for (const { part, bytes: signable } of parts)
    signatures.push({ part, keyId: signer.keyId, signature: await signer.sign(signable) });
  const out = options.out ?? `${path}.${signer.keyId.slice(0, 16)}.sig.json`;
  await writeNew(out, asJson({ v: 1, kind: 'rotation-signatures', digest: checked.digest, signatures }));
  print(`Key ${signer.keyId} signed ${parts.map(({ part }) => part).join(' and ')}: ${out}\n`);
}

/** `sign <file> --key <pem>`: shows what it is, then asks for the passphrase. */
export async function signFile(context: OfflineContext): Promise<void> {
  const { options, words, passphrases, print } = context;
  const path = need(words[0], 'the file');
  const bytes = await readOr(path);
  const keyPath = need(options.key, '--key');
  await readOr(keyPath);
  if (kindOf(bytes) === 'root-rotation') return signRotation(context, path, bytes, keyPath);
  print(`${(await releaseWords(bytes, options.contents)).join('\n')}\n`);
  const signer = await openSigner(keyPath, () => passphrases.ask('Passphrase of the key', false));
  const signature = await signer.sign(bytes);
  const out = options.out ?? `${path}.sig`;
  await writeFile(out, `${signature}\n`);
  print(`Key ${signer.keyId}, public key ${signer.publicKey}\n`);
  print(`Signature in ${out}: paste it on the release's page:\n${signature}\n`);
}

async function verifyRelease({ words, options, print }: OfflineContext, bytes: Buffer): Promise<boolean> {
  const publicKey = need(options.public, '--public');
  const signature = (await readOr(need(words[1], 'the signature file'))).toString('utf8').trim();
  print(`${(await releaseWords(bytes, options.contents)).join('\n')}\n`);
  const isGood = isSignedBy(publicKey, bytes, signature);
  print(isGood ? 'The signature is by this key over these bytes.\n' : 'WRONG signature.\n');
  return isGood;
}

/** `keys verify <file> <signatures…>`: who has signed; throws Refused unless everything is there. */
export async function verify(context: OfflineContext): Promise<void> {
  const { words, print } = context;
  const path = need(words[0], 'the file');
  const bytes = await readOr(path);
  if (kindOf(bytes) !== 'root-rotation') {
    if (await verifyRelease(context, bytes)) return;
    throw new Refused(`${basename(path)} is not signed by this key.`);
  }
  const file = readAs(rotationMessage, bytes, path);
  const checked = checkDraft(file);
  const counted = countSignatures(file, checked, await readSignatures(words.slice(1)));
  print(`${draftWords(file, checked).join('\n')}\n`);
  const said = signatureWords(file, counted).join('\n');
  if (counted.missing.length > 0 || counted.wrong.length > 0)
    throw new Refused(`${said}\nThis rotation cannot be published as it is.`);
  print(`${said}\n`);
}

/** Errors of the pure parts, in one sentence. */
export const saidByFiles = (error: unknown): error is Error =>
  error instanceof ContentsError || error instanceof BackupError || error instanceof DomainError;
