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
  {
    seed: 20365,
    name: 'a payment that a restored hub forgot goes back after the bill',
    wrong:
      'The shopper paid while the counter gave the order up; the hub was put back to a copy from before, and the bill only made a case of it (hub/payments).',
  },
  {
    seed: 31403,
    name: 'a hub that slept has heard nobody meanwhile',
    wrong:
      'A restored hub waits a day for its counters before it gives money back, and counted ninety hours of sleep as that day (hub/payments).',
  },
  {
    seed: 30409,
    name: 'what a journal took over is taken over again by the next one',
    wrong:
      'A disk that lost writes and then a fork: the second new journal carried over only what its predecessor had written itself; an order with refunds under way was forgotten (device/journal).',
  },
];
