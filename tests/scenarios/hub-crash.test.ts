// The hub loses its power again and again, and its database is an hour older in the end. Fifty counters sell on.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FleetCounter } from '../../simulators/fleet/fleet-counter.ts';
import { journalProblems } from './rig/audit.ts';
import { readCounterJournal, readHubJournals } from './rig/evidence.ts';
import { fixedPorts } from './rig/fixed-ports.ts';
import { enrolFleet, type Place } from './rig/fleet.ts';
import { rigHubConfig, startRigHub } from './rig/hub.ts';
import { HubProcess } from './rig/hub-process.ts';
import { inLanes } from './rig/lanes.ts';
import { sampleGoods } from './rig/sample-goods.ts';
import { sumsOfHub, sumsOfJournals } from './rig/totals.ts';

const counters = 50;
const linesAtLeast = 1000;
const patience = { timeout: 120_000, interval: 100 };
const goods = sampleGoods(Date.now());

let ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

interface World {
  hub: HubProcess;
  hubDb: string;
  places: Place[];
}

/** Enrolled counters and a hub process on the ports that they know. */
async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'hub-crash-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const hubFolder = join(folder, 'hub');
  const [https = 0, mqtt = 0] = await fixedPorts(2);
  const ports = { http: 0, https, mqtt };
  const first = await startRigHub(hubFolder, ports);
  ends.push(() => first.stop());
  await first.certify(goods.entries);
  const fleetFolder = join(folder, 'fleet');
  const places = await enrolFleet({
    hub: first,
    folder: fleetFolder,
    count: counters,
    goods,
    slotsPerCounter: 3,
  });
  await first.stop();
  const hub = new HubProcess(rigHubConfig(hubFolder, ports), join(folder, 'hub.json'));
  ends.push(() => hub.kill());
  await hub.start();
  return { hub, hubDb: join(hubFolder, 'hub.db'), places };
}

const startAll = (places: readonly Place[]): Promise<FleetCounter[]> =>
  inLanes(4, places, async (place) => {
    const counter = await place.start();
    ends.push(() => counter.stop());
    return counter;
  });

/** Every counter has loaded its slots, and the hub holds every line. */
async function allTold(fleet: readonly FleetCounter[]): Promise<void> {
  await vi.waitFor(() => {
    const behind = fleet.filter(({ agent }) => {
      const { connected, position } = agent.link.status();
      return !connected || position !== agent.journal.head().seq || agent.operatorView().slots.length === 0;
    });
    expect(behind.map(({ id, agent }) => [id, agent.link.status()])).toEqual([]);
  }, patience);
}

/** Lines of a counter's everyday: goods are put in again and again, something is sold in between. */
async function everyday({ agent }: FleetCounter): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    for (const slot of goods.slots.slice(0, 3)) await agent.restock(slot, 'tester');
    const order = await agent.order([1 + (round % 3)], 'test');
    if (!order.accepted) continue;
    await vi.waitFor(() => expect(agent.shopperView().sale?.phase).toBe('finished'), patience);
    agent.dismiss();
  }
}

const linesOf = (fleet: readonly FleetCounter[]) =>
  fleet.reduce((sum, { agent }) => sum + agent.journal.head().seq, 0);

/** Puts a database in the place of another, without the log of the old one. */
function putInPlace(copy: string, path: string): void {
  for (const rest of ['-wal', '-shm']) rmSync(`${path}${rest}`, { force: true });
  copyFileSync(copy, path);
}

describe('a hub that loses its power', () => {
  it('[INC-6] [LED-1] [LED-9] [LINK-3] [LINK-4] ends with exactly what fifty counters wrote, also when its database is put back', {
    timeout: 300_000,
  }, async () => {
    const { hub, hubDb, places } = await openWorld();
    const fleet = await startAll(places);
    await allTold(fleet);

    await hub.stop();
    expect(existsSync(`${hubDb}-wal`)).toBe(false);
    const old = `${hubDb}.an-hour-old`;
    copyFileSync(hubDb, old);
    await hub.start();

    const before = linesOf(fleet);
    const days = inLanes(counters, fleet, everyday);
    for (const share of [0.15, 0.35, 0.55, 0.8]) {
      await vi.waitFor(() => expect(linesOf(fleet) - before).toBeGreaterThan(share * linesAtLeast), patience);
      await hub.kill();
      await hub.start();
    }
    await days;
    expect(linesOf(fleet) - before).toBeGreaterThanOrEqual(linesAtLeast);
    await allTold(fleet);

    await hub.stop();
    const held = readHubJournals(hubDb).reduce((sum, { lines }) => sum + lines.length, 0);
    putInPlace(old, hubDb);
    const restored = readHubJournals(hubDb).reduce((sum, { lines }) => sum + lines.length, 0);
    expect(held - restored).toBeGreaterThanOrEqual(linesAtLeast);
    await hub.start();
    await allTold(fleet);

    await Promise.all(fleet.map((counter) => counter.stop()));
    await hub.stop();
    const journals = places.map(({ folder }) => readCounterJournal(folder));
    const hubJournals = readHubJournals(hubDb);
    expect(hubJournals).toHaveLength(counters);
    const problems = journals.flatMap((journal) => {
      const hubJournal = hubJournals.find((one) => one.journal === journal.journal);
      return journalProblems({ journal, hubJournal }).map((problem) => `${journal.counter}: ${problem}`);
    });
    expect(problems).toEqual([]);
    const sums = sumsOfJournals(journals);
    expect(sums.sales).toBeGreaterThanOrEqual(counters);
    expect(sumsOfHub(hubDb)).toEqual({
      totals: sums,
      sales: { rows: sums.sales, fen: sums.salesFen, orders: sums.sales },
    });
  });
});
