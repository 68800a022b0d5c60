// pure
import type { Draw } from '../../../simulators/faults/spoil.ts';

/** The same numbers for the same seed (Lehmer, modulus 2^31 - 1). */
export function seededDraw(seed: number): Draw {
  let state = (Math.abs(Math.trunc(seed)) % 2_147_483_645) + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * below);
  };
}
