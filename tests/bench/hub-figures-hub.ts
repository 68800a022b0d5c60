// The hub of the figures bench as a process of its own, over a data set's folder, with counters enrolled to send.
//   node hub-figures-hub.ts <JSON of FiguresHubPlan>
import { join } from 'node:path';
import type { Identity } from '../../device/identity/identity-files.ts';
import { loadOrCreateJournalKey } from '../../device/journal/key.ts';
import { startRigHub } from '../scenarios/rig/hub.ts';
import { type Held, type WatchedDbs, watchDbs } from './db-watch.ts';

export interface FiguresHubPlan {
  folder: string;
  /** Counters that send while figures are asked; registered anew each time. */
  senders: string[];
}

export interface FiguresHubReady {
  http: number;
  mqtt: number;
  token: string;
  startMs: number;
  senders: { id: string; identity: Identity }[];
}

/** The answer to the message `watched`, and the beginning of a new span. */
export interface HubWatched {
  held: Held[];
  eventLoop: ReturnType<WatchedDbs['eventLoop']>;
  /** Processor time of the whole process since it began, with its threads. */
  processorMs: number;
}

export const senderKeyPath = (folder: string, id: string): string => join(folder, 'senders', `${id}.key`);

async function main(plan: FiguresHubPlan): Promise<void> {
  const watch = watchDbs();
  const startMs = performance.now();
  const hub = await startRigHub(plan.folder);
  const startedMs = performance.now() - startMs;
  process.on('SIGTERM', () => void hub.stop().then(() => process.exit(0)));
  process.on('disconnect', () => process.exit(1));
  const senders: FiguresHubReady['senders'] = [];
  for (const id of plan.senders) {
    const key = await loadOrCreateJournalKey(senderKeyPath(plan.folder, id));
    senders.push({ id, identity: await hub.enrol(id, key) });
  }
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const processorMs = (user + system) / 1000;
    process.send?.({
      held: watch.longest(60),
      eventLoop: watch.eventLoop(),
      processorMs,
    } satisfies HubWatched);
    watch.reset();
  });
  const { http } = hub.hub.addresses()!;
  process.send?.({
    ...{ http: http.port, mqtt: hub.mqttPort, token: hub.hub.adminToken, startMs: startedMs, senders },
  } satisfies FiguresHubReady);
}

if (process.argv[2] !== undefined && import.meta.main)
  await main(JSON.parse(process.argv[2]!) as FiguresHubPlan);
