// pure
// When shoppers come and what they take: a day curve, a seeded draw, nothing else.

/** Share of a day's sales in each hour (UTC+8): little at night, most at noon and after work. */
const hourShares = [0, 0, 0, 0, 0, 1, 3, 6, 7, 6, 6, 9, 12, 9, 6, 5, 6, 8, 7, 4, 3, 1, 1, 0];
const shareSum = hourShares.reduce((sum, share) => sum + share, 0);

const hourMs = 3_600_000;

/** Sales an hour at a moment of a (virtual) day, for a counter with so many sales a day. */
export function salesPerHour(salesPerDay: number, dayMs: number): number {
  const hour = Math.floor(dayMs / hourMs) % 24;
  return (salesPerDay * hourShares[hour]!) / shareSum;
}

export interface Arrival {
  /** Virtual time until the next look at the curve, milliseconds. */
  waitMs: number;
  /** False when the time passed without a shopper. */
  comes: boolean;
}

/**
 * Next arrival of a Poisson process whose rate follows the day, by thinning: draws at the day's highest rate and
 * keeps a draw with the probability of the hour. `draws` are two numbers in [0, 1).
 */
export function nextArrival(salesPerDay: number, dayMs: number, draws: readonly [number, number]): Arrival {
  const highest = (salesPerDay * Math.max(...hourShares)) / shareSum;
  const waitMs = (-Math.log(1 - draws[0]) * hourMs) / highest;
  const rate = salesPerHour(salesPerDay, dayMs + waitMs);
  return { waitMs, comes: draws[1] * highest < rate };
}

/** Which of the slots for sale a shopper takes: mostly one, sometimes two or three different ones. */
export function chooseSlots(
  forSale: readonly number[],
  draws: readonly [number, number, number, number],
): number[] {
  const wanted = draws[0] < 0.8 ? 1 : draws[0] < 0.95 ? 2 : 3;
  const chosen = draws.slice(1, 1 + wanted).map((draw) => forSale[Math.floor(draw * forSale.length)]);
  return [...new Set(chosen)].filter((slot) => slot !== undefined);
}
