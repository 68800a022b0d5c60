// How long one gate decision takes, beside parsing the same catalog entry from JSON.
import { gate } from '../../device/gate/gate.ts';
import { sampleEntry, sampleQuestion } from '../../device/gate/gate-samples.ts';

export interface GateBench {
  /** Microseconds for one decision that passes: the longest way through the gate. */
  decisionUs: number;
  /** Microseconds for JSON.parse of one catalog entry. */
  parseUs: number;
  /** decisionUs / parseUs. */
  ratio: number;
}

/** Microseconds per call: the best of five rounds, so that a busy neighbour does not count. */
function perCallUs(calls: number, work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  let kept: unknown;
  for (let round = 0; round < 5; round += 1) {
    const startMs = performance.now();
    for (let call = 0; call < calls; call += 1) kept = work();
    best = Math.min(best, ((performance.now() - startMs) * 1000) / calls);
  }
  if (kept === undefined) throw new Error('the measured work gave nothing');
  return best;
}

/** Budget: below 20 µs for one decision (architecture, "Budgets"). */
export function benchGate(calls = 20_000): GateBench {
  const question = sampleQuestion({ point: 'dispense' });
  const text = JSON.stringify(sampleEntry);
  const decisionUs = perCallUs(calls, () => gate(question));
  const parseUs = perCallUs(calls, () => JSON.parse(text));
  return { decisionUs, parseUs, ratio: decisionUs / parseUs };
}
