import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gtinCheckDigit, gtinProblem, isGtin, toGtin14 } from './gtin.ts';

const gtin = fc
  .tuple(fc.constantFrom(7, 11, 12, 13), fc.stringMatching(/^[0-9]{13}$/))
  .map(([length, digits]) => digits.slice(0, length))
  .map((body) => body + gtinCheckDigit(body));

describe('gtin', () => {
  // 690123456789: from the right 9*3+8+7*3+6+5*3+4+3*3+2+1*3+0+9*3+6 = 128, so the check digit is 2.
  it.each(['6901234567892', '96385074', '036000291452', '4006381333931', '00012345600012'])(
    '[CAT-3] knows %s as right',
    (code) => expect(gtinProblem(code)).toBeNull(),
  );

  it('[CAT-3] names what is wrong', () => {
    expect(gtinProblem('6901234567893')).toBe('check');
    expect(gtinProblem('69012345678')).toBe('length');
    expect(gtinProblem('')).toBe('not-digits');
    expect(gtinProblem('6.90123E+12')).toBe('not-digits');
    expect(gtinProblem('\uff16901234567892')).toBe('not-digits');
  });

  it('[CAT-3] detects every single changed digit', () => {
    fc.assert(
      fc.property(gtin, fc.nat(), fc.integer({ min: 1, max: 9 }), (code, at, by) => {
        const i = at % code.length;
        const changed = (Number(code[i]) + by) % 10;
        expect(isGtin(code)).toBe(true);
        expect(isGtin(code.slice(0, i) + changed + code.slice(i + 1))).toBe(false);
      }),
    );
  });

  it('[CAT-3] stays right when padded to 14 digits', () => {
    fc.assert(
      fc.property(gtin, (code) => {
        expect(gtinProblem(toGtin14(code))).toBeNull();
      }),
    );
  });
});
