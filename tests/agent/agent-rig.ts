// One production agent in this process: real SQLite, lists signed by a real repository, a simulated board in memory,
// and a wire to the hub whose other end the test holds.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ListsPush } from '@zhuangui/protocol/messages.ts';
import {
  type Hello,
  helloMessage,
  listsPushMessage,
  positionMessage,
  type Telemetry,
  telemetryMessage,
} from '@zhuangui/protocol/messages.ts';
import { counterTopic, listsTopic } from '@zhuangui/protocol/topics.ts';
import { vi } from 'vitest';
import { startAgent } from '../../device/agent/agent.ts';
import type { Agent, AgentParts } from '../../device/agent/agent-parts.ts';
import type { LinkHandlers } from '../../device/link/link-port.ts';
import type { Slot } from '../../device/planogram/slot.ts';
import { type Clock, systemClock } from '../../device/platform/clock.ts';
import { silentLog } from '../../device/platform/log.ts';
import { systemRandom } from '../../device/platform/random.ts';
import { createBoardSim } from '../../simulators/board/board-sim.ts';
import { createVirtualWire } from '../../simulators/board/virtual-port.ts';
import { entriesOf, type Hub, openHub } from '../lists/lists-rig.ts';

export const counterId = 'counter-150103-0001';
const dayMs = 86_400_000;
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Certified goods in slots 1 to `count`. */
export const slotsOf = (count: number): Slot[] =>
  entriesOf(count).map((entry, index) => ({
    slot: index + 1,
    entry: entry.id,
    lot: 'L1',
    madeOn: dayOf(Date.now() - 2 * dayMs),
    bestBefore: dayOf(Date.now() + 90 * dayMs),
    count: 5,
    capacity: 10,
    priceFen: 1000,
  }));

/** The real clock, with a list of the timers that still run. */
export class CountedClock implements Clock {
  readonly #clock = systemClock();
  readonly #timers = new Set<object>();
  #skippedMs = 0;
  nowMs = () => this.#clock.nowMs() + this.#skippedMs;
  monotonicMs = () => this.#clock.monotonicMs() + this.#skippedMs;
  /** Both clocks are later by so much from now on; timers run as they were. */
  skip(ms: number): void {
    this.#skippedMs += ms;
  }

  running = () => this.#timers.size;

  setTimer = (delayMs: number, run: () => void) => {
    const timer = {};
    this.#timers.add(timer);
    const cancel = this.#clock.setTimer(delayMs, () => {
      this.#timers.delete(timer);
      run();
    });
    return () => {
      this.#timers.delete(timer);
      cancel();
    };
  };
}

/** The hub's end of the counter's wire. */
export class HubEnd {
  #handlers: LinkHandlers | undefined;
  hello: Hello | undefined;
  readonly telemetry: Telemetry[] = [];
  /** Everything else that came up, by topic kind. */
  readonly mail: { kind: string; payload: Uint8Array }[] = [];

  open = (handlers: LinkHandlers) => {
    this.#handlers = handlers;
    setImmediate(() => handlers.onConnected());
    return {
      publish: async (topic: string, payload: Uint8Array) => {
        if (topic === counterTopic(counterId, 'telemetry')) {
          const parsed = telemetryMessage.parse(payload);
          if (parsed.ok) this.telemetry.push(parsed.value);
        }
        for (const kind of ['payask', 'reported', 'signin', 'result', 'help'] as const)
          if (topic === counterTopic(counterId, kind)) this.mail.push({ kind, payload });
        if (topic !== counterTopic(counterId, 'hello')) return;
        const parsed = helloMessage.parse(payload);
        if (parsed.ok) this.hello = parsed.value;
      },
      close: () => setImmediate(() => handlers.onClosed('closed')),
    };
  };

  lists(push: ListsPush): void {
    this.#handlers?.onMessage(listsTopic, listsPushMessage.encode(push));
  }

  send(kind: 'payment' | 'desired' | 'approval' | 'command', payload: Uint8Array): void {
    this.#handlers?.onMessage(counterTopic(counterId, kind), payload);
  }

  position(seq: number, hash: string): void {
    const message = { v: 1 as const, journal: this.hello!.journal, seq, hash, hubTime: 0 };
    this.#handlers?.onMessage(counterTopic(counterId, 'position'), positionMessage.encode(message));
  }
}

/** A cabinet with one door, and how it is told to the agent. */
export const oneDoor = { cabinet: 0, door: 'left' as const };
export const cabinetParts = (slots: readonly number[]) => ({
  machine: 'cabinet' as const,
  hardware: { doors: [{ ...oneDoor, slots }] },
});

export class AgentRig {
  readonly clock = new CountedClock();
  readonly slots: Slot[];
  readonly boardWire = createVirtualWire();
  readonly board;
  readonly folder: string;
  readonly hub: Hub;
  readonly push: ListsPush;
  readonly pinnedRoot: Uint8Array;
  wire = new HubEnd();
  agent!: Agent;

  constructor(
    folder: string,
    hub: Hub,
    push: ListsPush,
    pinnedRoot: Uint8Array,
    slots: Slot[],
    isCabinet = false,
  ) {
    this.pinnedRoot = pinnedRoot;
    this.folder = folder;
    this.hub = hub;
    this.push = push;
    this.slots = slots;
    const loads = slots.map(({ slot, count, capacity }) => ({
      selection: slot,
      inventory: count,
      capacity,
      unitGrams: 100,
    }));
    const doors = isCabinet ? cabinetParts(slots.map(({ slot }) => slot)).hardware.doors : [];
    this.board = createBoardSim({
      slots: loads,
      transport: this.boardWire,
      pollMs: 20,
      motorMs: 30,
      ...(isCabinet ? { doors } : {}),
    });
  }

  parts(change: Partial<AgentParts> = {}): AgentParts {
    return {
      counter: {
        id: counterId,
        name: '柜',
        place: '厅',
        operatedBy: '公司',
        complaintPhone: '12317',
        licence: 'JY11501020000001',
      },
      demo: true,
      folder: this.folder,
      engine: 'node:sqlite',
      boardPortName: 'memory',
      openBoardPort: async () => this.boardWire.open(),
      openLink: this.wire.open,
      fetcher: this.hub.fetcher,
      pinnedRoot: this.pinnedRoot,
      firstPlanogram: this.slots,
      clock: this.clock,
      random: systemRandom(),
      log: silentLog,
      sale: { retryMs: () => 20 },
      ...change,
    };
  }

  /** Starts the agent; resolves when the hub's end has heard its hello. */
  async start(change: Partial<AgentParts> = {}): Promise<Agent> {
    this.wire = new HubEnd();
    this.agent = await startAgent({ ...this.parts(), openLink: this.wire.open, ...change });
    await vi.waitFor(() => {
      if (!this.wire.hello) throw new Error('no hello yet');
    });
    return this.agent;
  }

  /** Starts with lists in force and every slot for sale. */
  async startSelling(change: Partial<AgentParts> = {}): Promise<Agent> {
    const agent = await this.start(change);
    this.wire.lists(this.push);
    await vi.waitFor(
      () => {
        const { outOfService, slots } = agent.shopperView();
        const open = slots.filter((slot) => slot.forSale).length;
        if (outOfService !== null || open === 0) throw new Error(`${outOfService}, ${open} slots for sale`);
      },
      { timeout: 10_000 },
    );
    return agent;
  }

  /** Every line of the journal, as kinds with bodies. */
  async lines(): Promise<Record<string, unknown>[]> {
    const stored = await this.agent.journal.linesAfter(0, 10_000, 10_000_000);
    return stored.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString('utf8')));
  }

  async end(): Promise<void> {
    await this.agent?.stop().catch(() => undefined);
    await this.board.stop();
    await this.hub.db.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export async function openAgentRig(count = 3, isCabinet = false): Promise<AgentRig> {
  const folder = await mkdtemp(join(tmpdir(), 'agent-'));
  const time = { wallMs: Date.now(), monotonicMs: 0 };
  const hub = await openHub(time);
  const push = await hub.publish(entriesOf(count));
  const rig = new AgentRig(folder, hub, push, await hub.repository.firstRoot(), slotsOf(count), isCabinet);
  await rig.board.start();
  return rig;
}
