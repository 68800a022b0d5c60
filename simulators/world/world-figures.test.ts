import { describe, expect, it } from 'vitest';
import type { SeedReport } from './seed-report.ts';
import { failureText, figuresText, replayCommand, Tally } from './world-figures.ts';

const report = (seed: number, more: Partial<SeedReport> = {}): SeedReport => ({
  ...{
    seed,
    violations: [],
    traceHash: 'aa',
    events: 1200,
    virtualMs: 86_400_000,
    orders: 20,
    counters: 3,
    lives: 5,
  },
  ...{ faults: { 'power cut': 2 }, recoveryRows: { 'ordered → close': 1 }, story: ['one', 'two', 'three'] },
  ...more,
});

describe('figures of the world', () => {
  it('[WORLD-6] adds up seeds, faults by kind and rows, and names rows that no seed passed', () => {
    const tally = new Tally(['ordered → close', 'settled → close']);
    tally.add(report(1), 100);
    tally.add(report(2, { faults: { 'power cut': 1, 'hub crash': 4 }, violations: ['S1 no'] }), 300);
    const figures = tally.figures(200);
    expect(figures).toMatchObject({
      ...{ seeds: 2, failed: [2], events: 2400, orders: 40, lives: 10, busyMs: 400 },
      faults: { 'power cut': 3, 'hub crash': 4 },
      rowsNeverPassed: ['settled → close'],
      ...{ seedsPerSecond: 10, seedsPerSecondOnOneCore: 5 },
    });
    const text = figuresText(figures);
    expect(text).toContain('1 of 2 passed');
    expect(text).toContain('never passed: settled → close');
    expect(text).toMatch(/3 {2}power cut/);
    expect(text).toContain('violations in 1 seeds: 2');
    expect(text).toContain('2.0 days');
  });

  it('[WORLD-6] a failed seed says its invariant, how to replay it, and what happened last', () => {
    const text = failureText(report(41, { violations: ['S2 two packages'] }), 2);
    expect(text).toContain('S2 two packages');
    expect(text).toContain('npm run world -- --seed 41 --story');
    expect(text).toContain('three');
    expect(text).not.toContain('one');
    expect(replayCommand(41, 'fork-swallowed')).toBe(
      'npm run world -- --planted fork-swallowed --seed 41 --story',
    );
  });
});
