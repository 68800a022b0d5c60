// Many counters in one process against a real hub.
import { join } from 'node:path';
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { AgentParts } from '../../device/agent/agent-parts.ts';
import { systemClock } from '../../device/platform/clock.ts';
import { systemRandom } from '../../device/platform/random.ts';
import { samplePlanogram } from '../samples/planogram.ts';
import { type FleetCounter, slotOfSample, startFleetCounter } from './fleet-counter.ts';
import { placeOf } from './places.ts';
import { type HubAccess, provision } from './provision.ts';
import { sendShoppers } from './shopper-runner.ts';

export interface FleetOptions {
  hub: HubAccess;
  /** Index of the first place, and how many counters. */
  firstIndex: number;
  count: number;
  folder: string;
  pinnedRoot: Uint8Array;
  entries: readonly Entry[];
  slotsPerCounter: number;
  /** Day the planogram is made for. */
  today: string;
  engine: AgentParts['engine'];
  log: AgentParts['log'];
  pollMs: number;
  motorMs: number;
  /** How fast the shoppers' day passes; 0 sends no shoppers. */
  timeFactor: number;
  salesPerDay: number;
}

export interface Fleet {
  counters: FleetCounter[];
  stop(): Promise<void>;
}

const uncertifiedLoadShare = 0.05;
const startAtMs = 8 * 3_600_000;

/** Registers, enrols and starts the counters, a few at a time; shoppers come as soon as all of them stand. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const counters = await inGroups(8, options.count, (index) => startOne(options, options.firstIndex + index));
  const parts = { clock: systemClock(), random: systemRandom() };
  const { salesPerDay, timeFactor } = options;
  const crowd = timeFactor === 0 ? [] : counters;
  const stops = crowd.map((counter) =>
    sendShoppers(counter, {
      ...parts,
      salesPerDay,
      timeFactor,
      startOfDayMs: startAtMs,
      uncertifiedLoadShare,
    }),
  );
  return {
    counters,
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
      await Promise.all(counters.map((counter) => counter.stop()));
    },
  };
}

async function startOne(options: FleetOptions, index: number): Promise<FleetCounter> {
  const place = placeOf(index);
  const folder = join(options.folder, place.id);
  const identity = await provision(options.hub, place, folder);
  const planogram = samplePlanogram(options.entries, options.slotsPerCounter, options.today, index * 7).map(
    slotOfSample,
  );
  return startFleetCounter({
    hub: options.hub,
    place,
    folder,
    identity,
    pinnedRoot: options.pinnedRoot,
    planogram,
    engine: options.engine,
    log: options.log,
    pollMs: options.pollMs,
    motorMs: options.motorMs,
    testPaymentAutoConfirmMs: 400,
  });
}

async function inGroups<T>(size: number, count: number, start: (index: number) => Promise<T>): Promise<T[]> {
  const started: T[] = [];
  for (let first = 0; first < count; first += size) {
    const indexes = Array.from({ length: Math.min(size, count - first) }, (_, offset) => first + offset);
    started.push(...(await Promise.all(indexes.map(start))));
  }
  return started;
}
