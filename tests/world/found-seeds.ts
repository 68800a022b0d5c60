// Seeds that found something: replayed for ever (WORLD-7).

export interface FoundSeed {
  seed: number;
  /** The mistake, as the title of its test. */
  name: string;
  /** What was wrong, and where it was mended. */
  wrong: string;
}

export const foundSeeds: readonly FoundSeed[] = [];
