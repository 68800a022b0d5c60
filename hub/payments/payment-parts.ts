// pure
// What the payments slice is given.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { NewCase } from '../ledger/ledger-types.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { PaymentProvider } from './provider.ts';
import type { PaymentTiming } from './timing.ts';

export interface PaymentsParts {
  /** Migrated with `paymentsSchema`. */
  db: Db;
  /** At most one of each method. */
  providers: readonly PaymentProvider[];
  /** To one counter; false when it is not connected. Usually `broker.sendMail(counter, 'payment', …)`. */
  send(counter: string, key: string, bytes: Uint8Array): boolean;
  /** Whether the counter's journal on this hub shows that it took the order's money. */
  journalKnows(counter: string, order: string): Promise<boolean>;
  /** Whether this hub can have forgotten nothing of that journal (LED-12). Default: always. */
  isHeardOut?(counter: string): boolean;
  noteCase(found: NewCase): Promise<void>;
  clock: Clock;
  random: Random;
  log: Log;
  timing?: Partial<PaymentTiming>;
}

/** What was refused, by reason. */
export interface PaymentCounts {
  /** No question of the protocol. */
  badAsks: number;
  /** About another counter's order. */
  foreignAsks: number;
  /** The same order with another amount or method, or an acceptance of another payment. */
  changedAsks: number;
  /** Not signed by the provider, or about another merchant, app or currency. */
  badNotifications: number;
  /** Seen before: answered, without effect. */
  repeatedNotifications: number;
  /** Genuine, about an order number that no counter makes. */
  foreignNotifications: number;
  /** Provider calls without a clear answer. */
  unclearCalls: number;
}

export const noCounts = (): PaymentCounts => ({
  badAsks: 0,
  foreignAsks: 0,
  changedAsks: 0,
  badNotifications: 0,
  repeatedNotifications: 0,
  foreignNotifications: 0,
  unclearCalls: 0,
});
