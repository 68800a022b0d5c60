// pure
// What both providers of the simulated gateway remember, and what happened to money there.

export type Provider = 'wechat' | 'alipay';

export interface GatewayRefund {
  refundNo: string;
  /** The provider's own number. */
  refundId: string;
  amountFen: number;
  reason: string;
  createdMs: number;
  /** From this time on the money is with the shopper. */
  doneMs: number;
}

export interface GatewayOrder {
  provider: Provider;
  /** The merchant's out_trade_no. */
  orderNo: string;
  amountFen: number;
  subject: string;
  notifyUrl: string;
  /** What the merchant gave to hear again: WeChat's attach, Alipay's body. */
  attach?: string;
  codeUrl: string;
  createdMs: number;
  expiresMs: number;
  /** Alipay knows a trade only after somebody opened its code. */
  scannedMs?: number;
  paidMs?: number;
  closedMs?: number;
  /** The provider's number of the payment. */
  transaction?: string;
  refunds: GatewayRefund[];
}

/** Something that happened, for ever; a ledger file holds one a line. */
export type GatewayEvent =
  | {
      type: 'created';
      atMs: number;
      provider: Provider;
      orderNo: string;
      amountFen: number;
      subject: string;
      notifyUrl: string;
      attach?: string;
      codeUrl: string;
      expiresMs: number;
    }
  | { type: 'scanned'; atMs: number; provider: Provider; orderNo: string }
  | { type: 'paid'; atMs: number; provider: Provider; orderNo: string; transaction: string }
  | { type: 'closed'; atMs: number; provider: Provider; orderNo: string }
  | {
      type: 'refunded';
      atMs: number;
      provider: Provider;
      orderNo: string;
      refundNo: string;
      refundId: string;
      amountFen: number;
      reason: string;
      doneMs: number;
    };

/** Why a provider says no; each HTTP edge has its own words for it. */
export type Refusal =
  | 'changed-parameters'
  | 'already-paid'
  | 'already-closed'
  | 'no-order'
  | 'not-paid'
  | 'too-early'
  | 'too-late'
  | 'too-much'
  | 'too-often'
  | 'expired'
  | 'no-code';

/** Limits in force; the numbers are the providers' (reliability.md 1.1) where `documentedLimits` names them. */
export interface GatewayLimits {
  /** An order can be closed only so long after it was made. */
  closeMinAgeMs: number;
  /** A paid order can be refunded for so long. */
  refundWindowMs: number;
  /** Partial refunds of one order at most. */
  refundsMax: number;
  /** Between two different refunds of one order. */
  refundMinGapMs: number;
  /** Between taking a refund and the money being back; WeChat only. */
  refundTakesMs: number;
  /** Alipay's cancel works for so long after the order was made. */
  cancelWindowMs: number;
  /** False: cancelling a code that nobody has opened leaves it payable until it expires. */
  cancelKillsUnscanned: boolean;
}

const dayMs = 86_400_000;

/** What the providers' documents say. */
export const documentedLimits: GatewayLimits = {
  closeMinAgeMs: 300_000,
  refundWindowMs: 365 * dayMs,
  refundsMax: 50,
  refundMinGapMs: 60_000,
  refundTakesMs: 3_000,
  cancelWindowMs: dayMs,
  cancelKillsUnscanned: true,
};

/** For a demonstration and for tests that do not want to wait. */
export const quickLimits: GatewayLimits = {
  ...documentedLimits,
  closeMinAgeMs: 0,
  refundMinGapMs: 0,
  refundTakesMs: 200,
};
