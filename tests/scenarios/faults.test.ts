// A short fixed part of `npm run faults`, and that its table says what it did. What this machine does not offer is named.
import { afterAll, describe, expect, it } from 'vitest';
import { type Fault, rowOf } from '../../simulators/faults/fault.ts';
import { createNeedsChecker, missingProgram, type Need } from '../../simulators/faults/needs.ts';
import { spoil } from '../../simulators/faults/spoil.ts';
import { allFaults, chosen, lastRow } from './faults/list.ts';
import { lineOf, type Ran, runFault, summaryOf } from './faults/run-faults.ts';
import { seededDraw } from './faults/seeded-draw.ts';
import { openStage } from './faults/stage.ts';

const timeout = 120_000;
const stage = openStage();
const faults = allFaults(stage);
const missing = createNeedsChecker();
const context = { quick: true, seed: 1, tell: () => {} };
const here = async () => undefined;
afterAll(() => stage.close());

/** Runs it, or says by a reason that helps why this machine cannot. */
async function ranOrSaid(id: string): Promise<void> {
  const fault = faults.find((one) => one.id === id)!;
  const ran = await runFault(fault, context, missing);
  if ('notRun' in ran) return expect(ran.notRun).toMatch(/Debian package|needs root|here: /);
  expect(ran.report.violations).toEqual([]);
  expect(ran.report.runs).toBeGreaterThan(0);
}

const fault = (id: string, change: Partial<Fault> = {}): Fault => ({
  id,
  name: 'a fault',
  needs: [],
  run: async () => ({ runs: 1, violations: [], figure: 'fine' }),
  ...change,
});
const tableOf = async (...all: Fault[]): Promise<Ran[]> => {
  const ran: Ran[] = [];
  for (const one of all) ran.push(await runFault(one, context, here));
  return ran;
};

describe('the list of failures', () => {
  it('[FAULT-1] has every number from 1 to 38, each part once', () => {
    expect([...new Set(faults.map(rowOf))]).toEqual(Array.from({ length: lastRow }, (_, index) => index + 1));
    expect(new Set(faults.map(({ id }) => id)).size).toBe(faults.length);
  });

  it('[FAULT-1] takes a number, a part, or everything, and says what there is when asked for another', () => {
    expect(chosen(faults, ['4']).map(({ id }) => id)).toEqual(['4a', '4b', '4c']);
    expect(chosen(faults, ['4c', '8']).map(({ id }) => id)).toEqual(['4c', '8']);
    expect(chosen(faults, [])).toHaveLength(faults.length);
    expect(() => chosen(faults, ['99'])).toThrow('there is no such fault; there are 1, 2, 3');
  });

  it('[FAULT-2] names what a machine lacks, tried and not assumed', async () => {
    expect(missingProgram('no-such-program')).toBe(
      'no-such-program is not installed (Debian package no-such-program)',
    );
    const [ran] = await tableOf(fault('7', { absent: () => 'there is no such store' }));
    expect(lineOf(ran!)).toContain('not run: there is no such store');
    const needs: Need[] = ['strace'];
    const lacking = await runFault(
      fault('5', { needs }),
      context,
      async () => 'strace may not trace here: why',
    );
    expect(lineOf(lacking)).toContain('not run: strace may not trace here: why');
    expect(summaryOf([ran!, lacking])).toEqual({
      text: '0 faults run 0 times, 2 not run, 0 violations',
      code: 0,
    });
  });

  it('[FAULT-3] ends with 1 at any violation, at a run that throws, and at one that ran nothing', async () => {
    const bad = fault('1', { run: async () => ({ runs: 3, violations: ['two drops'], figure: '' }) });
    const throws = fault('2', { run: () => Promise.reject(new Error('no template')) });
    const empty = fault('3', { run: async () => ({ runs: 0, violations: [], figure: '' }) });
    const all = await tableOf(bad, throws, empty, fault('4'));
    const { text, code } = summaryOf(all);
    expect(code).toBe(1);
    expect(text).toContain('1: two drops');
    expect(text).toContain('2: it could not be run: no template');
    expect(text).toContain('3: nothing was run');
    expect(summaryOf(all.slice(3)).code).toBe(0);
  });

  it('[FAULT-4] spoils a file in one place, always to something else, and the same way for the same seed', () => {
    const good = Buffer.alloc(40_960).map((_, index) => (index * 31 + (index >> 9)) % 251);
    for (const how of ['bit', 'sector', 'half-page'] as const) {
      const changed = spoil(good, how, seededDraw(7)).bytes.filter((byte, index) => byte !== good[index]);
      expect(changed.length, how).toBeGreaterThan(0);
      expect(changed.length, how).toBeLessThanOrEqual({ bit: 1, sector: 512, 'half-page': 2048 }[how]);
      expect(spoil(good, how, seededDraw(7))).toEqual(spoil(good, how, seededDraw(7)));
    }
  });
});

describe('real faults, a few of each', () => {
  it('[FAULT-5] a power cut loses no acknowledged line, while settings known to lose do', { timeout }, () =>
    ranOrSaid('4a'),
  );
  it('[FAULT-6] a process killed at a sync or a write loses no acknowledged line', { timeout }, () =>
    ranOrSaid('5a'),
  );
  it('[FAULT-6] a write or sync that fails is acknowledged to nobody', { timeout }, () => ranOrSaid('6a'));
  it('[FAULT-4] a spoilt file is noticed, or holds the same lines', { timeout }, () => ranOrSaid('8'));
  it('[FAULT-7] uploads twice and out of order are counted once', { timeout }, () => ranOrSaid('15'));
});
