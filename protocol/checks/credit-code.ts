// pure
/** GB 32100-2015: the 31 characters of a unified social credit code (no I, O, S, V, Z); the index is the value. */
export const CREDIT_CODE_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const BODY_LENGTH = 17;

export type CreditCodeProblem = 'length' | 'alphabet' | 'check';

/**
 * Check character of the first 17 characters (GB 32100-2015, 4.4): weights 3^(i-1) mod 31,
 * value 31 - sum mod 31, 31 counting as 0. Throws a RangeError for characters outside the alphabet.
 */
export function creditCodeCheck(body: string): string {
  if (body.length !== BODY_LENGTH)
    throw new RangeError('a credit code has 17 characters before its check character');
  let weight = 1;
  let sum = 0;
  for (const character of body) {
    const value = CREDIT_CODE_ALPHABET.indexOf(character);
    if (value < 0) throw new RangeError(`"${character}" cannot stand in a credit code`);
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return CREDIT_CODE_ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** What is wrong with an 18-character code in capitals without spaces, or null. */
export function creditCodeProblem(code: string): CreditCodeProblem | null {
  if (code.length !== BODY_LENGTH + 1) return 'length';
  for (const character of code) if (!CREDIT_CODE_ALPHABET.includes(character)) return 'alphabet';
  return creditCodeCheck(code.slice(0, BODY_LENGTH)) === code.at(-1) ? null : 'check';
}

/** True for a well-formed code whose check character is right. */
export function isCreditCode(code: string): boolean {
  return creditCodeProblem(code) === null;
}
