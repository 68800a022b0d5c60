// KEY-7: the ceremony: root, certifier and supervisor keys, each sealed at once; the first lists signed with them.
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import { Closed, Sha256 } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type FirstLists, signFirstLists } from '../catalog/first-lists.ts';
import { localSigner } from '../catalog/keys.ts';
import { checkKeys, type KeyRef } from '../catalog/metadata.ts';
import type { OnlineSigners, Signer } from '../catalog/signer.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Random } from '../platform/random.ts';
import { sealKey } from './sealed-key.ts';

const Ref = Closed({ keyId: Sha256, publicKey: Type.String({ pattern: '^[0-9a-f]{64}$' }) });
const onlineKeysMessage = defineMessage(
  'online keys',
  4096,
  Closed({ v: Type.Literal(1), snapshot: Ref, timestamp: Ref, channels: Ref }),
);
const Metadata = Type.String({ minLength: 2, maxLength: 65_536 });
const firstListsMessage = defineMessage(
  'first lists',
  300_000,
  Closed({
    v: Type.Literal(1),
    root: Metadata,
    targets: Metadata,
    catalog: Metadata,
    withdrawals: Metadata,
  }),
);

export const onlineKeysFile = 'online-keys.json';
export const firstListsFile = 'first-lists.json';
export const publicKeysFile = 'keys.json';

const refused = (path: string, why: string) =>
  new DomainError('invalid', 'bad-ceremony-file', `${path}: ${why}`);

/** The public halves of a hub's online keys, for the ceremony. */
export async function writeOnlineKeys(path: string, online: OnlineSigners): Promise<void> {
  const ref = ({ keyId, publicKey }: Signer): KeyRef => ({ keyId, publicKey });
  const { snapshot, timestamp, channels } = online;
  const file = { v: 1, snapshot: ref(snapshot), timestamp: ref(timestamp), channels: ref(channels) };
  await writeFile(path, `${JSON.stringify(file, null, 2)}\n`);
}

export async function readOnlineKeys(path: string): Promise<Record<keyof OnlineSigners, KeyRef>> {
  const parsed = onlineKeysMessage.parse(await readFile(path));
  if (!parsed.ok) throw refused(path, `${parsed.problem.message}. Take the file the hub wrote`);
  const { v: _v, ...keys } = parsed.value;
  checkKeys(Object.values(keys));
  return keys;
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

/** Rejects with the system's error when the file is not there. */
export async function readFirstLists(path: string): Promise<FirstLists> {
  const parsed = firstListsMessage.parse(await readFile(path));
  if (!parsed.ok) throw refused(path, `${parsed.problem.message}. Take the file the ceremony made`);
  const { v: _v, ...lists } = parsed.value;
  return Object.fromEntries(
    Object.entries(lists).map(([name, value]) => [name, new Uint8Array(Buffer.from(value, 'utf8'))]),
  ) as unknown as FirstLists;
}

export interface CeremonyParts {
  /** New or empty; on a medium that goes into a safe. */
  folder: string;
  online: Record<keyof OnlineSigners, KeyRef>;
  supervisors: number;
  /** Asked once for each key; the person whose key it is types it. */
  passphraseFor(name: string): Promise<string>;
  random: Random;
  nowMs: number;
}

export interface MadeKey {
  name: string;
  role: 'root' | 'catalog' | 'withdrawals';
  keyId: string;
  publicKey: string;
}

const numbered = (role: MadeKey['role'], name: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ role, name: `${name}-${index + 1}` }));

/** KEY-7. The private keys are in memory while this runs, in the files only sealed. Rejects when a file exists. */
export async function makeCeremony(parts: CeremonyParts): Promise<MadeKey[]> {
  const { folder, random } = parts;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const wanted = [
    ...numbered('root', 'root', 3),
    ...numbered('catalog', 'certifier', 3),
    ...numbered('withdrawals', 'supervisor', parts.supervisors),
  ];
  const made: (MadeKey & { signer: Signer })[] = [];
  for (const { role, name } of wanted) {
    const { privateKey } = generateKeyPairSync('ed25519');
    const sealed = sealKey(privateKey, await parts.passphraseFor(name), random.bytes(16), random.bytes(16));
    await writeFile(join(folder, `${name}.pem`), sealed, { mode: 0o600, flag: 'wx' });
    const signer = localSigner(privateKey);
    made.push({ name, role, keyId: signer.keyId, publicKey: signer.publicKey, signer });
  }
  const of = (role: MadeKey['role']) => made.filter((key) => key.role === role).map(({ signer }) => signer);
  const first = signFirstLists(
    { root: of('root'), certifiers: of('catalog'), supervisors: of('withdrawals'), online: parts.online },
    parts.nowMs,
  );
  const lists = Object.fromEntries(Object.entries(first).map(([name, bytes]) => [name, text(bytes)]));
  const keys = made.map(({ signer: _signer, ...key }) => key);
  const write = (name: string, value: object) =>
    writeFile(join(folder, name), `${JSON.stringify(value, null, 2)}\n`, { flag: 'wx' });
  await write(firstListsFile, { v: 1, ...lists });
  await write(publicKeysFile, { v: 1, keys });
  return keys;
}
