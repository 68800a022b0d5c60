// QR payments through the hub: one `Payment` a method, questions repeated until they are answered, answers distrusted.
import {
  type PayAsk,
  type PaymentMessage,
  payAskMessage,
  paymentMessage,
  type QrMethod,
} from '@zhuangui/protocol/payment-messages.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { words } from '../sale/words.ts';
import type { MethodOutage } from '../screens/views.ts';
import type { Payment, PaymentResult } from './payment.ts';
import { isOver, type QrEvent, type QrPayment, qrStep, repeatMs, resultOf } from './qr-machine.ts';
import { type QrRefund, refundAsk, refundHeard } from './qr-refund.ts';

export interface HubPaymentsParts {
  /** Hands a question to the link; false: there is no connection now, `onConnected` follows. */
  mail(bytes: Uint8Array): boolean;
  clock: Clock;
  log: Log;
  methods: readonly QrMethod[];
  /** How long a code can be paid, 60 to 600 seconds. */
  expiresInS: number | (() => number);
  /** What the shopper reads in the wallet, 60 characters at most. */
  goodsOf?: ((order: string) => string | undefined) | undefined;
  /** What the journal says an order costs, for orders from before a restart. */
  totalOf?: ((order: string) => number | undefined) | undefined;
  /** A refund that is not done after this time is `unknown`; the sale asks again. Shorter than the sale's own guard. */
  refundWaitMs?: number | undefined;
  /** A code came or went: the screen has something new to show. */
  changed?: ((order: string) => void) | undefined;
}

export interface HubPayments {
  /** One for each method, for the sale. */
  payments: readonly Payment[];
  /** Every message of the topic `payment`. */
  onMessage(bytes: Uint8Array): void;
  /** The link is up (again): everything open is asked at once. */
  onConnected(): void;
  /** The code to show for an order, once the hub has made it and while it can still be paid. */
  qrOf(order: string): { codeUrl: string; expiresAt: number } | undefined;
  /** True: paid, but the hub gave it back by itself; the screen says so. */
  isReturned(order: string): boolean;
  /** QR methods that cannot be used now. */
  availability(connected: boolean): MethodOutage[];
  /** Messages that were not believed. */
  refusals(): number;
  /** Calls off all timers; nothing is asked any more. */
  close(): void;
}

type RefundResult = Awaited<ReturnType<Payment['refund']>>;

interface Account {
  payment: QrPayment;
  /** Resolved by the first certain answer. */
  certain: PromiseWithResolvers<PaymentResult>;
  /** Queries that also take "unclear" for an answer. */
  queries: Set<(result: PaymentResult) => void>;
  off: () => void;
}

interface RefundAccount {
  refund: QrRefund;
  waiting: Set<(result: RefundResult) => void>;
  off: () => void;
}

const nothing = () => {};
/** Ended orders that are remembered, so that late messages find what they are about. */
const rememberedAtMost = 64;
/** After an unclear answer a method is not offered for so long. */
const gatewayRestMs = 60_000;
/** Questions for a code after which an unclear answer counts as an outage of the gateway: six seconds. */
const vainAttempts = 3;

const unknown = (reason: string) => ({ state: 'unknown' as const, reason });

export function createHubPayments(parts: HubPaymentsParts): HubPayments {
  const { clock, log } = parts;
  const accounts = new Map<string, Account>();
  const refunds = new Map<string, RefundAccount>();
  const unclearAtMs = new Map<QrMethod, number>();
  let refusals = 0;
  let ended = false;

  function refuse(reason: string): void {
    refusals += 1;
    log.warn({ reason }, 'A payment message is not believed');
  }

  /** A question that does not fit its own schema is our mistake; it must not end the sale. */
  function send(ask: PayAsk): void {
    try {
      parts.mail(payAskMessage.encode(ask));
    } catch (error) {
      log.error(
        { ask: ask.ask, order: ask.order, error: String(error) },
        'A payment question cannot be sent',
      );
    }
  }

  function drive(account: Account, event: QrEvent): void {
    if (ended) return;
    const before = account.payment;
    const { payment, send: ask, tickInMs, unclear, refused } = qrStep(before, event);
    account.payment = payment;
    if (refused) refuse(`${payment.order}: ${refused}`);
    if (tickInMs !== undefined) {
      account.off();
      account.off = clock.setTimer(tickInMs, () => drive(account, { type: 'tick' }));
    }
    if (ask) send(ask);
    if (unclear !== undefined) doubt(account, unclear);
    if (!isOver(before) && isOver(payment)) finish(account);
    if (before.phase !== payment.phase) parts.changed?.(payment.order);
  }

  function doubt({ payment, queries }: Account, reason: string): void {
    // A hub that has only begun says so too; it is an outage when a code is asked for again and again in vain.
    const isVain = payment.phase === 'asking' && payment.attempt >= vainAttempts;
    if (isVain) unclearAtMs.set(payment.method, clock.monotonicMs());
    for (const answer of queries) answer(unknown(reason));
    queries.clear();
  }

  function finish(account: Account): void {
    account.off();
    const result = resultOf(account.payment);
    if (!result) return;
    account.certain.resolve(result);
    for (const answer of account.queries) answer(result);
    account.queries.clear();
    forget();
  }

  /** Drops the oldest ended orders and refunds. */
  function forget(): void {
    const over = [...accounts].filter(([, { payment }]) => isOver(payment));
    for (const [order] of over.slice(0, -rememberedAtMost)) accounts.delete(order);
    const done = [...refunds].filter(([, { waiting }]) => waiting.size === 0);
    for (const [refund] of done.slice(0, -rememberedAtMost)) refunds.delete(refund);
  }

  function open(method: QrMethod, order: string, totalFen: number | undefined): Account {
    const { expiresInS } = parts;
    const lifeS = typeof expiresInS === 'number' ? expiresInS : expiresInS();
    const payment: QrPayment = {
      order,
      method,
      totalFen,
      goods: words(parts.goodsOf?.(order) ?? '认证食品 certified food', 60),
      expiresInS: Math.min(600, Math.max(60, Math.ceil(lifeS))),
      phase: totalFen === undefined ? 'settling' : 'asking',
      attempt: 0,
    };
    const certain = Promise.withResolvers<PaymentResult>();
    const account: Account = { payment, certain, queries: new Set(), off: nothing };
    accounts.set(order, account);
    return account;
  }

  function request(method: QrMethod, order: string, totalFen: number): Promise<PaymentResult> {
    const before = accounts.get(order);
    if (before && (before.payment.method !== method || (before.payment.totalFen ?? totalFen) !== totalFen)) {
      return Promise.resolve(unknown(`${order} was asked for before with another amount or method`));
    }
    if (before) return before.certain.promise;
    const account = open(method, order, totalFen);
    drive(account, { type: 'ask' });
    return account.certain.promise;
  }

  function query(method: QrMethod, order: string): Promise<PaymentResult> {
    const account = accounts.get(order) ?? open(method, order, parts.totalOf?.(order));
    const known = resultOf(account.payment);
    if (known) return Promise.resolve(known);
    const answer = new Promise<PaymentResult>((resolve) => account.queries.add(resolve));
    drive(account, { type: 'settle' });
    return answer;
  }

  function cancel(order: string): void {
    const account = accounts.get(order);
    if (account && !isOver(account.payment)) drive(account, { type: 'settle' });
  }

  function askRefund(account: RefundAccount): void {
    if (ended) return;
    const attempt = account.refund.attempt + 1;
    account.refund = { ...account.refund, attempt };
    account.off();
    account.off = clock.setTimer(repeatMs(attempt), () => askRefund(account));
    send(refundAsk(account.refund));
  }

  function endRefund(account: RefundAccount, result: RefundResult): void {
    account.off();
    for (const answer of account.waiting) answer(result);
    account.waiting.clear();
    forget();
  }

  function giveBack(asked: { refund: string; order: string; amountFen: number }): Promise<RefundResult> {
    const { refund, order, amountFen } = asked;
    const account = refunds.get(refund) ?? {
      refund: { refund, order, amountFen, state: 'asked', attempt: 0 },
      waiting: new Set(),
      off: nothing,
    };
    if (account.refund.order !== order || account.refund.amountFen !== amountFen) {
      return Promise.resolve(unknown(`${refund} was asked for before over ${account.refund.amountFen} fen`));
    }
    if (account.refund.state === 'done') return Promise.resolve({ state: 'done' });
    refunds.set(refund, account);
    account.refund = { ...account.refund, state: 'asked', attempt: 0 };
    return new Promise((resolve) => {
      const off = clock.setTimer(parts.refundWaitMs ?? 20_000, () =>
        endRefund(account, unknown('the hub has not confirmed the refund yet')),
      );
      account.waiting.add((result) => {
        off();
        resolve(result);
      });
      askRefund(account);
    });
  }

  function refundMessage(message: Extract<PaymentMessage, { state: 'refund' }>): void {
    const account = refunds.get(message.refund);
    if (!account) return refuse(`${message.refund}: nobody asked for this refund`);
    const { refund, refused } = refundHeard(account.refund, message);
    account.refund = refund;
    if (refused) return refuse(`${refund.refund}: ${refused}`);
    if (refund.state === 'done') endRefund(account, { state: 'done' });
    else if (refund.state === 'refused') endRefund(account, unknown(refund.reason ?? 'refused'));
  }

  function onMessage(bytes: Uint8Array): void {
    const parsed = paymentMessage.parse(bytes);
    if (!parsed.ok) return refuse(parsed.problem.message);
    const message = parsed.value;
    if (message.state === 'refund') return refundMessage(message);
    const account = accounts.get(message.order);
    if (!account) return refuse(`${message.order}: nobody asked for this order's payment`);
    if (message.state !== 'unclear') unclearAtMs.delete(account.payment.method);
    drive(account, { type: 'message', message });
  }

  function outageOf(method: QrMethod, connected: boolean): MethodOutage[] {
    if (!connected) return [{ method, why: 'no-network' }];
    const since = unclearAtMs.get(method);
    const rests = since !== undefined && clock.monotonicMs() - since < gatewayRestMs;
    return rests ? [{ method, why: 'gateway' }] : [];
  }

  return {
    payments: parts.methods.map((method) => ({
      method,
      request: ({ order, totalFen }) => request(method, order, totalFen),
      query: (order) => query(method, order),
      refund: giveBack,
      cancel,
    })),
    onMessage,
    onConnected() {
      for (const account of accounts.values()) {
        if (!isOver(account.payment)) drive(account, { type: 'connected' });
      }
      for (const account of refunds.values()) {
        if (account.waiting.size > 0) askRefund(account);
      }
    },
    qrOf(order) {
      const { phase, codeUrl, expiresAt } = accounts.get(order)?.payment ?? {};
      if (phase !== 'waiting' || codeUrl === undefined || expiresAt === undefined) return undefined;
      return { codeUrl, expiresAt };
    },
    isReturned: (order) => accounts.get(order)?.payment.phase === 'returned',
    availability: (connected) => parts.methods.flatMap((method) => outageOf(method, connected)),
    refusals: () => refusals,
    close() {
      ended = true;
      for (const { off } of [...accounts.values(), ...refunds.values()]) off();
    },
  };
}
