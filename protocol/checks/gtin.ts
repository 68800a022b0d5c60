// pure
/** GS1 General Specifications 7.9: lengths a GTIN can have, in digits. */
const GTIN_LENGTHS: readonly number[] = [8, 12, 13, 14];

export type GtinProblem = 'not-digits' | 'length' | 'check';

/** Check digit (GS1 mod 10) of `body`, the digits of a GTIN without its last one; weights 3,1,3… from the right. */
export function gtinCheckDigit(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = body.charCodeAt(body.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit * 3 : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

/** What is wrong with a GTIN-8, -12, -13 or -14, or null. The form is digits only, no spaces. */
export function gtinProblem(gtin: string): GtinProblem | null {
  if (!/^[0-9]+$/.test(gtin)) return 'not-digits';
  if (!GTIN_LENGTHS.includes(gtin.length)) return 'length';
  return gtinCheckDigit(gtin.slice(0, -1)) === gtin.at(-1) ? null : 'check';
}

/** True for a well-formed GTIN whose check digit is right. */
export function isGtin(gtin: string): boolean {
  return gtinProblem(gtin) === null;
}

/** The 14-digit form under which two spellings of one GTIN are equal; the argument must be a GTIN. */
export function toGtin14(gtin: string): string {
  return gtin.padStart(14, '0');
}
