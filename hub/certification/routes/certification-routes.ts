// Every route of certification.
import type { Route } from '../../http/routes/route.ts';
import { applicationRoutes } from './application-routes.ts';
import { batchRoutes } from './batch-routes.ts';
import { decisionRoutes } from './decision-routes.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import type { CertificationRouteParts } from './route-parts.ts';
import { supplierRoutes } from './supplier-routes.ts';

export const certificationRoutes = (parts: CertificationRouteParts): Route[] => [
  ...supplierRoutes(parts),
  ...applicationRoutes(parts),
  ...decisionRoutes(parts),
  ...evidenceRoutes(parts),
  ...batchRoutes(parts),
];
