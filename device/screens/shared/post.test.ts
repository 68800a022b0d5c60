import { describe, expect, it } from 'vitest';
import { problemOf } from './post.ts';

describe('an answer that is no', () => {
  it('keeps the code and the refusals, slot by slot', () => {
    const refusals = [{ slot: 3, reasons: ['lot-expired'] }];
    expect(problemOf({ error: { code: 'refused', message: '' }, refusals })).toEqual({
      code: 'refused',
      refusals,
    });
  });

  it.each([null, {}, { error: {} }, { error: { code: 'teapot' }, refusals: 7 }])(
    'has words for a body of another shape: %j',
    (body) => {
      expect(problemOf(body)).toEqual({ code: 'other', refusals: [] });
    },
  );
});
