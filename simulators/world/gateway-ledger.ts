// pure
// What really happened at a payment provider: trades, payments, refunds. Money moves once per order and once per number.
import { addDays, dayOf, startOfDay } from '@zhuangui/protocol/days.ts';
import type { QrMethod } from '@zhuangui/protocol/payment-messages.ts';
import type { BillRow } from '../../hub/payments/bill-compare.ts';

export interface TradeRefund {
  refund: string;
  amountFen: number;
  takenMs: number;
  /** Undefined: on its way. */
  doneMs?: number;
}

export interface Trade {
  method: QrMethod;
  order: string;
  counter: string;
  totalFen: number;
  codeUrl: string;
  createdMs: number;
  expiresAtMs: number;
  scannedMs?: number;
  paidMs?: number;
  closedMs?: number;
  refunds: Map<string, TradeRefund>;
}

/** A code that is over can still be paid for so long, when the provider loses the race. */
const raceMs = 30_000;
/** Both providers have yesterday's bill by ten in the morning. */
const billReadyMs = 10 * 3_600_000;

export const transactionOf = ({ method, order }: Trade): string => `${method}-${order.slice(1)}`;
const sum = (refunds: Iterable<TradeRefund>): number => {
  let fen = 0;
  for (const { amountFen } of refunds) fen += amountFen;
  return fen;
};

/** All trades of all providers. Times are wall milliseconds. */
export class GatewayLedger {
  readonly trades = new Map<string, Trade>();
  /** Bills are given out before their day is over. */
  isBillEarly = false;
  readonly #byCode = new Map<string, Trade>();

  /** The same order again gives the same code; undefined: it is closed, paid, or was made differently. */
  create(made: Omit<Trade, 'codeUrl' | 'refunds'>): Trade | undefined {
    const known = this.trades.get(made.order);
    if (known) {
      const isSame = known.method === made.method && known.totalFen === made.totalFen;
      return isSame && known.paidMs === undefined && known.closedMs === undefined ? known : undefined;
    }
    const codeUrl = `${made.method === 'wechat' ? 'weixin://wxpay/bizpayurl?pr=' : 'https://qr.alipay.com/'}${made.order}`;
    const trade: Trade = { ...made, codeUrl, refunds: new Map() };
    this.trades.set(made.order, trade);
    this.#byCode.set(codeUrl, trade);
    return trade;
  }

  of = (method: QrMethod, order: string): Trade | undefined => {
    const trade = this.trades.get(order);
    return trade?.method === method ? trade : undefined;
  };

  /** The shopper's phone opens a code. */
  scan(codeUrl: string, nowMs: number): Trade | undefined {
    const trade = this.#byCode.get(codeUrl);
    if (trade && isOpen(trade, nowMs)) trade.scannedMs ??= nowMs;
    return trade;
  }

  /** True when money moved; `isRace`: also shortly after the code was closed or over. */
  pay(trade: Trade, nowMs: number, isRace: boolean): boolean {
    if (trade.paidMs !== undefined) return false;
    const endMs = Math.min(trade.closedMs ?? Number.POSITIVE_INFINITY, trade.expiresAtMs);
    if (nowMs >= (isRace ? endMs + raceMs : endMs)) return false;
    trade.scannedMs ??= nowMs;
    trade.paidMs = nowMs;
    return true;
  }

  /** Takes a refund: the one that is held already, or why not. */
  refund(
    trade: Trade,
    asked: { refund: string; amountFen: number },
    nowMs: number,
  ): { held: TradeRefund; isNew: boolean } | { why: string } {
    if (trade.paidMs === undefined) return { why: 'this order is not paid' };
    const held = trade.refunds.get(asked.refund);
    if (held)
      return held.amountFen === asked.amountFen
        ? { held, isNew: false }
        : { why: `this number was used for ${held.amountFen} fen` };
    if (sum(trade.refunds.values()) + asked.amountFen > trade.totalFen)
      return { why: 'more than was paid would go back' };
    const made: TradeRefund = { ...asked, takenMs: nowMs };
    trade.refunds.set(asked.refund, made);
    return { held: made, isNew: true };
  }

  leftFen = (trade: Trade): number => trade.totalFen - sum(trade.refunds.values());

  /** The bill of a day (UTC+8), or what there is of it; undefined while there is none yet. */
  bill(method: QrMethod, day: string, nowMs: number): BillRow[] | undefined {
    if (!this.isBillEarly && nowMs < startOfDay(addDays(day, 1)) + billReadyMs) return undefined;
    const rows: BillRow[] = [];
    for (const { order, totalFen, paidMs, refunds, ...trade } of this.trades.values()) {
      if (trade.method !== method) continue;
      if (paidMs !== undefined && dayOf(paidMs) === day)
        rows.push({ kind: 'payment', key: order, order, amountFen: totalFen });
      for (const { refund, amountFen, takenMs } of refunds.values())
        if (dayOf(takenMs) === day) rows.push({ kind: 'refund', key: refund, order, amountFen });
    }
    return rows;
  }
}

/** It can be paid. */
export const isOpen = (trade: Trade, nowMs: number): boolean =>
  trade.paidMs === undefined && trade.closedMs === undefined && nowMs < trade.expiresAtMs;
