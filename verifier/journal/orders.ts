// pure
// Every order from its lines alone: what may follow what, which refund is owed, and that paid = delivered + given back.
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';
import type { Findings, Place } from '../findings.ts';

type Of<K extends 'order' | 'paid' | 'dispensing' | 'outcome' | 'refund' | 'closed'> = LineOf<K>;

interface Item {
  slot: number;
  entry: string;
  lot: string;
  priceFen: number;
  isAnnounced: boolean;
  outcome?: string;
  dueFen?: number;
  doneFen?: number;
}
export interface Order {
  order: string;
  method: string;
  totalFen: number;
  atMs: number;
  items: Item[];
  paidFen?: number;
  paidAtMs?: number;
  isClosed: boolean;
}

/** Told of money that a journal says moved. */
export interface MoneyHeard {
  paid(order: Order, line: Of<'paid'>, place: Place): void;
  refunded(order: Order, line: Of<'refund'>, place: Place): void;
}

export interface Orders {
  order(line: Of<'order'>, place: Place): void;
  paid(line: Of<'paid'>, place: Place): void;
  dispensing(line: Of<'dispensing'>, place: Place): void;
  outcome(line: Of<'outcome'>, place: Place): void;
  refund(line: Of<'refund'>, place: Place): void;
  closed(line: Of<'closed'>, place: Place): void;
  get(order: string): Order | undefined;
  /** Orders that are not closed. */
  open(): Order[];
}

/** A paid order that is settled neither way after so long is no longer pending. */
export const pendingBoundMs = 7 * 86_400_000;

const sum = (items: readonly Item[], of: (item: Item) => number) =>
  items.reduce((total, item) => total + of(item), 0);

/** SALE-6, SALE-7: what goes back for an item that will not be dispensed any more; a surplus goes with item 1. */
function owedFen({ items, totalFen, paidFen = 0 }: Order, number: number): number {
  const item = items[number - 1]!;
  if (paidFen < totalFen) {
    const before = sum(items.slice(0, number - 1), ({ priceFen }) => priceFen);
    return Math.max(0, Math.min(item.priceFen, paidFen - before));
  }
  return (item.outcome === 'delivered' ? 0 : item.priceFen) + (number === 1 ? paidFen - totalFen : 0);
}

/**
 * `isWhole`: the journal is here from its first line, so an order without its beginning is none. Else it began before
 * what the export holds, and nothing can be said of it.
 */
export function createOrders(findings: Findings, isWhole: () => boolean, money: MoneyHeard): Orders {
  const open = new Map<string, Order>();
  const ended = new Set<string>();

  const state = (place: Place, order: string, detail: string) =>
    findings.violation('order-state', { ...place, order }, detail);

  function find(id: string, what: string, place: Place): Order | undefined {
    const order = open.get(id);
    if (order) return order;
    if (ended.has(id)) state(place, id, `${what} after it was closed`);
    else if (isWhole()) state(place, id, `${what} of an order that never began`);
    else findings.unchecked('orders that began before the lines in the export');
    return undefined;
  }

  function itemOf(order: Order, number: number, place: Place): Item | undefined {
    const item = order.items[number - 1];
    if (!item)
      findings.violation('order-goods', { ...place, order: order.order }, `it has no item ${number}`);
    return item;
  }

  function sameGoods(order: Order, item: Item, line: Of<'dispensing'> | Of<'outcome'>, place: Place): void {
    if (
      line.slot === item.slot &&
      line.entry === item.entry &&
      line.lot === item.lot &&
      line.priceFen === item.priceFen
    )
      return;
    findings.violation(
      'order-goods',
      { ...place, order: order.order },
      `ordered was ${item.entry} lot ${item.lot} for ${item.priceFen} fen from slot ${item.slot}, it says ${line.entry} lot ${line.lot} for ${line.priceFen} from ${line.slot}`,
    );
  }

  function refundDue(order: Order, item: Item, line: Of<'refund'>, place: Place): void {
    const where = { ...place, order: order.order };
    if (item.dueFen !== undefined)
      state(place, order.order, `the refund of item ${line.item} was announced twice`);
    const owed = owedFen(order, line.item);
    if (line.amountFen !== owed)
      findings.violation(
        'refund-rule',
        where,
        `${line.amountFen} fen for item ${line.item}, owed are ${owed}`,
      );
    if (item.isAnnounced && item.outcome === undefined)
      state(place, order.order, `item ${line.item} goes back while its motor may still turn`);
    item.dueFen = line.amountFen;
  }

  function refundDone(order: Order, item: Item, line: Of<'refund'>, place: Place): void {
    const where = { ...place, order: order.order };
    if (item.dueFen === undefined)
      state(place, order.order, `money of item ${line.item} moved that was never announced`);
    else if (item.dueFen !== line.amountFen)
      findings.violation('refund-rule', where, `announced were ${item.dueFen} fen, moved ${line.amountFen}`);
    if (item.doneFen !== undefined)
      return state(place, order.order, `item ${line.item} was given back twice`);
    item.doneFen = line.amountFen;
    const back = sum(order.items, ({ doneFen = 0 }) => doneFen);
    if (back > (order.paidFen ?? 0))
      findings.violation('money-identity', where, `${back} fen went back, ${order.paidFen ?? 0} were paid`);
    findings.checked('refunds');
    money.refunded(order, line, place);
  }

  return {
    order(line, place) {
      const { order: id, items, totalFen, method, at } = line;
      findings.checked('orders');
      if (open.has(id) || ended.has(id)) return state(place, id, 'it began a second time');
      if (items.some(({ item }, index) => item !== index + 1))
        findings.violation('order-goods', { ...place, order: id }, 'its items are not numbered from 1');
      const total = items.reduce((fen, { priceFen }) => fen + priceFen, 0);
      if (total !== totalFen)
        findings.violation(
          'order-goods',
          { ...place, order: id },
          `its items cost ${total} fen, it says ${totalFen}`,
        );
      const own = items.map(({ slot, entry, lot, priceFen }) => ({
        slot,
        entry,
        lot,
        priceFen,
        isAnnounced: false,
      }));
      open.set(id, { order: id, method, totalFen, atMs: at, items: own, isClosed: false });
    },
    paid(line, place) {
      const order = find(line.order, 'a payment', place);
      if (!order) return;
      if (order.paidFen !== undefined) return state(place, line.order, 'it was paid a second time');
      if (line.method !== order.method)
        findings.violation(
          'order-goods',
          { ...place, order: line.order },
          `ordered with ${order.method}, paid with ${line.method}`,
        );
      order.paidFen = line.amountFen;
      order.paidAtMs = line.at;
      findings.checked('payments');
      money.paid(order, line, place);
    },
    dispensing(line, place) {
      const order = find(line.order, 'a motor', place);
      const item = order && itemOf(order, line.item, place);
      if (!order || !item) return;
      if (order.paidFen === undefined) state(place, line.order, 'a motor was announced before it was paid');
      else if (order.paidFen < order.totalFen)
        state(place, line.order, `a motor was announced with ${order.paidFen} of ${order.totalFen} fen paid`);
      if (item.isAnnounced) state(place, line.order, `the motor of item ${line.item} was announced twice`);
      if (item.dueFen !== undefined) state(place, line.order, `item ${line.item} goes back and is dispensed`);
      sameGoods(order, item, line, place);
      item.isAnnounced = true;
    },
    outcome(line, place) {
      const order = find(line.order, 'an outcome', place);
      const item = order && itemOf(order, line.item, place);
      if (!order || !item) return;
      if (!item.isAnnounced)
        state(place, line.order, `item ${line.item} has an outcome, its motor was never announced`);
      if (item.outcome !== undefined)
        return state(place, line.order, `item ${line.item} has a second outcome`);
      if (line.method !== order.method)
        findings.violation(
          'order-goods',
          { ...place, order: line.order },
          `ordered with ${order.method}, the outcome says ${line.method}`,
        );
      sameGoods(order, item, line, place);
      item.outcome = line.outcome;
      findings.checked(line.outcome === 'delivered' ? 'sales' : 'items not sold');
    },
    refund(line, place) {
      const order = find(line.order, 'a refund', place);
      const item = order && itemOf(order, line.item, place);
      if (!order || !item) return;
      const where = { ...place, order: line.order };
      if (line.refund !== `r${line.order.slice(1)}-${line.item}`)
        findings.violation('refund-rule', where, `${line.refund} is not the number of item ${line.item}`);
      if (line.method !== order.method)
        findings.violation('refund-rule', where, `paid with ${order.method}, given back by ${line.method}`);
      if (order.paidFen === undefined) state(place, line.order, 'it goes back before it was paid');
      if (line.state === 'due') refundDue(order, item, line, place);
      else refundDone(order, item, line, place);
    },
    closed(line, place) {
      const order = find(line.order, 'an end', place);
      if (!order) return;
      const where = { ...place, order: line.order };
      const paid = order.paidFen ?? 0;
      const delivered = sum(order.items, ({ outcome, priceFen }) => (outcome === 'delivered' ? priceFen : 0));
      const back = sum(order.items, ({ doneFen = 0 }) => doneFen);
      if (paid !== delivered + back)
        findings.violation(
          'money-identity',
          where,
          `paid ${paid}, delivered ${delivered}, given back ${back}`,
        );
      if (line.paidFen !== paid || line.deliveredFen !== delivered || line.refundedFen !== back)
        findings.violation(
          'money-identity',
          where,
          `closed says ${line.paidFen} = ${line.deliveredFen} + ${line.refundedFen}, its lines ${paid} = ${delivered} + ${back}`,
        );
      for (const [index, item] of order.items.entries()) {
        if (item.dueFen !== undefined && item.doneFen === undefined)
          state(place, line.order, `closed while the refund of item ${index + 1} was on its way`);
        if (item.isAnnounced && item.outcome === undefined)
          state(place, line.order, `closed while nobody knew how item ${index + 1} ended`);
      }
      findings.checked('orders settled to the fen');
      open.delete(line.order);
      ended.add(line.order);
    },
    get: (order) => open.get(order),
    open: () => [...open.values()],
  };
}
