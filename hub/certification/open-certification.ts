// Certification in the hub: over its store, with the sanctions' word on who is blacklisted, and a look at the calendar.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { CatalogSearch } from '../catalog/catalog-search.ts';
import type { Route } from '../http/routes/route.ts';
import type { Audit } from '../people/audit-port.ts';
import { requireProof } from '../people/session-rules.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { readActive } from '../sanctions/sanction-store.ts';
import type { Transparency } from '../transparency/transparency.ts';
import { type Certification, createCertification } from './certification.ts';
import { certificationRoutes } from './routes/certification-routes.ts';

export interface OpenCertificationParts {
  db: Db;
  reader: Db;
  clock: Clock;
  log: Log;
  audit: Audit;
  search: Pick<CatalogSearch, 'entry'>;
  isDemo: boolean;
  transparency?: Pick<Transparency, 'append'>;
}

export interface OpenCertification {
  certification: Certification;
  routes: Route[];
  close(): Promise<void>;
}

/** Not in step with the hourly signing of the lists. */
const betweenMs = 50 * 60_000;

export function openCertification(parts: OpenCertificationParts): OpenCertification {
  const { clock, log } = parts;
  const certification = createCertification({
    ...parts,
    async blacklisted(queries) {
      const active = await readActive(queries);
      return new Set(active.filter(({ kind }) => kind === 'supplier').map(({ target }) => target));
    },
    catalogHolder: async (id) => (await parts.search.entry(id))?.supplier.creditCode,
  });
  const calendar = fromTimeToTime(
    clock,
    async () => {
      const ended = await certification.publicity.expireEnded();
      if (ended > 0) log.info({ ended }, 'certificates have ended');
    },
    (error) => log.error({ error }, 'ended certificates could not be marked'),
  );
  const routes = certificationRoutes({ certification, requireProof, nowMs: () => clock.nowMs() });
  return { certification, routes, close: calendar };
}

/** Now and every fifty minutes until closed; closing waits for the run under way. */
function fromTimeToTime(clock: Clock, work: () => Promise<void>, failed: (error: unknown) => void) {
  let isClosed = false;
  let stopTimer: (() => void) | undefined;
  let running: Promise<void> = Promise.resolve();
  const run = () => {
    running = work()
      .catch(failed)
      .then(() => {
        if (!isClosed) stopTimer = clock.setTimer(betweenMs, run);
      });
  };
  run();
  return async () => {
    isClosed = true;
    stopTimer?.();
    await running;
  };
}
