// The hub of a bench as a process of its own: a large signed catalog, and one counter enrolled with it.
//   node bench-hub.ts <JSON of BenchHubPlan>
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeIdentity } from '../../device/identity/identity-files.ts';
import { loadOrCreateJournalKey } from '../../device/journal/key.ts';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { startRigHub } from '../scenarios/rig/hub.ts';

export interface BenchHubPlan {
  /** Folder of the hub. */
  folder: string;
  /** Folder of the counter: gets key, identity and root of trust. */
  counterFolder: string;
  counter: string;
  entries: number;
  /** YYYY-MM-DD. */
  today: string;
}

export interface BenchHubReady {
  mqttPort: number;
  httpsPort: number;
}

async function main(plan: BenchHubPlan): Promise<void> {
  const hub = await startRigHub(plan.folder);
  process.on('SIGTERM', () => void hub.stop().then(() => process.exit(0)));
  process.on('disconnect', () => process.exit(1));
  await hub.certify(sampleEntries({ count: plan.entries, referenceDate: plan.today }));
  const key = await loadOrCreateJournalKey(join(plan.counterFolder, 'journal.key'));
  const identity = await hub.enrol(plan.counter, key);
  writeIdentity(join(plan.counterFolder, 'identity'), identity);
  writeFileSync(join(plan.counterFolder, 'trusted-root.json'), hub.hub.firstRoot);
  const ready: BenchHubReady = { mqttPort: hub.mqttPort, httpsPort: hub.httpsPort };
  process.send?.(ready);
}

await main(JSON.parse(process.argv[2]!) as BenchHubPlan);
