// pure
// One refund: sent under its one number until the gateway took it, then asked for until the money is there (PAY-6).
import type { Refund } from './payment-types.ts';
import type { RefundFound } from './provider.ts';
import { refundOverdueMs, refundPollMs } from './timing.ts';

export interface RefundStep {
  refund: Refund;
  /** What a person has to look at. */
  problem?: { kind: 'refund-refused' | 'refund-overdue'; detail: string };
}

/** Whether the gateway is asked to refund, or how far the refund is. */
export const refundCall = (refund: Refund): 'send' | 'ask' => (refund.takenAtMs === null ? 'send' : 'ask');

/** What the gateway's answer to `call` means; `backOffMs` is the wait after an unclear answer. */
export function stepRefund(
  refund: Refund,
  call: 'send' | 'ask',
  found: RefundFound,
  nowMs: number,
  backOffMs: number,
): RefundStep {
  if (refund.state !== 'pending') return { refund: { ...refund, nextAtMs: null } };
  const tries = refund.tries + 1;
  switch (found.kind) {
    case 'refused':
      return refusedBy(refund, found.reason);
    case 'done':
      if (call === 'ask')
        return { refund: { ...refund, state: 'done', doneAtMs: nowMs, nextAtMs: null, problem: '' } };
      return taken(refund, nowMs);
    case 'pending':
      if (call === 'send') return taken(refund, nowMs);
      return overdue({ ...refund, tries, nextAtMs: nowMs + refundPollMs(tries), problem: '' }, nowMs);
    case 'absent':
      // It never arrived: sent again under the same number, at the pace of the questions.
      return overdue({ ...refund, takenAtMs: null, tries, nextAtMs: nowMs + refundPollMs(tries) }, nowMs);
    case 'unclear': {
      const nextAtMs = nowMs + (found.waitMs ?? backOffMs);
      return overdue({ ...refund, tries, nextAtMs, problem: found.reason }, nowMs);
    }
  }
}

/** The return value of a refund call never means that money moved. */
const taken = (refund: Refund, nowMs: number): RefundStep => ({
  refund: { ...refund, takenAtMs: nowMs, tries: 0, nextAtMs: nowMs + refundPollMs(0), problem: '' },
});

const refusedBy = (refund: Refund, reason: string): RefundStep => ({
  refund: { ...refund, state: 'refused', nextAtMs: null, problem: reason },
  problem: { kind: 'refund-refused', detail: `${refund.refund}, ${refund.amountFen} fen: ${reason}` },
});

function overdue(refund: Refund, nowMs: number): RefundStep {
  if (nowMs - refund.createdAtMs < refundOverdueMs) return { refund };
  const detail = `${refund.refund}, ${refund.amountFen} fen: not with the shopper after a day ${refund.problem}`;
  return { refund, problem: { kind: 'refund-overdue', detail } };
}
