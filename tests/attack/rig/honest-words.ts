// What the honest counters are told and what they tell.
import type { CounterFiles } from './hub-words.ts';

export interface HonestPlan {
  port: number;
  counters: CounterFiles[];
  /** Each counter sends one sale in so many milliseconds. */
  everyMs: number;
}

export interface HonestReport {
  /** From the write of a sale to the position that covers it. */
  latenciesMs: number[];
  waiting: number;
  /** Connections that ended, positions that refused; both since the start, both must stay 0. */
  lost: number;
  refused: number;
}
