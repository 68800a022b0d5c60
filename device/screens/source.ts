// What the screen server needs of the agent; the agent decides, the screens show.
import type { GateReason, PaymentMethod } from '@zhuangui/protocol/units.ts';
import type { OperatorView, ShopperView } from './views.ts';

export type OrderAnswer =
  | { accepted: true; order: string }
  /** `busy`: another sale is running. `refused`: the gate said no, slot by slot. The method may be out just now. */
  | {
      accepted: false;
      why: 'busy' | 'out-of-service' | 'refused' | 'method-unavailable';
      refusals: { slot: number; reasons: GateReason[] }[];
    };

export interface ScreenSource {
  shopperView(): ShopperView;
  operatorView(): OperatorView;
  /** Called after every change; the returned function stops it. */
  onChange(listener: () => void): () => void;
  order(slots: number[], method: PaymentMethod): Promise<OrderAnswer>;
  /** Goods that a shopper scanned, to the slot they may be bought from; undefined: not certified, unreadable or not for sale. */
  scan(text: string): number | undefined;
  /** The stand-in method's "I have paid"; false when nothing waits for it. */
  confirmTestPayment(): boolean;
  /** Gives up before paying; false when it is too late. */
  cancel(): boolean;
  /** Leaves the thank-you or refund page; false while a sale is running. */
  dismiss(): boolean;
}
