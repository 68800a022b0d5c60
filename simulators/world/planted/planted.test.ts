// The planted bugs stay armed: a refactoring that moves their places fails here, not silently.
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plantedBug, plantedBugs } from './bugs.ts';
import { mutated } from './planted-bug.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

describe('planted bugs', () => {
  it('[WORLD-5] are at least eighteen, each with a name, an invariant and a bound', () => {
    expect(plantedBugs.length).toBeGreaterThanOrEqual(18);
    const names = plantedBugs.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const bug of plantedBugs) {
      expect(bug.invariants.length, bug.name).toBeGreaterThan(0);
      expect(bug.withinSeeds, bug.name).toBeGreaterThan(0);
      expect(bug.edits.length, bug.name).toBeGreaterThan(0);
    }
  });

  it.each(plantedBugs)('[WORLD-5] $name changes production code, in places that stand there once', (bug) => {
    for (const { file } of bug.edits) {
      expect(file).toMatch(/^(protocol|device|hub)\//);
      const source = read(file);
      const changed = mutated(bug, file, source);
      expect(changed).not.toBe(source);
      expect(() => new Function(`return async () => { ${scriptOf(changed)} }`)).not.toThrow();
    }
  });

  it('[WORLD-5] a place that is not there exactly once is refused', () => {
    const bug = plantedBugs[0]!;
    const { file, find } = bug.edits[0]!;
    expect(() => mutated(bug, file, '')).toThrow(/0 times/);
    expect(() => mutated(bug, file, `${find}${find}`)).toThrow(/2 times/);
  });

  it('an unknown name is answered with those there are', () => {
    expect(() => plantedBug('no-such-bug')).toThrow(/no-boot-recovery/);
  });
});

/** What can be parsed inside a function: types stripped, imports and exports left out. */
function scriptOf(source: string): string {
  return stripTypeScriptTypes(source)
    .replace(/^import[\s\S]*?;$/gm, '')
    .replace(/^export (?=\w)/gm, '');
}
