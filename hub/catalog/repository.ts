// The TUF repository: every publication is one transaction that ends with a new snapshot, timestamp and push.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import {
  type CatalogPatch,
  type ChannelSuspensions,
  channelSuspensionsMessage,
  type ProductWithdrawals,
  productsPath,
  productWithdrawalsMessage,
  type SupplierBlacklist,
  supplierBlacklistMessage,
  suppliersPath,
  suspensionsPath,
} from '@zhuangui/protocol/lists.ts';
import type { ListsPush } from '@zhuangui/protocol/messages.ts';
import { CatalogError } from './catalog-error.ts';
import { readLines, writeCatalog } from './catalog-writes.ts';
import { buildRole, expiryMs, parseTargets, type RoleBytes, requireSigned, sha256 } from './metadata.ts';
import { patchBetween } from './patch.ts';
import { buildPush, type NewMetadata, type Published, writePublication } from './publication.ts';
import { type CurrentSet, findCurrent, type RoleName, readCurrent, writeTarget } from './records.ts';
import { firstRoot, firstTargets, type KeyRotation, rotatedMetadata } from './rotation.ts';
import type { AllSigners, OnlineSigners, Signer } from './signer.ts';

/** The newest published versions. */
export type PublishedVersions = Record<RoleName, number>;
/** Runs in the same transaction as a publication, after the new version is known. */
export type Also = (tx: Queries, version: number) => Promise<void>;

export interface Repository {
  isInitialised(): Promise<boolean>;
  /** Root, targets, empty lists. Throws CatalogError `already-initialised`. */
  initialise(signers: Omit<AllSigners, 'online'>): Promise<void>;
  /** LIST-3: signed by two certifiers or not published. `changed: 0` and the old version when nothing is new. */
  publishCatalog(
    entries: readonly Entry[],
    signers: readonly Signer[],
  ): Promise<{ version: number; changed: number }>;
  /** LIST-11: the catalog as it is, signed again under a new version. */
  publishCatalogAgain(signers: readonly Signer[]): Promise<number>;
  /** LIST-3: signed by one supervisor. */
  publishWithdrawals(
    products: ProductWithdrawals,
    suppliers: SupplierBlacklist,
    signer: Signer,
    also?: Also,
  ): Promise<number>;
  /** Signed by the hub's online key. */
  publishSuspensions(suspensions: ChannelSuspensions, also?: Also): Promise<number>;
  /** A new timestamp over the same lists, so that counters stay green; to be called every hour or so. */
  refreshTimestamp(): Promise<void>;
  /** New keys, signed by the old and the new root keys (TUF specification 5.3, 6.1). */
  rotateRoot(rotation: KeyRotation): Promise<void>;
  /**
   * LIST-11: after a restore from a backup, list versions continue after those the counters report, so that what is
   * published next is no rollback to them.
   */
  continueAfter(floors: { catalog?: number; withdrawals?: number; channels?: number }): void;
  patchBetween(from: number, to: number): Promise<CatalogPatch | undefined>;
  push(): Promise<ListsPush>;
  versions(): Promise<PublishedVersions>;
  /** When the newest timestamp was signed, wall time. */
  signedAt(): Promise<number>;
  /** Root metadata version 1: what a new counter is given to trust. */
  firstRoot(): Promise<Uint8Array>;
  /** Metadata that people have to sign again before this moment. */
  expiries(): Promise<Record<RoleName, number>>;
  /** Called after every publication with its push. Returns the function that stops it. */
  onPublished(listener: (push: ListsPush) => void): () => void;
}

export interface RepositoryParts {
  db: Db;
  online: OnlineSigners;
  nowMs(): number;
}

type ListFiles = Map<string, Uint8Array>;
const resignBeforeMs = 30 * 86_400_000;
const byRole = <T>(current: CurrentSet, value: (role: RoleBytes) => T) =>
  Object.fromEntries(Object.entries(current).map(([name, role]) => [name, value(role)])) as Record<
    RoleName,
    T
  >;

function encodeList<T>(encode: (value: T) => Uint8Array, value: T): Uint8Array {
  try {
    return encode(value);
  } catch (error) {
    const code = error instanceof RangeError ? 'too-large' : 'bad-list';
    throw new CatalogError(code, `Not published: ${(error as Error).message}`);
  }
}

async function writeFiles(tx: Queries, files: ListFiles): Promise<void> {
  for (const [path, bytes] of files)
    await writeTarget(tx, { path, hash: sha256(bytes), bytes, catalogVersion: 0 });
}

const emptyWithdrawals = (): ListFiles =>
  new Map([
    [productsPath, productWithdrawalsMessage.encode({ withdrawals: [] })],
    [suppliersPath, supplierBlacklistMessage.encode({ suppliers: [] })],
  ]);
const emptyChannels = (): ListFiles =>
  new Map([[suspensionsPath, channelSuspensionsMessage.encode({ counters: [] })]]);

/** A repository over the hub's store; its tables come from `catalogMigrations`. */
export function createRepository(parts: RepositoryParts): Repository {
  const { db, nowMs } = parts;
  const listeners = new Set<(push: ListsPush) => void>();
  const floors = { catalog: 0, withdrawals: 0, channels: 0 };
  let online = parts.online;

  const nextVersion = (role: keyof typeof floors, current: CurrentSet) =>
    Math.max(current[role].version, floors[role]) + 1;

  /** One publication: `change` writes its own rows and says which metadata is new. */
  async function publish(
    change: (tx: Queries, current: CurrentSet, now: number) => Promise<NewMetadata>,
  ): Promise<Published> {
    const published = await db.transaction(async (tx) => {
      const current = await readCurrent(tx);
      const now = nowMs();
      const changed = await change(tx, current, now);
      // Read now and not when it was asked for: a rotation may have gone before.
      return writePublication(tx, current, changed, online, now);
    });
    announce(published.push);
    return published;
  }

  function announce(push: ListsPush): void {
    for (const listener of listeners) listener(push);
  }

  async function initialise(signers: Omit<AllSigners, 'online'>): Promise<void> {
    const published = await db.transaction(async (tx) => {
      if (await findCurrent(tx))
        throw new CatalogError('already-initialised', 'Signed lists exist already: publish to them instead');
      return writePublication(
        tx,
        undefined,
        await firstMetadata(tx, { ...signers, online }),
        online,
        nowMs(),
      );
    });
    announce(published.push);
  }

  async function firstMetadata(tx: Queries, signers: AllSigners): Promise<NewMetadata> {
    const now = nowMs();
    const withdrawals = emptyWithdrawals();
    const channels = emptyChannels();
    await writeFiles(tx, new Map([...withdrawals, ...channels]));
    const one = (bytes: Uint8Array) => ({ version: 1, bytes });
    const supervisor = signers.supervisors.slice(0, 1);
    return {
      root: one(firstRoot(signers, now)),
      targets: one(firstTargets(signers, now)),
      catalog: (await writeCatalog(tx, 1, [], signers.certifiers.slice(0, 2), now)).metadata,
      withdrawals: one(buildRole('withdrawals', 1, withdrawals, supervisor, now)),
      channels: one(buildRole('channels', 1, channels, [signers.online.channels], now)),
    };
  }

  async function publishCatalog(entries: readonly Entry[], signers: readonly Signer[]) {
    let changed = 0;
    const { current } = await publish(async (tx, before, now) => {
      const version = nextVersion('catalog', before);
      const write = await writeCatalog(tx, version, entries, signers, now);
      requireSigned(parseTargets(before.targets.bytes), 'catalog', write.metadata.bytes);
      changed = write.changed;
      const stays = changed === 0 && expiryMs(before.catalog.bytes) - now > resignBeforeMs;
      if (stays && floors.catalog <= before.catalog.version) throw new Unchanged();
      return { catalog: write.metadata };
    }).catch(unchanged);
    return { version: current.catalog.version, changed };
  }

  async function publishCatalogAgain(signers: readonly Signer[]): Promise<number> {
    const { current } = await publish(async (tx, before, now) => {
      const entries = [...(await readLines(tx)).values()].map((line) => JSON.parse(line) as Entry);
      const { metadata } = await writeCatalog(tx, nextVersion('catalog', before), entries, signers, now);
      requireSigned(parseTargets(before.targets.bytes), 'catalog', metadata.bytes);
      return { catalog: metadata };
    });
    return current.catalog.version;
  }

  async function publishFiles(
    role: 'withdrawals' | 'channels',
    files: ListFiles,
    signer: () => Signer,
    also?: Also,
  ): Promise<number> {
    const { current } = await publish(async (tx, before, now) => {
      const version = nextVersion(role, before);
      const bytes = buildRole(role, version, files, [signer()], now);
      requireSigned(parseTargets(before.targets.bytes), role, bytes);
      await writeFiles(tx, files);
      await also?.(tx, version);
      return { [role]: { version, bytes } };
    });
    return current[role].version;
  }

  async function publishWithdrawals(
    products: ProductWithdrawals,
    suppliers: SupplierBlacklist,
    signer: Signer,
    also?: Also,
  ): Promise<number> {
    const files = new Map([
      [productsPath, encodeList(productWithdrawalsMessage.encode, products)],
      [suppliersPath, encodeList(supplierBlacklistMessage.encode, suppliers)],
    ]);
    return publishFiles('withdrawals', files, () => signer, also);
  }

  async function publishSuspensions(suspensions: ChannelSuspensions, also?: Also): Promise<number> {
    const files = new Map([[suspensionsPath, encodeList(channelSuspensionsMessage.encode, suspensions)]]);
    return publishFiles('channels', files, () => online.channels, also);
  }

  async function rotateRoot(rotation: KeyRotation): Promise<void> {
    const next = { ...online, ...rotation.online };
    const old = online;
    try {
      await publish(async (tx, before, now) => {
        const changed = await rotatedMetadata(tx, before, rotation, next, now);
        online = next;
        return changed;
      });
    } catch (error) {
      online = old;
      throw error;
    }
  }

  return {
    isInitialised: async () => (await findCurrent(db)) !== undefined,
    initialise,
    publishCatalog,
    publishCatalogAgain,
    publishWithdrawals,
    publishSuspensions,
    refreshTimestamp: async () => {
      await publish(async () => ({}));
    },
    rotateRoot,
    continueAfter(reported) {
      for (const role of ['catalog', 'withdrawals', 'channels'] as const)
        floors[role] = Math.max(floors[role], reported[role] ?? 0);
    },
    patchBetween: (from, to) => patchBetween(db, from, to),
    push: async () => buildPush(db, await readCurrent(db)),
    versions: async () => byRole(await readCurrent(db), (role) => role.version),
    async signedAt() {
      const { timestamp } = await readCurrent(db);
      return JSON.parse(Buffer.from(timestamp.bytes).toString('utf8')).signed.signedAt;
    },
    async firstRoot() {
      const rows = await db.query<{ bytes: Uint8Array }>(
        "SELECT bytes FROM tuf_metadata WHERE role = 'root' AND version = 1",
      );
      if (!rows[0])
        throw new CatalogError('not-initialised', 'There are no signed lists yet: initialise them first');
      return rows[0].bytes;
    },
    expiries: async () => byRole(await readCurrent(db), (role) => expiryMs(role.bytes)),
    onPublished(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  async function unchanged(error: unknown): Promise<{ current: CurrentSet }> {
    if (error instanceof Unchanged) return { current: await readCurrent(db) };
    throw error;
  }
}

/** Leaves the transaction without writing when a catalog holds nothing new. */
class Unchanged extends Error {}
