// Enrols a counter with the hub: node device/enrol-main.ts <configuration file> <claim>

import { join } from 'node:path';
import { readCounterConfig } from './config.ts';
import { enrol } from './identity/enrol.ts';
import { writeIdentity } from './identity/identity-files.ts';
import { loadOrCreateJournalKey } from './journal/key.ts';

const [path, claim] = process.argv.slice(2);
if (!path || !claim) {
  console.error('Usage: node device/enrol-main.ts <configuration file> <claim as the hub gave it>');
  process.exit(2);
}
try {
  const config = readCounterConfig(path);
  const journalKey = await loadOrCreateJournalKey(join(config.dataFolder, 'journal.key'));
  writeIdentity(
    config.identityFolder,
    await enrol({ counter: config.counter.id, hub: config.hub, claim, journalKey }),
  );
  console.log(`${config.counter.id} is enrolled; its certificate is in ${config.identityFolder}.`);
} catch (error) {
  console.error(`Not enrolled: ${(error as Error).message}`);
  process.exit(1);
}
