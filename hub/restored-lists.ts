// LIST-11: a hub restored from a backup learns from its counters how far the lists had come, and goes on after that.
import type { ListVersions } from '@zhuangui/protocol/messages.ts';
import type { Repository } from './catalog/repository.ts';
import type { Signer } from './catalog/signer.ts';
import type { NewCase } from './ledger/ledger-types.ts';
import type { Log } from './platform/log.ts';
import type { Sanctions } from './sanctions/sanctions.ts';

export interface RestoredListsParts {
  repository: Repository;
  sanctions: Pick<Sanctions, 'publishAgain'>;
  /** Two whose keys lie on the hub, or none: then people sign the catalog again. */
  certifiers: readonly Signer[];
  /** A supervisor's key lies on the hub. */
  hasSupervisor: boolean;
  /** Tells a person: what was signed after the backup is not in what is published now. */
  note(found: NewCase): Promise<void>;
  log: Log;
}

/** One counter alone must not drive versions to their end: a backup is at most so many publications old. */
const stepMax = 1000;
const roles = ['catalog', 'withdrawals', 'channels'] as const;
type Versions = Record<(typeof roles)[number], number>;

/** To be called with what a counter says of its lists; cheap while nothing is wrong. */
export function createRestoredLists(parts: RestoredListsParts) {
  const { repository, sanctions, log } = parts;
  let current: Versions | undefined;
  let running: Promise<void> | undefined;

  const isCovered = (reported: ListVersions, known: Versions | undefined) =>
    known !== undefined && roles.every((role) => reported[role] <= known[role]);

  async function publishAfter(counter: string, floors: Partial<Versions>, now: Versions): Promise<void> {
    const words = Object.entries(floors).map(
      ([role, version]) => `${role} ${version}, here ${now[role as keyof Versions]}`,
    );
    log.warn({ floors }, 'counters hold newer lists than this hub: it was restored; publishing after theirs');
    repository.continueAfter(floors);
    const isSigning = { withdrawals: parts.hasSupervisor, catalog: parts.certifiers.length >= 2 };
    if (floors.withdrawals !== undefined && isSigning.withdrawals)
      await sanctions.publishAgain('withdrawals');
    if (floors.channels !== undefined) await sanctions.publishAgain('channels');
    if (floors.catalog !== undefined && isSigning.catalog)
      await repository.publishCatalogAgain(parts.certifiers);
    const asked = (['withdrawals', 'catalog'] as const).filter(
      (role) => floors[role] !== undefined && !isSigning[role],
    );
    const ask = asked.length === 0 ? '' : `; people have to sign again: ${asked.join(', ')}`;
    const detail = `the counter holds ${words.join('; ')}: what was signed after the backup is missing${ask}`;
    await parts.note({ kind: 'hub-restored', counter, journal: '', seq: 0, detail });
  }

  async function check(counter: string, reported: ListVersions): Promise<void> {
    // A whole fleet may have asked while the first answer was being read.
    if (isCovered(reported, current)) return;
    current = await repository.versions();
    const now = current;
    const ahead = roles.filter((role) => reported[role] > now[role] && reported[role] <= now[role] + stepMax);
    if (ahead.length === 0) return;
    const floors = Object.fromEntries(ahead.map((role) => [role, reported[role]]));
    await publishAfter(counter, floors, now);
    // What waits for people is told once, not by every counter that holds the same.
    const after = await repository.versions();
    current = Object.fromEntries(
      roles.map((role) => [role, Math.max(after[role], floors[role] ?? 0)]),
    ) as Versions;
  }

  return {
    reported(counter: string, versions: ListVersions): Promise<void> | undefined {
      if (isCovered(versions, current)) return undefined;
      running = (running ?? Promise.resolve())
        .then(() => check(counter, versions))
        .catch((error: unknown) => log.error({ error }, 'lists could not be published after a restore'));
      return running;
    },
    /** Resolves when nothing is being published. */
    idle: () => running ?? Promise.resolve(),
  };
}
