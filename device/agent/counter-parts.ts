// The parts of one counter, built and joined: planogram, lists, board, payment, gate, sales.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { type Board, createBoard } from '../board/board-runner.ts';
import { createGateSource, type GateParts } from '../gate/gate-source.ts';
import type { CounterStore } from '../journal/open-counter-db.ts';
import { type ListStore, openListStore } from '../lists/list-store.ts';
import { createTestPayment, type TestPayment } from '../payment/test-payment.ts';
import type { SlotRecords } from '../planogram/apply-line.ts';
import { createPlanogram, type Planogram } from '../planogram/planogram.ts';
import { loadPlanogram } from '../planogram/planogram-store.ts';
import type { SaleBoard } from '../sale/board.ts';
import { loadOpenOrders } from '../sale/open-order-store.ts';
import { createSales, type Sales } from '../sale/sale-runner.ts';
import type { AgentParts } from './agent-parts.ts';
import { project } from './counter-store.ts';

export interface CounterParts {
  /** What the planogram's table held at start. */
  slots: SlotRecords;
  planogram: Planogram;
  lists: ListStore;
  board: Board;
  payment: TestPayment;
  gate: GateParts;
  sales: Sales;
  /** What goes with every append: what follows from its lines, and the time floor reached (SALE-20, LIST-5). */
  project: Project;
}

type Project = (tx: Queries, lines: readonly Line[]) => Promise<void>;

/** `isBroken`: the hub holds another history of this journal, nothing may be sold (LINK-5). */
export async function openCounterParts(
  parts: AgentParts,
  store: CounterStore,
  isBroken: () => boolean,
): Promise<CounterParts> {
  const { clock } = parts;
  const { db, journal } = store;
  const { fetcher, pinnedRoot } = parts;
  const lists = await openListStore({ counter: parts.counter.id, db, journal, fetcher, pinnedRoot, clock });
  const slots = await loadPlanogram(db);
  const planogram = createPlanogram(slots, journal.head().seq);
  const board = createBoard({
    openPort: parts.openBoardPort,
    clock,
    log: parts.log,
    ...(parts.board ? { config: parts.board } : {}),
  });
  const payment = openPayment(parts);
  const gate: GateParts = {
    slot: (slotNumber) => planogram.slot(slotNumber),
    lists: () => lists.view(),
    trustedNowMs: () => lists.trustedNow(),
    boardOnline: () => board.status().ready,
    journalWritable: () => journal.writable() && !isBroken(),
  };
  const withFloor: Project = async (tx, lines) => {
    await project(tx, lines);
    await lists.keepFloor(tx);
  };
  const sales = openSales(parts, store, { planogram, gate, board, payment, project: withFloor });
  return { slots, planogram, lists, board, payment, gate, sales, project: withFloor };
}

function openPayment({ folder, clock, testPaymentAutoConfirmMs }: AgentParts): TestPayment {
  const auto = testPaymentAutoConfirmMs === undefined ? {} : { autoConfirmMs: testPaymentAutoConfirmMs };
  return createTestPayment({ folder, clock, ...auto });
}

function openSales(
  { clock, random, log, demo, sale }: AgentParts,
  { db, journal }: CounterStore,
  {
    planogram,
    gate,
    board,
    payment,
    project,
  }: Pick<CounterParts, 'planogram' | 'gate' | 'board' | 'payment' | 'project'>,
): Sales {
  return createSales({
    gate: createGateSource(gate),
    journal,
    project,
    committed: (lines) => planogram.apply(lines),
    // A counter that takes real money has no button that says "I have paid".
    payments: demo ? [payment] : [],
    board: saleBoard(board),
    openOrders: () => loadOpenOrders(db),
    clock,
    random,
    log,
    times: sale,
  });
}

const saleBoard = (board: Board): SaleBoard => ({
  vend: (request) => board.vend(request),
  async watch(request) {
    const { outcome, status, detail } = await board.watch(request);
    return { report: outcome, detail, ...(status === undefined ? {} : { status }) };
  },
});
