// npm run hub -- <command>: the hub administrator's command line.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CatalogError } from '../catalog/catalog-error.ts';
import { openClient, Refused } from './client.ts';
import type { Context } from './context.ts';
import { counter, counters, status } from './counter-commands.ts';
import { exportWhat } from './export-command.ts';
import { importFile } from './import-command.ts';
import { saidByFiles } from './key-files.ts';
import { type OfflineContext, offlineCommand } from './offline-commands.ts';
import { openPassphrases } from './passphrase.ts';
import { person } from './people-commands.ts';
import { keys } from './rotation-commands.ts';
import { release, sanctions, suspend, withdraw } from './sanction-commands.ts';
import { operator, settings } from './settings-commands.ts';
import { UsageError, usage } from './usage.ts';

const commands: Record<string, (context: Context) => Promise<void>> = {
  status,
  counters,
  counter,
  export: exportWhat,
  import: importFile,
  withdraw,
  suspend,
  release,
  sanctions,
  settings,
  operator,
  person,
  keys,
};

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const optionTypes = {
  data: { type: 'string', default: 'data/hub' },
  url: text,
  wait: text,
  reason: text,
  name: text,
  site: text,
  banner: text,
  address: text,
  'host-unit': text,
  company: text,
  out: text,
  journal: text,
  from: text,
  to: text,
  search: text,
  role: text,
  pin: text,
  badge: text,
  counter: text,
  counters: text,
  folder: text,
  online: text,
  supervisors: text,
  key: text,
  trust: text,
  add: { type: 'string', multiple: true },
  remove: { type: 'string', multiple: true },
  'root-threshold': text,
  'catalog-threshold': text,
  note: text,
  contents: text,
  public: text,
  'new-online': flag,
  publish: flag,
  replace: flag,
  all: flag,
  help: flag,
} as const;

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: optionTypes, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Where the keys are, there is no hub. */
async function offline(
  command: NonNullable<ReturnType<typeof offlineCommand>>,
  words: string[],
  options: OfflineContext['options'],
): Promise<void> {
  const passphrases = openPassphrases();
  try {
    const print = (line: string) => void process.stdout.write(line);
    await command({ words, options, passphrases, print, nowMs: Date.now });
  } finally {
    passphrases.close();
  }
}

async function run(args: string[]): Promise<void> {
  const { values, positionals } = parse(args);
  const [name, ...words] = positionals;
  if (values.help) return void process.stdout.write(usage);
  const beside = offlineCommand(positionals);
  if (beside) return offline(beside, words, values);
  const command = Object.hasOwn(commands, name ?? '') ? commands[name!] : undefined;
  if (!command) throw new UsageError(name ? `there is no command ${name}` : 'say what to do');
  const client = await openClient({ data: values.data, url: values.url });
  await command({
    client,
    words,
    options: values,
    print: (line) => void process.stdout.write(line),
    nowMs: Date.now,
    pause: (ms) => sleep(ms),
  });
}

run(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof UsageError) {
    // What is wrong stands last, where it is still in sight.
    process.stderr.write(`${usage}\n${error.message}\n`);
    process.exitCode = 2;
    return;
  }
  const isSaid = error instanceof Refused || error instanceof CatalogError || saidByFiles(error);
  const message = isSaid ? error.message : String((error as Error).stack ?? error);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
});
