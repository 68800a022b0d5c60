// Drafting: changes from certified applications, from the national catalogue's file, and from people.
import { createHash } from 'node:crypto';
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { catalogVersion } from '../catalog/catalog-history.ts';
import { readLines } from '../catalog/catalog-writes.ts';
import type { ImportDone } from '../catalog/import/import.ts';
import type { Actor } from '../people/actor.ts';
import { DomainError } from '../platform/domain-error.ts';
import { expiredIn, type NewChange, type Origin, rebased, removalOf, settingOf } from './changes-of.ts';
import { checkEdit } from './edit-rules.ts';
import { changeDraft, type ReleaseParts, requireOpen, requireRelease } from './release-parts.ts';
import {
  confirmChange,
  deleteChanges,
  insertRelease,
  readChange,
  readChanges,
  reopenRelease,
  setState,
  writeAuthor,
  writeChanges,
  writeFile,
} from './release-store.ts';
import type { ReleaseFile, RemovalCause } from './release-types.ts';

export interface Drafts {
  create(actor: Actor, title: string): Promise<string>;
  /** Everything publishable now, or only these applications. Returns how many changes that makes. */
  takeApplications(actor: Actor, id: string, applications?: readonly string[]): Promise<number>;
  /** REL-2. `absent: 'remove'`: what the file does not hold is taken out. */
  takeFile(actor: Actor, id: string, file: CatalogFile): Promise<ReleaseFile>;
  /** REL-7. Throws DomainError `not-in-catalog`, `certified-as-it-is`, `needs-certification`, `no-change`. */
  edit(actor: Actor, id: string, entry: Entry, reason: string): Promise<void>;
  remove(actor: Actor, id: string, entry: string, cause: RemovalCause, reason: string): Promise<void>;
  /** Takes out every entry whose certificate has ended. Returns how many. */
  removeExpired(actor: Actor, id: string): Promise<number>;
  takeBack(actor: Actor, id: string, entry: string): Promise<void>;
  /** REL-6: onto the catalog as it is now. */
  rebase(actor: Actor, id: string): Promise<{ kept: number; dropped: number; conflicts: number }>;
  confirm(actor: Actor, id: string, entry: string): Promise<void>;
  drop(actor: Actor, id: string): Promise<void>;
}

export interface CatalogFile {
  bytes: Uint8Array;
  name: string;
  read: ImportDone;
  absent: 'keep' | 'remove';
  /** Told when it is compared with the catalog, and only has to be written. */
  compared?(): void;
}

/** The reason as it is kept: the cause's word first, so that a page can name it in any language. */
const removalReason = (cause: RemovalCause, reason: string) => `${cause}: ${reason}`.slice(0, 300);

export function createDrafts(parts: ReleaseParts): Drafts {
  const { db, audit, clock, random, source } = parts;
  const nowMs = () => clock.nowMs();
  const originOf = (actor: Actor, from: Origin['source'], sourceRef: string, reason = ''): Origin => ({
    source: from,
    sourceRef,
    reason,
    byName: actor.name,
    atMs: nowMs(),
  });

  async function create(actor: Actor, title: string): Promise<string> {
    const id = `r${Buffer.from(random.bytes(8)).toString('hex')}`;
    await db.transaction(async (tx) => {
      const by = { createdBy: actor.id, createdByName: actor.name, createdAtMs: nowMs() };
      await insertRelease(tx, { id, title, baseVersion: await catalogVersion(tx), ...by });
      if (actor.kind === 'person') await writeAuthor(tx, id, actor.id);
      const entry = { actor, action: 'release.draft', object: `release/${id}`, outcome: 'done' } as const;
      await audit.write(tx, { ...entry, detail: `made: ${title}` });
    });
    return id;
  }

  async function takeApplications(actor: Actor, id: string, wanted?: readonly string[]): Promise<number> {
    // What a version carried already may have been changed since, by people who signed.
    const found = (await source.publishableEntries()).filter((one) => one.releasedVersion === null);
    const taken = found.filter(({ application }) => wanted === undefined || wanted.includes(application));
    const missing = (wanted ?? []).filter((one) => !found.some(({ application }) => application === one));
    if (missing.length > 0)
      throw new DomainError(
        'conflict',
        'not-publishable',
        `Not published nationally, or in the catalog already: ${missing.slice(0, 5).join(', ')}.`,
        { entries: missing.slice(0, 5).join(', ') },
      );
    const detail = `${taken.length} entries of applications`;
    return changeDraft(parts, { actor, id, detail }, async (tx) => {
      const lines = await readLines(tx);
      const changes = taken.flatMap(({ application, entry, replaces }) => {
        const origin = originOf(actor, 'application', application);
        const renewed = replaces === null || replaces === entry.id ? [] : [replaces];
        const removed = renewed.flatMap(
          (old) => removalOf(lines, old, { ...origin, reason: removalReason('renewed', '') }) ?? [],
        );
        const set = settingOf(lines, entry, origin);
        return set ? [set, ...removed] : removed;
      });
      await writeChanges(tx, id, changes);
      return changes.length;
    });
  }

  async function takeFile(actor: Actor, id: string, file: CatalogFile): Promise<ReleaseFile> {
    const sha256 = createHash('sha256').update(file.bytes).digest('hex');
    const { entries, rejected, counts } = file.read;
    const detail = `national catalogue ${file.name}, SHA-256 ${sha256}: ${counts.accepted} of ${counts.rows} rows`;
    return changeDraft(parts, { actor, id, detail }, async (tx) => {
      const lines = await readLines(tx);
      const origin = originOf(actor, 'file', sha256);
      const set = entries.flatMap((entry) => settingOf(lines, entry, origin) ?? []);
      const removed = file.absent === 'remove' ? absentIn(lines, file.read, origin) : [];
      file.compared?.();
      await deleteChanges(
        tx,
        id,
        entries.map((entry) => entry.id),
      );
      await writeChanges(tx, id, [...set, ...removed]);
      const { rows, accepted } = counts;
      const kept: ReleaseFile = {
        sha256,
        fileName: file.name,
        atMs: nowMs(),
        byName: actor.name,
        rows,
        accepted,
        rejected: counts.rejected,
        unchanged: entries.length - set.length,
      };
      await writeFile(tx, id, kept, JSON.stringify(rejected));
      return kept;
    });
  }

  /** A row the importer refused is not absent: its certificate may be the one that was mistyped elsewhere. */
  function absentIn(lines: ReadonlyMap<string, string>, read: ImportDone, origin: Origin): NewChange[] {
    if (read.rejected.length > 0)
      throw new DomainError(
        'invalid',
        'rows-rejected',
        `${read.rejected.length} rows were rejected: correct them before taking out what the file does not hold.`,
        { count: read.rejected.length },
      );
    const present = new Set(read.entries.map(({ id }) => id));
    const reason = removalReason('not-in-file', '');
    return [...lines.keys()]
      .filter((entry) => !present.has(entry))
      .flatMap((entry) => removalOf(lines, entry, { ...origin, reason }) ?? []);
  }

  const edit = (actor: Actor, id: string, entry: Entry, reason: string): Promise<void> =>
    changeDraft(parts, { actor, id, detail: `edit ${entry.id}: ${reason}` }, async (tx) => {
      const lines = await readLines(tx);
      const before = lines.get(entry.id);
      if (before === undefined)
        throw new DomainError(
          'invalid',
          'not-in-catalog',
          `${entry.id} is not in the catalog: new entries come from applications or the national catalogue.`,
        );
      await requireOwn(tx, id, entry.id);
      checkEdit(JSON.parse(before) as Entry, entry);
      const change = settingOf(lines, entry, originOf(actor, 'edit', '', reason));
      if (!change)
        throw new DomainError(
          'invalid',
          'no-change',
          'The catalog says exactly this already: change something.',
        );
      await writeChanges(tx, id, [change]);
    });

  /** What was certified, or stands in the office's file, is published as it is or not at all. */
  async function requireOwn(tx: Queries, id: string, entry: string): Promise<void> {
    const known = await readChange(tx, id, entry);
    if (!known || known.source === 'edit') return;
    throw new DomainError(
      'conflict',
      'certified-as-it-is',
      'This change comes from an application or a file: take it back first.',
    );
  }

  const remove = (
    actor: Actor,
    id: string,
    entry: string,
    cause: RemovalCause,
    reason: string,
  ): Promise<void> =>
    changeDraft(parts, { actor, id, detail: `take out ${entry} (${cause}): ${reason}` }, async (tx) => {
      const origin = originOf(actor, 'edit', '', removalReason(cause, reason));
      const change = removalOf(await readLines(tx), entry, origin);
      if (!change)
        throw new DomainError('unknown', 'not-in-catalog', `${entry} is not in the catalog: look it up.`);
      await writeChanges(tx, id, [change]);
    });

  const removeExpired = (actor: Actor, id: string): Promise<number> =>
    changeDraft(parts, { actor, id, detail: 'take out expired certificates' }, async (tx) => {
      const lines = await readLines(tx);
      const origin = originOf(actor, 'edit', '', removalReason('expired', ''));
      const changed = new Set((await readChanges(tx, id)).map(({ entry }) => entry));
      const changes = expiredIn(lines, dayOf(nowMs()))
        .filter((entry) => !changed.has(entry))
        .flatMap((entry) => removalOf(lines, entry, origin) ?? []);
      await writeChanges(tx, id, changes);
      return changes.length;
    });

  const takeBack = (actor: Actor, id: string, entry: string): Promise<void> =>
    changeDraft(parts, { actor, id, detail: `take back the change of ${entry}` }, async (tx) => {
      if (!(await readChange(tx, id, entry)))
        throw new DomainError('unknown', 'unknown-change', 'The release does not change this entry.');
      await deleteChanges(tx, id, [entry]);
    });

  const rebase: Drafts['rebase'] = (actor, id) =>
    changeDraft(
      parts,
      { actor, id, detail: 'rebased' },
      async (tx) => {
        const { kept, dropped } = rebased(await readChanges(tx, id), await readLines(tx));
        await reopenRelease(tx, id, await catalogVersion(tx));
        await deleteChanges(tx, id, dropped);
        await writeChanges(tx, id, kept);
        const conflicts = kept.filter(({ conflict }) => conflict).length;
        return { kept: kept.length, dropped: dropped.length, conflicts };
      },
      { base: 'any' },
    );

  const confirm = (actor: Actor, id: string, entry: string): Promise<void> =>
    changeDraft(parts, { actor, id, detail: `confirmed the change of ${entry}` }, (tx) =>
      confirmChange(tx, id, entry),
    );

  const drop = (actor: Actor, id: string): Promise<void> =>
    db.transaction(async (tx) => {
      requireOpen(await requireRelease(tx, id));
      await setState(tx, id, ['draft', 'ready', 'scheduled'], { state: 'dropped' });
      const entry = { actor, action: 'release.draft', object: `release/${id}`, outcome: 'done' } as const;
      await audit.write(tx, { ...entry, detail: 'dropped' });
    });

  return {
    create,
    takeApplications,
    takeFile,
    edit,
    remove,
    removeExpired,
    takeBack,
    rebase,
    confirm,
    drop,
  };
}
