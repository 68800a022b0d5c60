// A hub's payments slice with a moody provider in virtual time; for tests.
import {
  type PayAsk,
  type PaymentMessage,
  payAskMessage,
  paymentMessage,
  type QrMethod,
} from '@zhuangui/protocol/payment-messages.ts';
import type { NewCase } from '../../ledger/ledger-types.ts';
import type { Clock } from '../../platform/clock.ts';
import { silentLog } from '../../platform/log.ts';
import { systemRandom } from '../../platform/random.ts';
import { openHubStore } from '../../store/open-hub-store.ts';
import { createPayments } from '../payments.ts';
import { paymentsSchema } from '../payments-schema.ts';
import type { PaymentProvider } from '../provider.ts';
import { createMoodyProvider } from './moody-provider.ts';

export interface WorldParts {
  path: string;
  seed?: number;
  /** What the counter's journal shows on the hub. Default: nothing. */
  journalKnows?: (order: string) => boolean;
  /** Default: always. */
  isHeardOut?: () => boolean;
  /** Beside the one in `provider`. */
  others?: readonly PaymentProvider[];
  /** Default: wechat. */
  method?: QrMethod;
}

export async function openPaymentWorld(parts: WorldParts) {
  let nowMs = 1_800_000_000_000;
  const timers = new Set<{ atMs: number; run: () => void }>();
  const clock: Clock = {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    setTimer(delayMs, run) {
      const timer = { atMs: nowMs + delayMs, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  let state = (parts.seed ?? 1) >>> 0;
  const chance = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const method = parts.method ?? 'wechat';
  const provider = createMoodyProvider({ method, nowMs: clock.nowMs, chance });
  const db = await openHubStore({ path: parts.path, engine: 'node:sqlite', schemas: [paymentsSchema] });
  const heard: PaymentMessage[] = [];
  const cases: NewCase[] = [];
  const line = { isUp: true };
  const open = () =>
    createPayments({
      db,
      providers: [provider, ...(parts.others ?? [])],
      send(_counter, _key, bytes) {
        if (line.isUp) heard.push((paymentMessage.parse(bytes) as { value: PaymentMessage }).value);
        return line.isUp;
      },
      journalKnows: async (_counter, order) => parts.journalKnows?.(order) ?? false,
      isHeardOut: () => parts.isHeardOut?.() ?? true,
      noteCase: async (found) => {
        cases.push(found);
      },
      clock,
      random: systemRandom(),
      log: silentLog,
    });
  let payments = open();
  let notices = 0;

  return {
    db,
    provider,
    heard,
    cases,
    line,
    get payments() {
      return payments;
    },
    ask: (ask: PayAsk, counter = 'k-0001') => payments.onAsk(counter, payAskMessage.encode(ask)),
    async notify(order: string) {
      notices += 1;
      const bytes = provider.notice(order, `n${notices}`);
      await payments.notified(method, {}, bytes);
      await payments.notified(method, {}, bytes);
    },
    /** Time goes on at once; timers that are due run. */
    pass(ms: number) {
      nowMs += ms;
      for (const timer of [...timers]) if (timer.atMs <= nowMs && timers.delete(timer)) timer.run();
    },
    async leap(ms: number) {
      this.pass(ms);
      await payments.idle();
    },
    async restart() {
      await payments.close();
      payments = open();
    },
    paidOf: (order: string) =>
      heard.findLast((message) => message.order === order && message.state === 'paid') as
        | { transaction: string }
        | undefined,
    hasHeard: (order: string, kind: PaymentMessage['state']) =>
      heard.some((message) => message.order === order && message.state === kind),
    async close() {
      await payments.close();
      await db.close();
    },
  };
}
export type PaymentWorld = Awaited<ReturnType<typeof openPaymentWorld>>;
