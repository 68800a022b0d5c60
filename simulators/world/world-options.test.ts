import { describe, expect, it } from 'vitest';
import { worldOptions } from './world-options.ts';

const asked = (text: string) => worldOptions(text === '' ? [] : text.split(' '), 2);

describe('what the world is asked', () => {
  it('[WORLD-6] runs a hundred seeds on all cores when nothing is said', () => {
    expect(asked('')).toEqual({
      ...{ from: 1, seeds: 100, story: false, planted: undefined, workers: 2, json: false },
    });
  });

  it('[WORLD-6] takes numbers, one seed, planted bugs with and without a name', () => {
    expect(asked('--seeds 1000 --from 7 --workers 1 --json')).toMatchObject({
      ...{ from: 7, seeds: 1000, workers: 1, json: true },
    });
    expect(asked('--seed 41 --story')).toMatchObject({ from: 41, seeds: 1, workers: 1, story: true });
    expect(asked('--planted')).toMatchObject({ planted: 'all' });
    expect(asked('--planted --workers 1')).toMatchObject({ planted: 'all', workers: 1 });
    expect(asked('--planted no-boot-recovery --seed 3')).toMatchObject({
      ...{ planted: 'no-boot-recovery', from: 3, seeds: 1 },
    });
  });

  it.each([
    ['--seeds many', /--seeds wants a whole number/],
    ['--seeds 0', /--seeds wants a whole number/],
    ['--seeds', /--seeds wants a number/],
    ['--fast', /"--fast" is not understood/],
    ['seed 3', /"seed" is not understood/],
    ['--planted --seed 3', /--planted wants a name/],
  ])('[WORLD-6] says what is wrong with %s', (text, message) => {
    expect(() => asked(text)).toThrow(message);
    expect(() => asked(text)).toThrow(/npm run world/);
  });
});
