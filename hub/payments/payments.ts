// The payments slice of the hub: the merchant's side of every code a counter shows.
import type { QrMethod } from '@zhuangui/protocol/payment-messages.ts';
import { takeAsk } from './asks.ts';
import { type BillResult, createBills } from './bills.ts';
import { type NotifyAnswer, takeNotification } from './notifications.ts';
import type { PaymentCounts, PaymentsParts } from './payment-parts.ts';
import { createPaymentQueries, type PaymentQueries } from './payment-queries.ts';
import { PaymentRunner } from './payment-runner.ts';
import type { NotifyHeaders } from './provider.ts';

export type { PaymentsParts } from './payment-parts.ts';

export interface Payments extends PaymentQueries {
  /** For the broker's `onOther` of kind `payask`. */
  onAsk(counter: string, bytes: Uint8Array): Promise<void>;
  /** One notification as it came; answered with success only when `ok`. */
  notified(method: QrMethod, headers: NotifyHeaders, body: Uint8Array): Promise<NotifyAnswer>;
  /** What counters may offer. */
  methods(): QrMethod[];
  /** Fetches and compares the bills of one day (YYYY-MM-DD, UTC+8). */
  runBill(day: string): Promise<BillResult[]>;
  counts(): PaymentCounts;
  /** Resolves when no provider call is under way. */
  idle(): Promise<void>;
  /** Waits for what is under way; what is open goes on after the next start. */
  close(): Promise<void>;
}

/** PAY-11: takes up at once whatever an earlier run left open. */
export function createPayments(parts: PaymentsParts): Payments {
  const runner = new PaymentRunner(parts);
  const bills = createBills(parts, (orders) => runner.lookAgain(orders));
  runner.wake();
  return {
    ...createPaymentQueries(parts.db, () => parts.clock.nowMs()),
    onAsk: (counter, bytes) => takeAsk(runner, counter, bytes),
    notified: (method, headers, body) => takeNotification(runner, method, headers, body),
    methods: () => parts.providers.map(({ method }) => method),
    runBill: (day) => bills.run(day),
    counts: () => ({ ...runner.counts }),
    idle: () => runner.idle(),
    async close() {
      await bills.close();
      await runner.close();
    },
  };
}
