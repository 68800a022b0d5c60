// The money of the hub, joined.
import type { Route } from '../http/routes/route.ts';
import type { Audit } from '../people/audit-port.ts';
import type { SliceParts } from '../slices.ts';
import type { Figures } from '../statistics/figures.ts';
import { caseRoutes } from './case-routes.ts';
import { createCases } from './cases.ts';
import { orderRoutes } from './order-routes.ts';
import { settlementRoutes } from './settlement-routes.ts';
import { createSettlements } from './settlements.ts';

type Parts = Pick<SliceParts, 'db' | 'reader' | 'clock' | 'fleet' | 'ledger' | 'catalog'> & {
  audit: Audit;
  figures: Figures;
};

export const moneyRoutes = (parts: Parts): Route[] => [
  ...orderRoutes(parts),
  ...caseRoutes({ ...parts, cases: createCases(parts) }),
  ...settlementRoutes({ settlements: createSettlements(parts) }),
];
