// A hub's repository and one counter's list store over SQLite in memory, with clocks and a network that tests move.

import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import type { Line, LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { ListsPush } from '@zhuangui/protocol/messages.ts';
import type { Journal } from '../../device/journal/journal.ts';
import { listMigrations } from '../../device/lists/list-migrations.ts';
import { openListStore } from '../../device/lists/list-store.ts';
import type { ListsFetcher } from '../../device/lists/lists-fetcher.ts';
import { catalogMigrations } from '../../hub/catalog/catalog-migrations.ts';
import { createListsContent } from '../../hub/catalog/content.ts';
import { memorySigner } from '../../hub/catalog/keys.ts';
import { createRepository, type Repository } from '../../hub/catalog/repository.ts';
import type { AllSigners } from '../../hub/catalog/signer.ts';
import { worldEntry } from '../../simulators/world/goods.ts';

export const startMs = 1_800_000_000_000;
export const hourMs = 3_600_000;

/** An entry; `number` makes id, barcode and name its own. */
export const entryOf = (number: number, change: Partial<Entry> = {}): Entry => ({
  ...worldEntry(number),
  priceBand: { minFen: 800, maxFen: 1500 },
  ...change,
});

export const entriesOf = (count: number): Entry[] =>
  Array.from({ length: count }, (_, index) => entryOf(index));

export interface Time {
  wallMs: number;
  monotonicMs: number;
}

/** Three of each, in memory. */
export function newSigners(): AllSigners {
  const three = () => [memorySigner(), memorySigner(), memorySigner()];
  const online = { snapshot: memorySigner(), timestamp: memorySigner(), channels: memorySigner() };
  return { root: three(), certifiers: three(), supervisors: three(), online };
}

export interface Hub {
  db: Db;
  repository: Repository;
  signers: AllSigners;
  publish(entries: readonly Entry[]): Promise<ListsPush>;
  withdraw(entry: string, lots?: string[]): Promise<ListsPush>;
  fetcher: ListsFetcher;
}

/** A repository of its own; hubs with the same signers and other content are what a thief would make. */
export async function openHub(time: Time, signers = newSigners()): Promise<Hub> {
  const db = await openDb({ engine: 'node:sqlite', path: ':memory:' });
  await migrate(db, catalogMigrations, 'catalog');
  const repository = createRepository({ db, online: signers.online, nowMs: () => time.wallMs });
  await repository.initialise(signers);
  const content = createListsContent(db);
  return {
    db,
    repository,
    signers,
    async publish(entries) {
      await repository.publishCatalog(entries, signers.certifiers.slice(0, 2));
      return repository.push();
    },
    async withdraw(entry, lots) {
      const withdrawal = { entry, ...(lots ? { lots } : {}), reason: '抽检不合格', at: time.wallMs };
      const signer = signers.supervisors[1]!;
      await repository.publishWithdrawals({ withdrawals: [withdrawal] }, { suppliers: [] }, signer);
      return repository.push();
    },
    fetcher: {
      metadata: async (role, version) => (await content.metadata(role, version))?.bytes,
      patch: async (from, to) => (await content.patch(from, to))?.bytes,
      target: async (path, hash) => (await content.target(path, hash))?.bytes,
    },
  };
}

/** A fetcher that counts, and that a test can cut off or replace. */
export function network(to: ListsFetcher) {
  const calls = { metadata: 0, patch: 0, target: 0, consistency: 0, patchBytes: 0 };
  const wire = { to, isDown: false };
  const through = async <T>(
    name: Exclude<keyof typeof calls, 'patchBytes'>,
    call: () => Promise<T>,
  ): Promise<T> => {
    calls[name] += 1;
    if (wire.isDown) throw new Error('no route to the hub');
    return call();
  };
  const fetcher: ListsFetcher = {
    metadata: (role, version) => through('metadata', () => wire.to.metadata(role, version)),
    patch: (from, until) =>
      through('patch', async () => {
        const bytes = await wire.to.patch(from, until);
        calls.patchBytes += bytes?.length ?? 0;
        return bytes;
      }),
    target: (path, hash, length) => through('target', () => wire.to.target(path, hash, length)),
    consistency: (origin, from, until) =>
      through('consistency', async () => wire.to.consistency?.(origin, from, until)),
  };
  return { calls, wire, fetcher };
}

/** A journal that keeps its lines in memory and shares the transaction of the real one. */
export function memoryJournal(db: Db): Pick<Journal, 'append'> & { lines: Line[] } {
  const lines: Line[] = [];
  return {
    lines,
    async append(bodies: readonly LineBody[], also) {
      const added = bodies.map(
        (body, index) => ({ seq: lines.length + index + 1, at: 0, up: 0, ...body }) as Line,
      );
      await db.transaction(async (tx) => also?.(tx, added));
      lines.push(...added);
      return added;
    },
  };
}

/** A counter's store; `reopen` is a restart over the same disk, whose monotonic clock starts again. */
export async function openCounter(time: Time, pinnedRoot: Uint8Array, fetcher: ListsFetcher) {
  const db = await openDb({ engine: 'node:sqlite', path: ':memory:' });
  await migrate(db, listMigrations, 'lists');
  const journal = memoryJournal(db);
  const clock = {
    nowMs: () => time.wallMs,
    monotonicMs: () => time.monotonicMs,
    setTimer: () => () => {},
  };
  const parts = { counter: 'c-001', db, journal, fetcher, pinnedRoot, clock };
  const open = () => openListStore(parts);
  return { db, journal, store: await open(), reopen: open };
}

/** A hub with a catalog and a counter that has applied it. */
export async function openRig(count = 40) {
  const time: Time = { wallMs: startMs, monotonicMs: 1_000 };
  const hub = await openHub(time);
  const net = network(hub.fetcher);
  const counter = await openCounter(time, await hub.repository.firstRoot(), net.fetcher);
  const apply = async (push: ListsPush) => {
    const result = await counter.store.applyPush(push);
    return result.applied && result.pending ? counter.store.completeCatalog() : result;
  };
  const pass = (ms: number) => {
    time.wallMs += ms;
    time.monotonicMs += ms;
  };
  await apply(await hub.publish(entriesOf(count)));
  return { time, hub, net, ...counter, apply, pass };
}
