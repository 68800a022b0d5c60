// pure
// Every route of the people slice.
import type { Route } from '../../http/routes/route.ts';
import { accountRoutes } from './account-routes.ts';
import { type SessionRouteParts, sessionRoutes } from './session-routes.ts';

export const peopleRoutes = (parts: SessionRouteParts): Route[] => [
  ...sessionRoutes(parts),
  ...accountRoutes(parts),
];
