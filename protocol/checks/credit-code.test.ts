import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CREDIT_CODE_ALPHABET, creditCodeCheck, creditCodeProblem, isCreditCode } from './credit-code.ts';

const body = fc
  .array(fc.constantFrom(...CREDIT_CODE_ALPHABET), { minLength: 17, maxLength: 17 })
  .map((characters) => characters.join(''));

describe('credit code', () => {
  // By hand for 93150430XX0000001, weights 1 3 9 27 19 26 16 17 20 29 25 13 8 24 10 30 28, X worth 29:
  // 9*1 + 3*3 + 1*9 + 5*27 + 0 + 4*26 + 3*16 + 0 + 29*20 + 29*29 + 0… + 1*28
  // = 9 + 9 + 9 + 135 + 104 + 48 + 580 + 841 + 28 = 1763 = 56*31 + 27, and 31 - 27 = 4.
  it('[CAT-4] computes the check character that a hand computation gives', () => {
    expect(creditCodeCheck('93150430XX0000001')).toBe('4');
  });

  // A sum that is a multiple of 31 gives 31 - 0 = 31, which counts as 0; all zeros is the shortest case.
  it('[CAT-4] takes 0 when the sum is a multiple of 31', () => {
    expect(creditCodeCheck('00000000000000000')).toBe('0');
  });

  // Published codes; the last one is the example organisation code M000100Y4 in a credit code.
  it.each([
    '9144030071526726XG',
    '914403001922038216',
    '91110000802100433B',
    '9152000071430580XT',
    '91350100M000100Y43',
  ])('[CAT-4] knows the published code %s as right', (code) => expect(creditCodeProblem(code)).toBeNull());

  it('[CAT-4] names what is wrong', () => {
    expect(creditCodeProblem('91350100M000100Y44')).toBe('check');
    expect(creditCodeProblem('91350100M000100Y4')).toBe('length');
    for (const letter of 'IOSVZ') expect(creditCodeProblem(`9135010${letter}M000100Y43`)).toBe('alphabet');
    expect(creditCodeProblem('91350100m000100y43')).toBe('alphabet');
  });

  it('[CAT-4] detects every single changed character', () => {
    fc.assert(
      fc.property(body, fc.nat(17), fc.integer({ min: 1, max: 30 }), (given, at, by) => {
        const code = given + creditCodeCheck(given);
        const changed = CREDIT_CODE_ALPHABET[(CREDIT_CODE_ALPHABET.indexOf(code[at]!) + by) % 31]!;
        expect(isCreditCode(code)).toBe(true);
        expect(isCreditCode(code.slice(0, at) + changed + code.slice(at + 1))).toBe(false);
      }),
    );
  });

  it('refuses to compute for what is no body', () => {
    expect(() => creditCodeCheck('123')).toThrow(RangeError);
    expect(() => creditCodeCheck('9135010OM000100Y4')).toThrow(/"O"/);
  });
});
