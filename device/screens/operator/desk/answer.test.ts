import { describe, expect, it } from 'vitest';
import { answerOf } from './answer.ts';

describe('the answer to an act', () => {
  it('[SCR-61] keeps the code, the words and the reasons of a refusal', () => {
    const body = { ok: false, code: 'gate', why: 'load', message: 'no', reasons: ['lot-expired'] };
    expect(answerOf(409, body)).toEqual(body);
    expect(answerOf(200, { ok: true, done: 's1' })).toEqual({ ok: true, done: 's1' });
  });

  it.each([
    [401, null, 'signed-out'],
    [403, { error: { code: 'foreign-page', message: 'x' } }, 'not-allowed'],
    [409, {}, 'not-now'],
    [400, { ok: false, code: 'teapot' }, 'failed'],
    [500, 'oops', 'failed'],
    [200, {}, 'failed'],
  ] as const)('[SCR-61] %i with the body %j is a refusal with words', (status, body, code) => {
    expect(answerOf(status, body)).toMatchObject({ ok: false, code, reasons: [] });
  });
});
