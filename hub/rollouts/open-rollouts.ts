// Roll-outs joined to commands, settings and stock.
import type { WantedSlot } from '@zhuangui/protocol/commands.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Commands } from '../commands/commands.ts';
import type { Route } from '../http/routes/route.ts';
import type { Audit } from '../people/audit-port.ts';
import type { SliceParts } from '../slices.ts';
import type { Stock } from '../stock/stock.ts';
import { rolloutRoutes } from './rollout-routes.ts';
import { createRollouts, type RolloutParts, type Rollouts } from './rollouts.ts';

type Parts = Pick<
  SliceParts,
  'db' | 'reader' | 'clock' | 'random' | 'log' | 'settings' | 'fleet' | 'catalog'
> & { audit: Audit; commands: Commands; stock: Stock } & Pick<RolloutParts, 'alarmedSince'>;

export interface OpenRollouts {
  rollouts: Rollouts;
  /** What should stand in the slots of these counters (ROLL-9); a counter without a wish is missing. */
  wantedOf(counters: readonly string[]): Promise<Map<string, WantedSlot[]>>;
  routes: Route[];
  close(): Promise<void>;
}

/** Counters with a critical alarm raised since then, for ROLL-3. */
export const criticalSince =
  (reader: Queries) =>
  async (sinceMs: number): Promise<string[]> => {
    const rows = await reader.query<{ counter: string }>(
      "SELECT DISTINCT counter FROM alarm WHERE raised_at >= ? AND severity = 'critical'",
      [sinceMs],
    );
    return rows.map(({ counter }) => counter);
  };

export function openRollouts(parts: Parts): OpenRollouts {
  const rollouts = createRollouts(parts);
  rollouts.start();
  return {
    rollouts,
    async wantedOf(counters) {
      const rows = await parts.reader.query<{ counter: string; slots: string }>(
        'SELECT counter, slots FROM wanted_assortment WHERE counter IN (SELECT value FROM json_each(?))',
        [JSON.stringify(counters)],
      );
      return new Map(rows.map(({ counter, slots }) => [counter, JSON.parse(slots) as WantedSlot[]]));
    },
    routes: rolloutRoutes({ ...parts, rollouts }),
    close: () => rollouts.close(),
  };
}
