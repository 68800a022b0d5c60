// REL-9: publication now or at a time, in one transaction with its record; a restart finds it done or still to do.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { CatalogError } from '../catalog/catalog-error.ts';
import { readLines } from '../catalog/catalog-writes.ts';
import { lineOf } from '../catalog/entry-lines.ts';
import type { PublishTold } from '../catalog/repository.ts';
import type { Actor } from '../people/actor.ts';
import { DomainError } from '../platform/domain-error.ts';
import { entriesWith } from './changes-of.ts';
import { type ReleaseParts, requireBase, requireOpen, requireRelease } from './release-parts.ts';
import { readChanges, readScheduled, readSignable, readSignatures, setState } from './release-store.ts';
import type { Release, ReleaseChange } from './release-types.ts';
import { requireDigest } from './signatures.ts';

export interface Publishing {
  /** Now. Returns the catalog version. Throws DomainError `two-signatures-needed`, CatalogError `base-moved`. */
  publish(actor: Actor, id: string, digest: string, told?: PublishTold): Promise<number>;
  /** What `publish` would refuse now, refused without beginning: before a job takes it over. */
  requirePublishable(id: string, digest: string): Promise<void>;
  schedule(actor: Actor, id: string, digest: string, atMs: number): Promise<void>;
  /** Signed, but not at that time after all. */
  unschedule(actor: Actor, id: string): Promise<void>;
  /** Publishes what is due and waits for the rest; to be called once at start. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const lookEveryMs = 60_000;
const retryMs = 5000;
const scheduleMaxMs = 90 * 86_400_000;

export function createPublishing(parts: ReleaseParts): Publishing {
  const { db, repository, signing, audit, source, clock, log } = parts;
  let cancel = (): void => {};
  let running: Promise<void> = Promise.resolve();
  let isClosed = false;

  /** Signatures by keys still in use, of two people. Throws DomainError `two-signatures-needed`. */
  async function requireTwo(release: Release) {
    const inUse = new Set(
      (await signing.keys()).filter((key) => key.retiredAtMs === null && key.trusted).map((key) => key.keyId),
    );
    const signatures = (await readSignatures(db, release)).filter(({ keyId }) => inUse.has(keyId));
    if (new Set(signatures.map(({ person }) => person)).size >= 2) return signatures;
    throw new DomainError(
      'conflict',
      'two-signatures-needed',
      'Two certifiers have to sign this release with keys in use before it is published.',
    );
  }

  /** What was certified when it was drafted may have been frozen, returned or corrected since. */
  async function requireStillCertified(tx: Queries, changes: readonly ReleaseChange[]): Promise<void> {
    const taken = changes.filter((change) => change.source === 'application');
    if (taken.length === 0) return;
    const lines = new Map(
      (await source.publishableEntries(tx)).map(({ application, entry }) => [application, lineOf(entry)]),
    );
    const changed = taken.filter(({ sourceRef, line }) => {
      const now = lines.get(sourceRef);
      return now === undefined || (line !== null && line !== now);
    });
    if (changed.length === 0) return;
    const entries = changed
      .slice(0, 5)
      .map(({ entry }) => entry)
      .join(', ');
    throw new DomainError(
      'conflict',
      'application-changed',
      `Not publishable any more as it was signed: ${entries}. Take these changes back and have it signed anew.`,
      { entries },
    );
  }

  async function ready(id: string, digest: string): Promise<Release> {
    const release = await requireRelease(db, id);
    requireOpen(release);
    requireDigest(release, digest);
    await requireBase(db, release);
    return release;
  }

  async function publishNow(
    actor: Pick<Actor, 'kind' | 'id' | 'name'>,
    release: Release,
    told?: PublishTold,
  ): Promise<number> {
    const { id } = release;
    const signatures = await requireTwo(release);
    const changes = await readChanges(db, id);
    const prepared = {
      baseVersion: release.baseVersion,
      version: release.version!,
      signable: (await readSignable(db, id))!,
      entries: entriesWith(await readLines(db), changes),
    };
    const record = async (tx: Queries, catalogVersion: number) => {
      const atMs = clock.nowMs();
      const now = await requireRelease(tx, id);
      requireDigest(now, release.digest!);
      const done = { state: 'published', published_at: atMs, published_by_name: actor.name, problem: null };
      if (!(await setState(tx, id, ['ready', 'scheduled'], done)))
        throw new DomainError('conflict', 'release-changed', 'The release changed meanwhile: load it again.');
      await requireStillCertified(tx, changes);
      const set = changes.flatMap(({ entry, line }) => (line === null ? [] : [entry]));
      await source.markReleased(tx, set, catalogVersion);
      const detail = `catalog version ${catalogVersion}, ${changes.length} changes`;
      await audit.write(tx, {
        actor,
        action: 'release.publish',
        object: `release/${id}`,
        outcome: 'done',
        detail,
      });
    };
    const { version } = await repository.publishPrepared(prepared, signatures, record, told);
    await parts.afterPublished();
    return version;
  }

  const publish: Publishing['publish'] = async (actor, id, digest, told) =>
    publishNow(actor, await ready(id, digest), told);

  async function requirePublishable(id: string, digest: string): Promise<void> {
    await requireTwo(await ready(id, digest));
    await requireStillCertified(db, await readChanges(db, id));
  }

  async function schedule(actor: Actor, id: string, digest: string, atMs: number): Promise<void> {
    const release = await ready(id, digest);
    await requireTwo(release);
    const now = clock.nowMs();
    if (atMs <= now || atMs > now + scheduleMaxMs)
      throw new DomainError('invalid', 'bad-time', 'Choose a time within the next 90 days.');
    await db.transaction(async (tx) => {
      requireDigest(await requireRelease(tx, id), digest);
      const change = { state: 'scheduled', scheduled_at: atMs, published_by_name: actor.name, problem: null };
      if (!(await setState(tx, id, ['ready', 'scheduled'], change)))
        throw new DomainError('conflict', 'release-changed', 'The release changed meanwhile: load it again.');
      const detail = `to be published at ${new Date(atMs).toISOString()}`;
      await audit.write(tx, {
        actor,
        action: 'release.publish',
        object: `release/${id}`,
        outcome: 'done',
        detail,
      });
    });
    await plan();
  }

  async function unschedule(actor: Actor, id: string): Promise<void> {
    await db.transaction(async (tx) => {
      const change = { state: 'ready', scheduled_at: null, published_by_name: null };
      if (!(await setState(tx, id, ['scheduled'], change)))
        throw new DomainError('conflict', 'not-scheduled', 'This release is not scheduled.');
      const detail = 'not at that time';
      await audit.write(tx, {
        actor,
        action: 'release.publish',
        object: `release/${id}`,
        outcome: 'done',
        detail,
      });
    });
    await plan();
  }

  /** A refusal is for a person, who finds it on the release; anything else is tried again. */
  async function publishDue(id: string, byName: string): Promise<void> {
    const actor = { kind: 'machine', id: 'schedule', name: byName } as const;
    try {
      const release = await requireRelease(db, id);
      await requireBase(db, release);
      await publishNow(actor, release);
    } catch (error) {
      log.error({ error, release: id }, 'a scheduled release was not published');
      if (!(error instanceof DomainError) && !(error instanceof CatalogError)) return;
      await setState(db, id, ['scheduled'], {
        state: 'ready',
        scheduled_at: null,
        problem: error.message.slice(0, 500),
      });
      const object = `release/${id}`;
      await audit.note({
        actor,
        action: 'release.publish',
        object,
        outcome: 'refused',
        detail: error.message,
      });
    }
  }

  async function runDue(): Promise<void> {
    for (const { id, atMs, byName } of await readScheduled(db))
      if (atMs <= clock.nowMs()) await publishDue(id, byName);
    await plan();
  }

  function later(): void {
    running = running.then(runDue).catch((error: unknown) => log.error({ error }, 'scheduled releases'));
  }

  /** The wall clock may be set: while something waits, it is looked at every minute. */
  async function plan(): Promise<void> {
    cancel();
    const next = (await readScheduled(db))[0];
    if (!next || isClosed) return;
    // What is due and still waits could not be published for now: not tried again without a pause.
    const waitMs = next.atMs - clock.nowMs();
    cancel = clock.setTimer(Math.min(waitMs > 0 ? waitMs : retryMs, lookEveryMs), later);
  }

  return {
    publish,
    requirePublishable,
    schedule,
    unschedule,
    start: runDue,
    async close() {
      isClosed = true;
      cancel();
      await running;
    },
  };
}
