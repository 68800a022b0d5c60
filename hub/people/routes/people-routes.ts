// Every route of the people slice.
import type { Route } from '../../http/routes/route.ts';
import { accountRoutes } from './account-routes.ts';
import { type AdminRouteParts, adminRoutes } from './admin-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { tokenRoutes } from './token-routes.ts';

export const peopleRoutes = (parts: AdminRouteParts & { demo: boolean }): Route[] => [
  ...sessionRoutes(parts),
  ...accountRoutes(parts),
  ...adminRoutes(parts),
  ...tokenRoutes(parts),
  ...auditRoutes(parts),
];
