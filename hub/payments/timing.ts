// pure
// When to ask again: the providers' own numbers (reliability 1.1).

const second = 1000;
const minute = 60 * second;

export interface PaymentTiming {
  /** PAY-4: how long a counter that was told may take to accept. */
  acceptByMs: number;
  /** PAY-4: how long a counter that cannot be told may stay away. */
  unheardMs: number;
  /** PAY-5: an accepted payment stands in the counter's journal by then. */
  journalByMs: number;
  /** PAY-4: how long a hub that was started waits for a counter to tell what it may have forgotten. */
  heardByMs: number;
}
export const defaultTiming: PaymentTiming = {
  acceptByMs: 90 * second,
  unheardMs: 10 * minute,
  journalByMs: 24 * 60 * minute,
  heardByMs: 24 * 60 * minute,
};

const polls = [5, 10, 15, 30];
/** PAY-3: how long until an unpaid payment is asked for again; `tries` questions were asked. */
export const pollMs = (tries: number): number => (polls[tries] ?? 60) * second;

/** After WeChat's FREQUENCY_LIMITED, and before a close that came too early is tried again. */
export const frequencyWaitMs = minute;

/** PAY-7: full jitter, doubling from one second to a minute. `chance` lies in [0, 1). */
export const backOffMs = (tries: number, chance: number): number =>
  Math.round(chance * Math.min(minute, second * 2 ** Math.min(tries, 10))) + 200;

/** PAY-6: a refund on its way is asked for after a second, once a minute for five, then 5, 10, 20, 30 minutes. */
export function refundPollMs(tries: number): number {
  if (tries === 0) return second;
  if (tries <= 5) return minute;
  return ([5, 10, 20][tries - 6] ?? 30) * minute;
}

/** How soon it is asked again whether a counter has told everything. */
export const heardAgainMs = 20 * second;

/** A refund that is pending longer is a case for a person. */
export const refundOverdueMs = 24 * 60 * minute;

/** No code can be paid longer (the protocol's own bound). */
export const codeLifeMaxMs = 10 * minute;

/** After its end a code is asked for once more: a payment in its last second may still be on its way. */
export const lastLookMs = minute;
/** So long after a taken close the gateway may still say unpaid before the close is sent again. */
export const closeSettlesMs = minute;

/** A close that came upon a payment: the question after it will show the payment. */
export const askAgainMs = second;
