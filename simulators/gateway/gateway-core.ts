// pure
// Orders, payments and refunds of both providers: a command is decided from what happened so far and the time given.
import { createHash } from 'node:crypto';
import type {
  GatewayEvent,
  GatewayLimits,
  GatewayOrder,
  GatewayRefund,
  Provider,
  Refusal,
} from './gateway-types.ts';

/** All orders of one gateway; changed by `applyEvent` alone. */
export interface GatewayWorld {
  readonly orders: Map<string, GatewayOrder>;
  readonly byCode: Map<string, GatewayOrder>;
}

export type Decision<T> =
  | { ok: true; value: T; events: readonly GatewayEvent[] }
  | { ok: false; why: Refusal };

const no = (why: Refusal) => ({ ok: false as const, why });
const yes = <T>(value: T, ...events: GatewayEvent[]) => ({ ok: true as const, value, events });

export const emptyWorld = (): GatewayWorld => ({ orders: new Map(), byCode: new Map() });

const keyOf = (provider: Provider, orderNo: string) => `${provider}:${orderNo}`;

export const orderOf = (world: GatewayWorld, provider: Provider, orderNo: string) =>
  world.orders.get(keyOf(provider, orderNo));

/** A number that follows from what it is for, so that a replayed ledger gives the same. */
function numberOf(provider: Provider, what: string, digits: number): string {
  const hash = createHash('sha256').update(`${provider}|${what}`).digest('hex');
  return BigInt(`0x${hash}`).toString().slice(0, digits);
}

function codeOf(provider: Provider, orderNo: string): string {
  const hash = createHash('sha256').update(`${provider}|code|${orderNo}`).digest('base64url');
  const token = hash.replaceAll(/[-_]/g, '').slice(0, 12);
  return provider === 'wechat' ? `weixin://wxpay/bizpayurl?pr=${token}` : `https://qr.alipay.com/bax${token}`;
}

/** Takes up what happened. */
export function applyEvent(world: GatewayWorld, event: GatewayEvent): void {
  if (event.type === 'created') {
    const { type: _, atMs, ...rest } = event;
    const order: GatewayOrder = { ...rest, createdMs: atMs, refunds: [] };
    world.orders.set(keyOf(event.provider, event.orderNo), order);
    world.byCode.set(event.codeUrl, order);
    return;
  }
  const order = orderOf(world, event.provider, event.orderNo);
  if (!order) return;
  if (event.type === 'scanned') order.scannedMs ??= event.atMs;
  if (event.type === 'closed') order.closedMs ??= event.atMs;
  if (event.type === 'paid') {
    order.paidMs = event.atMs;
    order.transaction = event.transaction;
  }
  if (event.type === 'refunded') {
    const { refundNo, refundId, amountFen, reason, doneMs, atMs } = event;
    order.refunds.push({ refundNo, refundId, amountFen, reason, doneMs, createdMs: atMs });
  }
}

export const refundedFen = (order: GatewayOrder) =>
  order.refunds.reduce((sum, refund) => sum + refund.amountFen, 0);

export type OrderStatus = 'open' | 'expired' | 'closed' | 'paid' | 'refunded' | 'refunded-in-full';

/** Where an order stands at a time. */
export function statusOf(order: GatewayOrder, nowMs: number): OrderStatus {
  if (order.paidMs !== undefined) {
    if (order.refunds.length === 0) return 'paid';
    return refundedFen(order) === order.amountFen ? 'refunded-in-full' : 'refunded';
  }
  if (order.closedMs !== undefined) return 'closed';
  return nowMs >= order.expiresMs ? 'expired' : 'open';
}

export interface NewOrder {
  provider: Provider;
  orderNo: string;
  amountFen: number;
  subject: string;
  notifyUrl: string;
  attach?: string;
  expiresMs: number;
}

/** GW-3: the same question gives the same code; one that differs is refused. */
export function create(world: GatewayWorld, asked: NewOrder, nowMs: number): Decision<GatewayOrder> {
  const before = orderOf(world, asked.provider, asked.orderNo);
  if (before) {
    if (before.paidMs !== undefined) return no('already-paid');
    if (before.closedMs !== undefined) return no('already-closed');
    const same =
      before.amountFen === asked.amountFen &&
      before.subject === asked.subject &&
      before.notifyUrl === asked.notifyUrl;
    return same ? yes(before) : no('changed-parameters');
  }
  const codeUrl = codeOf(asked.provider, asked.orderNo);
  const event: GatewayEvent = { type: 'created', atMs: nowMs, codeUrl, ...asked };
  return yes({ ...asked, codeUrl, createdMs: nowMs, refunds: [] }, event);
}

const about = (order: GatewayOrder, nowMs: number) => ({
  atMs: nowMs,
  provider: order.provider,
  orderNo: order.orderNo,
});

/** The shopper's phone opens a code. */
export function scan(world: GatewayWorld, codeUrl: string, nowMs: number): Decision<GatewayOrder> {
  const order = world.byCode.get(codeUrl);
  if (!order) return no('no-code');
  if (order.scannedMs !== undefined || statusOf(order, nowMs) !== 'open') return yes(order);
  return yes(order, { type: 'scanned', ...about(order, nowMs) });
}

/** The shopper pays; `evenClosed` is the race a provider loses: money taken for an order that was just closed. */
export function pay(
  world: GatewayWorld,
  codeUrl: string,
  nowMs: number,
  evenClosed = false,
): Decision<GatewayOrder> {
  const order = world.byCode.get(codeUrl);
  if (!order) return no('no-code');
  if (order.paidMs !== undefined) return no('already-paid');
  const status = statusOf(order, nowMs);
  if (status !== 'open' && !evenClosed) return no(status === 'closed' ? 'already-closed' : 'expired');
  const transaction = transactionOf(order);
  const events: GatewayEvent[] = [{ type: 'paid', ...about(order, nowMs), transaction }];
  if (order.scannedMs === undefined) events.unshift({ type: 'scanned', ...about(order, nowMs) });
  return yes(order, ...events);
}

const transactionOf = (order: GatewayOrder) =>
  (order.provider === 'wechat' ? '4200' : '2026') + numberOf(order.provider, `paid|${order.orderNo}`, 24);

/** GW-4: what was paid cannot be closed. */
export function close(
  world: GatewayWorld,
  provider: Provider,
  orderNo: string,
  limits: GatewayLimits,
  nowMs: number,
): Decision<GatewayOrder> {
  const order = orderOf(world, provider, orderNo);
  if (!order || isUnseen(order)) return no('no-order');
  if (order.paidMs !== undefined) return no('already-paid');
  if (order.closedMs !== undefined) return no('already-closed');
  if (nowMs - order.createdMs < limits.closeMinAgeMs) return no('too-early');
  return yes(order, { type: 'closed', ...about(order, nowMs) });
}

/** Alipay has no trade for a code that nobody opened. */
export const isUnseen = (order: GatewayOrder) => order.provider === 'alipay' && order.scannedMs === undefined;

export interface NewRefund {
  provider: Provider;
  orderNo: string;
  refundNo: string;
  amountFen: number;
  reason: string;
}

/** GW-5: one refund number moves money once; sums, window, number and pace of refunds are bounded. */
export function refund(
  world: GatewayWorld,
  asked: NewRefund,
  limits: GatewayLimits,
  nowMs: number,
): Decision<{ order: GatewayOrder; refund: GatewayRefund; isNew: boolean }> {
  const order = orderOf(world, asked.provider, asked.orderNo);
  if (!order || isUnseen(order)) return no('no-order');
  if (order.paidMs === undefined) return no('not-paid');
  const before = order.refunds.find((one) => one.refundNo === asked.refundNo);
  if (before) {
    return before.amountFen === asked.amountFen
      ? yes({ order, refund: before, isNew: false })
      : no('changed-parameters');
  }
  const limit = refundLimit(order, asked.amountFen, limits, nowMs);
  return limit ? no(limit) : newRefund(order, asked, limits, nowMs);
}

function refundLimit(
  order: GatewayOrder,
  amountFen: number,
  limits: GatewayLimits,
  nowMs: number,
): Refusal | undefined {
  if (refundedFen(order) + amountFen > order.amountFen) return 'too-much';
  if (nowMs - (order.paidMs ?? nowMs) > limits.refundWindowMs) return 'too-late';
  if (order.refunds.length >= limits.refundsMax) return 'too-much';
  const last = order.refunds.at(-1);
  return last && nowMs - last.createdMs < limits.refundMinGapMs ? 'too-often' : undefined;
}

function newRefund(order: GatewayOrder, asked: NewRefund, limits: GatewayLimits, nowMs: number) {
  const doneMs = nowMs + (order.provider === 'wechat' ? limits.refundTakesMs : 0);
  const { refundNo, amountFen, reason } = asked;
  const refundId = `503${numberOf(order.provider, `refund|${refundNo}`, 23)}`;
  const made = { refundNo, refundId, amountFen, reason, doneMs };
  const event: GatewayEvent = { type: 'refunded', ...about(order, nowMs), ...made };
  return yes({ order, refund: { ...made, createdMs: nowMs }, isNew: true }, event);
}

/** Alipay's cancel: closes what is not paid, gives back what is. No `action`: there was no trade. */
export function cancel(
  world: GatewayWorld,
  orderNo: string,
  limits: GatewayLimits,
  nowMs: number,
): Decision<{ order?: GatewayOrder; action?: 'close' | 'refund' }> {
  const order = orderOf(world, 'alipay', orderNo);
  if (!order) return yes({});
  if (nowMs - order.createdMs > limits.cancelWindowMs) return no('too-late');
  if (order.closedMs !== undefined && order.paidMs === undefined) return yes({ order, action: 'close' });
  const closed: GatewayEvent = { type: 'closed', ...about(order, nowMs) };
  if (isUnseen(order)) return limits.cancelKillsUnscanned ? yes({}, closed) : yes({});
  if (order.paidMs === undefined) return yes({ order, action: 'close' }, closed);
  const leftFen = order.amountFen - refundedFen(order);
  if (leftFen === 0) return yes({ order, action: 'refund' });
  const asked = { provider: 'alipay' as const, orderNo, refundNo: orderNo, amountFen: leftFen };
  const made = newRefund(order, { ...asked, reason: 'cancelled' }, limits, nowMs);
  return yes({ order, action: 'refund' }, ...made.events);
}

/** Truth about one order, for an auditor that trusts neither hub nor counter. */
export interface LedgerOrder {
  provider: Provider;
  orderNo: string;
  amountFen: number;
  chargedFen: number;
  refundedFen: number;
  createdMs: number;
  paidMs?: number;
  closedMs?: number;
  transaction?: string;
  refunds: { refundNo: string; amountFen: number; createdMs: number; doneMs: number }[];
}

export function ledgerOf(world: GatewayWorld): LedgerOrder[] {
  return [...world.orders.values()].map((order) => ({
    provider: order.provider,
    orderNo: order.orderNo,
    amountFen: order.amountFen,
    chargedFen: order.paidMs === undefined ? 0 : order.amountFen,
    refundedFen: refundedFen(order),
    createdMs: order.createdMs,
    ...(order.paidMs === undefined ? {} : { paidMs: order.paidMs }),
    ...(order.closedMs === undefined ? {} : { closedMs: order.closedMs }),
    ...(order.transaction === undefined ? {} : { transaction: order.transaction }),
    refunds: order.refunds.map(({ refundNo, amountFen, createdMs, doneMs }) => ({
      refundNo,
      amountFen,
      createdMs,
      doneMs,
    })),
  }));
}
