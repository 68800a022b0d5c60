// For tests: a hub that keeps its promises, and a link that loses, doubles and reorders what it carries.
import {
  type PayAsk,
  type PaymentMessage,
  payAskMessage,
  paymentMessage,
  type QrMethod,
} from '@zhuangui/protocol/payment-messages.ts';
import { silentLog } from '../platform/log.ts';
import { HandClock } from '../sale/sale-rig.ts';
import { createHubPayments, type HubPaymentsParts } from './hub-payment.ts';

export const orderA = `o${'a'.repeat(24)}`;
export const orderB = `o${'b'.repeat(24)}`;
export const refundOf = (order: string, item = 1) => `r${order.slice(1)}-${item}`;

export const asked = { order: orderA, totalFen: 500 };
export const transaction = `t-${orderA}`;
/** Messages of the hub about `asked`. */
export const paidOf = (more: object = {}) =>
  ({
    v: 1,
    state: 'paid',
    order: orderA,
    method: 'wechat',
    amountFen: 500,
    transaction,
    acceptBy: 9,
    ...more,
  }) as PaymentMessage;
export const acceptedOf = (more: object = {}) =>
  ({
    v: 1,
    state: 'accepted',
    order: orderA,
    method: 'wechat',
    amountFen: 500,
    transaction,
    ...more,
  }) as PaymentMessage;

/** What a promise has come to so far. */
export function watched<T>(promise: Promise<T>) {
  const seen: { value?: T } = {};
  promise.then((value) => {
    seen.value = value;
  });
  return seen;
}
export const settled = () => new Promise((resolve) => setImmediate(resolve));

interface HubOrder {
  method: QrMethod;
  totalFen: number;
  state: 'waiting' | 'paid' | 'accepted' | 'closed' | 'returned';
  refundedFen: number;
  refunds: Map<string, number>;
}

/** The hub's side of the contract, in memory. */
export class ModelHub {
  readonly orders = new Map<string, HubOrder>();
  /** The next questions are answered `unclear`. */
  unclear = 0;

  answer(ask: PayAsk): PaymentMessage {
    const { order } = ask;
    if (this.unclear > 0) {
      this.unclear -= 1;
      return { v: 1, state: 'unclear', order, reason: 'the gateway does not answer' };
    }
    const known = this.orders.get(order);
    if (!known && ask.ask === 'create') this.#open(order, ask.method, ask.totalFen, 'waiting');
    if (!known && ask.ask === 'settle') this.#open(order, 'wechat', 0, 'closed');
    if (ask.ask === 'settle' && known?.state === 'waiting') known.state = 'closed';
    if (ask.ask === 'accept' && known?.state === 'paid' && ask.transaction === `t-${order}`)
      known.state = 'accepted';
    return ask.ask === 'refund' ? this.#refund(ask) : this.say(order);
  }

  #open(order: string, method: QrMethod, totalFen: number, state: HubOrder['state']): void {
    this.orders.set(order, { method, totalFen, state, refundedFen: 0, refunds: new Map() });
  }

  #refund(ask: Extract<PayAsk, { ask: 'refund' }>): PaymentMessage {
    const { order, refund, amountFen } = ask;
    const known = this.orders.get(order);
    const said = { v: 1 as const, state: 'refund' as const, order, refund, amountFen };
    if (known?.refunds.get(refund) === amountFen) return { ...said, refundState: 'done' };
    if (
      known?.state !== 'accepted' ||
      known.refundedFen + amountFen > known.totalFen ||
      known.refunds.has(refund)
    ) {
      return { ...said, refundState: 'refused', reason: 'nothing to give back' };
    }
    known.refunds.set(refund, amountFen);
    known.refundedFen += amountFen;
    return { ...said, refundState: 'done' };
  }

  /** Where an order stands, as a message. */
  say(order: string): PaymentMessage {
    const known = this.orders.get(order);
    if (!known || known.state === 'closed') return { v: 1, state: 'closed', order, reason: 'expired' };
    const { method, totalFen: amountFen, state } = known;
    const money = { v: 1 as const, order, method, amountFen, transaction: `t-${order}` };
    if (state === 'returned') return { v: 1, state, order, amountFen, reason: 'nobody took it' };
    if (state === 'paid') return { ...money, state, acceptBy: 1_000_000 };
    if (state === 'accepted') return { ...money, state };
    return { v: 1, state, order, method, amountFen, codeUrl: `weixin://code/${order}`, expiresAt: 2_000_000 };
  }

  /** The shopper pays; false when the code is dead. */
  pay(order: string): boolean {
    const known = this.orders.get(order);
    if (known?.state !== 'waiting') return false;
    known.state = 'paid';
    return true;
  }

  /** What nobody accepted goes back, what nobody paid is closed. */
  heal(): void {
    for (const known of this.orders.values()) {
      if (known.state === 'paid') known.state = 'returned';
      if (known.state === 'waiting') known.state = 'closed';
    }
  }
}

/** A counter's payments with questions and answers lying on the wire until they are carried. */
export function paymentRig(more: Partial<HubPaymentsParts> = {}) {
  const clock = new HandClock();
  const hub = new ModelHub();
  const asks: PayAsk[] = [];
  const link = { isUp: true };
  const payments = createHubPayments({
    clock,
    log: silentLog,
    methods: ['wechat', 'alipay'],
    expiresInS: 120,
    mail(bytes) {
      const parsed = payAskMessage.parse(bytes);
      if (!parsed.ok) throw new Error(parsed.problem.message);
      if (link.isUp) asks.push(parsed.value);
      return link.isUp;
    },
    ...more,
  });
  const tell = (message: PaymentMessage) => payments.onMessage(paymentMessage.encode(message));
  /** Carries every question to the hub and every answer back. */
  const carry = () => {
    for (let rounds = 0; asks.length > 0 && rounds < 20; rounds += 1) {
      for (const ask of asks.splice(0)) tell(hub.answer(ask));
    }
  };
  const [wechat, alipay] = payments.payments as [
    (typeof payments.payments)[0],
    (typeof payments.payments)[0],
  ];
  return { clock, hub, asks, link, payments, tell, carry, wechat, alipay };
}
