// Seeds that found something: replayed for ever (WORLD-7).

export interface FoundSeed {
  seed: number;
  /** The mistake, as the title of its test. */
  name: string;
  /** What was wrong, and where it was mended. */
  wrong: string;
}

export const foundSeeds: readonly FoundSeed[] = [
  {
    seed: 1,
    name: 'lists that look expired to a wrong clock are tried again',
    wrong:
      'A push that came while the wall clock was far ahead was refused as expired and never tried again; the counter kept its old withdrawals after the clock was right (device/lists).',
  },
  {
    seed: 404,
    name: 'a hub put back to an older copy gives nothing back that was taken',
    wrong:
      'It asked its own restored journal, which no longer held the paid line, and gave the money back although the goods were gone (hub/payments).',
  },
];
