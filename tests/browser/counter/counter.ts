// One whole counter before a shopper: production agent, real screens, simulated board, a network cable to the hub.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { expect, onTestFinished, vi } from 'vitest';
import { startAgent } from '../../../device/agent/agent.ts';
import type { Agent, AgentParts } from '../../../device/agent/agent-parts.ts';
import type { Identity } from '../../../device/identity/identity-files.ts';
import { mqttLink } from '../../../device/link/mqtt-link.ts';
import { createHttpsFetcher } from '../../../device/lists/https-fetcher.ts';
import type { Slot } from '../../../device/planogram/slot.ts';
import { silentLog } from '../../../device/platform/log.ts';
import { systemRandom } from '../../../device/platform/random.ts';
import { listenScreens, type ScreenServer, screenApp } from '../../../device/screens/server.ts';
import type { NewCounter } from '../../../hub/fleet/counter.ts';
import type { SettingsChange } from '../../../hub/settings/effective.ts';
import { type BoardSim, type BoardSimOptions, createBoardSim } from '../../../simulators/board/board-sim.ts';
import { createVirtualWire } from '../../../simulators/board/virtual-port.ts';
import { type NetworkCable, openNetworkCable } from '../../../simulators/demo/network-cable.ts';
import { slotOfSample } from '../../../simulators/fleet/fleet-counter.ts';
import { provision } from '../../../simulators/fleet/provision.ts';
import { samplePlanogram } from '../../../simulators/samples/planogram.ts';
import { newCounterBody } from '../../hub/hub-rig.ts';
import { type OutsideClock, outsideClock } from './outside-clock.ts';
import type { World } from './world.ts';

export const patience = { timeout: 30_000, interval: 50 };
const host = '127.0.0.1';

export interface CounterOptions {
  machine?: 'spiral' | 'cabinet';
  doors?: { cabinet: number; door: 'left' | 'right'; slots: number[] }[];
  board?: Partial<BoardSimOptions>;
  settings?: SettingsChange;
  parts?: Partial<AgentParts>;
  /** Instead of six of the sample goods. */
  slots?: readonly Slot[];
  /** Instead of the usual address. */
  place?: Partial<NewCounter>;
  /** False for a counter that is not to sell yet: it is returned as soon as it runs. */
  waitForSale?: boolean;
}

export interface CounterRig {
  id: string;
  slots: readonly Slot[];
  board: BoardSim;
  cable: NetworkCable;
  clock: OutsideClock;
  agent: Agent;
  screens: ScreenServer;
  folder: string;
  /** Stops agent and screens. */
  stop(): Promise<void>;
  /** Starts them again, with the screens where they were; on another copy of the disk when told. */
  start(folder?: string): Promise<void>;
  /** The disk as it is at this moment. */
  diskNow(): Promise<string>;
  /** The agent is gone, and said nothing to anybody; the disk that is left to start from. */
  cutPower(): Promise<string>;
  lines(): Promise<Line[]>;
  /** The one line of this kind. */
  line<K extends Line['kind']>(kind: K): Promise<Extract<Line, { kind: K }>>;
  motorTurns(slot: number): number;
  drops(): number[];
}

let counters = 0;

/** A counter with six slots, of which the last is empty, for sale; everything is closed when the test ends. */
export async function openCounter(world: World, options: CounterOptions = {}): Promise<CounterRig> {
  const folder = await mkdtemp(join(tmpdir(), 'counter-'));
  const folders = [folder];
  counters += 1;
  const id = `counter-150102-${String(counters).padStart(4, '0')}`;
  const slots = options.slots ?? sampleSlots(world, counters * 6);
  const identity = await enrolled(world, id, folder, options);
  const { addresses, hub } = world.hub;
  const cable = await openNetworkCable({ mqttPort: addresses.mqtt.port, httpsPort: addresses.https.port });
  const wire = createVirtualWire();
  const loads = slots.map(({ slot, count, capacity }) => ({
    ...{ selection: slot, inventory: count, capacity },
    ...(options.machine === 'cabinet' ? { unitGrams: 300 + slot * 60 } : {}),
  }));
  const board = createBoardSim({
    ...{ slots: loads, transport: wire, pollMs: 25, motorMs: 60, bootMs: 50 },
    ...{ noteChangeFen: 20_000, coinChangeFen: 10_000 },
    ...(options.doors ? { doors: options.doors } : {}),
    ...options.board,
  });
  await board.start();
  const clock = outsideClock();
  const rig = { id, slots, board, cable, clock, folder } as Partial<CounterRig> as CounterRig;
  let closeFetcher = () => {};
  rig.start = async (on = rig.folder) => {
    rig.folder = on;
    const { fetcher, parts } = agentParts({ world, identity, id, clock, cable, slots, options });
    closeFetcher = () => fetcher.close();
    const openBoardPort = async () => wire.open();
    rig.agent = await startAgent({ ...parts, folder: on, openBoardPort, pinnedRoot: hub.firstRoot });
    const app = screenApp({ source: rig.agent, desk: rig.agent.desk, log: silentLog, pages: world.pages });
    const port = rig.screens ? Number(new URL(rig.screens.url).port) : 0;
    rig.screens = await listenScreens(app, host, port);
  };
  rig.stop = async () => {
    await rig.screens.close();
    await rig.agent.stop();
    closeFetcher();
  };
  rig.cutPower = async () => {
    const left = await rig.diskNow();
    // Nothing that a stopping agent does reaches the hub or the disk it starts from again.
    cable.setPlugged(false);
    await rig.stop();
    cable.setPlugged(true);
    return left;
  };
  rig.diskNow = async () => {
    const copy = await mkdtemp(join(tmpdir(), 'counter-'));
    folders.push(copy);
    await cp(rig.folder, copy, { recursive: true });
    return copy;
  };
  rig.lines = async () => {
    const stored = await rig.agent.journal.linesAfter(0, 10_000, 10_000_000);
    return stored.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString('utf8')));
  };
  rig.line = async (kind) => {
    const found = (await rig.lines()).filter((line) => line.kind === kind);
    expect(found).toHaveLength(1);
    return found[0] as never;
  };
  rig.motorTurns = (slot) => board.truth().slots.find(({ selection }) => selection === slot)!.motorTurns;
  rig.drops = () => board.truth().drops.map(({ slot }) => slot);
  onTestFinished(async () => {
    await rig.stop().catch(() => undefined);
    await board.stop();
    await cable.stop();
    for (const one of folders) await rm(one, { recursive: true, force: true });
  });
  await rig.start();
  if (options.waitForSale !== false) await forSale(rig);
  return rig;
}

/** Every counter of a file has goods of its own: what one test withdraws is no other's. */
function sampleSlots({ entries, today }: World, start: number): Slot[] {
  const slots = samplePlanogram(entries, 6, today, start).map(slotOfSample);
  return slots.map((slot) => (slot.slot === 6 ? { ...slot, count: 0 } : slot));
}

async function enrolled(world: World, id: string, folder: string, options: CounterOptions) {
  const { hub, url, addresses } = world.hub;
  const ports = { httpsPort: addresses.https.port, mqttPort: addresses.mqtt.port };
  const place = { ...newCounterBody(id, '一楼大厅专柜'), ...options.place } as NewCounter;
  const identity = await provision({ http: url, token: hub.adminToken, host, ...ports }, place, folder);
  const screen = { idleS: 300, voice: false, operatorIdleS: 300 };
  await hub.settings.setCounter(id, { publicUrl: url, screen, ...options.settings });
  return identity;
}

interface Around {
  world: World;
  identity: Identity;
  id: string;
  clock: OutsideClock;
  cable: NetworkCable;
  slots: readonly Slot[];
  options: CounterOptions;
}

function agentParts({ identity, id, clock, cable, slots, options }: Around) {
  const tls = { ca: identity.authority, cert: identity.certificate, key: identity.key };
  const fetcher = createHttpsFetcher({ baseUrl: `https://${host}:${cable.httpsPort}`, ...tls });
  const { machine = 'spiral', doors = [] } = options;
  const parts = {
    counter: {
      ...{ id, name: '一楼大厅专柜', place: '办事大厅', operatedBy: '某运营公司' },
      ...{ complaintPhone: '12317', licence: 'JY11501020000001' },
    },
    demo: false,
    machine,
    hardware: { dropSensor: machine === 'spiral', cash: machine === 'spiral', doors },
    engine: 'node:sqlite' as const,
    boardPortName: 'memory',
    openLink: mqttLink({
      ...{ counter: id, host, port: cable.mqttPort, ...tls, connectTimeoutMs: 10_000, keepaliveS: 30 },
    }),
    fetcher,
    firstPlanogram: slots,
    clock,
    random: systemRandom(),
    log: silentLog,
    board: { slotListQuietMs: 150, reopenMinMs: 50 },
    sale: { retryMs: () => 200, askMs: 1_000 },
    lists: { jitterMs: 0 },
    times: { lookMs: 200 },
    ...options.parts,
  };
  return { fetcher, parts };
}

/** Connected, settings in force, slots for sale. */
export async function forSale({ agent }: CounterRig): Promise<void> {
  await vi.waitFor(() => {
    const { outOfService, slots, methods } = agent.shopperView();
    const open = slots.filter((slot) => slot.forSale).length;
    const operators = agent.settings.current().operators.length;
    if (outOfService !== null || open < 5 || !methods.includes('wechat') || operators === 0)
      throw new Error(`${outOfService}, ${open} slots for sale, ${methods}, ${operators} operators`);
  }, patience);
}
