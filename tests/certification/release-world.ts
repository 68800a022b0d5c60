// Certification, sanctions, signing and releases over one store, as the hub puts them together; stopped and opened again.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { catalogMigrations } from '../../hub/catalog/catalog-migrations.ts';
import { createCatalogSearch } from '../../hub/catalog/catalog-search.ts';
import { createRepository, type Repository } from '../../hub/catalog/repository.ts';
import type { AllSigners } from '../../hub/catalog/signer.ts';
import { type Certification, createCertification } from '../../hub/certification/certification.ts';
import { certificationSchema } from '../../hub/certification/certification-schema.ts';
import { silentLog } from '../../hub/platform/log.ts';
import { createReleases, type Releases } from '../../hub/releases/releases.ts';
import { releasesSchema } from '../../hub/releases/releases-schema.ts';
import { sanctionMigrations } from '../../hub/sanctions/sanction-migrations.ts';
import { readActive } from '../../hub/sanctions/sanction-store.ts';
import { createSanctions, type Sanctions } from '../../hub/sanctions/sanctions.ts';
import { createSigning, type Signing } from '../../hub/signing/signing.ts';
import { signingSchema } from '../../hub/signing/signing-schema.ts';
import { openHubStore } from '../../hub/store/open-hub-store.ts';
import { entryOf, newSigners } from '../lists/lists-rig.ts';
import type { World } from './certification-model.ts';
import { aohan, creditCodeOf, people, rigStartMs } from './certification-rig.ts';

interface Parts {
  repository: Repository;
  signing: Signing;
  certification: Certification;
  sanctions: Sanctions;
  releases: Releases;
}

export interface ReleaseWorld extends World, Parts {
  db: Db;
  signers: AllSigners;
  /** As after a crash: everything but the store is new. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const schemas = [
  { area: 'catalog', migrations: catalogMigrations },
  { area: 'sanctions', migrations: sanctionMigrations },
  certificationSchema,
  signingSchema,
  releasesSchema,
];
const audit = { write: async () => {}, note: async () => {} };

/** Entries of the national catalog that are there from the beginning; the walk's supplier has one of them. */
export const baseEntries: readonly Entry[] = [1, 2].map((number) =>
  entryOf(number, {
    supplier: { name: '敖汉旗样例1合作社', creditCode: creditCodeOf(1) },
    origin: { banner: aohan, name: '敖汉旗', league: '150400' },
  }),
);

/** Everybody whose key the administrator registered. */
export const keyHolders = [people.region, people.region2, { ...people.region, id: 'many', name: 'many' }];

export async function openReleaseWorld(): Promise<ReleaseWorld> {
  const db = await openHubStore({ path: ':memory:', engine: 'node:sqlite', schemas });
  const signers = newSigners();
  let nowMs = rigStartMs;
  let drawn = 0;
  const clock = {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    setTimer: () => () => {},
    set(ms: number) {
      nowMs = ms;
    },
  };
  const random = {
    bytes(length: number) {
      drawn += 1;
      return new Uint8Array(Buffer.from(drawn.toString(16).padStart(length * 2, '0'), 'hex'));
    },
  };
  const blacklisted = async (queries: Queries) =>
    new Set(
      (await readActive(queries)).filter(({ kind }) => kind === 'supplier').map(({ target }) => target),
    );

  function createParts() {
    const repository = createRepository({ db, online: signers.online, nowMs: clock.nowMs });
    const search = createCatalogSearch(db);
    const certification = createCertification({
      db,
      reader: db,
      clock,
      audit,
      blacklisted,
      catalogHolder: async (id) => (await search.entry(id))?.supplier.creditCode,
      isDemo: false,
    });
    const signing = createSigning({
      db,
      audit,
      trusted: (role) => repository.trustedKeys(role),
      demo: { catalog: [], withdrawals: [] },
      person: async (id) => ({ id, name: id }),
      nowMs: clock.nowMs,
    });
    const sanctions = createSanctions({
      db,
      repository,
      search,
      supervisor: signers.supervisors[0]!,
      counters: async () => [],
      confirmedVersions: async () => [],
      nowMs: clock.nowMs,
      random,
    });
    const releases = createReleases({
      db,
      reader: db,
      repository,
      signing,
      audit,
      source: certification,
      clock,
      random,
      log: silentLog,
      afterPublished: async () => {},
    });
    return { repository, certification, signing, sanctions, releases };
  }

  const world: ReleaseWorld = {
    ...createParts(),
    db,
    signers,
    clock,
    async setBlacklisted(isBlacklisted) {
      const active = (await world.sanctions.active()).filter(({ kind }) => kind === 'supplier');
      if (isBlacklisted === active.length > 0) return;
      if (isBlacklisted)
        await world.sanctions.blacklistSupplier(creditCodeOf(1), { reason: '假冒', by: '监管' });
      for (const { id } of active) await world.sanctions.release(id, '监管');
    },
    async restart() {
      await world.releases.close();
      Object.assign(world, createParts());
      await world.releases.start();
    },
    async close() {
      await world.releases.close();
      await db.close();
    },
  };
  await world.repository.initialise(signers);
  await world.repository.publishCatalog(baseEntries, signers.certifiers);
  for (const [index, { id }] of keyHolders.entries()) {
    const { publicKey } = signers.certifiers[index]!;
    await world.signing.register(people.admin, { publicKey, role: 'catalog', person: id });
  }
  return world;
}
