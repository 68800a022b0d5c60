// A hub as a process of its own and a few production agents against it: the hub is broken, the agents sell on, and in the
// end both must hold the same bytes.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FleetCounter } from '../../../simulators/fleet/fleet-counter.ts';
import { journalProblems } from '../rig/audit.ts';
import { eventually } from '../rig/eventually.ts';
import { type JournalCopy, readCounterJournal, readHubJournals } from '../rig/evidence.ts';
import { fixedPorts } from '../rig/fixed-ports.ts';
import { enrolFleet, type Place } from '../rig/fleet.ts';
import { rigHubConfig, startRigHub } from '../rig/hub.ts';
import { HubProcess } from '../rig/hub-process.ts';
import { inLanes } from '../rig/lanes.ts';
import { sampleGoods } from '../rig/sample-goods.ts';
import { sumsOfHub, sumsOfJournals } from '../rig/totals.ts';

const goods = sampleGoods(Date.now());

export interface HubWorld {
  hub: HubProcess;
  /** The hub's data. */
  folder: string;
  fleet: FleetCounter[];
  places: Place[];
  ports: { https: number; mqtt: number };
  /** Lines the counters have written. */
  lines(): number;
  /** One counter loads and sells for a while. */
  everyday(counter: FleetCounter): Promise<void>;
  /** The hub holds every line; milliseconds it took. */
  allTold(): Promise<number>;
  /** Stops everybody and compares what is left. */
  judge(): Promise<string[]>;
  close(): Promise<void>;
}

export interface HubWorldPlan {
  counters: number;
  /** Where the hub's data is, on a disk of its own; made by whoever says so. */
  hubFolder?: string;
  /** The agents are told so much later that nobody needs them: only enrolled. */
  startFleet?: boolean;
}

export async function openHubWorld(plan: HubWorldPlan): Promise<HubWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'fault-hub-'));
  const hubFolder = plan.hubFolder ?? join(folder, 'hub');
  const [https = 0, mqtt = 0] = await fixedPorts(2);
  const ports = { http: 0, https, mqtt };
  const prepared = join(folder, 'prepared');
  const first = await startRigHub(prepared, ports);
  const places = await (async () => {
    try {
      await first.certify(goods.entries);
      return await enrolFleet({
        hub: first,
        folder: join(folder, 'fleet'),
        count: plan.counters,
        goods,
        slotsPerCounter: 3,
      });
    } finally {
      await first.stop();
    }
  })();
  cpSync(prepared, hubFolder, { recursive: true });
  const hub = new HubProcess(rigHubConfig(hubFolder, ports), join(folder, 'hub.json'));
  const fleet: FleetCounter[] = [];
  const close = async () => {
    await Promise.all(fleet.map((counter) => counter.stop().catch(() => undefined)));
    await hub.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  const world: HubWorld = {
    hub,
    folder: hubFolder,
    fleet,
    places,
    ports,
    lines: () => fleet.reduce((sum, { agent }) => sum + agent.journal.head().seq, 0),
    everyday: (counter) => everyday(counter),
    async allTold() {
      const from = performance.now();
      await told(fleet);
      return performance.now() - from;
    },
    async judge() {
      await Promise.all(fleet.map((counter) => counter.stop()));
      await hub.stop();
      return judgeFiles(places, join(hubFolder, 'hub.db'));
    },
    close,
  };
  try {
    await hub.start();
    if (plan.startFleet ?? true) {
      fleet.push(...(await inLanes(2, places, (place) => place.start())));
      await told(fleet);
    }
    return world;
  } catch (error) {
    await close();
    throw error;
  }
}

function told(fleet: readonly FleetCounter[]): Promise<void> {
  return eventually(
    () => {
      const behind = fleet.filter(({ agent }) => {
        const { connected, position } = agent.link.status();
        return !connected || position !== agent.journal.head().seq || agent.operatorView().slots.length === 0;
      });
      if (behind.length > 0)
        throw new Error(
          `behind: ${JSON.stringify(behind.map(({ id, agent }) => [id, agent.link.status()]))}`,
        );
    },
    { timeoutMs: 120_000, intervalMs: 50 },
  );
}

async function everyday({ agent }: FleetCounter): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    for (const slot of goods.slots.slice(0, 3)) await agent.restock(slot, 'tester');
    const order = await agent.order([1 + (round % 3)], 'test');
    if (!order.accepted) continue;
    await eventually(
      () => {
        if (agent.shopperView().sale?.phase !== 'finished') throw new Error('the sale goes on');
      },
      { timeoutMs: 120_000 },
    );
    agent.dismiss();
  }
}

/** Bytes against bytes, and the hub's sums against sums over the counters' files. */
function judgeFiles(places: readonly Place[], hubDb: string): string[] {
  const journals = places.map(({ folder }) => readCounterJournal(folder));
  const held = readHubJournals(hubDb);
  const problems = journals.flatMap((journal: JournalCopy) => {
    const hubJournal = held.find((one) => one.journal === journal.journal);
    return journalProblems({ journal, hubJournal }).map((problem) => `${journal.counter}: ${problem}`);
  });
  const sums = sumsOfJournals(journals);
  const hub = sumsOfHub(hubDb);
  if (JSON.stringify(hub.totals) !== JSON.stringify(sums))
    problems.push(`sums differ: hub ${JSON.stringify(hub.totals)}, counters ${JSON.stringify(sums)}`);
  if (hub.sales.rows !== sums.sales || hub.sales.orders !== sums.sales || hub.sales.fen !== sums.salesFen)
    problems.push(`the hub lists ${hub.sales.rows} sales, the counters ${sums.sales}`);
  return problems;
}
