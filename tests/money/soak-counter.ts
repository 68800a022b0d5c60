// One counter of the soak: a board that outlives everything, and one life of the production agent after the other.
import { mkdir } from 'node:fs/promises';
import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { startAgent } from '../../device/agent/agent.ts';
import type { Agent } from '../../device/agent/agent-parts.ts';
import type { OpenBoardPort } from '../../device/board/board-port.ts';
import type { OpenLink } from '../../device/link/link-port.ts';
import type { Slot } from '../../device/planogram/slot.ts';
import { silentLog } from '../../device/platform/log.ts';
import { type BoardSim, createBoardSim } from '../../simulators/board/board-sim.ts';
import * as words from '../../simulators/board/scenario-words.ts';
import { createVirtualWire } from '../../simulators/board/virtual-port.ts';
import { clearSlot } from '../../simulators/world/clear-slot.ts';
import type { Dice } from '../../simulators/world/dice.ts';
import { poweredPort } from '../../simulators/world/powered-port.ts';
import type { MachineClock, VirtualTime } from '../../simulators/world/virtual-time.ts';
import { entriesOf } from '../lists/lists-rig.ts';
import type { Power } from './power.ts';
import { entryCount, type SoakHub } from './soak-hub.ts';

const capacity = 12;
const floatFen = 200_000;

/** Where the power may fail: with a line just committed, before or after bytes leave. */
export type Fuse = { at: `line ${Line['kind']}` | 'board' | 'mail'; when: 'before' | 'after'; skip: number };

interface Life {
  agent: Agent | undefined;
  clock: MachineClock;
  isOn: boolean;
}

export interface CounterParts {
  id: string;
  folder: string;
  time: VirtualTime;
  hub: Pick<SoakHub, 'openLink' | 'pinnedRoot'> & { lists: Pick<SoakHub['lists'], 'fetcher'> };
  power: Power;
  dice: Dice;
}

export class SoakCounter {
  readonly id: string;
  readonly board: BoardSim;
  /** What operators gave to shoppers out of their own hands. */
  handedOverFen = 0;
  lives = 0;
  /** How often a sensor was told to claim a drop. */
  falseDrops = 0;
  /** Something the production parts may never do. */
  readonly troubles: string[] = [];
  readonly #parts: CounterParts;
  readonly #wire = createVirtualWire();
  readonly #slots: Slot[];
  #life: Life | undefined;
  #fuse: Fuse | undefined;

  constructor(parts: CounterParts) {
    this.#parts = parts;
    this.id = parts.id;
    const today = dayOf(parts.time.nowMs());
    this.#slots = entriesOf(entryCount).map((entry, index) => ({
      slot: index + 1,
      entry: entry.id,
      lot: 'L1',
      madeOn: addDays(today, -2),
      bestBefore: addDays(today, 90),
      count: capacity,
      capacity,
      priceFen: 800 + 100 * (index % 8),
    }));
    this.board = createBoardSim({
      slots: this.#slots.map(({ slot, count }) => ({ selection: slot, inventory: count, capacity })),
      transport: this.#wire,
      clock: { now: parts.time.nowMs, after: parts.time.setTimer },
      pollMs: 200,
      motorMs: 800,
      noteChangeFen: floatFen,
      coinChangeFen: floatFen,
      seed: parts.dice.below(2 ** 31),
      keepFrames: 1,
    });
  }

  /** The agent, while there is power. */
  get agent(): Agent | undefined {
    return this.#life?.isOn ? this.#life.agent : undefined;
  }

  async switchOn(): Promise<void> {
    await mkdir(this.#parts.folder, { recursive: true });
    await this.board.start();
    await this.start();
  }

  /** A life begins; resolves when the agent is there, or when the power failed before. */
  async start(): Promise<void> {
    if (this.#life?.isOn) return;
    const { time, hub, dice } = this.#parts;
    const life: Life = { agent: undefined, clock: time.machine(), isOn: true };
    this.#life = life;
    this.lives += 1;
    const { id, folder } = this.#parts;
    const starting = startAgent({
      counter: { id, name: '柜', place: '厅', operatedBy: '公司', complaintPhone: '12317', licence: 'JY1' },
      demo: false,
      hardware: { cash: true },
      localSettings: { paymentS: 60, cash: { minChangeFen: 2_000, maxInsertedFen: 10_000 } },
      folder,
      engine: 'node:sqlite',
      boardPortName: 'memory',
      openBoardPort: this.#port(life),
      openLink: this.#link(life),
      fetcher: hub.lists.fetcher,
      pinnedRoot: hub.pinnedRoot,
      firstPlanogram: this.#slots,
      clock: life.clock,
      random: dice.split(),
      log: silentLog,
    });
    try {
      const agent = await time.whileReal(() => starting);
      life.agent = agent;
      agent.journal.onAppended((lines) => this.#burnAtLines(life, lines));
    } catch (error) {
      if (!life.isOn) return;
      this.troubles.push(`${id}: the agent does not start: ${String(error)}`);
      this.#die(life);
      throw error;
    }
  }

  /** Everything the agent had not committed or sent is gone. */
  cutPower(): void {
    if (this.#life?.isOn) this.#die(this.#life);
  }

  /** Cuts the power at the next point that fits. */
  light(fuse: Fuse): void {
    this.#fuse = fuse;
  }

  /** Ends as a service is stopped: never in the middle of a vend. */
  async stop(): Promise<void> {
    const life = this.#life;
    if (!life?.isOn || !life.agent) return;
    await life.agent.stop();
    life.isOn = false;
    life.clock.cut();
  }

  #die(life: Life): void {
    if (!life.isOn) return;
    life.isOn = false;
    life.clock.cut();
    this.#parts.power.fail(this.#parts.folder);
    this.#hangUp();
  }

  #hangUp: () => void = () => {};

  /** True: the power failed at this very point. */
  #burns(life: Life, at: Fuse['at'], when: Fuse['when']): boolean {
    const fuse = this.#fuse;
    if (!life.isOn) return true;
    if (!fuse || fuse.at !== at || fuse.when !== when) return false;
    this.#fuse = fuse.skip > 0 ? { ...fuse, skip: fuse.skip - 1 } : undefined;
    if (fuse.skip > 0) return false;
    this.#die(life);
    return true;
  }

  #burnAtLines(life: Life, lines: readonly Line[]): void {
    for (const line of lines) if (this.#burns(life, `line ${line.kind}`, 'after')) return;
  }

  #port(life: Life): OpenBoardPort {
    return async () => {
      const port = this.#wire.open();
      this.#hangUp = () => void port.close();
      return poweredPort(port, {
        isOn: () => life.isOn,
        fails: (when) => this.#burns(life, 'board', when),
        setTimer: this.#parts.time.setTimer,
      });
    };
  }

  #link(life: Life): OpenLink {
    const open = this.#parts.hub.openLink(this.id, () => life.isOn);
    return (handlers) => {
      const connection = open(handlers);
      return {
        ...connection,
        publish: async (topic, payload) => {
          const isAsk = topic.endsWith('/payask');
          if (isAsk && this.#burns(life, 'mail', 'before')) return;
          await connection.publish(topic, payload);
          if (isAsk) this.#parts.time.setTimer(60, () => this.#burns(life, 'mail', 'after'));
        },
      };
    };
  }

  /** An operator comes: clears, fills, hands over what is owed, counts the boxes. */
  async visit(): Promise<void> {
    const { agent } = this;
    if (!agent) return;
    await this.board.apply(words.heal());
    await this.board.apply(words.changeFloat(floatFen, floatFen));
    for (const view of agent.operatorView().slots) await this.#putRight(agent, view.slot);
    for (const { order, amountFen } of agent.cash?.owed() ?? []) {
      const answer = await agent.cash!.handOver(order, amountFen, '100');
      if (answer.ok) this.handedOverFen += amountFen;
    }
    for (const box of ['notes', 'coins'] as const)
      await agent.cash?.count({ box, countedFen: floatFen, leftFen: floatFen }, '100');
    await agent.cash?.refresh();
  }

  async #putRight(agent: Agent, slot: number): Promise<void> {
    const planned = this.#slots.find((one) => one.slot === slot);
    const truth = this.board.truth().slots.find(({ selection }) => selection === slot);
    if (!planned || !truth) return;
    if (truth.real < capacity) await this.board.apply(words.restock(slot, capacity - truth.real));
    await clearSlot(agent, planned);
  }

  /** Every line of the journal as its bytes say, read anew. */
  async lines(): Promise<Line[]> {
    const { agent } = this;
    if (!agent) return [];
    const all: Line[] = [];
    for (let after = 0; ; ) {
      const stored = await agent.journal.linesAfter(after, 500, 4_000_000);
      if (stored.length === 0) return all;
      for (const { bytes, seq } of stored) {
        all.push(JSON.parse(Buffer.from(bytes).toString('utf8')) as Line);
        after = seq;
      }
    }
  }
}
