// pure
// Probes of a machine that nobody asks: counters in one process, and tests.
import type { Probes } from '../care/probes.ts';

export const noProbes: Probes = {
  space: async () => ({ freeBytes: 1_000_000_000_000, totalBytes: 1_000_000_000_000 }),
  mains: async () => null,
  signalDbm: async () => null,
};
