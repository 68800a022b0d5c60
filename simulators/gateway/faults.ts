// pure
// Faults that are switched on per kind, with a count, or with a probability from a seeded generator.
import { draw, type Seed } from '../board/seeded.ts';

export const faultKinds = [
  /** The notification comes after `delayMs` (ten seconds unless told). */
  'notify-late',
  'notify-twice',
  'notify-never',
  /** The notification comes only after the merchant tried to close the order. */
  'notify-after-close',
  /** The shopper can pay although the order is closed or expired: the race a provider loses. */
  'pay-after-close',
  /** 500 SYSTEM_ERROR / ACQ.SYSTEM_ERROR, nothing done. */
  'server-error',
  /** Done, but the connection ends without an answer. */
  'answer-lost',
  /** 429 FREQUENCY_LIMITED / 40005. */
  'frequency-limited',
  /** The merchant's account cannot pay this refund now. */
  'not-enough',
  /** The answer takes `delayMs` (three seconds unless told). */
  'slow',
  'bill-row-missing',
  /** One fen more than was paid. */
  'bill-row-wrong',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export const callNames = ['create', 'query', 'close', 'cancel', 'refund', 'refund-query', 'bill'] as const;
export type CallName = (typeof callNames)[number];

export interface FaultSpec {
  kind: FaultKind;
  /** How often; without it as often as the probability says. */
  count?: number;
  /** 0 to 1; 1 unless told. */
  probability?: number;
  /** Only these calls; all unless told. */
  calls?: readonly CallName[];
  delayMs?: number;
}

export interface FaultPlan {
  specs: readonly FaultSpec[];
  seed: Seed;
}

/** Whether a fault of this kind strikes now, and the plan for the next question. */
export function strike(
  plan: FaultPlan,
  kind: FaultKind,
  call?: CallName,
): { fault: FaultSpec | undefined; plan: FaultPlan } {
  let { seed } = plan;
  for (const [index, spec] of plan.specs.entries()) {
    if (spec.kind !== kind || spec.count === 0) continue;
    if (call && spec.calls && !spec.calls.includes(call)) continue;
    const drawn = draw(seed);
    seed = drawn.seed;
    if (drawn.value >= (spec.probability ?? 1)) continue;
    const used = spec.count === undefined ? spec : { ...spec, count: spec.count - 1 };
    return { fault: spec, plan: { specs: plan.specs.with(index, used), seed } };
  }
  return { fault: undefined, plan: { specs: plan.specs, seed } };
}

const isWhole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;

/** Reads switches from outside; throws an Error that says what is wrong. */
export function parseFaults(input: unknown): FaultSpec[] {
  if (!Array.isArray(input))
    throw new Error('faults: give an array of {kind, count?, probability?, calls?, delayMs?}');
  return input.map((entry: Partial<FaultSpec> | null) => {
    const { kind, count, probability, calls, delayMs } = entry ?? {};
    if (!kind || !faultKinds.includes(kind))
      throw new Error(`fault kind ${String(kind)}: use one of ${faultKinds.join(', ')}`);
    if (count !== undefined && !isWhole(count)) throw new Error(`${kind}: count is a whole number`);
    if (delayMs !== undefined && !isWhole(delayMs)) throw new Error(`${kind}: delayMs is a whole number`);
    if (probability !== undefined && !(probability >= 0 && probability <= 1))
      throw new Error(`${kind}: probability is 0 to 1`);
    if (calls?.some((call) => !callNames.includes(call)))
      throw new Error(`${kind}: calls are ${callNames.join(', ')}`);
    return {
      kind,
      ...(count === undefined ? {} : { count }),
      ...(probability === undefined ? {} : { probability }),
      ...(calls === undefined ? {} : { calls }),
      ...(delayMs === undefined ? {} : { delayMs }),
    };
  });
}
