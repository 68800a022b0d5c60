// pure
// Chance of a simulated run: one seed, one run.
import { draw, type Seed } from '../board/seeded.ts';

export class Dice {
  #seed: Seed;

  constructor(seed: Seed) {
    this.#seed = seed;
  }

  fraction = (): number => {
    const drawn = draw(this.#seed);
    this.#seed = drawn.seed;
    return drawn.value;
  };
  below = (count: number): number => Math.floor(this.fraction() * count);
  between = (from: number, to: number): number => from + this.below(to - from + 1);
  chance = (share: number): boolean => this.fraction() < share;
  pick = <T>(from: readonly T[]): T => from[this.below(from.length)]!;
  /** As the production parts want it. */
  hex = (length: number): string => {
    const bytes = Array.from({ length }, () => this.below(256).toString(16).padStart(2, '0'));
    return bytes.join('');
  };
  bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => this.below(256));
  /** Another, independent one. */
  split = (): Dice => new Dice(this.below(2 ** 31));

  /** One of the keys, as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let left = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      left -= weight;
      if (left < 0) return key;
    }
    return entries[0]![0];
  }
}
