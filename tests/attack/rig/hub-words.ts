// What the attacked hub and whoever attacks it say to each other.
import type { BrokerStats } from '../../../hub/broker/broker-parts.ts';
import type { BrokerLimits } from '../../../hub/broker/limits.ts';

export interface HubPlan {
  folder: string;
  counters: string[];
  limits: Partial<BrokerLimits>;
}

/** Everything a counter has on its disk: PEM texts and its journal keys. */
export interface CounterFiles {
  counter: string;
  key: string;
  cert: string;
  ca: string;
  journalPrivate: string;
  journalPublic: string;
}

export interface HubReady {
  mqttPort: number;
  /** The same broker without TLS, on loopback: thousands of connections in seconds. */
  plainPort: number;
  counters: CounterFiles[];
}

export interface HubLook {
  /** After a garbage collection when one was asked for. */
  rssMB: number;
  heapMB: number;
  /** Highest resident size since the last look. */
  peakRssMB: number;
  /** Errors nobody caught and promises nobody handled, since the start. */
  uncaught: string[];
  /** Lines that reached the log, since the start. */
  logLines: number;
  /** Longest turn of the event loop since the last look. */
  longestTurnMs: number;
  /** Processor time since the start, threads included. */
  processorMs: number;
  tls: BrokerStats;
  plain: BrokerStats;
}

export type ToHub = { ask: 'look'; collect: boolean } | { ask: 'lists'; bytes: number };
