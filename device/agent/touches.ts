// What a shopper's touch does: hands it to the sales, and answers in the screen's words.
import type { PaymentMethod } from '@zhuangui/protocol/units.ts';
import type { TestPayment } from '../payment/test-payment.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sales } from '../sale/sale-runner.ts';
import type { OrderAnswer } from '../screens/source.ts';

export interface TouchParts {
  sales: Sales;
  payment: TestPayment;
  clock: Clock;
  /** How long a shopper may take to pay. */
  paymentMs(): number;
  isOffered(method: PaymentMethod): boolean;
  /** True while the agent starts or stops. */
  isShut(): boolean;
}

export interface Touches {
  order(slots: number[], method: PaymentMethod): Promise<OrderAnswer>;
  confirmTestPayment(): boolean;
  cancel(): boolean;
  dismiss(): boolean;
  /** Method of the sale in front. */
  method(): PaymentMethod;
  /** To be called after every change of the sale: the countdown begins when paying begins. */
  follow(): void;
  /** The shopper pressed cancel on this order. */
  isGivenUp(order: string): boolean;
  /** Milliseconds left to pay; undefined when nobody is paying. */
  payWithinMs(): number | undefined;
}

export function createTouches({ sales, payment, clock, paymentMs, isOffered, isShut }: TouchParts): Touches {
  let method: PaymentMethod = 'test';
  let payingSinceMs: number | undefined;
  let givenUp: string | undefined;

  async function order(slots: number[], wanted: PaymentMethod): Promise<OrderAnswer> {
    if (isShut()) return { accepted: false, why: 'out-of-service', refusals: [] };
    if (!isOffered(wanted)) return { accepted: false, why: 'method-unavailable', refusals: [] };
    method = wanted;
    const result = await sales.start({ slots, method: wanted });
    if (result.ok) return { accepted: true, order: result.order };
    if (result.why === 'refused') return { accepted: false, why: 'refused', refusals: result.refusals };
    const why = result.why === 'busy' || result.why === 'recovering' ? 'busy' : 'out-of-service';
    return { accepted: false, why, refusals: [] };
  }

  return {
    order,
    confirmTestPayment() {
      const [waiting] = payment.waiting();
      return waiting !== undefined && payment.confirm(waiting.order);
    },
    cancel() {
      if (sales.state().phase !== 'paying') return false;
      givenUp = sales.state().order;
      sales.cancel();
      return true;
    },
    dismiss() {
      if (sales.busy()) return false;
      sales.dismiss();
      return true;
    },
    method: () => method,
    follow() {
      if (sales.state().phase !== 'paying') payingSinceMs = undefined;
      else payingSinceMs ??= clock.monotonicMs();
    },
    isGivenUp: (order) => order === givenUp,
    payWithinMs: () =>
      payingSinceMs === undefined
        ? undefined
        : Math.max(0, payingSinceMs + paymentMs() - clock.monotonicMs()),
  };
}
