// The TUF repository: every publication is one transaction that ends with a new snapshot, timestamp and push.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { FifoMutex } from '@zhuangui/protocol/db/fifo-mutex.ts';
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
import type { ListsLog } from '../transparency/transparency.ts';
import { CatalogError } from './catalog-error.ts';
import {
  type CatalogContent,
  catalogContent,
  readLines,
  stageContent,
  writeContent,
  writeWhole,
} from './catalog-writes.ts';
import {
  checkFirstLists,
  emptyChannels,
  emptyWithdrawals,
  type FirstLists,
  type ListFiles,
  signFirstLists,
} from './first-lists.ts';
import {
  buildRole,
  type DetachedSignature,
  expiryMs,
  joinSignatures,
  type KeyRef,
  type ListTrust,
  parseTargets,
  type RoleBytes,
  requireSigned,
  sha256,
} from './metadata.ts';
import { memoryOnlineKeys, type OnlineKeys } from './online-keys.ts';
import { patchBetween } from './patch.ts';
import {
  type CatalogSizes,
  type PreparedCatalog,
  prepare,
  requireSameFiles,
  requireSamePlace,
} from './prepared.ts';
import { buildPush, type NewMetadata, type Published, writePublication } from './publication.ts';
import { type CurrentSet, findCurrent, type RoleName, readCurrent, writeTarget } from './records.ts';
import { trustNow } from './rotation.ts';
import { createRotations, type Rotations } from './rotations.ts';
import type { AllSigners, OnlineSigners, Signer } from './signer.ts';

/** The newest published versions. */
export type PublishedVersions = Record<RoleName, number>;
/** Runs in the same transaction as a publication, after the new version is known. */
export type Also = (tx: Queries, version: number) => Promise<void>;
/** In this order. */
export const publishSteps = ['compute', 'write', 'publish', 'hand-over'] as const;
export type PublishStep = (typeof publishSteps)[number];
/** Told how far a publication is: 0 to 1 of the step. Before `hand-over` a throw gives it up and nothing is published. */
export type PublishTold = (step: PublishStep, share: number) => void;

export interface Repository extends Rotations {
  isInitialised(): Promise<boolean>;
  /** Root, targets, empty lists. Throws CatalogError `already-initialised`. */
  initialise(signers: Omit<AllSigners, 'online'>): Promise<void>;
  /**
   * KEY-6: takes in the first lists that were signed elsewhere. Throws CatalogError `already-initialised`, `bad-list`,
   * `under-signed`.
   */
  initialiseSigned(first: FirstLists): Promise<void>;
  /** REL-3: the exact bytes to be signed for the next version, and what it costs counters. Writes nothing. */
  prepareCatalog(entries: readonly Entry[]): Promise<PreparedCatalog & { sizes: CatalogSizes }>;
  /**
   * REL-3: publishes what two certifiers signed over exactly the prepared bytes; `also` runs in the same transaction.
   * Throws CatalogError `base-moved`, `under-signed`, `bad-list`.
   */
  publishPrepared(
    prepared: PreparedCatalog,
    signatures: readonly DetachedSignature[],
    also?: Also,
    told?: PublishTold,
  ): Promise<{ version: number; changed: number }>;
  /** The keys that may sign a list now. */
  trustedKeys(role: keyof ListTrust): Promise<KeyRef[]>;
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
  /** Where online keys are kept; in memory unless said. */
  onlineKeys?: OnlineKeys;
  nowMs(): number;
  /** TLOG-6: what is published stands in it. */
  log?: ListsLog;
}

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

/** A repository over the hub's store; its tables come from `catalogMigrations`. */
export function createRepository(parts: RepositoryParts): Repository {
  const { db, nowMs } = parts;
  const listeners = new Set<(push: ListsPush) => void>();
  // LIST-13: one catalog is staged at a time, and no key changes meanwhile.
  const catalogTurns = new FifoMutex();
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
      return writePublication(tx, current, changed, online, now, parts.log);
    });
    announce(published.push);
    return published;
  }

  function announce(push: ListsPush): void {
    for (const listener of listeners) listener(push);
  }

  async function initialiseSigned(first: FirstLists): Promise<void> {
    checkFirstLists(first, online);
    const published = await db.transaction(async (tx) => {
      if (await findCurrent(tx))
        throw new CatalogError('already-initialised', 'Signed lists exist already: publish to them instead');
      const now = nowMs();
      return writePublication(tx, undefined, await firstMetadata(tx, first, now), online, now, parts.log);
    });
    announce(published.push);
  }

  async function firstMetadata(tx: Queries, first: FirstLists, now: number): Promise<NewMetadata> {
    const channels = emptyChannels();
    await writeFiles(tx, new Map([...emptyWithdrawals(), ...channels]));
    const signerIds = Object.keys(parseTargets(first.catalog).signatures);
    await writeWhole(tx, 1, await catalogContent(tx, []), signerIds, now);
    const one = (bytes: Uint8Array) => ({ version: 1, bytes });
    return {
      root: one(first.root),
      targets: one(first.targets),
      catalog: one(first.catalog),
      withdrawals: one(first.withdrawals),
      channels: one(buildRole('channels', 1, channels, [online.channels], now)),
    };
  }

  async function prepareCatalog(entries: readonly Entry[]) {
    const before = await readCurrent(db);
    return prepare(db, before.catalog, nextVersion('catalog', before), entries, nowMs());
  }

  /** LIST-13: what is computed and staged holds no transaction; the publication itself is one. */
  async function publishStaged(
    place: Pick<PreparedCatalog, 'baseVersion' | 'version'>,
    content: CatalogContent,
    signed: { bytes: Uint8Array; ids: readonly string[] },
    also?: Also,
    told?: PublishTold,
  ): Promise<void> {
    const { version } = place;
    const { bytes, ids } = signed;
    requireSigned(parseTargets((await readCurrent(db)).targets.bytes), 'catalog', bytes);
    await stageContent(db, version, content, (share) => told?.('write', share));
    told?.('publish', 0);
    await publish(async (tx, before, now) => {
      requireSamePlace(place, before.catalog, nextVersion('catalog', before));
      requireSigned(parseTargets(before.targets.bytes), 'catalog', bytes);
      await writeContent(tx, version, content, ids, now);
      await also?.(tx, version);
      return { catalog: { version, bytes } };
    });
    told?.('hand-over', 0);
  }

  async function publishPrepared(
    prepared: PreparedCatalog,
    signatures: readonly DetachedSignature[],
    also?: Also,
    told?: PublishTold,
  ) {
    const { version } = prepared;
    const before = await readCurrent(db);
    requireSamePlace(prepared, before.catalog, nextVersion('catalog', before));
    const content = await catalogContent(db, prepared.entries, (share) => told?.('compute', share));
    const bytes = joinSignatures(prepared.signable, signatures);
    requireSameFiles(bytes, version, content.files);
    const ids = signatures.map(({ keyId }) => keyId);
    await publishStaged(prepared, content, { bytes, ids }, also, told);
    return { version, changed: content.changes.length };
  }

  async function publishSigned(entries: readonly Entry[], signers: readonly Signer[], isAgain: boolean) {
    const before = await readCurrent(db);
    const { catalog } = before;
    const now = nowMs();
    const place = { baseVersion: catalog.version, version: nextVersion('catalog', before) };
    const content = await catalogContent(db, entries);
    const bytes = buildRole('catalog', place.version, content.files, signers, now);
    requireSigned(parseTargets(before.targets.bytes), 'catalog', bytes);
    const changed = content.changes.length;
    const stays = changed === 0 && expiryMs(catalog.bytes) - now > resignBeforeMs;
    if (stays && !isAgain && floors.catalog <= catalog.version) return { version: catalog.version, changed };
    await publishStaged(place, content, { bytes, ids: signers.map(({ keyId }) => keyId) });
    return { version: place.version, changed };
  }

  const publishCatalog = (entries: readonly Entry[], signers: readonly Signer[]) =>
    catalogTurns.run(() => publishSigned(entries, signers, false));

  const publishCatalogAgain = (signers: readonly Signer[]): Promise<number> =>
    catalogTurns.run(async () => {
      const entries = [...(await readLines(db)).values()].map((line) => JSON.parse(line) as Entry);
      return (await publishSigned(entries, signers, true)).version;
    });

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

  const rotations = createRotations({
    db,
    onlineKeys: parts.onlineKeys ?? memoryOnlineKeys(parts.online),
    publish,
    online: () => online,
    use(next) {
      online = next;
    },
  });

  return {
    ...rotations,
    publishRotation: (...asked) => catalogTurns.run(() => rotations.publishRotation(...asked)),
    rotateRoot: (rotation) => catalogTurns.run(() => rotations.rotateRoot(rotation)),
    isInitialised: async () => (await findCurrent(db)) !== undefined,
    initialise: (signers) => initialiseSigned(signFirstLists({ ...signers, online }, nowMs())),
    initialiseSigned,
    prepareCatalog,
    publishPrepared: (...asked) => catalogTurns.run(() => publishPrepared(...asked)),
    trustedKeys: async (role) => trustNow(await readCurrent(db), role),
    publishCatalog,
    publishCatalogAgain,
    publishWithdrawals,
    publishSuspensions,
    refreshTimestamp: async () => {
      await publish(async () => ({}));
    },
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
}
