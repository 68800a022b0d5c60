// Production agents in this process against a hub, enrolled in groups; their boards are simulated in memory.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeIdentity } from '../../../device/identity/identity-files.ts';
import { loadOrCreateJournalKey } from '../../../device/journal/key.ts';
import { silentLog } from '../../../device/platform/log.ts';
import { type FleetCounter, startFleetCounter } from '../../../simulators/fleet/fleet-counter.ts';
import { placeOf } from '../../../simulators/fleet/places.ts';
import type { RigHub } from './hub.ts';
import { inLanes } from './lanes.ts';
import type { Goods } from './sample-goods.ts';

export interface Place {
  id: string;
  folder: string;
  start(): Promise<FleetCounter>;
}

export const quickLink = { windowLines: 2000, positionTimeoutMs: 2000, backOffMinMs: 100, backOffMaxMs: 800 };

export interface FleetPlan {
  hub: RigHub;
  folder: string;
  count: number;
  goods: Goods;
  slotsPerCounter: number;
}

/** Enrols so many counters; none of them runs yet. */
export function enrolFleet({ hub, folder, count, goods, slotsPerCounter }: FleetPlan): Promise<Place[]> {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const pinnedRoot = hub.hub.firstRoot;
  const ports = { host: '127.0.0.1', httpsPort: hub.httpsPort, mqttPort: hub.mqttPort };
  return inLanes(4, numbers, async (index) => {
    const place = placeOf(index);
    const own = join(folder, place.id);
    mkdirSync(own, { recursive: true });
    const identity = await hub.enrol(place.id, await loadOrCreateJournalKey(join(own, 'journal.key')));
    writeIdentity(join(own, 'identity'), identity);
    return {
      id: place.id,
      folder: own,
      start: async () =>
        stoppedOnce(
          await startFleetCounter({
            hub: ports,
            place,
            folder: own,
            identity,
            pinnedRoot,
            planogram: goods.slots.slice(0, slotsPerCounter),
            engine: 'sqlite3',
            log: silentLog,
            pollMs: 400,
            motorMs: 100,
            testPaymentAutoConfirmMs: 20,
            link: quickLink,
          }),
        ),
    };
  });
}

/** A scenario stops its counters itself; its clean-up may say it again. */
function stoppedOnce(counter: FleetCounter): FleetCounter {
  let stopping: Promise<void> | undefined;
  return {
    ...counter,
    stop() {
      stopping ??= counter.stop();
      return stopping;
    },
  };
}
