// LIST-11: a hub restored from a backup learns from its counters how far the lists had come, and goes on after that.
import type { ListVersions } from '@zhuangui/protocol/messages.ts';
import type { Repository } from './catalog/repository.ts';
import type { Signer } from './catalog/signer.ts';
import type { CatalogIndex } from './http/live/catalog-index.ts';
import type { Log } from './platform/log.ts';
import { channelSuspensions, productWithdrawals, supplierBlacklist } from './sanctions/sanction-lists.ts';
import type { Sanctions } from './sanctions/sanctions.ts';

export interface RestoredListsParts {
  repository: Repository;
  sanctions: Pick<Sanctions, 'active'>;
  catalog: CatalogIndex;
  certifiers: readonly Signer[];
  supervisor: Signer;
  log: Log;
}

/** One counter alone must not drive versions to their end: a backup is at most so many publications old. */
const stepMax = 1000;
const roles = ['catalog', 'withdrawals', 'channels'] as const;
type Floors = Partial<Record<(typeof roles)[number], number>>;

/** To be called with what a counter says of its lists; cheap while nothing is wrong. */
export function createRestoredLists(parts: RestoredListsParts) {
  const { repository, sanctions, log } = parts;
  let current: Record<(typeof roles)[number], number> | undefined;
  let running: Promise<void> | undefined;

  async function publishAfter(floors: Floors): Promise<void> {
    const { catalog, certifiers, supervisor } = parts;
    log.warn({ floors }, 'counters hold newer lists than this hub: it was restored; publishing after theirs');
    repository.continueAfter(floors);
    const active = await sanctions.active();
    if (floors.withdrawals !== undefined)
      await repository.publishWithdrawals(productWithdrawals(active), supplierBlacklist(active), supervisor);
    if (floors.channels !== undefined) await repository.publishSuspensions(channelSuspensions(active));
    if (floors.catalog !== undefined) {
      const { entries } = catalog.find('', 0, Number.POSITIVE_INFINITY);
      await repository.publishCatalog(entries, certifiers);
    }
  }

  async function check(reported: ListVersions): Promise<void> {
    current = await repository.versions();
    const now = current;
    const ahead = roles.filter((role) => reported[role] > now[role] && reported[role] <= now[role] + stepMax);
    if (ahead.length > 0) await publishAfter(Object.fromEntries(ahead.map((role) => [role, reported[role]])));
    current = await repository.versions();
  }

  return {
    reported(versions: ListVersions): Promise<void> | undefined {
      const known = current;
      if (known && roles.every((role) => versions[role] <= known[role])) return undefined;
      running = (running ?? Promise.resolve())
        .then(() => check(versions))
        .catch((error: unknown) => log.error({ error }, 'lists could not be published after a restore'));
      return running;
    },
  };
}
