// pure
// What one seed of the world tells.

export interface SeedReport {
  seed: number;
  /** Broken promises in words, each beginning with its invariant (`S1 …`); empty when all held. */
  violations: string[];
  /** Over everything that happened: the same seed gives the same, in every process. */
  traceHash: string;
  events: number;
  /** True time that passed in the world. */
  virtualMs: number;
  orders: number;
  counters: number;
  /** Starts of agents and hubs. */
  lives: number;
  /** Injected faults by kind. */
  faults: Record<string, number>;
  /** How often each row of the recovery table was passed, by `rowNames`. */
  recoveryRows: Record<string, number>;
  /** The last events in words, oldest first. */
  story: string[];
}
