import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkParams } from './check-params.ts';

describe('checkParams', () => {
  const bindable = fc.oneof(
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, min: -1e15, max: 1e15 }),
    fc.string({ unit: 'grapheme' }),
    fc.uint8Array(),
    fc.constant(null),
  );

  it('[DB-6] accepts every bindable value', () => {
    fc.assert(fc.property(fc.array(bindable), (params) => checkParams(params, params.length)));
  });

  it('[DB-6] names the position of the one that is not', () => {
    const bad = fc.constantFrom<unknown>(undefined, 1n, Number.NaN, 2 ** 53);
    fc.assert(
      fc.property(fc.array(bindable), bad, fc.array(bindable), (before, value, after) => {
        const params = [...before, value as never, ...after];
        expect(() => checkParams(params, params.length)).toThrow(`Parameter ${before.length + 1} is`);
      }),
    );
  });

  it('[DB-6] refuses a wrong number, a hole in the array included', () => {
    expect(() => checkParams([1], 2)).toThrow('takes 2 parameters, 1');
    expect(() => checkParams(new Array(1), 1)).toThrow('Parameter 1 is undefined');
  });
});
