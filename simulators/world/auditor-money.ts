// pure
// Money as the gateway moves it: once per order, once per refund number, never more back than came (S1, S6).
import { hubRefundIdOf, refundIdOf } from './auditor-orders.ts';
import { type AuditState, judge, moneyOf } from './auditor-state.ts';
import type { FactOf } from './observations.ts';

export function seeCharge(state: AuditState, { order, method, amountFen }: FactOf<'charge'>): void {
  const money = moneyOf(state, order);
  const [view] = state.orders.get(order) ?? [];
  judge(
    state,
    'S11',
    view !== undefined,
    () => `${order}: ${amountFen} fen came for an order that no disk holds`,
  );
  judge(
    state,
    'S6',
    money.chargedFen === 0,
    () => `${order}: charged ${money.chargedFen} fen and again ${amountFen}`,
  );
  const isAsked = !view || (view.totalFen === amountFen && view.method === method);
  judge(state, 'S1', isAsked, () => {
    return `${order}: ${amountFen} fen by ${method}, ordered were ${view?.totalFen} by ${view?.method}`;
  });
  money.chargedFen += amountFen;
}

/** Number and amount belong together for ever, and what a counter asks for stands in its journal before. */
export function seeRefundAsked(
  state: AuditState,
  { order, refund, amountFen }: FactOf<'refund-asked'>,
): void {
  const before = state.asked.get(refund);
  const isSame = !before || (before.order === order && before.amountFen === amountFen);
  judge(state, 'S6', isSame, () => {
    return `${refund} is asked for with ${amountFen} fen of ${order}, before with ${before?.amountFen} of ${before?.order}`;
  });
  if (before) return;
  state.asked.set(refund, { order, amountFen });
  const { chargedFen } = moneyOf(state, order);
  if (refund === hubRefundIdOf(order)) {
    judge(
      state,
      'S6',
      amountFen === chargedFen,
      () => `the hub gives ${amountFen} of ${chargedFen} fen of ${order} back`,
    );
    return;
  }
  judge(state, 'S6', isAnnounced(state, order, refund, amountFen), () => {
    return `${refund}, ${amountFen} fen: no journal announced it`;
  });
}

function isAnnounced(state: AuditState, order: string, refund: string, amountFen: number): boolean {
  for (const view of state.orders.get(order) ?? [])
    for (const { item, due } of view.items)
      if (refund === refundIdOf(order, item) && due?.amountFen === amountFen) return true;
  return false;
}

export function seeRefund(state: AuditState, { order, refund, amountFen }: FactOf<'refund'>): void {
  const money = moneyOf(state, order);
  const asked = state.asked.get(refund);
  // What the gateway gives back by itself carries the order's own number.
  const isOwn = refund === order;
  judge(state, 'S6', isOwn || (asked?.order === order && asked.amountFen === amountFen), () => {
    return `${refund}: ${amountFen} fen of ${order} went back, asked for were ${asked?.amountFen ?? 'none'}`;
  });
  judge(state, 'S6', !money.refunds.has(refund), () => `${refund} moved money twice`);
  money.refunds.set(refund, (money.refunds.get(refund) ?? 0) + amountFen);
  money.refundedFen += amountFen;
  judge(state, 'S6', money.refundedFen <= money.chargedFen, () => {
    return `${order}: ${money.refundedFen} fen went back, ${money.chargedFen} came`;
  });
}
