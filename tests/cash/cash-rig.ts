// A counter that takes cash: real sale, real cash unit, real driver, simulated board, all on one clock that is moved by
// hand. What outlives a power cut of the agent is in `World`.
import { createBoard } from '../../device/board/board-runner.ts';
import { emptyBook, foldBook } from '../../device/cash/cash-book.ts';
import { type CashUnit, createCashUnit } from '../../device/cash/cash-unit.ts';
import { sampleLists, sampleNowMs } from '../../device/gate/gate-samples.ts';
import { createGateSource } from '../../device/gate/gate-source.ts';
import { createPlanogram } from '../../device/planogram/planogram.ts';
import { silentLog } from '../../device/platform/log.ts';
import { openOrdersOf } from '../../device/sale/open-orders.ts';
import { HandClock, Outside } from '../../device/sale/sale-rig.ts';
import { createSales, type Sales } from '../../device/sale/sale-runner.ts';
import { createBoardSim } from '../../simulators/board/board-sim.ts';
import { createVirtualWire } from '../../simulators/board/virtual-port.ts';

export const PRICE_FEN = 1500;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export class World {
  readonly clock = new HandClock();
  readonly outside = new Outside();
  readonly wire = createVirtualWire();
  /** Turns of the event loop until a line is on disk. */
  commitTurns = 0;
  readonly sim = createBoardSim({
    slots: [1, 2].map((selection) => ({ selection, inventory: 5, capacity: 10, priceFen: 1 })),
    transport: this.wire,
    clock: {
      now: () => this.clock.monotonicMs(),
      after: (ms, run) => this.clock.setTimer(ms, run),
    },
    motorMs: 500,
  });

  /** Time passes; everything that is due happens, and what follows from it. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.clock.monotonicMs() + ms;
    for (;;) {
      await turn();
      const dueMs = Math.min(...[...this.clock.timers.values()].map((timer) => timer.dueMs));
      if (!(dueMs <= untilMs)) break;
      this.clock.pass(Math.max(0, dueMs - this.clock.monotonicMs()));
    }
    this.clock.pass(Math.max(0, untilMs - this.clock.monotonicMs()));
    await turn();
  }

  /** Lets time pass until something holds; fails after two virtual minutes. */
  async until(holds: () => boolean, forMs = 120_000): Promise<void> {
    for (let ms = 0; ms < forMs; ms += 100) {
      if (holds()) return;
      await this.pass(100);
    }
    throw new Error(`the condition never held; lines: ${JSON.stringify(this.cash(), null, 1)}`);
  }

  /** Cash lines as `event medium amount`, with `*` when they are about no order. */
  cash(): string[] {
    return this.outside.lines.flatMap((line) =>
      line.kind === 'cash' ? [`${line.event} ${line.medium} ${line.amountFen}${line.order ? '' : ' *'}`] : [],
    );
  }
  sum(event: string): number {
    const lines = this.outside.lines.filter((line) => line.kind === 'cash' && line.event === event);
    return lines.reduce((total, line) => total + (line.kind === 'cash' ? line.amountFen : 0), 0);
  }
  tickets(): string[] {
    return this.outside.lines.flatMap((line) => (line.kind === 'ticket' ? [line.code] : []));
  }
}

export interface Life {
  cash: CashUnit;
  sales: Sales;
  board: ReturnType<typeof createBoard>;
  /** The agent's power is cut: what it has not committed is gone. */
  cut(): Promise<void>;
}

/** One life of the agent, up to a board that is synced and a counter that may sell. */
export async function live(world: World): Promise<Life> {
  const { clock, outside } = world;
  let dead = false;
  const planogram = createPlanogram(new Map(), 0);
  planogram.apply(outside.lines);
  const board = createBoard({
    openPort: async () => world.wire.open(),
    clock,
    log: silentLog,
    config: { keepsStock: true, vendTimeoutMs: 20_000, reopenMinMs: 100 },
  });
  const journal = {
    append: async (bodies: Parameters<typeof outside.write>[0]) => {
      for (let left = world.commitTurns; left > 0; left -= 1) await turn();
      if (dead) return new Promise<never>(() => {});
      return outside.write(bodies);
    },
  };
  const cash = createCashUnit({
    board,
    journal,
    committed: (lines) => planogram.apply(lines),
    book: outside.lines.reduce(foldBook, emptyBook()),
    clock,
    log: silentLog,
    settings: () => ({ cash: { minChangeFen: 2_000, maxInsertedFen: 10_000 }, methods: ['cash'] }),
  });
  const sales = createSales({
    journal,
    committed: (lines) => {
      planogram.apply(lines);
      cash.apply(lines);
    },
    openOrders: async () => openOrdersOf(outside.lines),
    payments: [cash],
    board: {
      vend: (request) => board.vend(request),
      watch: async (request) => {
        const { outcome, status, detail } = await board.watch(request);
        return { report: outcome, detail, status };
      },
    },
    gate: createGateSource({
      slot: (slot) => planogram.slot(slot),
      lists: () => sampleLists(),
      trustedNowMs: () => sampleNowMs,
      boardOnline: () => board.status().online,
      journalWritable: () => true,
    }),
    clock,
    random: {
      hex: (length) => {
        outside.orders += 1;
        return outside.orders.toString(16).padStart(length * 2, '0');
      },
      fraction: () => 0.5,
    },
    log: silentLog,
  });
  board.start();
  await world.until(() => board.status().synced);
  const recovered = sales.recover();
  let isRecovered = false;
  void recovered.then(() => {
    isRecovered = true;
  });
  await world.until(() => isRecovered);
  return {
    cash,
    sales,
    board,
    async cut() {
      dead = true;
      sales.close();
      cash.close();
      await board.stop();
    },
  };
}

/** A world with its board switched on and an agent that offers cash. */
export async function open(): Promise<{ world: World; life: Life }> {
  const world = new World();
  await world.sim.start();
  const life = await live(world);
  await world.until(() => life.cash.available() === undefined);
  return { world, life };
}
