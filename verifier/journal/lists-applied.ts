// pure
// Which lists a counter had in force when: each `lists` line against what was published (LIST-7, LIST-8).
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';
import type { Findings, Place } from '../findings.ts';
import type { Published, Snapshot, Timestamp } from '../lists/published.ts';

export interface InForce {
  snapshot: Snapshot;
  catalog: number;
  signedAtMs: number;
  expiresAtMs: number;
  root: number;
}

export interface ListsJudge {
  /** Judges a line; the lists that are in force from it on, or undefined when nobody published them. */
  judge(line: LineOf<'lists'>, before: InForce | undefined, place: Place): InForce | undefined;
}

/** Root of a log at a size, base64; undefined when the export has no checkpoint of it. */
export type RootOf = (origin: string, size: number) => string | undefined;

export function createListsJudge(
  published: Published,
  findings: Findings,
  rootOf: RootOf | undefined,
): ListsJudge {
  const bySigned = new Map<number, Timestamp[]>();
  for (const one of published.timestamps)
    bySigned.set(one.signedAtMs, [...(bySigned.get(one.signedAtMs) ?? []), one]);
  const newestRoot = published.roots.at(-1)?.version ?? 0;
  const firstRoot = published.roots[0]?.version ?? 0;

  /** The timestamp under which the catalog in force was last named: its freshness is the lists' (LIST-8). */
  const timestampOf = (line: LineOf<'lists'>, snapshot: Snapshot) =>
    bySigned
      .get(line.signedAt)
      ?.find((one) =>
        snapshot.versions.catalog === line.versions.catalog
          ? one.snapshot === snapshot || one.snapshot.versions.catalog === line.versions.catalog
          : one.snapshot.versions.catalog === line.versions.catalog,
      );

  function wrong(line: LineOf<'lists'>, snapshot: Snapshot): string[] {
    const { versions } = line;
    const found: string[] = [];
    for (const name of ['withdrawals', 'channels'] as const)
      if (versions[name] !== snapshot.versions[name])
        found.push(`${name} version ${versions[name]}, its snapshot names ${snapshot.versions[name]}`);
    if (versions.snapshot !== snapshot.version)
      found.push(`snapshot version ${versions.snapshot}, published was ${snapshot.version}`);
    if (versions.catalog > snapshot.versions.catalog)
      found.push(`catalog version ${versions.catalog}, its snapshot names ${snapshot.versions.catalog}`);
    if (versions.root > newestRoot || (versions.root < firstRoot && versions.root !== 0))
      found.push(`root ${versions.root}, the chain ends at ${newestRoot}`);
    if (versions.catalog === 0) return found;
    const timestamp = timestampOf(line, snapshot);
    const catalog = published.lists.catalog.get(versions.catalog);
    if (!catalog) found.push(`catalog version ${versions.catalog} was never published`);
    if (!timestamp) found.push(`no timestamp signed at ${line.signedAt} names its catalog`);
    const latest = Math.min(
      timestamp?.expiresAtMs ?? 0,
      timestamp?.snapshot.expiresAtMs ?? 0,
      snapshot.expiresAtMs,
      catalog?.expiresAtMs ?? 0,
    );
    if (timestamp && catalog && line.expiresAt > latest)
      found.push(`in force until ${line.expiresAt}, what it rests on ends at ${latest}`);
    return found;
  }

  /** TLOG-9: the counter kept this state of the log and signed that it did. */
  function witnessed({ log }: LineOf<'lists'>, place: Place): void {
    if (!log) return;
    if (!rootOf) return findings.unchecked('states of the log that counters kept: the export holds no log');
    findings.checked('states of the log that counters kept');
    const own = rootOf(log.origin, log.size);
    if (own === log.root) return;
    const why = own === undefined ? 'no such checkpoint is here' : 'its leaves give another root';
    findings.violation('log-fork', place, `it kept ${log.size} leaves of ${log.origin}: ${why}`);
  }

  return {
    judge(line, before, place) {
      findings.checked('lists applied by counters');
      witnessed(line, place);
      const snapshot = published.snapshots.get(line.hash);
      if (!snapshot) {
        findings.violation(
          'lists-unknown',
          place,
          `no snapshot with hash ${line.hash.slice(0, 16)}… was published (its line says version ${line.versions.snapshot})`,
        );
        return undefined;
      }
      for (const detail of wrong(line, snapshot)) findings.violation('lists-line', place, detail);
      for (const name of ['withdrawals', 'channels', 'catalog'] as const) {
        const had = name === 'catalog' ? before?.catalog : before?.snapshot.versions[name];
        // A catalog whose signers are no longer trusted is gone until a new one comes.
        if (
          had === undefined ||
          line.versions[name] >= had ||
          (name === 'catalog' && line.versions.catalog === 0)
        )
          continue;
        findings.violation(
          'list-rollback',
          place,
          `${name} went from version ${had} back to ${line.versions[name]}`,
        );
      }
      const { signedAt: signedAtMs, expiresAt: expiresAtMs, versions } = line;
      return { snapshot, catalog: versions.catalog, signedAtMs, expiresAtMs, root: versions.root };
    },
  };
}
