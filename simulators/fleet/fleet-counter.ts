// One counter of the fleet: the production agent with a simulated board on a line in memory.
import { join } from 'node:path';
import { addDays } from '@zhuangui/protocol/days.ts';
import { startAgent } from '../../device/agent/agent.ts';
import type { Agent, AgentParts } from '../../device/agent/agent-parts.ts';
import type { Identity } from '../../device/identity/identity-files.ts';
import { mqttLink } from '../../device/link/mqtt-link.ts';
import { createHttpsFetcher } from '../../device/lists/https-fetcher.ts';
import type { Slot } from '../../device/planogram/slot.ts';
import { systemClock } from '../../device/platform/clock.ts';
import { systemRandom } from '../../device/platform/random.ts';
import type { NewCounter } from '../../hub/fleet/counter.ts';
import { type BoardSim, createBoardSim } from '../board/board-sim.ts';
import { createVirtualWire } from '../board/virtual-port.ts';
import type { SampleSlot } from '../samples/planogram.ts';
import type { HubAccess } from './provision.ts';

export interface FleetCounter {
  id: string;
  agent: Agent;
  board: BoardSim;
  stop(): Promise<void>;
}

export interface FleetCounterOptions {
  hub: Pick<HubAccess, 'host' | 'httpsPort' | 'mqttPort'>;
  place: NewCounter;
  /** The counter's own folder. */
  folder: string;
  identity: Identity;
  pinnedRoot: Uint8Array;
  planogram: readonly Slot[];
  engine: AgentParts['engine'];
  log: AgentParts['log'];
  /** Poll period of the simulated board; slower than a real one, so that many fit into one process. */
  pollMs: number;
  motorMs: number;
  testPaymentAutoConfirmMs?: number;
  times?: AgentParts['times'];
  /** How soon the link tries again. */
  link?: AgentParts['link'];
}

/** What a sample slot is to an agent. */
export function slotOfSample(sample: SampleSlot): Slot {
  return {
    slot: sample.slot,
    entry: sample.entry.id,
    lot: sample.lot,
    madeOn: sample.made,
    bestBefore: addDays(sample.made, sample.entry.shelfLifeDays),
    count: sample.count,
    capacity: sample.capacity,
    priceFen: sample.priceFen,
  };
}

export async function startFleetCounter(options: FleetCounterOptions): Promise<FleetCounter> {
  const { hub, place, identity, planogram } = options;
  const wire = createVirtualWire();
  const slots = planogram.map(({ slot, count, capacity }) => ({
    selection: slot,
    inventory: count,
    capacity,
  }));
  const board = createBoardSim({ slots, transport: wire, pollMs: options.pollMs, motorMs: options.motorMs });
  await board.start();
  const tls = { ca: identity.authority, cert: identity.certificate, key: identity.key };
  const fetcher = createHttpsFetcher({ baseUrl: `https://${hub.host}:${hub.httpsPort}`, ...tls });
  const agent = await startAgent({
    counter: {
      id: place.id,
      name: place.name,
      place: place.address,
      operatedBy: place.operatingCompany,
      complaintPhone: '12317',
      licence: 'JY11501020000001',
    },
    demo: true,
    folder: options.folder,
    engine: options.engine,
    boardPortName: join(options.folder, 'board (in memory)'),
    openBoardPort: async () => wire.open(),
    openLink: mqttLink({
      counter: place.id,
      host: hub.host,
      port: hub.mqttPort,
      ...tls,
      connectTimeoutMs: 20_000,
      keepaliveS: 60,
    }),
    fetcher,
    pinnedRoot: options.pinnedRoot,
    firstPlanogram: planogram,
    clock: systemClock(),
    random: systemRandom(),
    log: options.log,
    ...(options.testPaymentAutoConfirmMs === undefined
      ? {}
      : { testPaymentAutoConfirmMs: options.testPaymentAutoConfirmMs }),
    ...(options.times ? { times: options.times } : {}),
    ...(options.link ? { link: options.link } : {}),
  });
  return {
    id: place.id,
    agent,
    board,
    async stop() {
      await agent.stop();
      fetcher.close();
      await board.stop();
    },
  };
}
