// What is done beside the hub, where the keys are: the ceremonies, and signatures over files.
import { join } from 'node:path';
import { systemRandom } from '../platform/random.ts';
import {
  firstListsFile,
  makeCeremony,
  onlineKeysFile,
  publicKeysFile,
  readOnlineKeys,
} from '../signing/ceremony.ts';
import { checkPassphrase } from '../signing/sealed-key.ts';
import { need } from './context.ts';
import { inspect, newKey, readOr, rotate, signFile, verify } from './key-files.ts';
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
    trust?: string | undefined;
    add?: string[] | undefined;
    remove?: string[] | undefined;
    'root-threshold'?: string | undefined;
    'catalog-threshold'?: string | undefined;
    'new-online'?: boolean | undefined;
    note?: string | undefined;
    contents?: string | undefined;
    public?: string | undefined;
  };
  passphrases: Passphrases;
  print(text: string): void;
  nowMs(): number;
}

/** Asks until the passphrase is one; the person whose key it is types it. */
const asker =
  ({ passphrases, print }: OfflineContext) =>
  async (name: string): Promise<string> => {
    for (;;) {
      const given = await passphrases.ask(`Passphrase of ${name}, typed by the person whose key it is`, true);
      try {
        checkPassphrase(given);
        return given;
      } catch (error) {
        print(`${(error as Error).message}\n`);
      }
    }
  };

async function makeKeys(context: OfflineContext): Promise<void> {
  const { options, print, nowMs } = context;
  const folder = need(options.folder, '--folder');
  const online = options.online ?? join(options.data ?? '.', onlineKeysFile);
  await readOr(online);
  const supervisors = Number(options.supervisors ?? '3');
  if (!(supervisors >= 1 && supervisors <= 20))
    throw new UsageError('--supervisors is a number from 1 to 20');
  const made = await makeCeremony({
    folder,
    online: await readOnlineKeys(online),
    supervisors,
    passphraseFor: asker(context),
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

type Offline = (context: OfflineContext) => Promise<void>;

const keyCommands: Record<string, Offline> = {
  make: makeKeys,
  new: (context) => newKey(context, asker(context), systemRandom()),
  rotate,
  inspect,
  verify,
  sign: signFile,
};

/** What is done without a hub, by the command's own words. */
export function offlineCommand([name, what]: readonly (string | undefined)[]): Offline | undefined {
  if (name === 'sign') return signFile;
  if (name !== 'keys' || !Object.hasOwn(keyCommands, what ?? '')) return undefined;
  return (context) => keyCommands[what!]!({ ...context, words: context.words.slice(1) });
}
