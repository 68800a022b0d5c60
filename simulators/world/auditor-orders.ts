// pure
// Orders as journals tell them: each step once, in the one order in which it can be true, and true beside the money and
// the motors (S1, S2, S6, S11).
import type { Line, LineOf } from '@zhuangui/protocol/journal-lines.ts';
import { judgePermit } from './auditor-lists.ts';
import {
  type Announced,
  type AuditState,
  type ItemView,
  isQr,
  judge,
  type Machine,
  moneyOf,
  type OrderView,
  slotOf,
} from './auditor-state.ts';

export const refundIdOf = (order: string, item: number) => `r${order.slice(1)}-${item}`;
export const hubRefundIdOf = (order: string) => `h${order.slice(1)}`;

/** A committed line that is about an order; returns the order it moves. */
export function seeOrderLine(state: AuditState, machine: Machine, line: Line): OrderView | undefined {
  if (line.kind === 'order') return opened(state, machine, line);
  if (!('order' in line) || line.order === undefined || !isStep(line)) return undefined;
  const order = machine.orders.get(line.order);
  judge(
    state,
    'S11',
    order !== undefined,
    () => `${machine.key}: ${line.kind} of ${line.order}, never ordered there`,
  );
  if (!order) return undefined;
  const path = pathOf(state, machine, order);
  path(!order.closed, () => `${line.kind} after closed`);
  switch (line.kind) {
    case 'paid':
      return paid(state, order, line, path);
    case 'dispensing':
      return dispensing(state, machine, order, line, path);
    case 'outcome':
      return outcome(state, machine, order, line, path);
    case 'refund':
      return refund(state, order, line, path);
    case 'closed':
      return closed(state, order, line, path);
  }
}

type StepLine = LineOf<'paid' | 'dispensing' | 'outcome' | 'refund' | 'closed'>;
const isStep = (line: Line): line is StepLine =>
  line.kind === 'paid' ||
  line.kind === 'dispensing' ||
  line.kind === 'outcome' ||
  line.kind === 'refund' ||
  line.kind === 'closed';

type Path = (holds: boolean, what: () => string) => void;

/** S11, for orders of which nothing was lost. */
const pathOf = (state: AuditState, machine: Machine, order: OrderView): Path =>
  function path(holds, what) {
    judge(state, 'S11', holds || order.tainted, () => `${machine.key} ${order.order}: ${what()}`);
  };

function opened(state: AuditState, machine: Machine, line: LineOf<'order'>): OrderView {
  const known = state.orders.get(line.order);
  judge(state, 'S11', known === undefined, () => `${machine.key}: order ${line.order} was made before`);
  const items: ItemView[] = line.items.map(({ item, slot, entry, lot, priceFen }) => ({
    item,
    slot,
    entry,
    lot,
    priceFen,
  }));
  const sumFen = items.reduce((sum, { priceFen }) => sum + priceFen, 0);
  judge(
    state,
    'S1',
    sumFen === line.totalFen,
    () => `${line.order}: items of ${sumFen} fen cost ${line.totalFen} fen`,
  );
  const order: OrderView = {
    order: line.order,
    counter: machine.counter,
    method: line.method,
    totalFen: line.totalFen,
    items,
    paidFen: undefined,
    closed: false,
    tainted: false,
    atMs: state.nowMs,
  };
  machine.orders.set(line.order, order);
  if (known) known.push(order);
  else state.orders.set(line.order, [order]);
  return order;
}

function paid(state: AuditState, order: OrderView, line: LineOf<'paid'>, path: Path): OrderView {
  path(order.paidFen === undefined, () => 'paid twice');
  path(
    order.items.every((item) => !item.announced && !item.due),
    () => 'paid after it was acted upon',
  );
  const { chargedFen } = moneyOf(state, order.order);
  judge(state, 'S1', !isQr(order.method) || chargedFen === line.amountFen, () => {
    return `${order.order} says paid ${line.amountFen} fen, the gateway took ${chargedFen}`;
  });
  order.paidFen ??= line.amountFen;
  return order;
}

/** The item of the order that the line is about; another one when it was never ordered. */
function itemOf(order: OrderView, number: number, path: Path): ItemView | undefined {
  const item = order.items.find((one) => one.item === number);
  path(item !== undefined, () => `there is no item ${number}`);
  return item;
}

function dispensing(
  state: AuditState,
  machine: Machine,
  order: OrderView,
  line: LineOf<'dispensing'>,
  path: Path,
): OrderView {
  const { slot, entry, lot, priceFen } = line;
  const item = itemOf(order, line.item, path);
  const what = `${order.order} item ${line.item}`;
  judge(
    state,
    'S3',
    order.paidFen !== undefined,
    () => `${machine.key} announced motor ${slot} for ${what}, unpaid`,
  );
  const isEnough = order.paidFen === undefined || order.paidFen >= order.totalFen;
  judge(
    state,
    'S3',
    isEnough,
    () => `${machine.key} announced motor ${slot} for ${what}, paid ${order.paidFen} of ${order.totalFen}`,
  );
  path(
    item?.announced === undefined && item?.outcome === undefined,
    () => `item ${line.item} announced twice`,
  );
  path(item?.due === undefined, () => `item ${line.item} announced after its refund`);
  const isOrdered =
    item?.slot === slot && item.entry === entry && item.lot === lot && item.priceFen === priceFen;
  path(
    isOrdered,
    () =>
      `item ${line.item} announced as ${entry} of slot ${slot}, ordered was ${item?.entry} of ${item?.slot}`,
  );
  judgePermit(state, machine, { line, permit: line.permit, slot, entry, lot, priceFen });
  const announced = announce(machine, slot, what, item);
  if (item) item.announced = announced;
  return order;
}

export function announce(
  machine: Machine,
  slot: number,
  what: string,
  item: ItemView | undefined,
): Announced {
  const announced: Announced = { what, item, turned: false, drops: 0, staleSinceMs: undefined };
  const waiting = machine.announced.get(slot);
  if (waiting) waiting.push(announced);
  else machine.announced.set(slot, [announced]);
  return announced;
}

/** A motor that has ended cannot begin any more; one of which nobody knows may still. */
export function retire(machine: Machine, slot: number, announced: Announced | undefined): void {
  const waiting = machine.announced.get(slot);
  const at = announced && waiting ? waiting.indexOf(announced) : -1;
  if (at >= 0) waiting!.splice(at, 1);
}

function outcome(
  state: AuditState,
  machine: Machine,
  order: OrderView,
  line: LineOf<'outcome'>,
  path: Path,
): OrderView {
  const item = itemOf(order, line.item, path);
  path(item?.announced !== undefined, () => `item ${line.item} ended without being announced`);
  path(
    item?.outcome === undefined,
    () => `item ${line.item} ended twice, ${item?.outcome} and ${line.outcome}`,
  );
  path(item?.due === undefined, () => `item ${line.item} ended after its refund`);
  if (!item) return order;
  const isSame = item.entry === line.entry && item.slot === line.slot && item.priceFen === line.priceFen;
  path(isSame, () => `item ${line.item} ended as ${line.entry} of slot ${line.slot}`);
  item.outcome ??= line.outcome;
  const count = slotOf(machine, line.slot);
  if (line.outcome === 'delivered') {
    count.delivered += 1;
    machine.branch?.delivered.push({ seq: line.seq, entry: line.entry, priceFen: line.priceFen });
    judgeGoods(state, machine, order, item);
  }
  if (line.outcome === 'unknown') count.unknown += 1;
  else retire(machine, line.slot, item.announced);
  return order;
}

/** Promise 4: what is called delivered fell, unless the board itself said so wrongly. */
function judgeGoods(
  state: AuditState,
  machine: Machine,
  order: OrderView,
  { item, slot, announced }: ItemView,
): void {
  const { lies } = slotOf(machine, slot);
  const fell = announced !== undefined && announced.drops > 0;
  if (!fell && lies.drop > 0) lies.drop -= 1;
  else
    judge(state, 'S1', fell || order.tainted, () => {
      return `${machine.key} ${order.order} item ${item}: called delivered, nothing fell from slot ${slot}`;
    });
}

/** What goes back for an item, from its price and what was paid (SALE-7). */
function owedFen(order: OrderView, item: ItemView): number {
  const paidFen = order.paidFen ?? 0;
  if (paidFen < order.totalFen) {
    let leftFen = paidFen;
    for (const one of order.items) {
      const shareFen = Math.min(one.priceFen, leftFen);
      if (one === item) return shareFen;
      leftFen -= shareFen;
    }
  }
  const surplusFen = item.item === 1 ? paidFen - order.totalFen : 0;
  return (item.outcome === 'delivered' ? 0 : item.priceFen) + surplusFen;
}

function refund(state: AuditState, order: OrderView, line: LineOf<'refund'>, path: Path): OrderView {
  const item = itemOf(order, line.item, path);
  const { amountFen } = line;
  judge(state, 'S6', line.refund === refundIdOf(order.order, line.item), () => {
    return `${order.order} item ${line.item}: its refund is called ${line.refund}`;
  });
  if (!item) return order;
  if (line.state === 'due') {
    path(order.paidFen !== undefined, () => 'a refund before it was paid');
    path(!item.due, () => `item ${line.item} refunded twice`);
    path(
      item.announced === undefined || item.outcome !== undefined,
      () => `item ${line.item} refunded while its motor turns`,
    );
    const owed = owedFen(order, item);
    judge(state, 'S6', owed === amountFen || order.tainted, () => {
      return `${order.order} item ${line.item}, ${item.outcome ?? 'untried'}: ${amountFen} fen are to go back, owed are ${owed}`;
    });
    judge(state, 'S6', item.due === undefined || item.due.amountFen === amountFen, () => {
      return `${line.refund} was announced with ${item.due?.amountFen} fen and then with ${amountFen}`;
    });
    item.due ??= { refund: line.refund, amountFen, done: false };
    return order;
  }
  path(
    item.due !== undefined && !item.due.done,
    () => `item ${line.item}: a refund is done that was not due`,
  );
  judge(state, 'S6', item.due === undefined || item.due.amountFen === amountFen, () => {
    return `${line.refund} is done with ${amountFen} fen, announced were ${item.due?.amountFen}`;
  });
  judge(
    state,
    'S6',
    hasMoved(state, order, line),
    () => `${line.refund} is called done, ${amountFen} fen did not move`,
  );
  if (item.due) item.due.done = true;
  return order;
}

/** The money is back with the shopper: under this number, or the hub or the gateway gave everything back. */
function hasMoved(state: AuditState, { order, method }: OrderView, line: LineOf<'refund'>): boolean {
  if (!isQr(method) || line.amountFen === 0) return true;
  const { refunds } = moneyOf(state, order);
  return (
    refunds.get(line.refund) === line.amountFen || refunds.has(hubRefundIdOf(order)) || refunds.has(order)
  );
}

function closed(state: AuditState, order: OrderView, line: LineOf<'closed'>, path: Path): OrderView {
  const deliveredFen = deliveredFenOf(order);
  const refundedFen = order.items.reduce((sum, { due }) => sum + (due?.done ? due.amountFen : 0), 0);
  const { paidFen = 0 } = order;
  path(
    order.items.every(({ announced, outcome: end }) => !announced || end !== undefined),
    () => 'closed while a motor turns',
  );
  path(
    order.items.every(({ due }) => !due || due.done),
    () => 'closed while a refund is due',
  );
  judge(state, 'S1', order.tainted || paidFen === deliveredFen + refundedFen, () => {
    return `${order.order}: closed with ${paidFen} paid, ${deliveredFen} delivered, ${refundedFen} given back`;
  });
  const isTold =
    line.paidFen === paidFen && line.deliveredFen === deliveredFen && line.refundedFen === refundedFen;
  judge(state, 'S1', order.tainted || isTold, () => {
    return `${order.order}: closed says ${line.paidFen} = ${line.deliveredFen} + ${line.refundedFen}, its lines ${paidFen} = ${deliveredFen} + ${refundedFen}`;
  });
  order.closed = true;
  return order;
}

export const deliveredFenOf = (order: OrderView): number =>
  order.items.reduce((sum, item) => sum + (item.outcome === 'delivered' ? item.priceFen : 0), 0);
