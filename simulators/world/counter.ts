// One machine of the world: a board and a disk that outlive everything, and one life of the production agent after the
// other on them.
import { tmpdir } from 'node:os';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { startAgent } from '../../device/agent/agent.ts';
import type { Agent } from '../../device/agent/agent-parts.ts';
import type { OpenBoardPort } from '../../device/board/board-port.ts';
import type { JournalKey } from '../../device/journal/key.ts';
import type { OpenLink } from '../../device/link/link-port.ts';
import type { ListsFetcher } from '../../device/lists/lists-fetcher.ts';
import type { Slot } from '../../device/planogram/slot.ts';
import { silentLog } from '../../device/platform/log.ts';
import type { ShopperView } from '../../device/screens/views.ts';
import { type BoardSim, createBoardSim } from '../board/board-sim.ts';
import * as words from '../board/scenario-words.ts';
import { createVirtualWire } from '../board/virtual-port.ts';
import { Cable, type Switchboard } from './cable.ts';
import { clearSlot } from './clear-slot.ts';
import { MemoryWitness, openWorldStore } from './counter-store.ts';
import type { Dice } from './dice.ts';
import { WorldDisk } from './disk.ts';
import { slotCapacity } from './goods.ts';
import { type Fuse, Life } from './life.ts';
import type { Fact } from './observations.ts';
import { poweredPort } from './powered-port.ts';
import type { VirtualTime } from './virtual-time.ts';

const pollMs = 1_500;
const lineSql = 'SELECT seq, bytes, hash FROM journal_line WHERE seq > ? ORDER BY seq';

type Untimed<F> = F extends Fact ? Omit<F, 'atMs'> : never;
export type Tell = (fact: Untimed<Fact>) => void;

export interface CounterParts {
  id: string;
  /** Differs from `id` for a clone. */
  machine: string;
  image: Uint8Array;
  key: JournalKey;
  pinnedRoot: Uint8Array;
  fetcher: ListsFetcher;
  slots: readonly Slot[];
  time: VirtualTime;
  dice: Dice;
  hub: Switchboard;
  tell: Tell;
  /** Counts one fault. */
  struck(fault: string): void;
}

export class WorldCounter {
  readonly id: string;
  readonly machine: string;
  readonly board: BoardSim;
  readonly cable: Cable;
  readonly disk: WorldDisk;
  readonly #parts: CounterParts;
  readonly #wire = createVirtualWire();
  readonly #witness = new MemoryWitness();
  /** Packages put into each slot. */
  readonly loaded = new Map<number, number>();
  lives = 0;
  /** Starts that failed, in words. */
  readonly failures: string[] = [];
  /** How far the wall clock of this machine is wrong. */
  jumpMs = 0;
  #life: Life | undefined;
  #agent: Agent | undefined;
  #isSuspect = false;
  #toldSeq = 0;
  #journal = '';
  #screen: ShopperView | undefined;
  #hangUp: () => void = () => {};

  constructor(parts: CounterParts) {
    const { id, machine, time, dice, tell, slots } = parts;
    this.#parts = parts;
    this.id = id;
    this.machine = machine;
    this.disk = new WorldDisk(parts.image);
    this.disk.onCommit = () => this.#tellLines();
    this.cable = new Cable({
      counter: id,
      machine,
      time,
      dice: dice.split(),
      hub: parts.hub,
      tell: (fault) => parts.struck(`network: ${fault}`),
      linked: (isUp) => tell({ kind: 'link', counter: id, machine, isUp }),
    });
    this.board = createBoardSim({
      slots: slots.map(({ slot, count, capacity }) => ({ selection: slot, inventory: count, capacity })),
      transport: this.#wire,
      clock: { now: time.nowMs, after: time.setTimer },
      pollMs,
      motorMs: 900,
      seed: dice.below(2 ** 31),
      keepFrames: 1,
      told: ({ type, slot }) => tell({ kind: type, counter: id, machine, slot }),
    });
    for (const { slot, count } of slots) this.loaded.set(slot, count);
  }

  /** The agent, while there is power. */
  get agent(): Agent | undefined {
    return this.#life?.isOn ? this.#agent : undefined;
  }

  /** What the screen shows, drawn anew when something changed. */
  get screen(): ShopperView | undefined {
    const { agent } = this;
    if (agent) this.#screen ??= agent.shopperView();
    return agent && this.#screen;
  }

  get isOn(): boolean {
    return this.#life?.isOn === true;
  }

  /** A life begins; resolves when the agent is there, or when the power failed before. */
  async start(setAside?: string): Promise<void> {
    if (this.#life?.isOn) return;
    const { time, tell, id, machine } = this.#parts;
    const life: Life = new Life(
      time,
      () => this.#died(),
      () => this.jumpMs,
    );
    this.#life = life;
    this.#agent = undefined;
    this.lives += 1;
    tell({ kind: 'power', counter: id, machine, isOn: true });
    // A start that fails (a full disk, one that gives errors) ends the process; whoever watches starts it again.
    const starting = this.#startAgent(life, setAside).catch((error: unknown) => {
      this.failures.push(String(error));
      life.end();
    });
    await time.whileReal(() => Promise.race([starting, life.over]));
  }

  async #startAgent(life: Life, setAside: string | undefined): Promise<void> {
    const { id, dice, slots, pinnedRoot } = this.#parts;
    const random = dice.split();
    const isSuspect = this.#isSuspect;
    this.#isSuspect = false;
    const agent = await startAgent({
      counter: { id, name: '柜', place: '厅', operatedBy: '公司', complaintPhone: '12317', licence: 'JY1' },
      demo: false,
      localSettings: { paymentS: 60 },
      folder: tmpdir(),
      engine: 'node:sqlite',
      openStore: async () => {
        const { key } = this.#parts;
        const { disk } = this;
        const witness = this.#witness;
        const store = { counter: id, key, disk, life, random: dice.split(), witness, isSuspect, setAside };
        return openWorldStore(store);
      },
      boardPortName: 'memory',
      openBoardPort: this.#port(life),
      openLink: this.#link(life),
      fetcher: this.#fetcher(life),
      pinnedRoot,
      firstPlanogram: slots,
      clock: life.clock,
      lists: { jitterMs: 4_000, retryMs: 2_000, retryMaxMs: 15_000 },
      // A failed disk ends the process; whoever started it starts it again.
      onFailed: () => life.end(),
      random,
      log: silentLog,
    });
    if (!life.isOn) return;
    this.#agent = agent;
    this.#screen = undefined;
    agent.onChange(() => {
      this.#screen = undefined;
    });
  }

  /** Everything the agent had not committed or sent is gone. */
  cutPower(): void {
    this.#life?.end();
  }

  /** Cuts the power at the next point that fits. */
  light(fuse: Fuse | undefined): void {
    if (this.#life) this.#life.fuse = fuse;
  }

  /** Ends as a service is stopped: never in the middle of a vend. */
  async stop(): Promise<void> {
    const life = this.#life;
    if (!life?.isOn || !this.#agent) return;
    await Promise.race([this.#agent.stop(), life.over]);
    life.end();
  }

  #died(): void {
    const { tell, id, machine } = this.#parts;
    this.disk.cut();
    this.cable.drop();
    this.#hangUp();
    tell({ kind: 'power', counter: id, machine, isOn: false });
  }

  /** The medium gives back something else than was written; only while the power is off. */
  lie(kind: 'lost-writes' | 'bit-flip' | 'torn-page', image: Uint8Array): void {
    const { tell, id, machine } = this.#parts;
    this.disk.restore(image);
    this.#isSuspect = true;
    this.#toldSeq = 0;
    this.#journal = '';
    tell({ kind: 'disk-lied', counter: id, machine, lie: kind });
  }

  #tellLines(): void {
    const { tell, id, machine } = this.#parts;
    const [meta] = this.disk.look<{ journal: string }>('SELECT id AS journal FROM journal_meta');
    if (!meta) return;
    if (meta.journal !== this.#journal) {
      this.#journal = meta.journal;
      this.#toldSeq = 0;
    }
    type Row = { seq: number; bytes: Uint8Array; hash: Uint8Array };
    for (const { seq, bytes, hash } of this.disk.look<Row>(lineSql, this.#toldSeq)) {
      this.#toldSeq = seq;
      const line = JSON.parse(Buffer.from(bytes).toString('utf8')) as Line;
      const hex = Buffer.from(hash).toString('hex');
      tell({ kind: 'line', counter: id, machine, journal: this.#journal, line, bytes, hash: hex });
    }
  }

  #port(life: Life): OpenBoardPort {
    return async () => {
      const port = this.#wire.open();
      this.#hangUp = () => void port.close();
      return poweredPort(port, {
        isOn: () => life.isOn,
        fails: (when) => life.passes('board', when),
        setTimer: this.#parts.time.setTimer,
      });
    };
  }

  #link(life: Life): OpenLink {
    const open = this.cable.open(() => life.isOn);
    return (handlers) => {
      const connection = open(handlers);
      return {
        close: () => connection.close(),
        publish: async (topic, payload) => {
          const isAsk = topic.endsWith('/payask');
          if (!life.isOn || (isAsk && life.passes('mail', 'before'))) return;
          await connection.publish(topic, payload);
          if (isAsk) this.#parts.time.setTimer(60, () => life.passes('mail', 'after'));
        },
      };
    };
  }

  /** Bulk content comes over the same cable. */
  #fetcher(life: Life): ListsFetcher {
    const { fetcher, time, dice } = this.#parts;
    const over = async <T>(fetch: () => Promise<T>): Promise<T> => {
      await new Promise<void>((resolve) => life.clock.setTimer(dice.between(10, 200), resolve));
      if (!this.cable.isFree) throw new Error('no route to the hub');
      return time.whileReal(fetch);
    };
    return {
      metadata: (role, version) => over(() => fetcher.metadata(role, version)),
      patch: (from, to) => over(() => fetcher.patch(from, to)),
      target: (path, hash, length) => over(() => fetcher.target(path, hash, length)),
      consistency: (origin, from, to) =>
        over(() => fetcher.consistency?.(origin, from, to) ?? Promise.resolve(undefined)),
    };
  }

  async switchOn(): Promise<void> {
    await this.board.start();
    await this.start();
  }

  /** An operator comes: clears, fills up, unlocks. */
  async visit(): Promise<void> {
    const { agent } = this;
    if (!agent) return;
    await this.board.apply(words.heal());
    for (const view of agent.operatorView().slots) await this.#putRight(agent, view.slot);
  }

  async #putRight(agent: Agent, slot: number): Promise<void> {
    const planned = this.#parts.slots.find((one) => one.slot === slot);
    const truth = this.board.truth().slots.find(({ selection }) => selection === slot);
    if (!planned || !truth) return;
    const added = slotCapacity - truth.real;
    if (added > 0) {
      await this.board.apply(words.restock(slot, added));
      this.loaded.set(slot, (this.loaded.get(slot) ?? 0) + added);
    }
    await clearSlot(agent, planned);
  }
}
