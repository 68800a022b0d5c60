// The described routes of the hub's core, in one list; the slices bring their own.
import { catalogRoutes } from './catalog-routes.ts';
import { counterRoutes } from './counter-routes.ts';
import type { HttpParts } from './hub-parts.ts';
import { liveRoutes } from './live-routes.ts';
import { paymentRoutes } from './payment-routes.ts';
import type { Route } from './routes/route.ts';
import { sanctionRoutes } from './sanction-routes.ts';
import { settingsRoutes } from './settings-routes.ts';

export const coreRoutes = (parts: HttpParts): Route[] => [
  ...liveRoutes(parts),
  ...counterRoutes(parts),
  ...catalogRoutes(parts),
  ...sanctionRoutes(parts),
  ...settingsRoutes(parts),
  ...paymentRoutes(parts),
];
