// Everything the screens and the hub are told of a counter, read from its parts at this moment.
import { freshnessAt } from '@zhuangui/protocol/freshness.ts';
import type { Freshness } from '@zhuangui/protocol/units.ts';
import { createGateSource } from '../gate/gate-source.ts';
import type { Journal } from '../journal/journal.ts';
import type { LinkStatus } from '../link/link-runner.ts';
import { cashOutages, type Offers, offersOf } from '../payment/offers.ts';
import { type AgentParts, agentVersion } from './agent-parts.ts';
import type { CounterState } from './agent-views.ts';
import type { CounterParts } from './counter-parts.ts';
import { outOfService } from './out-of-service.ts';
import { screenSale } from './sale-view.ts';
import type { Touches } from './touches.ts';

export interface StateParts {
  parts: AgentParts;
  counter: CounterParts;
  journal: Journal;
  link: LinkStatus;
  touches: Touches;
  /** LINK-5. */
  isBroken: boolean;
  isBoardAwaited: boolean;
  /** An operator works inside. */
  isServed: boolean;
  lastListRefusal: string | null;
  temperatureC: number | null;
  doorOpen: boolean | null;
  recent: CounterState['recent'];
  fromHub?: CounterState['fromHub'];
}

/** Red may come earlier than the lists say, by a setting (CONF-4). */
export const freshnessOf = ({ seenLists, lists }: CounterParts): Freshness =>
  freshnessAt(seenLists()?.times, lists.trustedNow());

/** The gate's answer to "may this be shown for sale?" for every loaded slot. */
export function slotDecisions({ gate, planogram }: CounterParts): CounterState['slots'] {
  const ask = createGateSource(gate);
  return planogram.slots().map((slot) => ({ slot, decision: ask('show', slot.slot).decision }));
}

export function offersNow(
  parts: AgentParts,
  { cash, settings, qr }: CounterParts,
  connected: boolean,
): Offers {
  const fitted = [...(parts.demo ? ['test' as const] : []), 'wechat' as const, 'alipay' as const];
  return offersOf({
    allowed: settings.current().methods,
    fitted: cash ? [...fitted, 'cash'] : fitted,
    outages: [...qr.availability(connected), ...cashOutages(cash?.available())],
  });
}

/** CAB-2, CAB-7: nothing is offered out of a cabinet that may not be opened, or is open already. */
function isVisited({ cabinet, sales }: CounterParts): boolean {
  if (cabinet === undefined || sales.busy()) return false;
  return cabinet.anyOpen() || cabinet.phase() !== undefined;
}

/** Goods stand here, and all of them were too warm. */
function allWarm(slots: CounterState['slots']): boolean {
  const stocked = slots.filter(({ slot }) => slot.count > 0);
  const isWarm = ({ decision }: CounterState['slots'][number]) =>
    !decision.pass && decision.reasons.includes('too-warm');
  return stocked.length > 0 && stocked.every(isWarm);
}

function serviceOf(state: StateParts, slots: CounterState['slots'], freshness: Freshness) {
  const { counter, journal } = state;
  const board = counter.board.status();
  const view = counter.seenLists();
  return outOfService({
    ready: counter.sales.ready() && !state.isBoardAwaited,
    journalWritable: journal.writable() && counter.sales.outOfService() === undefined,
    linkBroken: state.isBroken,
    hasLists: view !== undefined,
    freshness,
    suspended: view?.suspension !== undefined,
    boardOnline: board.ready,
    boardSettling: board.online && !board.ready,
    storageLow: counter.care.storageLow(),
    allWarm: allWarm(slots),
    cabinetBlocked: counter.cabinetBlocked().length > 0,
    inService: state.isServed || isVisited(counter),
  });
}

function saleOf({ parts, counter, touches }: StateParts, publicUrl: string | null): CounterState['sale'] {
  const { sales, qr, cash, cabinet, seenLists } = counter;
  const sale = sales.state();
  const { order = '' } = sale;
  return screenSale(sale, {
    method: touches.method(),
    payWithinMs: touches.payWithinMs(),
    isGivenUp: touches.isGivenUp(order),
    nameOf: (entry) => seenLists()?.entry(entry)?.name ?? entry,
    qr: qr.qrOf(order)?.codeUrl,
    cash: cash?.inserted(order),
    cashOwedFen: cash?.owed().find((one) => one.order === order)?.amountFen,
    receiptUrl: publicUrl === null ? null : `${publicUrl}/r/${parts.counter.id}/${order}`,
    isReturned: qr.isReturned(order),
    cabinet: cabinet?.phase(),
  });
}

export function stateOf(state: StateParts): CounterState {
  const { parts, counter, journal, link } = state;
  const { settings, lists, board } = counter;
  const slots = slotDecisions(counter);
  const freshness = freshnessOf(counter);
  const current = settings.current();
  const { temperatureC, doorOpen, lastListRefusal, recent } = state;
  return {
    counter: parts.counter,
    agentVersion,
    demo: parts.demo,
    machine: parts.machine ?? 'spiral',
    freshness,
    lists: counter.seenLists(),
    missingChunks: lists.missingChunks(),
    lastListRefusal,
    outOfService: serviceOf(state, slots, freshness),
    slots,
    sale: saleOf(state, current.publicUrl),
    journal: { id: journal.id, ...journal.head(), writable: journal.writable() },
    link,
    board: { ...board.status(), port: parts.boardPortName, temperatureC, doorOpen },
    recent,
    offers: offersNow(parts, counter, link.connected),
    settings: current,
    look: { publicUrl: current.publicUrl, pictureOf: parts.pictureOf },
    ...(state.fromHub ? { fromHub: state.fromHub } : {}),
  };
}
