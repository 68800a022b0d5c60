// The slice opened: releases, signing keys, roll-out, export, and their routes.
import { catalogVersion } from '../catalog/catalog-history.ts';
import type { Signer } from '../catalog/signer.ts';
import type { Certification } from '../certification/certification.ts';
import type { Route } from '../http/routes/route.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Audit } from '../people/audit-port.ts';
import type { People } from '../people/people.ts';
import { browserKeyRoutes } from '../signing/browser-key-routes.ts';
import { createBrowserKeys } from '../signing/browser-keys.ts';
import { rotationRoutes } from '../signing/rotation/rotation-routes.ts';
import { createRotationsHere } from '../signing/rotation/rotations-here.ts';
import { createSigning, type Signing } from '../signing/signing.ts';
import { signingRoutes } from '../signing/signing-routes.ts';
import type { SliceParts } from '../slices.ts';
import { catalogViewRoutes } from './catalog-view-routes.ts';
import { type CatalogExport, createCatalogExport } from './export.ts';
import { releaseRoutes } from './release-routes.ts';
import { createReleases, type Releases } from './releases.ts';
import { createRollout, type Rollout } from './rollout.ts';

export interface SigningSliceParts
  extends Pick<SliceParts, 'config' | 'db' | 'repository' | 'signers' | 'clock' | 'sanctions'> {
  audit: Audit;
  people: Pick<People, 'directory'>;
}

/** Before the slices that sign: each asks it for the acting person's signer. */
export function openSigning(parts: SigningSliceParts): { signing: Signing; routes: Route[] } {
  const { config, db, repository, signers, clock, audit } = parts;
  const { directory } = parts.people;
  const signing = createSigning({
    db,
    audit,
    trusted: (role) => repository.trustedKeys(role),
    demo: config.demo
      ? { catalog: signers.certifiers, withdrawals: signers.supervisors }
      : { catalog: [], withdrawals: [] },
    person: async (id) => directory.get(id),
    nowMs: () => clock.nowMs(),
  });
  const signingRoles = ['region-certifier', 'supervisor', 'administrator'];
  const candidates = () =>
    directory
      .all()
      .filter(({ disabledAtMs }) => disabledAtMs === null)
      .map(({ id, name, login, grants }) => ({
        id,
        name,
        login,
        roles: [...new Set(grants.map(({ role }) => role))].filter((role) => signingRoles.includes(role)),
      }))
      .filter(({ roles }) => roles.length > 0);
  const signWithdrawalsAgain = (signer: Signer) => parts.sanctions.publishAgain('withdrawals', signer);
  const trusted = () => repository.trustedKeys('catalog');
  const browserKeys = createBrowserKeys({ db, audit, trusted, nowMs: () => clock.nowMs() });
  const rotations = createRotationsHere({ repository, browserKeys, audit });
  return {
    signing,
    routes: [
      ...browserKeyRoutes({ browserKeys, clock }),
      ...rotationRoutes({ rotations, clock }),
      ...signingRoutes({ signing, browserKeys, clock, candidates, signWithdrawalsAgain }),
    ],
  };
}

export interface ReleasesSlice {
  releases: Releases;
  rollout: Rollout;
  catalogExport: CatalogExport;
  routes: Route[];
  close(): Promise<void>;
}

export async function openReleases(
  parts: SliceParts & { audit: Audit; signing: Signing; certification: Certification; jobs: Jobs },
): Promise<ReleasesSlice> {
  const { db, reader, ledger, fleet, catalog, search, live, certification: source, clock, jobs } = parts;
  const version = () => catalogVersion(reader);
  const releases = createReleases({ ...parts, source, afterPublished: () => live.refreshLists() });
  const rollout = await createRollout({
    registry: fleet.registry,
    ledger,
    current: () => catalogVersion(db),
  });
  const catalogExport = createCatalogExport({ entries: () => search.entries(), version });
  await releases.start();
  return {
    releases,
    rollout,
    catalogExport,
    routes: [
      ...releaseRoutes({ releases, source, jobs, clock }),
      ...catalogViewRoutes({ reader, catalog, rollout, files: catalogExport }),
    ],
    async close() {
      rollout.close();
      await releases.close();
    },
  };
}
