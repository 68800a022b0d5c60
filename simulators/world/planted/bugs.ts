// pure
// Every planted bug, by name.
import { counterBugs } from './counter-bugs.ts';
import { hubBugs } from './hub-bugs.ts';
import { listsBugs } from './lists-bugs.ts';
import type { PlantedBug } from './planted-bug.ts';

export const plantedBugs: readonly PlantedBug[] = [...counterBugs, ...listsBugs, ...hubBugs];

/** Throws an Error that lists the names when there is none of this name. */
export function plantedBug(name: string): PlantedBug {
  const bug = plantedBugs.find((one) => one.name === name);
  if (bug) return bug;
  const known = plantedBugs.map((one) => one.name).join(', ');
  throw new Error(`No planted bug is called ${name}. There are: ${known}`);
}
