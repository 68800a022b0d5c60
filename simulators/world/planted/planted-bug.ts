// pure
// A deliberate mistake in production code, as an exact substitution in its source: the world has to find it, or the
// world is not trusted (WORLD-5).

/** One place of one file; `find` stands there exactly once. */
export interface Edit {
  /** From the root of the project. */
  file: string;
  find: string;
  replace: string;
}

export interface PlantedBug {
  /** As in `--planted name`. */
  name: string;
  /** The mistake, as somebody would have made it. */
  what: string;
  edits: readonly Edit[];
  /** Invariants (reliability 1.4) of which at least one must be named; another finding does not count. */
  invariants: readonly string[];
  /** In so many seeds, from 1 on, the world has to find it. */
  withinSeeds: number;
}

/** The source with every edit of this file in it. Throws when a `find` is not there exactly once. */
export function mutated(bug: PlantedBug, file: string, source: string): string {
  return bug.edits
    .filter((edit) => edit.file === file)
    .reduce((text, { find, replace }) => {
      const times = text.split(find).length - 1;
      if (times !== 1) throw new Error(`${bug.name}: its place stands ${times} times in ${file}, not once`);
      return text.replace(find, () => replace);
    }, source);
}
