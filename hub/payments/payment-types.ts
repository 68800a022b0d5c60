// pure
// One payment per order, one row each: what the machine decides about and the store keeps.
import type { QrMethod } from '@zhuangui/protocol/payment-messages.ts';

export const paymentStates = [
  'creating',
  'waiting',
  'closing',
  'paid',
  'accepted',
  'returning',
  'returned',
  'closed',
] as const;
export type PaymentState = (typeof paymentStates)[number];

export interface Payment {
  order: string;
  counter: string;
  /** null: the counter settles an order this hub never saw; every gateway is asked. */
  method: QrMethod | null;
  totalFen: number;
  goods: string;
  state: PaymentState;
  createdAtMs: number;
  expiresAtMs: number;
  codeUrl: string | null;
  transaction: string | null;
  paidFen: number | null;
  paidAtMs: number | null;
  /** Until when the counter may take the payment; null until it could be told. */
  acceptByMs: number | null;
  acceptedAtMs: number | null;
  returningAtMs: number | null;
  closedAtMs: number | null;
  /** When the gateway last took a close; its next answer is checked. */
  closeAnsweredAtMs: number | null;
  reason: string;
  /** Calls since the last change of state. */
  tries: number;
  /** When something is to be done by itself; null: nothing. */
  nextAtMs: number | null;
}

/** A verified word of the gateway that an order was paid. */
export interface PaidFact {
  method: QrMethod;
  transaction: string;
  amountFen: number;
  /** The counter the payment was made for, as the gateway kept it. */
  counter?: string;
  /** When, by the gateway's clock; its bill goes by it. */
  atMs?: number;
}

export type RefundState = 'pending' | 'done' | 'refused';

export interface Refund {
  /** The gateway's refund number: the counter's refund id, or the hub's own for the whole order. */
  refund: string;
  order: string;
  method: QrMethod | null;
  amountFen: number;
  reason: string;
  by: 'counter' | 'hub';
  state: RefundState;
  createdAtMs: number;
  /** When the gateway first took it; from then on it is asked how far it is. */
  takenAtMs: number | null;
  doneAtMs: number | null;
  tries: number;
  nextAtMs: number | null;
  problem: string;
}

/** PAY-6: one number per order for ever, and none that a counter can make (`r…-n`). */
export const hubRefundId = (order: string): string => `h${order.slice(1)}`;
