// pure
// WeChat Pay and Alipay as the hub meets them, in memory and virtual time: calls get lost on either way, answers come
// late, notifications twice or never; money moves once.
import type { QrMethod } from '@zhuangui/protocol/payment-messages.ts';
import type {
  Found,
  Notified,
  NotifyHeaders,
  PaymentProvider,
  RefundFound,
  Unclear,
} from '../../hub/payments/provider.ts';
import { type GatewayCounts, type GatewayFaults, noGatewayCounts } from './gateway-faults.ts';
import { GatewayLedger, type Trade, transactionOf } from './gateway-ledger.ts';
import type { Fact } from './observations.ts';

export interface WorldGatewayParts {
  time: { nowMs(): number; setTimer(delayMs: number, run: () => void): () => void };
  dice: {
    fraction(): number;
    below(count: number): number;
    between(from: number, to: number): number;
    chance(share: number): boolean;
  };
  faults: GatewayFaults;
  /** Hears what really happens to money. */
  tell(fact: Fact): void;
  /** `payments.notified`; a rejection or `ok: false` is told again later. */
  notify(method: QrMethod, headers: NotifyHeaders, body: Uint8Array): Promise<{ ok: boolean }>;
  /** One way of a call, milliseconds. Default 20 to 200. */
  latencyMs?: { from: number; to: number };
  /** After so long the hub's client gives up. Default 10 000 ms. */
  timeoutMs?: number;
  /** WeChat closes nothing younger. Default 0. */
  closeMinAgeMs?: number;
}

export interface WorldGateway {
  /** One of each method. */
  providers: PaymentProvider[];
  /** The shopper's phone opens a code: the order, when there is one. */
  scan(codeUrl: string): string | undefined;
  /** The shopper pays; true when money moved. */
  pay(codeUrl: string): boolean;
  /** From now on nothing goes wrong; what is on its way stays so. */
  /** Nothing goes wrong any more, and the bill of a day can be had before it is over. */
  heal(): void;
  counts: GatewayCounts;
  /** The truth. */
  trades: ReadonlyMap<string, Trade>;
  /** Refunds that were taken and have not moved yet, and notifications that are told again. */
  pending(): number;
}

const tokenHeader = 'world-token';
/** As WeChat: told again after these pauses, and then no more. */
const retryMs = [15_000, 15_000, 30_000, 180_000, 600_000];
const frequencyWaitMs = 60_000;
const askAgainMs = 1_000;

export function createWorldGateway(parts: WorldGatewayParts): WorldGateway {
  const { time, dice, tell } = parts;
  const { latencyMs = { from: 20, to: 200 }, timeoutMs = 10_000, closeMinAgeMs = 0 } = parts;
  const ledger = new GatewayLedger();
  const counts = noGatewayCounts();
  const token = Array.from({ length: 8 }, () => dice.below(2 ** 30).toString(36)).join('');
  let faults = parts.faults;
  let notices = 0;
  let waiting = 0;

  const unclear = (reason: string, waitMs?: number): Unclear => ({
    kind: 'unclear',
    reason,
    ...(waitMs !== undefined && { waitMs }),
  });
  const after = (delayMs: number) => new Promise<void>((resolve) => void time.setTimer(delayMs, resolve));
  const way = () => after(dice.between(latencyMs.from, latencyMs.to));
  function strike(kind: keyof GatewayFaults): boolean {
    const share = faults[kind] ?? 0;
    if (share <= 0 || !dice.chance(share)) return false;
    counts[kind] += 1;
    return true;
  }

  /** A call: lost before it acts, refused, acted upon and lost, or answered. */
  async function call<T>(work: () => T | Promise<T>): Promise<T | Unclear> {
    if (strike('callLost')) {
      await after(timeoutMs);
      return unclear('no answer in time');
    }
    await way();
    if (strike('tooOften')) return unclear('FREQUENCY_LIMITED', frequencyWaitMs);
    if (strike('serverError')) return unclear('SYSTEM_ERROR');
    const answer = await work();
    if (strike('hangs')) {
      await after(timeoutMs);
      return unclear('no answer in time');
    }
    await way();
    return strike('answerLost') ? unclear('the connection was reset') : answer;
  }

  async function send(method: QrMethod, body: object, tries = 0): Promise<void> {
    waiting += 1;
    const bytes = new TextEncoder().encode(JSON.stringify(body));
    // A hub that dies in the middle never answers.
    const silence = after(timeoutMs).then(() => ({ ok: false }));
    const told = parts.notify(method, { [tokenHeader]: token }, bytes).catch(() => ({ ok: false }));
    const answer = await Promise.race([told, silence]);
    waiting -= 1;
    const againMs = retryMs[tries];
    if (answer.ok || againMs === undefined) return;
    waiting += 1;
    time.setTimer(againMs, () => {
      waiting -= 1;
      void send(method, body, tries + 1);
    });
  }

  function announce(method: QrMethod, about: object): void {
    if (strike('noticeNever')) return;
    notices += 1;
    const body = { id: `n${notices}`, ...about };
    let delayMs = dice.between(50, 800);
    if (strike('noticeEarly')) delayMs = 0;
    else if (strike('noticeLate')) delayMs = dice.between(20_000, 100_000);
    const tellAt = (ms: number) => {
      waiting += 1;
      time.setTimer(ms, () => {
        waiting -= 1;
        void send(method, body);
      });
    };
    tellAt(delayMs);
    if (strike('noticeTwice')) tellAt(delayMs + dice.between(0, 5_000));
  }

  const paidOf = (trade: Trade) => ({
    method: trade.method,
    transaction: transactionOf(trade),
    amountFen: trade.totalFen,
    counter: trade.counter,
    atMs: Math.floor(trade.paidMs!),
  });

  function find(method: QrMethod, order: string): Found {
    const trade = ledger.of(method, order);
    if (!trade) return { kind: 'absent' };
    if (trade.paidMs !== undefined) return { kind: 'paid', paid: paidOf(trade) };
    if (trade.closedMs !== undefined) return { kind: 'closed' };
    // Alipay knows a trade only after somebody opened its code, and ends it by itself.
    if (method === 'alipay' && trade.scannedMs === undefined) return { kind: 'absent' };
    return { kind: method === 'alipay' && time.nowMs() >= trade.expiresAtMs ? 'closed' : 'unpaid' };
  }

  type Closed = Awaited<ReturnType<PaymentProvider['close']>>;

  async function close(method: QrMethod, order: string): Promise<Closed> {
    const trade = ledger.of(method, order);
    if (!trade) return { kind: 'taken' };
    const isUnseen = method === 'alipay' && trade.scannedMs === undefined;
    if (trade.paidMs !== undefined && !isUnseen) {
      const isCancelled = method === 'alipay' && trade.refunds.size === 0 && strike('closeReturns');
      return isCancelled ? giveBack(trade) : unclear('it is paid', askAgainMs);
    }
    if (method === 'wechat' && time.nowMs() - trade.createdMs < closeMinAgeMs)
      return { kind: 'refused', reason: 'too early to close' };
    if (isUnseen) {
      // Closing says that there is no trade; cancelling it is another call, and somebody may pay between the two.
      await way();
      if (trade.paidMs !== undefined) return giveBack(trade);
    }
    trade.closedMs ??= time.nowMs();
    return { kind: 'taken' };
  }

  /** Alipay's cancel of what is paid: the money goes back at once, under the order's own number. */
  function giveBack(trade: Trade): Closed {
    const nowMs = time.nowMs();
    const amountFen = ledger.leftFen(trade);
    trade.closedMs ??= nowMs;
    if (amountFen > 0) {
      const taken = ledger.refund(trade, { refund: trade.order, amountFen }, nowMs);
      if ('held' in taken && taken.isNew) {
        taken.held.doneMs = nowMs;
        tell({ kind: 'refund', atMs: nowMs, order: trade.order, refund: trade.order, amountFen });
      }
    }
    return { kind: 'returned', transaction: transactionOf(trade) };
  }

  function move(trade: Trade, refund: string, amountFen: number): void {
    const delayMs = strike('refundSlow') ? dice.between(10_000, 100_000) : dice.between(100, 3_000);
    waiting += 1;
    time.setTimer(delayMs, () => {
      waiting -= 1;
      const held = trade.refunds.get(refund)!;
      held.doneMs = time.nowMs();
      tell({ kind: 'refund', atMs: held.doneMs, order: trade.order, refund, amountFen });
      announce(trade.method, { about: 'refund', order: trade.order, refund });
    });
  }

  const stateOf = (trade: Trade | undefined, refund: string, amountFen: number): RefundFound => {
    const held = trade?.refunds.get(refund);
    if (!held) return { kind: 'absent' };
    if (held.amountFen !== amountFen) return { kind: 'refused', reason: `it holds ${held.amountFen} fen` };
    return { kind: held.doneMs === undefined ? 'pending' : 'done' };
  };

  function takeRefund(
    method: QrMethod,
    wish: { order: string; refund: string; amountFen: number },
  ): RefundFound {
    const { order, refund, amountFen } = wish;
    const trade = ledger.of(method, order);
    if (!trade) return { kind: 'refused', reason: 'there is no such order' };
    if (!trade.refunds.has(refund) && strike('notEnough')) return unclear('NOT_ENOUGH');
    const taken = ledger.refund(trade, { refund, amountFen }, time.nowMs());
    if ('why' in taken) return { kind: 'refused', reason: taken.why };
    if (taken.isNew) move(trade, refund, amountFen);
    return method === 'alipay' ? { kind: 'pending' } : stateOf(trade, refund, amountFen);
  }

  function parse(method: QrMethod, headers: NotifyHeaders, body: Uint8Array): Notified {
    if (headers[tokenHeader] !== token) return { ok: false, why: 'its signature is wrong' };
    const said = JSON.parse(new TextDecoder().decode(body)) as {
      id: string;
      about: string;
      order: string;
      refund?: string;
    };
    const { id, order, refund } = said;
    const trade = ledger.of(method, order);
    if (!trade) return { ok: false, why: 'it is about no order of this provider' };
    return said.about === 'refund'
      ? { ok: true, id, about: 'refund', order, refund: refund ?? '' }
      : { ok: true, id, about: 'payment', order, paid: paidOf(trade) };
  }

  const providerOf = (method: QrMethod): PaymentProvider => ({
    method,
    createQr: ({ order, counter, totalFen, expiresAtMs }) =>
      call(() => {
        const trade = ledger.create({
          method,
          order,
          counter,
          totalFen,
          expiresAtMs,
          createdMs: time.nowMs(),
        });
        return trade
          ? { kind: 'created' as const, codeUrl: trade.codeUrl }
          : { kind: 'refused' as const, reason: 'this order is closed, paid or another one' };
      }),
    query: (order) => call(() => find(method, order)),
    close: (order) => call(() => close(method, order)),
    refund: (wish) => {
      const { order, refund, amountFen } = wish;
      tell({ kind: 'refund-asked', atMs: time.nowMs(), order, refund, amountFen });
      return call(() => takeRefund(method, wish));
    },
    queryRefund: ({ order, refund, amountFen }) =>
      call(() => stateOf(ledger.of(method, order), refund, amountFen)),
    parseNotification: (headers, body) => parse(method, headers, body),
    fetchBill: (day) =>
      call(() => {
        const rows = ledger.bill(method, day, time.nowMs());
        return rows ? { kind: 'bill' as const, rows } : { kind: 'not-ready' as const };
      }),
  });

  return {
    providers: [providerOf('wechat'), providerOf('alipay')],
    scan: (codeUrl) => ledger.scan(codeUrl, time.nowMs())?.order,
    pay(codeUrl) {
      const nowMs = time.nowMs();
      const trade = ledger.scan(codeUrl, nowMs);
      if (!trade || trade.paidMs !== undefined) return false;
      const isOver = nowMs >= Math.min(trade.closedMs ?? trade.expiresAtMs, trade.expiresAtMs);
      if (!ledger.pay(trade, nowMs, isOver && strike('paidWhenOver'))) return false;
      const { order, method, totalFen } = trade;
      tell({ kind: 'charge', atMs: nowMs, order, method, amountFen: totalFen });
      announce(method, { about: 'payment', order });
      return true;
    },
    heal() {
      ledger.isBillEarly = true;
      faults = {};
    },
    counts,
    trades: ledger.trades,
    pending: () => waiting,
  };
}
