// pure
// From what a source says to changes against the catalog as it is; what says nothing new is no change.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { lineOf } from '../catalog/entry-lines.ts';
import type { ChangeSource, ReleaseChange } from './release-types.ts';

export type NewChange = ReleaseChange & { name: string };
export type Origin = Pick<ReleaseChange, 'sourceRef' | 'reason' | 'byName' | 'atMs'> & {
  source: ChangeSource;
};

const nameIn = (line: string) => (JSON.parse(line) as Entry).name;

/** The change that sets an entry, or undefined when the catalog says the same. Throws CatalogError `bad-entry`. */
export function settingOf(
  lines: ReadonlyMap<string, string>,
  entry: Entry,
  origin: Origin,
): NewChange | undefined {
  const line = lineOf(entry);
  const baseLine = lines.get(entry.id) ?? null;
  if (line === baseLine) return undefined;
  return { entry: entry.id, name: entry.name, line, baseLine, conflict: false, ...origin };
}

/** The change that takes an entry out, or undefined when the catalog does not hold it. */
export function removalOf(
  lines: ReadonlyMap<string, string>,
  entry: string,
  origin: Origin,
): NewChange | undefined {
  const baseLine = lines.get(entry);
  if (baseLine === undefined) return undefined;
  return { entry, name: nameIn(baseLine), line: null, baseLine, conflict: false, ...origin };
}

/** Entries whose certificate ended before `today`. */
export const expiredIn = (lines: ReadonlyMap<string, string>, today: string): string[] =>
  [...lines].flatMap(([id, line]) =>
    (JSON.parse(line) as Entry).certificate.validUntil < today ? [id] : [],
  );

/** The whole catalog with the changes applied. */
export function entriesWith(lines: ReadonlyMap<string, string>, changes: readonly ReleaseChange[]): Entry[] {
  const after = new Map(lines);
  for (const { entry, line } of changes)
    if (line === null) after.delete(entry);
    else after.set(entry, line);
  return [...after.values()].map((line) => JSON.parse(line) as Entry);
}

/**
 * REL-6: the changes over a newer catalog. What it says already falls away; what it changed itself since is marked
 * for a person.
 */
export function rebased(
  changes: readonly ReleaseChange[],
  now: ReadonlyMap<string, string>,
): { kept: NewChange[]; dropped: string[] } {
  const kept: NewChange[] = [];
  const dropped: string[] = [];
  for (const change of changes) {
    const baseLine = now.get(change.entry) ?? null;
    const isGone = change.source === 'edit' && baseLine === null;
    if (baseLine === change.line || isGone) {
      dropped.push(change.entry);
      continue;
    }
    const name = nameIn((change.line ?? baseLine)!);
    kept.push({ ...change, name, baseLine, conflict: change.conflict || baseLine !== change.baseLine });
  }
  return { kept, dropped };
}
