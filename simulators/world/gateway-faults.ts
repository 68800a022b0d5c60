// pure
// What can go wrong between the hub and a payment provider, each with its probability from 0 to 1.

export const gatewayFaultKinds = [
  /** Lost before the provider acts; the hub hears nothing until it gives up. */
  'callLost',
  /** The provider acts, the answer never comes. */
  'answerLost',
  /** The provider acts and is silent until the hub gives up. */
  'hangs',
  'serverError',
  /** Refused for its frequency: a minute's wait. */
  'tooOften',
  'noticeNever',
  'noticeLate',
  /** At the very moment of the payment, before anybody is told. */
  'noticeEarly',
  'noticeTwice',
  /** Money is taken for a code that was just closed or is over. */
  'paidWhenOver',
  /** Alipay gives back what was paid instead of closing. */
  'closeReturns',
  /** A refund is on its way for minutes. */
  'refundSlow',
  /** The merchant's account is empty: refused now, taken later. */
  'notEnough',
] as const;
export type GatewayFaultKind = (typeof gatewayFaultKinds)[number];

/** Share of the occasions at which each strikes; what is not named never does. */
export type GatewayFaults = Partial<Record<GatewayFaultKind, number>>;
export type GatewayCounts = Record<GatewayFaultKind, number>;

export const noGatewayCounts = (): GatewayCounts =>
  Object.fromEntries(gatewayFaultKinds.map((kind) => [kind, 0])) as GatewayCounts;
