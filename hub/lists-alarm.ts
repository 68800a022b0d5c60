// pure
// SANC-6: a counter whose lists became older was put back to an older disk, or somebody wants withdrawn goods sold.
import type { ListVersions } from '@zhuangui/protocol/messages.ts';
import type { NewCase } from './ledger/ledger-types.ts';

const roles = ['catalog', 'withdrawals', 'channels'] as const;
type Versions = Pick<ListVersions, (typeof roles)[number]>;

export interface ListsAlarm {
  /** What the counter's journal confirmed; may come late, so it only raises what is expected. */
  confirmed(counter: string, versions: ListVersions): void;
  /** What the counter says it holds now: a case when that is less than before. 0 is a counter without lists, which sells nothing. */
  reported(counter: string, versions: ListVersions): NewCase | undefined;
}

/** One per hub. Each fall is told once: afterwards the lower versions are what is expected. */
export function createListsAlarm(): ListsAlarm {
  const known = new Map<string, Versions>();

  function raise(counter: string, versions: Versions): void {
    const { catalog, withdrawals, channels } = known.get(counter) ?? versions;
    known.set(counter, {
      catalog: Math.max(catalog, versions.catalog),
      withdrawals: Math.max(withdrawals, versions.withdrawals),
      channels: Math.max(channels, versions.channels),
    });
  }

  return {
    confirmed: raise,
    reported(counter, { catalog, withdrawals, channels }) {
      const versions = { catalog, withdrawals, channels };
      const before = known.get(counter) ?? versions;
      const fallen = roles.filter((role) => versions[role] > 0 && versions[role] < before[role]);
      if (fallen.length === 0) {
        raise(counter, versions);
        return undefined;
      }
      known.set(counter, versions);
      const words = fallen.map((role) => `${role} ${before[role]}, now ${versions[role]}`);
      return { kind: 'lists-fell', counter, journal: '', seq: 0, detail: `it held ${words.join('; ')}` };
    },
  };
}
