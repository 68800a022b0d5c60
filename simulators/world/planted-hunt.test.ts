import { expect, it } from 'vitest';
import { plantedBug } from './planted/bugs.ts';
import { huntLine, namedBy } from './planted-hunt.ts';

const bug = plantedBug('refund-doubled-on-retry');

it('[WORLD-5] a planted bug is found by one of its own invariants, not by any other', () => {
  expect(namedBy(bug, ['S9 a line is missing', 'S6 o1: more went back'])).toEqual({
    ...{ invariant: 'S6', violation: 'S6 o1: more went back' },
  });
  expect(namedBy(bug, ['S16 something else', 'S66 no such thing'])).toBeUndefined();
});

it('[WORLD-5] the table names what was found, where, and what was not', () => {
  const found = { seed: 3, invariant: 'S6', violation: 'S6 …' };
  expect(huntLine({ bug, found, others: [], tookMs: 1200 })).toMatch(/S6 at seed 3 .* 1\.2 s/);
  expect(huntLine({ bug, found: undefined, others: ['S9 lost'], tookMs: 1 })).toMatch(
    /NOT FOUND[\s\S]*instead: S9 lost/,
  );
});
