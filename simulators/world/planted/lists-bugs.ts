// pure
// Mistakes in what a counter believes of signed lists and of the time.
import type { PlantedBug } from './planted-bug.ts';

export const listsBugs: readonly PlantedBug[] = [
  {
    name: 'rollback-accepted',
    what: 'older lists are applied over newer ones',
    edits: [
      {
        file: 'device/lists/trusted-lists.ts',
        find: 'if (before) recall(() => store.updateTimestamp(decoded(before)));',
        replace: '',
      },
      {
        file: 'device/lists/trusted-lists.ts',
        find: 'if (before) recall(() => store.updateSnapshot(decoded(before), true));',
        replace: '',
      },
      {
        file: 'device/lists/trusted-lists.ts',
        find: 'const isKnown = isSame(before, bytes) && store.timestamp !== undefined;',
        replace: 'const isKnown = isSame(before, new Uint8Array());',
      },
      {
        file: 'device/lists/trusted-lists.ts',
        find: 'if (known && known.signed.version > version)',
        replace: 'if (known && known.signed.version > version + 1_000_000_000)',
      },
    ],
    invariants: ['S5', 'S13'],
    withinSeeds: 60,
  },
  {
    name: 'wall-clock-trusted',
    what: 'how old lists are is judged by the wall clock, which anybody can set back',
    edits: [
      {
        file: 'protocol/freshness.ts',
        find: 'return Math.max(wallMs, floor.floorMs + Math.max(0, monotonicMs - floor.monotonicMs));',
        replace:
          'return wallMs === 0 ? floor.floorMs + Math.max(0, monotonicMs - floor.monotonicMs) : wallMs;',
      },
    ],
    invariants: ['S4', 'S14', 'S18'],
    withinSeeds: 150,
  },
  {
    name: 'expired-lists-sell',
    what: 'lists that ran out go on selling',
    edits: [
      {
        file: 'protocol/freshness.ts',
        find: `if (trustedNowMs >= times.expiresAtMs || trustedNowMs - times.signedAtMs >= freshnessBounds.redAfterMs)
    return 'red';`,
        replace: '',
      },
    ],
    invariants: ['S4', 'S5', 'S14'],
    withinSeeds: 60,
  },
  {
    name: 'withdrawn-lots-ignored',
    what: 'a withdrawal that names lots withdraws nothing',
    edits: [
      {
        file: 'device/lists/signed-view.ts',
        find: 'for (const lot of withdrawal.lots ?? []) lots.set(',
        replace: 'for (const lot of (withdrawal.lots ?? []).slice(0, 0)) lots.set(',
      },
    ],
    invariants: ['S4', 'S5'],
    withinSeeds: 60,
  },
  {
    name: 'lists-of-the-start',
    what: 'the gate keeps the lists it had when the agent started',
    edits: [
      {
        file: 'device/lists/list-store.ts',
        find: 'view: () => state.view,',
        replace: 'view: ((kept) => () => (kept ??= state.view))(undefined as ListState["view"]),',
      },
    ],
    invariants: ['S4', 'S5'],
    withinSeeds: 20,
  },
  {
    name: 'catalog-threshold-of-one',
    what: 'one certifier is enough for a catalog',
    edits: [
      {
        file: 'device/lists/trusted-catalog.ts',
        find: "step('catalog', () => targets.verifyDelegate('catalog', metadata));",
        replace: `const role = targets.signed.delegations?.roles?.['catalog'] as { threshold: number } | undefined;
  if (role) role.threshold = 1;
  step('catalog', () => targets.verifyDelegate('catalog', metadata));`,
      },
    ],
    invariants: ['S4', 'S14'],
    withinSeeds: 60,
  },
  {
    name: 'catalog-unsigned',
    what: 'nobody asks who signed the catalog, as long as the hub names it',
    edits: [
      {
        file: 'device/lists/trusted-catalog.ts',
        find: "step('catalog', () => targets.verifyDelegate('catalog', metadata));",
        replace: '',
      },
    ],
    invariants: ['S4', 'S14'],
    withinSeeds: 60,
  },
];
