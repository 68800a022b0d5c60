// Tells the merchant what happened, again and again until it is taken; late, twice, never or after a close as told.
import type { Clock } from '@zhuangui/device/platform/clock.ts';
import type { GatewayOrder } from './gateway-types.ts';
import type { Teller } from './teller.ts';

/** One HTTP request of a notification, made anew for every attempt. */
export interface Notification {
  url: string;
  body: string;
  headers: Record<string, string>;
  /** Whether an answer means that the merchant has it. */
  isTaken(status: number, body: string): boolean;
}

export interface NotifierParts {
  teller: Teller;
  clock: Clock;
  /** Waits between attempts; the providers' own unless told. */
  retryStepsMs: readonly number[];
  log?: ((message: string) => void) | undefined;
}

export interface Notifier {
  /** GW-7: of a payment; the notification faults strike here. */
  paid(order: GatewayOrder, make: () => Notification): void;
  /** Of anything else, after a delay. */
  later(delayMs: number, make: () => Notification): void;
  /** The merchant tried to close: what was held back goes out now. */
  closeTried(order: GatewayOrder): void;
  close(): void;
}

async function post(notification: Notification): Promise<boolean> {
  const { url, body, headers } = notification;
  try {
    const signal = AbortSignal.timeout(5_000);
    const answer = await fetch(url, { method: 'POST', body, headers, signal });
    return notification.isTaken(answer.status, await answer.text());
  } catch {
    return false;
  }
}

export function createNotifier(parts: NotifierParts): Notifier {
  const { teller, clock, retryStepsMs, log } = parts;
  const timers = new Set<() => void>();
  const held = new Map<string, () => Notification>();
  let ended = false;

  function later(delayMs: number, run: () => void): void {
    if (ended) return;
    const off = clock.setTimer(delayMs, () => {
      timers.delete(off);
      run();
    });
    timers.add(off);
  }

  async function attempt(make: () => Notification, number: number): Promise<void> {
    if (ended || (await post(make()))) return;
    const waitMs = retryStepsMs[number];
    log?.(`notification ${number + 1} was not taken${waitMs === undefined ? '; given up' : ''}`);
    if (waitMs !== undefined) later(waitMs, () => void attempt(make, number + 1));
  }

  const keyOf = (order: GatewayOrder) => `${order.provider}:${order.orderNo}`;

  return {
    paid(order, make) {
      if (teller.strike('notify-never')) return;
      if (teller.strike('notify-after-close')) {
        held.set(keyOf(order), make);
        return;
      }
      const late = teller.strike('notify-late');
      later(late ? (late.delayMs ?? 10_000) : 0, () => void attempt(make, 0));
      if (teller.strike('notify-twice')) later(late?.delayMs ?? 50, () => void attempt(make, 0));
    },
    later: (delayMs, make) => later(delayMs, () => void attempt(make, 0)),
    closeTried(order) {
      const make = held.get(keyOf(order));
      held.delete(keyOf(order));
      if (make) later(50, () => void attempt(make, 0));
    },
    close() {
      ended = true;
      for (const off of timers) off();
      timers.clear();
    },
  };
}
