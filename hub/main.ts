// node hub/main.ts [configuration file]: runs one hub until it is told to stop, or its parent is gone.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoSigners } from './catalog/keys.ts';
import { defaultHubConfig, type HubConfig, readHubConfig } from './config.ts';
import { createHub, type Hub } from './hub.ts';
import { systemClock } from './platform/clock.ts';
import { openLogFile } from './platform/log-file.ts';
import { systemRandom } from './platform/random.ts';

/** Beside the data, so that whoever runs commands finds hub and root of trust without asking. */
async function leaveNotes(config: HubConfig, hub: Hub): Promise<void> {
  const addresses = hub.addresses()!;
  await writeFile(join(config.dataFolder, 'addresses.json'), `${JSON.stringify(addresses)}\n`);
  await writeFile(join(config.dataFolder, 'trusted-root.json'), hub.firstRoot);
}

async function main(): Promise<void> {
  const path = process.argv[2];
  const config = path ? readHubConfig(path) : defaultHubConfig(process.cwd());
  if (!config.demo)
    throw new Error(
      'This program signs with throw-away keys only: set "demo": true, or embed the hub with signers.',
    );
  await mkdir(config.dataFolder, { recursive: true, mode: 0o700 });
  const log = openLogFile(join(config.dataFolder, 'hub.log'), (message) =>
    process.stderr.write(`hub: ${message}\n`),
  );
  const signers = await demoSigners(join(config.dataFolder, 'demo-keys'));
  const hub = await createHub({ config, clock: systemClock(), random: systemRandom(), log, signers });
  let stopping: Promise<void> | undefined;
  const stop = (why: string) => {
    if (stopping) return;
    log.info({ why }, 'stopping');
    stopping = hub.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  if (process.channel) process.on('disconnect', () => stop('the parent is gone'));
  const addresses = await hub.start();
  await leaveNotes(config, hub);
  log.info(addresses, 'ready');
  // PEO-16: told here and nowhere else.
  const { firstAdministrator } = hub.slices.people;
  process.stdout.write(
    `${JSON.stringify({ ready: true, ...addresses, ...(firstAdministrator ? { firstAdministrator } : {}) })}\n`,
  );
}

main().catch((error: Error) => {
  process.stderr.write(`hub: ${error.message}\n`);
  process.exit(1);
});
