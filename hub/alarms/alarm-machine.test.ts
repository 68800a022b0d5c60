import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cause, keyOf, stepAlarms, type Watches } from './alarm-machine.ts';

const raiseAfterMs = 300;
const clearAfterMs = 200;
const cause = (code: string): Cause => ({
  counter: 'c-001',
  code,
  severity: 'warning',
  detail: '',
  raiseAfterMs,
  clearAfterMs,
});

interface Model {
  /** What was seen of each code at each look. */
  looks: { atMs: number; present: Set<string> }[];
  open: Set<string>;
}
interface Real {
  watches: Watches;
  open: Set<string>;
  nowMs: number;
}

/** How long, up to the last look, a code has been seen in this state without a break. */
function lasted({ looks }: Model, code: string, isPresent: boolean): number {
  const nowMs = looks.at(-1)!.atMs;
  let sinceMs = nowMs;
  for (const look of looks.toReversed()) {
    if (look.present.has(code) !== isPresent) break;
    sinceMs = look.atMs;
  }
  return nowMs - sinceMs;
}

const codes = ['offline', 'door', 'jam'];

class Look implements fc.Command<Model, Real> {
  readonly waitMs: number;
  readonly present: string[];
  constructor(waitMs: number, present: string[]) {
    this.waitMs = waitMs;
    this.present = present;
  }
  check = () => true;
  run(model: Model, real: Real): void {
    real.nowMs += this.waitMs;
    model.looks.push({ atMs: real.nowMs, present: new Set(this.present) });
    for (const code of codes) {
      if (model.open.has(code)) {
        if (!this.present.includes(code) && lasted(model, code, false) >= clearAfterMs)
          model.open.delete(code);
      } else if (this.present.includes(code) && lasted(model, code, true) >= raiseAfterMs)
        model.open.add(code);
    }
    const open = new Map([...real.open].map((code) => [keyOf(cause(code)), clearAfterMs]));
    const step = stepAlarms(real.watches, this.present.map(cause), open, real.nowMs);
    real.watches = step.watches;
    for (const { cause: raised } of step.raise) real.open.add(raised.code);
    for (const key of step.clear) real.open.delete(key.split(' ')[1]!);
    expect([...real.open].sort()).toEqual([...model.open].sort());
    expect(real.watches.size).toBeLessThanOrEqual(codes.length);
  }
  toString = () => `after ${this.waitMs} ms: ${this.present.join(', ') || 'nothing'}`;
}

class Restart implements fc.Command<Model, Real> {
  check = () => true;
  run(model: Model, real: Real): void {
    // What was only watched is forgotten; what was raised stays open.
    real.watches = new Map();
    model.looks = [];
  }
  toString = () => 'restart';
}

describe('alarms with hold-down', () => {
  it('[ALM-1] raises what lasted, clears what stayed away, and forgets nothing that is open over a restart', () => {
    const commands = fc.commands(
      [
        fc
          .tuple(fc.integer({ min: 1, max: 250 }), fc.subarray(codes))
          .map(([ms, present]) => new Look(ms, present)),
        fc.constant(new Restart()),
      ],
      { maxCommands: 60 },
    );
    fc.assert(
      fc.property(commands, (run) => {
        const setup = () => ({
          model: { looks: [], open: new Set<string>() } as Model,
          real: { watches: new Map(), open: new Set<string>(), nowMs: 1000 } as Real,
        });
        fc.modelRun(setup, run);
      }),
      { numRuns: 150 },
    );
  });
});
