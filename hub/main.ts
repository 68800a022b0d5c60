// node hub/main.ts [configuration file]: runs one hub until it is told to stop, or its parent is gone.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoSigners, onlineSigners } from './catalog/keys.ts';
import { onlineKeysIn } from './catalog/online-keys.ts';
import { defaultHubConfig, type HubConfig, readHubConfig } from './config.ts';
import { createHub, type Hub, type HubParts } from './hub.ts';
import { systemClock } from './platform/clock.ts';
import type { Log } from './platform/log.ts';
import { openLogFile } from './platform/log-file.ts';
import { systemRandom } from './platform/random.ts';
import { firstListsFile, onlineKeysFile, readFirstLists, writeOnlineKeys } from './signing/ceremony.ts';

/** Beside the data, so that whoever runs commands finds hub and root of trust without asking. */
async function leaveNotes(config: HubConfig, hub: Hub, log: Log): Promise<void> {
  const addresses = hub.addresses()!;
  await writeFile(join(config.dataFolder, 'addresses.json'), `${JSON.stringify(addresses)}\n`);
  // KEY-11: the newest, so that a new counter never trusts keys that a rotation took away.
  const { repository } = hub;
  const rootPath = join(config.dataFolder, 'trusted-root.json');
  let written = (await repository.signedByPeople()).root;
  await writeFile(rootPath, written);
  repository.onPublished(({ roots }) => {
    const newest = Buffer.from(roots.at(-1) ?? '', 'utf8');
    if (newest.length === 0 || newest.equals(written)) return;
    written = newest;
    writeFile(rootPath, newest).catch((error: unknown) => log.error({ error }, 'trusted-root.json'));
  });
}

/** KEY-6: in a demo throw-away keys for everybody; else the hub's own online keys, and lists signed elsewhere. */
async function keysOf({
  demo,
  dataFolder,
}: HubConfig): Promise<Pick<HubParts, 'signers' | 'firstLists' | 'onlineKeys'>> {
  const folder = join(dataFolder, demo ? 'demo-keys' : 'online-keys');
  const onlineKeys = onlineKeysIn(folder);
  if (demo) return { signers: await demoSigners(folder), onlineKeys };
  const online = await onlineSigners(folder);
  const shown = join(dataFolder, onlineKeysFile);
  await writeOnlineKeys(shown, online);
  const wanted = join(dataFolder, firstListsFile);
  const missing = `There are no signed lists yet. Take ${shown} to the ceremony (npm run hub -- keys make --folder … --online ${shown}), put its ${firstListsFile} at ${wanted}, and start again: docs/operations/hub.md.`;
  return {
    signers: { root: [], certifiers: [], supervisors: [], online },
    onlineKeys,
    firstLists: () =>
      readFirstLists(wanted).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOENT' ? new Error(missing) : error;
      }),
  };
}

async function main(): Promise<void> {
  const path = process.argv[2];
  const config = path ? readHubConfig(path) : defaultHubConfig(process.cwd());
  await mkdir(config.dataFolder, { recursive: true, mode: 0o700 });
  const log = openLogFile(join(config.dataFolder, 'hub.log'), (message) =>
    process.stderr.write(`hub: ${message}\n`),
  );
  const parts = { config, clock: systemClock(), random: systemRandom(), log };
  const hub = await createHub({ ...parts, ...(await keysOf(config)) });
  let stopping: Promise<void> | undefined;
  const stop = (why: string) => {
    if (stopping) return;
    log.info({ why }, 'stopping');
    stopping = hub.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  if (process.channel) process.on('disconnect', () => stop('the parent is gone'));
  // PEO-16: told here and nowhere else, also when a port is taken: the next start makes no other.
  const { firstAdministrator } = hub.slices.people;
  const told = firstAdministrator ? { firstAdministrator } : {};
  const say = (line: object) => process.stdout.write(`${JSON.stringify({ ...line, ...told })}\n`);
  const addresses = await hub.start().catch((error: unknown) => {
    if (firstAdministrator) say({ ready: false });
    throw error;
  });
  await leaveNotes(config, hub, log);
  log.info(addresses, 'ready');
  say({ ready: true, ...addresses });
}

main().catch((error: Error) => {
  process.stderr.write(`hub: ${error.message}\n`);
  process.exit(1);
});
