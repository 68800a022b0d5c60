import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlarmState, type Cause, noAlarms, stepAlarms, unsteadyTimes } from './alarms.ts';
import { faultViews } from './fault-views.ts';

const holdMs = 60_000;
const door: Cause = { code: 'door-open', detail: 'the door is open' };

/** Feeds [time, causes]; writes every line, as a counter does; returns `code:active@time`. */
function run(looks: [number, Cause[]][], active = new Set<string>()) {
  let state: AlarmState = noAlarms;
  const said: string[] = [];
  const details: string[] = [];
  for (const [at, causes] of looks) {
    const step = stepAlarms(state, causes, active, at, holdMs);
    state = step.state;
    for (const line of step.lines) {
      if (line.kind !== 'fault') throw new Error(line.kind);
      if (line.active) active.add(line.code);
      else active.delete(line.code);
      said.push(`${line.code}:${line.active}@${at / 1000}`);
      details.push(line.detail);
    }
  }
  return { said, details, state };
}

describe('alarms', () => {
  it('[CARE-6] are raised after the hold time and end after it, one line each', () => {
    const looks: [number, Cause[]][] = [0, 30, 60, 90].map((s) => [s * 1000, [door]]);
    const ends: [number, Cause[]][] = [100, 159, 160, 300].map((s) => [s * 1000, []]);
    const { said, state } = run([...looks, ...ends]);
    expect(said).toEqual(['door-open:true@60', 'door-open:false@160']);
    expect(state.size).toBe(0);
  });

  it('[CARE-6] a cause that goes away in time raises nothing, one that comes back within it ends nothing', () => {
    expect(
      run([
        [0, [door]],
        [59_000, []],
        [120_000, []],
      ]).said,
    ).toEqual([]);
    const { said } = run([
      [0, [door]],
      [60_000, [door]],
      [70_000, []],
      [100_000, [door]],
      [300_000, [door]],
    ]);
    expect(said).toEqual(['door-open:true@60']);
  });

  it('[CARE-6] a cause that comes and goes without lasting is raised as that', () => {
    const looks = Array.from({ length: 2 * unsteadyTimes }, (_, index): [number, Cause[]] => [
      index * 5_000,
      index % 2 === 0 ? [door] : [],
    ]);
    const { said, details } = run(looks);
    expect(said).toEqual([`door-open:true@${(2 * unsteadyTimes - 2) * 5}`]);
    expect(details[0]).toContain(`came ${unsteadyTimes} times`);
  });

  it('[CARE-6] a cause with a longer hold of its own keeps to it, both ways', () => {
    const link = { code: 'link-away', detail: 'no hub', holdMs: 900_000 };
    const looks: [number, Cause[]][] = [
      [0, [link]],
      [899_000, [link]],
      [900_000, [link]],
    ];
    expect(run([...looks, [1_000_000, []], [1_899_000, []], [1_900_000, []]]).said).toEqual([
      'link-away:true@900',
      'link-away:false@1900',
    ]);
  });

  it('[CARE-6, CARE-7] an alarm from before a restart ends when its cause stays away', () => {
    const { said } = run(
      [
        [0, []],
        [59_000, []],
        [60_000, []],
      ],
      new Set(['mains-lost']),
    );
    expect(said).toEqual(['mains-lost:false@60']);
  });

  it('[CARE-6] lines that could not be written stay due', () => {
    const first = stepAlarms(noAlarms, [door], new Set(), 0, holdMs);
    const second = stepAlarms(first.state, [door], new Set(), 60_000, holdMs);
    const third = stepAlarms(second.state, [door], new Set(), 61_000, holdMs);
    expect([second.lines.length, third.lines.length]).toEqual([1, 1]);
  });

  it('[CARE-6] never says the same twice, whatever comes and goes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(90_000)), { maxLength: 200 }), (happened) => {
        let at = 0;
        const { said } = run(
          happened.map(([isThere, laterMs]) => {
            at += laterMs;
            return [at, isThere ? [door] : []];
          }),
        );
        const states = said.map((one) => one.includes('true'));
        return states.every((active, index) => active === (index % 2 === 0));
      }),
    );
  });
});

describe('faults on the screen', () => {
  it('[CARE-7] are the gravest first, then the oldest, with the slot they are about', () => {
    const goods = { slot: 7, entry: 'NM1', lot: 'L1' };
    const views = faultViews([
      { code: 'door-open', sinceMs: 5, detail: 'd' },
      { code: 'slot-3', sinceMs: 4, detail: 'd' },
      { code: 'cold-chain-7', sinceMs: 9, detail: 'd', goods },
      { code: 'cold-chain-8', sinceMs: 1, detail: 'd', replaced: true },
      { code: 'journal-fork', sinceMs: 2, detail: 'd' },
    ]);
    expect(views.map(({ code, slot, severity }) => [code, slot, severity])).toEqual([
      ['journal-fork', null, 'critical'],
      ['cold-chain-7', 7, 'critical'],
      ['slot-3', 3, 'warning'],
      ['door-open', null, 'warning'],
    ]);
  });
});
