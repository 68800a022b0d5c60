// Releases over a store in memory, with people, demo keys, a certification that tests write, and a clock they move.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { catalogMigrations } from '../../hub/catalog/catalog-migrations.ts';
import { createRepository } from '../../hub/catalog/repository.ts';
import type { AllSigners } from '../../hub/catalog/signer.ts';
import type { Actor, Role } from '../../hub/people/actor.ts';
import type { AuditEntry } from '../../hub/people/audit-port.ts';
import { silentLog } from '../../hub/platform/log.ts';
import type { CertifiedEntry } from '../../hub/releases/certified-source.ts';
import { createReleases } from '../../hub/releases/releases.ts';
import { releasesSchema } from '../../hub/releases/releases-schema.ts';
import { createSigning } from '../../hub/signing/signing.ts';
import { signingSchema } from '../../hub/signing/signing-schema.ts';
import { newSigners } from '../lists/lists-rig.ts';

export const person = (id: string, role: Role): Actor => ({
  kind: 'person',
  id,
  name: `姓名 ${id}`,
  grants: [{ role, place: { kind: 'region' } }],
});

export const admin = person('admin', 'administrator');
export const certifiers = [1, 2, 3].map((number) => person(`certifier${number}`, 'region-certifier'));

export interface RigState {
  nowMs: number;
  timers: { delayMs: number; run: () => void }[];
  certified: CertifiedEntry[];
  released: { ids: readonly string[]; version: number }[];
  audit: AuditEntry[];
}

export async function openReleasesRig(
  given: { db?: Db; signers?: AllSigners; state?: RigState; demo?: boolean } = {},
) {
  const db = given.db ?? (await openDb({ engine: 'node:sqlite', path: ':memory:' }));
  await migrate(db, catalogMigrations, 'catalog');
  for (const { area, migrations } of [signingSchema, releasesSchema]) await migrate(db, migrations, area);
  const signers = given.signers ?? newSigners();
  const state = given.state ?? {
    nowMs: 1_800_000_000_000,
    timers: [],
    certified: [],
    released: [],
    audit: [],
  };
  const repository = createRepository({ db, online: signers.online, nowMs: () => state.nowMs });
  if (!(await repository.isInitialised())) await repository.initialise(signers);
  let random = state.audit.length;
  const audit = {
    write: async (_tx: unknown, entry: AuditEntry) => void state.audit.push(entry),
    note: async (entry: AuditEntry) => void state.audit.push(entry),
  };
  const demo = given.demo ?? true;
  const signing = createSigning({
    db,
    audit,
    trusted: (role) => repository.trustedKeys(role),
    demo: demo
      ? { catalog: signers.certifiers, withdrawals: signers.supervisors }
      : { catalog: [], withdrawals: [] },
    person: async (id) => (id === 'nobody' ? undefined : { id, name: `姓名 ${id}` }),
    nowMs: () => state.nowMs,
  });
  const releases = createReleases({
    db,
    reader: db,
    repository,
    signing,
    audit,
    source: {
      publishableEntries: async () => state.certified,
      markReleased: async (_tx, ids, version) => void state.released.push({ ids, version }),
    },
    clock: {
      nowMs: () => state.nowMs,
      monotonicMs: () => state.nowMs,
      setTimer(delayMs, run) {
        const timer = { delayMs, run };
        state.timers.push(timer);
        return () => {
          state.timers = state.timers.filter((one) => one !== timer);
        };
      },
    },
    random: {
      bytes(length) {
        random += 1;
        return new Uint8Array(length).fill(random);
      },
    },
    log: silentLog,
    afterPublished: async () => {},
  });

  /** Drafted by the administrator, with these entries certified by applications, and frozen. */
  async function frozen(entries: readonly Entry[], title = '十一月') {
    for (const entry of entries)
      state.certified.push({ application: `a-${entry.id}`, entry, replaces: null, releasedVersion: null });
    const id = await releases.create(admin, title);
    await releases.takeApplications(admin, id);
    const { digest } = await releases.submit(admin, id);
    return { id, digest };
  }

  async function signed(entries: readonly Entry[], title?: string) {
    const { id, digest } = await frozen(entries, title);
    for (const certifier of certifiers.slice(0, 2)) await releases.sign(certifier, id, digest, {});
    return { id, digest };
  }

  const catalog = () =>
    db
      .query<{ id: string }>('SELECT id FROM catalog_entry ORDER BY id')
      .then((rows) => rows.map(({ id }) => id));

  return { db, signers, repository, signing, releases, state, frozen, signed, catalog };
}
