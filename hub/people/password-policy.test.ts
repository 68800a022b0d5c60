import { describe, expect, it } from 'vitest';
import { oneTimePassword } from './one-time-password.ts';
import { passwordProblem } from './password-policy.ts';

describe('passwords', () => {
  it.each([
    ['short-1234', 'too-short'],
    ['草原上的羊群', 'too-short'],
    ['x'.repeat(129), 'too-long'],
    ['my-li.min-secret', 'contains-login'],
    ['My-LI.MIN-secret', 'contains-login'],
    ['Password1234', 'too-common'],
    ['administrator99!', 'too-common'],
    ['ｐａｓｓｗｏｒｄ１２３４', 'too-common'],
    ['aaaaaaaaaaaaaa', 'too-simple'],
    ['abababababab', 'too-simple'],
    ['123456789012345', 'too-simple'],
    ['abcdefghijklmn', 'too-simple'],
  ])('[PEO-11] %s is refused', (password, problem) => {
    expect(passwordProblem(password, 'li.min')).toBe(problem);
  });

  it.each(['correct horse battery', '敖汉小米在秋天的时候最香了', 'T7#mq9!wLz2$'])(
    '[PEO-11] %s is taken',
    (password) => expect(passwordProblem(password, 'li.min')).toBeUndefined(),
  );

  it('[PEO-11] a one-time password passes, and no two bytes give the same', () => {
    const text = oneTimePassword(Uint8Array.from({ length: 20 }, (_, index) => index * 11));
    expect(text).toMatch(/^([1-9a-hjkmnp-z]{5}-){3}[1-9a-hjkmnp-z]{5}$/);
    expect(passwordProblem(text, 'li.min')).toBeUndefined();
    const letters = new Set(
      Array.from({ length: 32 }, (_, byte) => oneTimePassword(new Uint8Array(20).fill(byte))),
    );
    expect(letters.size).toBe(32);
  });
});
