// pure
// What a payment provider does for the hub, in the hub's words. Nothing here throws: every outcome is a value.
import type { QrMethod } from '@zhuangui/protocol/payment-messages.ts';
import type { BillRow } from './bill-compare.ts';
import type { PaidFact } from './payment-types.ts';

/** Nobody knows what the provider did; the same call may be repeated after `waitMs` (default: back-off). */
export interface Unclear {
  kind: 'unclear';
  reason: string;
  waitMs?: number;
}
export interface RefusedCall {
  kind: 'refused';
  reason: string;
}

export interface QrWish {
  order: string;
  counter: string;
  totalFen: number;
  goods: string;
  expiresAtMs: number;
}

export type Found = { kind: 'paid'; paid: PaidFact } | { kind: 'unpaid' | 'closed' | 'absent' };

export interface RefundWish {
  order: string;
  refund: string;
  amountFen: number;
  totalFen: number;
  reason: string;
}
/** `absent`: the provider never took this refund. */
export type RefundFound = { kind: 'done' | 'pending' | 'absent' } | RefusedCall | Unclear;

export type Notified =
  | { ok: false; why: string }
  | { ok: true; id: string; about: 'payment'; order: string; paid: PaidFact }
  | { ok: true; id: string; about: 'refund'; order: string; refund: string }
  /** Genuine, and nothing to do. */
  | { ok: true; id: string; about: 'other' };

export type NotifyHeaders = Record<string, string | string[] | undefined>;

/** A provider's bill as it came, for whoever judges it without this hub (VER-3). */
export interface BillFile {
  bytes: Uint8Array;
  /** How its name ends: csv, zip. */
  ending: string;
}
export type BillFound = { kind: 'bill'; rows: BillRow[]; file?: BillFile } | { kind: 'not-ready' } | Unclear;

export interface PaymentProvider {
  readonly method: QrMethod;
  createQr(wish: QrWish): Promise<{ kind: 'created'; codeUrl: string } | RefusedCall | Unclear>;
  query(order: string): Promise<Found | Unclear>;
  /** `returned`: it was paid meanwhile, and the provider gave it back instead of closing. */
  close(
    order: string,
  ): Promise<{ kind: 'taken' } | { kind: 'returned'; transaction: string } | RefusedCall | Unclear>;
  /** The return value never means that money moved: ask `queryRefund`. */
  refund(wish: RefundWish): Promise<RefundFound>;
  queryRefund(wish: RefundWish): Promise<RefundFound>;
  /** Signature first; then whose, in which currency. */
  parseNotification(headers: NotifyHeaders, body: Uint8Array): Notified;
  /** The provider's bill of one day (UTC+8). */
  fetchBill(day: string): Promise<BillFound>;
}
