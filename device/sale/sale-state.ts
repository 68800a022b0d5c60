// pure
// What the sale machine knows, hears and wants (rules SALE-1 to SALE-14, docs/rules/sale.md).
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { GateReason, Outcome, PaymentMethod } from '@zhuangui/protocol/units.ts';
import type { GateSource } from '../gate/gate-source.ts';
import type { PaymentResult } from '../payment/payment.ts';
import type { CabinetItem, CabinetItemResult } from './board.ts';
import type { OpenOrder } from './open-orders.ts';
import type { BoardReport, PaymentState } from './sale-recovery.ts';

/** The one thing a sale waits for; every answer to anything else is late and changes nothing. */
export type Waiting =
  | { for: 'start' }
  | { for: 'commit'; commit: number; lines: readonly LineBody[] }
  | { for: 'payment' }
  | { for: 'vend'; item: number }
  | { for: 'watch'; item: number }
  /** An open-door cabinet: all items at once (CAB-1). */
  | { for: 'cabinet'; recovering: boolean }
  | { for: 'refund'; refund: string; item: number }
  /** The payment method could not say; asked again after a while. */
  | { for: 'retry'; what: 'payment' | 'refund' }
  /** Closed, refused, or stopped. */
  | { for: 'nothing' };

export interface SaleState {
  order: string;
  /** Fold of the committed lines; undefined before the `order` line is committed. */
  record?: OpenOrder | undefined;
  waiting: Waiting;
  /** Nobody stands here any more (or cancelled): from now on money goes back, nothing is dispensed. */
  gone: boolean;
  /** The journal can take no `dispensing` line: what is left is refunded. */
  noDispense: boolean;
  /** Number of the last append. */
  commits: number;
  /** Item whose `dispensing` line this process wrote; only that motor may turn, once. */
  announced?: number | undefined;
  /** The same for a cabinet's door, which opens once for all items. */
  doorAnnounced?: boolean | undefined;
  vended: readonly number[];
  /** What the payment method said of an unpaid order. */
  payment: PaymentState;
  /** Refunds that could not be confirmed since the last retry. */
  postponed: readonly string[];
  attempts: number;
  refusals: readonly { slot: number; reasons: readonly GateReason[] }[];
  /** Why the sale stopped where the journal says it stands; recovery goes on from there. */
  stopped?: string | undefined;
  /** Payments that contradict the journal and were given to a person. */
  noted: readonly string[];
}

/**
 * SALE-13: what this sale waits for comes later or when asked again, not while somebody stands here; undefined while the
 * counter is busy with it. Asking again is no different from waiting to ask.
 */
export function settledLater({ waiting, attempts }: SaleState): 'payment' | 'refund' | undefined {
  if (waiting.for === 'retry') return waiting.what;
  const isAskedAgain = attempts > 0 && (waiting.for === 'payment' || waiting.for === 'refund');
  return isAskedAgain ? waiting.for : undefined;
}

/** Events carry the order they are about; one about another order changes nothing. */
export type SaleEvent = { order: string } & (
  | { type: 'start'; method: PaymentMethod; slots: readonly number[] }
  | { type: 'resume' }
  | { type: 'committed'; commit: number }
  /** `definite`: it is certain that nothing was written. */
  | { type: 'journal-failed'; commit: number; definite: boolean; message: string }
  | { type: 'payment-result'; result: PaymentResult }
  | { type: 'vend-result'; item: number; outcome: Outcome; detail: string; status?: number | undefined }
  | { type: 'watch-result'; item: number; report: BoardReport; detail: string; status?: number | undefined }
  | {
      type: 'refund-result';
      refund: string;
      result: { state: 'done' } | { state: 'unknown'; reason: string };
    }
  /** What a cabinet's weights say was taken, item by item; `notes` is written with it. */
  | { type: 'cabinet-result'; results: readonly CabinetItemResult[]; notes: readonly LineBody[] }
  | { type: 'retry' }
  | { type: 'cancel' }
  | { type: 'timeout'; of: 'payment' | 'vend' }
);

/** Performed in order; the answer comes back as an event. */
export type SaleEffect =
  /** Answered by `committed` or `journal-failed` with the same number. */
  | { type: 'journal'; commit: number; lines: readonly LineBody[] }
  /** Written when possible; nobody waits for it. */
  | { type: 'note'; lines: readonly LineBody[] }
  | { type: 'ask-payment'; order: string; totalFen: number }
  | { type: 'query-payment'; order: string }
  | { type: 'cancel-payment'; order: string }
  | { type: 'vend'; item: number; slot: number }
  | { type: 'watch'; item: number; slot: number; mustSeeStart: boolean }
  /** Unlocks the door once; after a restart (`recovering`) it is only weighed. */
  | { type: 'cabinet'; recovering: boolean; order: string; items: readonly CabinetItem[] }
  | { type: 'refund'; refund: string; order: string; amountFen: number }
  /** Send `retry` after a while that grows with `attempt` (from 1). */
  | { type: 'retry-later'; attempt: number };

export interface Step {
  state: SaleState;
  effects: readonly SaleEffect[];
}

export interface SaleContext {
  gate: GateSource;
  /** True for an open-door cabinet: its items are announced, released and settled together (CAB-1). */
  isCabinet?: boolean;
  /** Why the door must stay shut whatever was ordered: something else inside does not pass the gate (CAB-2). */
  cabinetBlocked?(): readonly GateReason[];
}

/** A sale before anything happened. */
export const newSale = (order: string): SaleState => ({
  order,
  waiting: { for: 'start' },
  gone: false,
  noDispense: false,
  commits: 0,
  vended: [],
  payment: 'not-asked',
  postponed: [],
  attempts: 0,
  refusals: [],
  noted: [],
});

/** A sale found open after a restart: its customer is gone (SALE-11). Wants the event `resume`. */
export const resumedSale = (record: OpenOrder): SaleState => ({
  ...newSale(record.order),
  record,
  gone: true,
});
