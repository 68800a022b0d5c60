// A fleet as a process: node simulators/fleet/main.ts '<options as JSON>'; stops on a signal or when its parent is gone.
import { mkdirSync, readFileSync } from 'node:fs';
import pino from 'pino';
import { sampleEntries } from '../samples/entries.ts';
import { type FleetOptions, startFleet } from './fleet.ts';

export interface FleetProcessOptions
  extends Pick<
    FleetOptions,
    'hub' | 'firstIndex' | 'count' | 'folder' | 'slotsPerCounter' | 'today' | 'timeFactor' | 'salesPerDay'
  > {
  trustedRoot: string;
}

const options: FleetProcessOptions = JSON.parse(process.argv[2] ?? '{}');
const log = pino({ name: 'fleet', level: 'warn' }, pino.destination(2));
mkdirSync(options.folder, { recursive: true });
const { trustedRoot, ...fleetOptions } = options;
const fleet = await startFleet({
  ...fleetOptions,
  pinnedRoot: readFileSync(trustedRoot),
  entries: sampleEntries({ referenceDate: options.today }),
  engine: 'sqlite3',
  log,
  pollMs: 500,
  motorMs: 1500,
});
console.log(JSON.stringify({ ready: true, counters: fleet.counters.length }));

let isStopping = false;
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await fleet.stop();
  process.exit(0);
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
if (process.channel) process.on('disconnect', stop);
