// Every attack there is, in the order of the table.
import { fuzzAttack } from '../fuzz.ts';
import type { Attack } from './attack.ts';
import { impostorAttacks } from './impostors.ts';
import { insiderAttacks } from './insiders.ts';
import { strangerAttacks } from './strangers.ts';

export const allAttacks = (seed: number): Attack[] => [
  ...strangerAttacks,
  ...impostorAttacks,
  ...insiderAttacks,
  fuzzAttack(seed),
];
