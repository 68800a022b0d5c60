// The money of the hub, joined.
import type { Route } from '../http/routes/route.ts';
import type { Audit } from '../people/audit-port.ts';
import type { SliceParts } from '../slices.ts';
import type { Figures } from '../statistics/figures.ts';
import { caseRoutes } from './case-routes.ts';
import { type Cases, createCases } from './cases.ts';
import { orderRoutes } from './order-routes.ts';
import { settlementRoutes } from './settlement-routes.ts';
import { createSettlements } from './settlements.ts';

type Parts = Pick<SliceParts, 'db' | 'reader' | 'clock' | 'fleet' | 'ledger' | 'catalog' | 'live'> & {
  audit: Audit;
  figures: Figures;
};

export interface Money {
  /** Open cases of one's place. */
  cases: Pick<Cases, 'open' | 'openCount'>;
  routes: Route[];
}

export function openMoney(parts: Parts): Money {
  const cases = createCases({ ...parts, changed: () => parts.live.refreshCases() });
  return {
    cases,
    routes: [
      ...orderRoutes(parts),
      ...caseRoutes({ ...parts, cases }),
      ...settlementRoutes({ settlements: createSettlements(parts) }),
    ],
  };
}
