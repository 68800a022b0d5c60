// How the agent asks for money and gives it back, whatever the method.
import type { PaymentMethod } from '@zhuangui/protocol/units.ts';

export type PaymentResult =
  | { state: 'paid'; amountFen: number; transaction: string }
  /** The shopper walked away, refused, or time ran out, and it is certain that no money moved. */
  | { state: 'not-paid'; reason: string }
  /** Nobody knows; recovery asks again. */
  | { state: 'unknown'; reason: string };

export interface Payment {
  readonly method: PaymentMethod;
  /** Asks for the money of an order that is already in the journal. Same order, same payment. */
  request(order: { order: string; totalFen: number }): Promise<PaymentResult>;
  /** What became of an order's payment, asked again after a restart or a timeout. */
  query(order: string): Promise<PaymentResult>;
  /** Gives money back. The same refund id moves money once, however often it is asked. */
  refund(refund: {
    refund: string;
    order: string;
    amountFen: number;
  }): Promise<{ state: 'done' } | { state: 'unknown'; reason: string }>;
  /** Ends a pending request: the shopper pressed cancel. */
  cancel(order: string): void;
}
