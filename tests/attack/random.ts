// pure
// Chance from one seed, drawn in order.
import { draw } from '../../simulators/board/seeded.ts';

/** Returns a function that draws a whole number in 0 ≤ value < below. */
export function seededBelow(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    const drawn = draw(state);
    state = drawn.seed;
    return Math.floor(drawn.value * below);
  };
}
