// pure
// The judgement at rest: every order ended, every fen accounted for, everybody serves again (S1, S5, S6, S12, S15).
import { isHeldBack } from './auditor-lists.ts';
import { deliveredFenOf } from './auditor-orders.ts';
import {
  type AuditState,
  counterOf,
  forgive,
  isQr,
  judge,
  type Machine,
  machineKey,
  type OrderView,
} from './auditor-state.ts';
import type { Rest, RestingCounter } from './observations.ts';

export function judgeRest(state: AuditState, rest: Rest): void {
  const { restMs } = state.bounds;
  state.nowMs = Math.max(state.nowMs, (state.healedAtMs ?? 0) + (rest.restedAfterMs ?? restMs));
  const pending = () => rest.pending.slice(0, 5).join('; ') || 'nothing is named';
  judge(state, 'S12', rest.restedAfterMs !== undefined, () => `it never came to rest: ${pending()}`);
  judge(
    state,
    'S12',
    (rest.restedAfterMs ?? 0) <= restMs,
    () => `it came to rest after ${rest.restedAfterMs} ms, not ${restMs}`,
  );
  for (const [order, views] of state.orders) judgeOrder(state, order, views);
  for (const order of state.money.keys()) if (!state.orders.has(order)) judgeSums(state, order, 0, false);
  judgeHubMoney(state, rest);
  for (const counter of rest.counters) judgeCounter(state, counter);
}

/** S1: goods or money, never both and never neither. */
function judgeOrder(state: AuditState, order: string, views: readonly OrderView[]): void {
  const isForgiven = views.length > 1 || views.some(({ tainted }) => tainted);
  for (const view of views)
    judge(state, 'S12', view.closed || isForgiven, () => {
      return `${view.counter} ${order} is not closed: ${stateOf(view)}`;
    });
  const [first] = views;
  if (first && isQr(first.method)) return judgeSums(state, order, deliveredFenOf(first), isForgiven);
  for (const view of views) judgeJournalSums(state, view);
}

const stateOf = ({ items, paidFen }: OrderView) =>
  `paid ${paidFen ?? 'nothing'}; ${items.map(({ outcome, due, announced }) => [announced ? 'announced' : 'untried', outcome ?? 'open', due ? (due.done ? 'refunded' : 'refund due') : ''].join(' ').trim()).join(', ')}`;

function judgeSums(state: AuditState, order: string, deliveredFen: number, isForgiven: boolean): void {
  const money = state.money.get(order);
  const keptFen = (money?.chargedFen ?? 0) - (money?.refundedFen ?? 0);
  if (isForgiven && keptFen !== deliveredFen)
    return forgive(state, 'orders with lost lines that do not add up');
  judge(state, 'S1', keptFen === deliveredFen, () => {
    return `${order}: charged ${money?.chargedFen ?? 0}, given back ${money?.refundedFen ?? 0}, delivered for ${deliveredFen} fen`;
  });
}

/** Money that no gateway sees: what the journal says has to add up. */
function judgeJournalSums(state: AuditState, view: OrderView): void {
  if (view.tainted) return;
  const backFen = view.items.reduce((sum, { due }) => sum + (due?.done ? due.amountFen : 0), 0);
  judge(state, 'S1', (view.paidFen ?? 0) === deliveredFenOf(view) + backFen, () => {
    return `${view.order}: paid ${view.paidFen ?? 0}, delivered ${deliveredFenOf(view)}, given back ${backFen}`;
  });
}

/** The hub's payments beside the gateway's truth. What an older copy forgot is looked for by the daily bill. */
function judgeHubMoney(state: AuditState, { hub }: Rest): void {
  let chargedFen = 0;
  let refundedFen = 0;
  for (const money of state.money.values()) {
    chargedFen += money.chargedFen;
    refundedFen += money.refundedFen;
  }
  const { money } = hub;
  judge(state, 'S12', money.pendingFen === 0, () => `${money.pendingFen} fen are still pending on the hub`);
  const isEqual = money.chargedFen === chargedFen && money.refundedFen === refundedFen;
  const isLess = money.chargedFen <= chargedFen && money.refundedFen <= refundedFen;
  if (!isEqual && isLess && state.isRestored) return forgive(state, 'payments that a restored hub forgot');
  judge(state, 'S1', isEqual, () => {
    return `the hub says charged ${money.chargedFen}, given back ${money.refundedFen}; the gateway ${chargedFen} and ${refundedFen}`;
  });
}

function judgeCounter(state: AuditState, counter: RestingCounter): void {
  const machine = state.machines.get(machineKey(counter.counter, counter.machine));
  const who = machineKey(counter.counter, counter.machine);
  for (const breach of counter.protocolBreaches)
    judge(state, 'S3', false, () => `${who} to its board: ${breach}`);
  if (!machine) return;
  const { causes } = counterOf(state, counter.counter);
  const mayStop = machine.lied || causes.size > 0;
  const { outOfService } = counter;
  judge(state, 'S12', outOfService === null || mayStop, () => `${who} sells nothing: ${outOfService}`);
  if (outOfService !== null && mayStop) forgive(state, 'counters that wait for a person');
  judge(
    state,
    'S12',
    counter.unsentLines === 0 || outOfService !== null,
    () => `${who} has ${counter.unsentLines} lines unsent`,
  );
  judgeLists(state, machine, outOfService);
  judgeStock(state, machine, counter);
}

/** S5: when all has been well for long enough, everybody has the newest withdrawals. */
function judgeLists(state: AuditState, machine: Machine, outOfService: string | null): void {
  const { latest, latestAtMs } = state.lists;
  const isEarly = state.nowMs - latestAtMs <= state.bounds.withdrawalMs;
  if (!latest || outOfService !== null || isEarly) return;
  const { withdrawals } = latest.versions;
  const own = machine.lists?.versions.withdrawals ?? 0;
  if (own < withdrawals && isHeldBack(state, machine))
    return forgive(state, 'counters that a thief of the online key holds back');
  judge(
    state,
    'S5',
    own >= withdrawals,
    () => `${machine.key} has withdrawals ${own}, published are ${withdrawals}`,
  );
}

/** S15: what is not inside any more fell, and what fell is accounted for. */
function judgeStock(state: AuditState, machine: Machine, { slots }: RestingCounter): void {
  const lost = new Map<number, number>();
  for (const order of machine.orders.values())
    for (const { slot, announced } of order.items)
      if (announced && (order.tainted || !order.closed)) lost.set(slot, (lost.get(slot) ?? 0) + 1);
  for (const { slot, loaded, inside } of slots) {
    const count = machine.slots.get(slot);
    const drops = count?.drops ?? 0;
    judge(state, 'S15', loaded - inside === drops, () => {
      return `${machine.key} slot ${slot}: ${loaded} put in, ${inside} inside, ${drops} fell`;
    });
    if (!count) continue;
    const { delivered, unknown, tests, lies } = count;
    const mayBe = unknown + tests + lies['no-drop'] + (lost.get(slot) ?? 0);
    const unexplained = drops - delivered - mayBe;
    judge(state, 'S15', unexplained <= 0, () => {
      return `${machine.key} slot ${slot}: ${drops} fell, ${delivered} delivered, ${unknown} unknown, ${tests} tested`;
    });
    forgive(
      state,
      'packages that fell although the board said no',
      Math.min(lies['no-drop'], Math.max(0, drops - delivered - unknown - tests)),
    );
  }
}
