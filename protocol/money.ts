// pure
// Money is whole fen everywhere; only a screen turns it into yuan.

/** 1234 → `12.34`. Throws on anything that is not whole fen. */
export function yuan(fen: number): string {
  if (!Number.isSafeInteger(fen)) throw new RangeError(`not whole fen: ${fen}`);
  const sign = fen < 0 ? '-' : '';
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Sum of whole fen; throws when it leaves the safe integers. */
export function sumFen(amounts: readonly number[]): number {
  const sum = amounts.reduce((total, fen) => total + fen, 0);
  if (!Number.isSafeInteger(sum)) throw new RangeError('sum of fen is not a safe integer');
  return sum;
}
