// The parts of one counter, built and joined: planogram, lists, board, payments, gate, sales, settings, care, desks.
import { join } from 'node:path';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Line, LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { GateReason } from '@zhuangui/protocol/units.ts';
import { type Board, createBoard } from '../board/board-runner.ts';
import { createCabinet } from '../cabinet/cabinet.ts';
import type { Cabinet } from '../cabinet/cabinet-parts.ts';
import { type Care, createCare } from '../care/care.ts';
import { loadCare } from '../care/care-store.ts';
import { createSetPoint, type SetPoint } from '../care/set-point.ts';
import { loadCashBook } from '../cash/cash-book-store.ts';
import { type CashUnit, createCashUnit } from '../cash/cash-unit.ts';
import { createGateSource, type GateParts } from '../gate/gate-source.ts';
import type { CounterStore } from '../journal/open-counter-db.ts';
import type { Link, MailAskKind } from '../link/link-runner.ts';
import { type ListStore, openListStore } from '../lists/list-store.ts';
import type { ListsView } from '../lists/lists-view.ts';
import { createHubPayments, type HubPayments } from '../payment/hub-payment.ts';
import type { Payment } from '../payment/payment.ts';
import { createTestPayment, type TestPayment } from '../payment/test-payment.ts';
import type { SlotRecords } from '../planogram/apply-line.ts';
import { loadOpenRestocks } from '../planogram/open-restock.ts';
import { createPlanogram, type Planogram } from '../planogram/planogram.ts';
import { loadPlanogram } from '../planogram/planogram-store.ts';
import { createPhotoStore } from '../restock/photos.ts';
import { createRestockDesk, type RestockDesk } from '../restock/restock-desk.ts';
import type { SaleBoard } from '../sale/board.ts';
import { loadOpenOrders } from '../sale/open-order-store.ts';
import { createSales, type Sales } from '../sale/sale-runner.ts';
import { withEarlierRed } from '../settings/earlier-red.ts';
import { createSettings, type Settings } from '../settings/settings.ts';
import { loadSettings } from '../settings/settings-store.ts';
import { type AgentParts, agentVersion } from './agent-parts.ts';
import { project } from './counter-store.ts';
import { noProbes } from './no-probes.ts';
import { type OrderFacts, orderFacts } from './order-facts.ts';
import { productView } from './slot-views.ts';

export interface CounterParts {
  /** What the planogram's table held at start. */
  slots: SlotRecords;
  planogram: Planogram;
  lists: ListStore;
  /** The lists as the gate sees them: red may come earlier than they say (CONF-4). */
  seenLists(): ListsView | undefined;
  board: Board;
  settings: Settings;
  testPayment: TestPayment;
  qr: HubPayments;
  cash: CashUnit | undefined;
  cabinet: Cabinet | undefined;
  /** CAB-2: why a cabinet's door stays shut now; empty for a machine with spirals. */
  cabinetBlocked(): GateReason[];
  care: Care;
  setPoint: SetPoint;
  gate: GateParts;
  sales: Sales;
  restock: RestockDesk;
  facts: OrderFacts;
  /** Appends with everything that follows from the lines; the memories follow before it resolves. */
  append: Append;
}

/** `also` writes in the same transaction. */
export type Append = (
  lines: readonly LineBody[],
  also?: (tx: Queries) => Promise<void>,
) => Promise<readonly Line[]>;

/** What the rest of the agent lends before it is there itself. */
export interface Lent {
  /** The hub holds another history, nothing may be sold (LINK-5). */
  isBroken(): boolean;
  mail(kind: MailAskKind, bytes: Uint8Array): boolean;
  link(): ReturnType<Link['status']> | undefined;
  /** A test vend moves this slot. */
  testVends(slot: number): boolean;
  changed(): void;
}

type Project = (tx: Queries, lines: readonly Line[]) => Promise<void>;

export async function openCounterParts(
  parts: AgentParts,
  store: CounterStore,
  lent: Lent,
): Promise<CounterParts> {
  const { clock, log, random } = parts;
  const { db, journal } = store;
  const { fetcher, pinnedRoot } = parts;
  const lists = await openListStore({ counter: parts.counter.id, db, journal, fetcher, pinnedRoot, clock });
  const slots = await loadPlanogram(db);
  const planogram = createPlanogram(slots, journal.head().seq);
  const withFloor: Project = async (tx, lines) => {
    await project(tx, lines);
    await lists.keepFloor(tx);
  };
  let cash: CashUnit | undefined;
  const committed = (lines: readonly Line[]) => {
    planogram.apply(lines);
    cash?.apply(lines);
  };
  const append: Append = async (bodies, also) => {
    if (bodies.length === 0) return [];
    const lines = await journal.append(bodies, async (tx, written) => {
      await withFloor(tx, written);
      await also?.(tx);
    });
    committed(lines);
    return lines;
  };
  const board = createBoard({
    openPort: parts.openBoardPort,
    clock,
    log,
    config: { keepsStock: parts.hardware?.cash === true, ...parts.board },
  });
  const cashBook = await loadCashBook(db);
  const settings = createSettings({
    stored: await loadSettings(db),
    ...(parts.localSettings ? { local: parts.localSettings } : {}),
    log,
    facts: () => ({ slots: new Set(board.status().selections.map(({ selection }) => selection)) }),
    append: async (lines, also) => void (await append(lines, also)),
    mail: lent.mail,
    about: () => {
      const { notesFen = 0, coinsFen = 0 } = cash?.view() ?? {};
      const machine = parts.machine ?? 'spiral';
      const cashFen = Math.max(0, notesFen + coinsFen);
      return { agentVersion, slots: planogram.slots().length, machine, cashFen };
    },
  });
  const setPoint = createSetPoint({
    board,
    clock,
    log,
    settings: () => settings.current().temperature,
    onSettings: (listener) => settings.onChange(listener),
  });
  const seenLists = listsAsSet(lists, settings);
  const care = createCare({
    clock,
    log,
    stored: await loadCare(db),
    settings: () => settings.current(),
    slots: () => planogram.slots(),
    link: () => lent.link() ?? { connected: false, sinceMs: clock.nowMs() },
    timeFloor: () => lists.timeFloor(),
    reserveOk: () => parts.reserve?.ok() ?? true,
    probes: parts.probes ?? noProbes,
    append: async (lines, also) => void (await append(lines, also)),
    db,
    askController: () =>
      void board.command({ name: 'menu-command', menuType: 0x36, operation: 0, parameters: [0] }),
    onChanged: lent.changed,
    ...(parts.careEveryMs === undefined ? {} : { everyMs: parts.careEveryMs }),
  });
  if (parts.hardware?.cash) {
    cash = createCashUnit({
      board,
      journal,
      project: withFloor,
      committed,
      book: cashBook,
      clock,
      log,
      settings: () => settings.current(),
    });
  }
  const { doors = [] } = parts.hardware ?? {};
  const cabinet =
    parts.machine === 'cabinet'
      ? createCabinet({
          doors,
          hasScales: parts.hardware?.scales,
          board,
          db,
          clock,
          log,
          append,
          stockOf: (slot) => planogram.slot(slot),
        })
      : undefined;
  const gate: GateParts = {
    slot: (slotNumber) => planogram.slot(slotNumber),
    lists: seenLists,
    trustedNowMs: () => lists.trustedNow(),
    boardOnline: () => board.status().ready,
    journalWritable: () => journal.writable() && !lent.isBroken(),
    tooWarm: (slot) => care.tooWarm(slot),
    storageLow: () => care.storageLow(),
  };
  const facts = orderFacts((entry) => lists.view()?.entry(entry)?.name);
  const qr = createHubPayments({
    mail: (bytes) => lent.mail('payask', bytes),
    clock,
    log,
    methods: ['wechat', 'alipay'],
    expiresInS: () => settings.current().paymentS,
    goodsOf: (order) => facts.goodsOf(order),
    totalOf: (order) => facts.totalOf(order),
    changed: lent.changed,
  });
  journal.onAppended((lines) => facts.follow(lines));
  const testPayment = openTestPayment(parts);
  const ask = createGateSource(gate);
  const cabinetBlocked = () => (cabinet ? blockedBy(planogram, ask) : []);
  const sales: Sales = createSales({
    gate: ask,
    journal,
    project: withFloor,
    committed,
    payments: paymentsOf(parts, testPayment, qr, cash),
    board: saleBoard(board),
    ...(cabinet ? { isCabinet: true, cabinet, cabinetBlocked } : {}),
    openOrders: async () => {
      const orders = await loadOpenOrders(db);
      for (const order of orders) facts.know(order);
      return orders;
    },
    clock,
    random,
    log,
    times: parts.sale,
    paymentMs: () => parts.sale?.paymentMs ?? settings.current().paymentS * 1000,
    dropSensor: parts.hardware?.dropSensor,
    elevator: parts.hardware?.elevator,
  });
  const restock = createRestockDesk({
    append,
    gate,
    planogram,
    slotNumbers: () => board.status().selections.map(({ selection }) => selection),
    moving: (slot) =>
      lent.testVends(slot) || (sales.busy() && sales.state().items.some((item) => item.slot === slot)),
    product: (entry) => productView(entry, settings.current().publicUrl, parts.pictureOf?.(entry.id)),
    unfinished: await loadOpenRestocks(db),
    photos: createPhotoStore({ folder: join(parts.folder, 'photos') }),
    clock,
    random,
    log,
  });
  const built = { slots, planogram, lists, seenLists, board, settings, testPayment, qr, cash, cabinet, care };
  return { ...built, setPoint, cabinetBlocked, gate, sales, restock, facts, append };
}

/** CONF-4, computed once for each view and setting: the gate is asked for every slot. */
function listsAsSet(lists: ListStore, settings: Settings): () => ListsView | undefined {
  let last: { view: ListsView; redAfterS: number; seen: ListsView } | undefined;
  return () => {
    const view = lists.view();
    const { redAfterS } = settings.current();
    if (!view) return undefined;
    if (last?.view !== view || last.redAfterS !== redAfterS)
      last = { view, redAfterS, seen: withEarlierRed(view, redAfterS) };
    return last.seen;
  };
}

function openTestPayment({ folder, clock, testPaymentAutoConfirmMs }: AgentParts): TestPayment {
  const auto = testPaymentAutoConfirmMs === undefined ? {} : { autoConfirmMs: testPaymentAutoConfirmMs };
  return createTestPayment({ folder, clock, ...auto });
}

/** A counter that takes real money has no button that says "I have paid". */
function paymentsOf(
  parts: AgentParts,
  test: TestPayment,
  qr: HubPayments,
  cash: CashUnit | undefined,
): Payment[] {
  return [...(parts.demo ? [test] : []), ...qr.payments, ...(cash ? [cash] : [])];
}

/** CAB-2: reasons of anything inside that must not be sold; an empty or locked slot keeps no door shut. */
function blockedBy(planogram: Planogram, ask: ReturnType<typeof createGateSource>): GateReason[] {
  const calm: readonly GateReason[] = ['slot-empty', 'slot-locked', 'slot-faulty', 'storage-nearly-full'];
  const reasons = planogram
    .slots()
    .filter(({ count }) => count > 0)
    .flatMap(({ slot }) => {
      const { decision } = ask('show', slot);
      return decision.pass ? [] : decision.reasons;
    });
  return [...new Set(reasons)].filter((reason) => !calm.includes(reason));
}

const saleBoard = (board: Board): SaleBoard => ({
  vend: (request) => board.vend(request),
  async watch(request) {
    const { outcome, status, detail } = await board.watch(request);
    return { report: outcome, detail, ...(status === undefined ? {} : { status }) };
  },
});
