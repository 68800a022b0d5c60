// A provider in memory whose calls fail before or after they took effect, as chance says; for tests.
import type { QrMethod } from '@zhuangui/protocol/payment-messages.ts';
import type { Found, PaymentProvider, RefundFound, RefundWish, Unclear } from '../provider.ts';

export interface Trade {
  totalFen: number;
  expiresAtMs: number;
  isClosed: boolean;
  isPaid: boolean;
  refunds: Map<string, number>;
}

export interface MoodyProvider extends PaymentProvider {
  trades: Map<string, Trade>;
  /** Share of calls that give no clear answer. */
  trouble: { share: number };
  /** The shopper pays; a race lets a closed code be paid until half a minute after its end. */
  pay(order: string, isRace: boolean): boolean;
  /** The bytes of a notification. */
  notice(order: string, id: string): Uint8Array;
}

export interface MoodyParts {
  method: QrMethod;
  nowMs(): number;
  /** 0 ≤ x < 1 */
  chance(): number;
}

const raceMs = 30_000;

export function createMoodyProvider({ method, nowMs, chance }: MoodyParts): MoodyProvider {
  const trades = new Map<string, Trade>();
  const trouble = { share: 0 };
  const unclear: Unclear = { kind: 'unclear', reason: 'trouble' };

  /** Fails before the work, does it, or does it and fails afterwards. */
  async function call<T>(work: () => T): Promise<T | Unclear> {
    await Promise.resolve();
    if (chance() < trouble.share / 2) return unclear;
    const answer = work();
    return chance() < trouble.share / 2 ? unclear : answer;
  }

  const paidOf = (order: string, { totalFen }: Trade) =>
    ({ kind: 'paid', paid: { method, transaction: `${method}-${order}`, amountFen: totalFen } }) as const;

  function find(order: string): Found {
    const trade = trades.get(order);
    if (!trade) return { kind: 'absent' };
    if (trade.isPaid) return paidOf(order, trade);
    return { kind: trade.isClosed || nowMs() >= trade.expiresAtMs ? 'closed' : 'unpaid' };
  }

  const held = ({ order, refund, amountFen }: RefundWish): RefundFound => {
    const fen = trades.get(order)?.refunds.get(refund);
    if (fen === undefined) return { kind: 'absent' };
    return fen === amountFen ? { kind: 'done' } : { kind: 'refused', reason: 'another amount' };
  };

  return {
    method,
    trades,
    trouble,
    createQr: ({ order, totalFen, expiresAtMs }) =>
      call(() => {
        const trade = trades.get(order);
        if (trade?.isClosed || trade?.isPaid) return { kind: 'refused' as const, reason: 'used' };
        if (!trade)
          trades.set(order, { totalFen, expiresAtMs, isClosed: false, isPaid: false, refunds: new Map() });
        return { kind: 'created' as const, codeUrl: `weixin://wxpay/${order}` };
      }),
    query: (order) => call(() => find(order)),
    close: (order) =>
      call(() => {
        const trade = trades.get(order);
        if (trade?.isPaid) return { kind: 'refused' as const, reason: 'paid' };
        if (trade) trade.isClosed = true;
        return { kind: 'taken' as const };
      }),
    refund: (wish) =>
      call((): RefundFound => {
        const trade = trades.get(wish.order);
        if (!trade?.isPaid) return { kind: 'refused', reason: 'not paid' };
        const sum = [...trade.refunds.values()].reduce((total, fen) => total + fen, 0);
        if (trade.refunds.has(wish.refund)) return held(wish);
        if (sum + wish.amountFen > trade.totalFen) return { kind: 'refused', reason: 'too much' };
        trade.refunds.set(wish.refund, wish.amountFen);
        return { kind: 'pending' };
      }),
    queryRefund: (wish) => call(() => held(wish)),
    parseNotification(_headers, body) {
      const { order, id } = JSON.parse(Buffer.from(body).toString()) as { order: string; id: string };
      return { ok: true, id, about: 'payment', order, paid: paidOf(order, trades.get(order)!).paid };
    },
    fetchBill: async () => ({ kind: 'not-ready' }),
    pay(order, isRace) {
      const trade = trades.get(order);
      if (!trade || trade.isPaid) return false;
      const isOver = trade.isClosed || nowMs() >= trade.expiresAtMs;
      if (isOver && !(isRace && nowMs() < trade.expiresAtMs + raceMs)) return false;
      trade.isPaid = true;
      return true;
    },
    notice: (order, id) => Buffer.from(JSON.stringify({ order, id })),
  };
}
