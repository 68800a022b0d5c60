// What is done beside the hub, where the keys are: the ceremony, and a signature over a downloaded release.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../catalog/metadata.ts';
import { systemRandom } from '../platform/random.ts';
import {
  firstListsFile,
  makeCeremony,
  onlineKeysFile,
  publicKeysFile,
  readOnlineKeys,
} from '../signing/ceremony.ts';
import { checkPassphrase, openKey } from '../signing/sealed-key.ts';
import { Refused } from './client.ts';
import { need } from './context.ts';
import type { Passphrases } from './passphrase.ts';
import { table } from './table.ts';
import { UsageError } from './usage.ts';

export interface OfflineContext {
  words: string[];
  options: {
    data?: string | undefined;
    folder?: string | undefined;
    online?: string | undefined;
    supervisors?: string | undefined;
    key?: string | undefined;
    out?: string | undefined;
  };
  passphrases: Passphrases;
  print(text: string): void;
  nowMs(): number;
}

async function readOr(path: string): Promise<Buffer> {
  return readFile(path).catch((error: Error) => {
    throw new Refused(`${path} cannot be read: ${error.message}`);
  });
}

async function makeKeys({ options, passphrases, print, nowMs }: OfflineContext): Promise<void> {
  const folder = need(options.folder, '--folder');
  const online = options.online ?? join(options.data ?? '.', onlineKeysFile);
  await readOr(online);
  const supervisors = Number(options.supervisors ?? '3');
  if (!(supervisors >= 1 && supervisors <= 20))
    throw new UsageError('--supervisors is a number from 1 to 20');
  async function passphraseFor(name: string): Promise<string> {
    for (;;) {
      const given = await passphrases.ask(`Passphrase of ${name}, typed by the person whose key it is`, true);
      try {
        checkPassphrase(given);
        return given;
      } catch (error) {
        print(`${(error as Error).message}\n`);
      }
    }
  }
  const made = await makeCeremony({
    folder,
    online: await readOnlineKeys(online),
    supervisors,
    passphraseFor,
    random: systemRandom(),
    nowMs: nowMs(),
  });
  print(
    table(
      ['key', 'for', 'public key'],
      made.map(({ name, role, publicKey }) => [name, role, publicKey]),
    ),
  );
  print(
    `\nTo the hub's data folder: ${join(folder, firstListsFile)}. To the administrator: ${publicKeysFile}.\n`,
  );
  print('Each .pem goes to its person; the root keys go into three safes and never onto the hub.\n');
}

/** What a release's bytes say of themselves. */
interface Signable {
  version: number;
  expires: string;
  targets: Record<string, unknown>;
}

async function signFile({ options, words, passphrases, print }: OfflineContext): Promise<void> {
  const path = need(words[0], 'the file');
  const bytes = await readOr(path);
  const pem = (await readOr(need(options.key, '--key'))).toString('utf8');
  let what: string;
  try {
    const { version, expires, targets } = JSON.parse(bytes.toString('utf8')) as Signable;
    what = `catalog version ${version}, ${Object.keys(targets).length} parts, valid until ${expires}`;
  } catch {
    throw new Refused(`${path} is no release: download it from the release's page.`);
  }
  print(`${what}\nSHA-256 ${sha256(bytes)}: compare it with the release's page\n`);
  const signer = openKey(pem, await passphrases.ask('Passphrase of the key', false));
  const signature = Buffer.from(signer.sign(bytes)).toString('hex');
  const out = options.out ?? `${path}.sig`;
  await writeFile(out, `${signature}\n`);
  print(`Signature in ${out}: paste it on the release's page:\n${signature}\n`);
}

export const offlineCommands: Record<string, (context: OfflineContext) => Promise<void>> = {
  async keys(context) {
    const [what, ...words] = context.words;
    if (what !== 'make') throw new UsageError('keys make is what can be done with keys here');
    await makeKeys({ ...context, words });
  },
  sign: signFile,
};
