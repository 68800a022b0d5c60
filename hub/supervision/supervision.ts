// The supervisors' slice put together: sanctions, exposure notices, complaints, and what the public pages ask of them.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Route } from '../http/routes/route.ts';
import type { Sanction } from '../sanctions/sanction-lists.ts';
import { complaintRoutes } from './complaint-routes.ts';
import { type Complaints, createComplaints } from './complaints.ts';
import { exposureRoutes } from './exposure-routes.ts';
import {
  type Exposure,
  type ExposureText,
  readExposure,
  readPublished,
  readTexts,
} from './exposure-store.ts';
import { createFormTokens, type FormTokens } from './form-token.ts';
import { createSanctionActs, type SanctionActs } from './sanction-acts.ts';
import { sanctionRoutes } from './sanction-routes.ts';
import { hex, type SupervisionParts } from './supervision-parts.ts';

/** What anybody may read; only what is published. */
export interface PublicSupervision {
  exposures(limit: number): Promise<{ id: string; title: string; targetName: string; publishedAt: number }[]>;
  /** Published, or taken down; approved texts only, oldest first. */
  exposure(id: string): Promise<{ exposure: Exposure; texts: ExposureText[] } | undefined>;
  sanctions(filter: { active: boolean; limit: number; offset: number }): Promise<{
    rows: Sanction[];
    total: number;
  }>;
  complaints: Pick<Complaints, 'file' | 'status'>;
  forms: FormTokens;
  nowMs(): number;
  /** Sixteen hexadecimal digits of chance for a form. */
  nonce(): string;
}

export interface Supervision {
  routes: Route[];
  open: PublicSupervision;
  acts: SanctionActs;
  close(): void;
}

async function publicExposure(db: Queries, id: string) {
  const exposure = await readExposure(db, id);
  if (!exposure || exposure.publishedAt === null) return undefined;
  const texts = (await readTexts(db, id)).filter(({ approvedAt }) => approvedAt !== null);
  return { exposure, texts };
}

export function createSupervision(parts: SupervisionParts): Supervision {
  const { reader, sanctions, fleet, log } = parts;
  const complaints = createComplaints(parts);
  const acts = createSanctionActs(parts);
  // SANC-9: whoever comes online may be new to a suspended company.
  const stop = fleet.presence.onChange((counter) => {
    sanctions
      .reconsider(counter)
      .catch((error: unknown) => log.error({ error, counter }, 'suspensions could not be signed anew'));
  });
  return {
    routes: [...sanctionRoutes(parts, acts), ...exposureRoutes(parts), ...complaintRoutes(parts, complaints)],
    acts,
    open: {
      exposures: (limit) => readPublished(reader, limit),
      exposure: (id) => publicExposure(reader, id),
      sanctions: ({ active, ...page }) => sanctions.page({ active }, page),
      complaints,
      forms: createFormTokens(parts.secret),
      nowMs: () => parts.clock.nowMs(),
      nonce: () => hex(parts.random, 8),
    },
    close: stop,
  };
}
