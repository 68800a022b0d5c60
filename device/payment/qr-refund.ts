// pure
// One refund as the counter sees it: asked until the hub says that the money is back, or why it cannot be.
import type { PayAsk, PaymentMessageOf } from '@zhuangui/protocol/payment-messages.ts';

export interface QrRefund {
  order: string;
  refund: string;
  amountFen: number;
  state: 'asked' | 'done' | 'refused';
  attempt: number;
  reason?: string;
}

export const refundAsk = ({ order, refund, amountFen }: QrRefund): PayAsk => ({
  v: 1,
  ask: 'refund',
  order,
  refund,
  amountFen,
  reason: '未出货退款 not delivered',
});

/** QR-6: an answer counts only for the very order, refund and amount. */
export function refundHeard(
  refund: QrRefund,
  message: PaymentMessageOf<'refund'>,
): { refund: QrRefund; refused?: string } {
  if (message.order !== refund.order) return { refund, refused: `refund of ${message.order}` };
  if (message.amountFen !== refund.amountFen) {
    return { refund, refused: `${message.amountFen} fen, asked for ${refund.amountFen}` };
  }
  if (message.refundState === 'done') return { refund: { ...refund, state: 'done' } };
  // Money that is back stays back, whatever an older message says.
  if (refund.state === 'done' || message.refundState === 'pending') return { refund };
  return { refund: { ...refund, state: 'refused', reason: message.reason ?? 'refused by the hub' } };
}
