// The three sanctions: each checked, recorded and published in one transaction, and released the same way.

import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { type ChannelSuspensions, suspensionsPath } from '@zhuangui/protocol/lists.ts';
import type { ListsPush } from '@zhuangui/protocol/messages.ts';
import { CatalogError } from '../catalog/catalog-error.ts';
import type { CatalogSearch } from '../catalog/catalog-search.ts';
import { nearest } from '../catalog/nearest.ts';
import type { Repository } from '../catalog/repository.ts';
import type { Signer } from '../catalog/signer.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Random } from '../platform/random.ts';
import type { Transparency } from '../transparency/transparency.ts';
import { type CounterVersions, type Effectiveness, effectivenessOf } from './effectiveness.ts';
import type { SanctionBook } from './sanction-book.ts';
import {
  affects,
  type CounterPlace,
  channelSuspensions,
  type IssuingLevel,
  listOf,
  productWithdrawals,
  type Sanction,
  supplierBlacklist,
} from './sanction-lists.ts';
import {
  insertSanction,
  notePushed,
  readActive,
  readHistory,
  readPage,
  readSanction,
  releaseSanction,
  type SanctionFilter,
} from './sanction-store.ts';

/** Why and by whom; both are kept, the reason and the legal basis are public. */
export interface Grounds {
  reason: string;
  by: string;
  byId?: string;
  legalBasis?: string;
  /** SANC-8: who issues it. Default: the region. */
  level?: IssuingLevel;
  /** Code of that league or banner. */
  place?: string;
  /** Whose key signs the withdrawals. Default: the supervisor's key that lies on the hub. */
  signer?: Signer;
  /** Runs in the transaction of the sanction: evidence, audit. */
  also?(tx: Queries, id: string): Promise<void>;
}

export type Release = Pick<Grounds, 'byId' | 'signer' | 'also'> & { reason?: string };

/** What was published: `version` is that of the withdrawals list, for a channel of the channels list. */
export interface Imposed {
  id: string;
  list: 'withdrawals' | 'channels';
  version: number;
}

export interface Sanctions {
  /** SANC-1: takes a product, or the lots named, out of sale. Throws CatalogError `unknown-entry`. */
  withdrawProduct(entryId: string, grounds: Grounds & { lots?: string[] }): Promise<Imposed>;
  /**
   * SANC-2: withdraws everything of a supplier; one that has only applied yet is blacklisted too, and they freeze.
   * Throws CatalogError `unknown-supplier`.
   */
  blacklistSupplier(creditCode: string, grounds: Grounds): Promise<Imposed>;
  /** SANC-3: a counter stops selling and says so. Throws CatalogError `unknown-counter`. */
  suspendChannel(counter: string, grounds: Grounds): Promise<Imposed>;
  /**
   * SANC-9: every counter of an operating company within the issuing place, new ones too, under one sanction. Throws
   * DomainError `unknown-company`.
   */
  suspendCompany(company: string, grounds: Grounds): Promise<Imposed>;
  /** SANC-4: takes a sanction back. Throws CatalogError `unknown-sanction`, `already-released`. */
  release(id: string, by: string, more?: Release): Promise<Imposed>;
  /** SANC-9: signs the channels list anew when a counter came to a suspended company, or left it. */
  reconsider(counter: string): Promise<void>;
  /**
   * LIST-11: signs and publishes what is in force once more, under a new version; in turn with all other changes, so
   * that none of them is left out.
   */
  publishAgain(list: Imposed['list'], signer?: Signer): Promise<number>;
  active(): Promise<Sanction[]>;
  history(limit?: number): Promise<Sanction[]>;
  /** Newest first, filtered. */
  page(
    filter: SanctionFilter,
    page: { limit: number; offset: number },
  ): Promise<{ rows: Sanction[]; total: number }>;
  find(id: string): Promise<Sanction | undefined>;
  /** SANC-5: who has it in force, who has not, and until when those could still sell. */
  effectiveness(id: string): Promise<Effectiveness>;
  onPublished(listener: (push: ListsPush) => void): () => void;
}

export interface SanctionParts {
  db: Db;
  repository: Repository;
  search: CatalogSearch;
  /** Name of a supplier of the register: one may have applied and have nothing in the catalog. */
  registeredName?(creditCode: string): Promise<string | undefined>;
  /** Signs withdrawals; one supervisor is enough. */
  supervisor: Signer;
  /** Ids of enrolled counters. */
  counters(): Promise<string[]>;
  /** What every enrolled counter last confirmed. */
  confirmedVersions(): Promise<CounterVersions[]>;
  /** Every counter that is not revoked, for the suspension of companies. Default: none. */
  places?(): readonly CounterPlace[];
  place?(counter: string): CounterPlace | undefined;
  /** Keeps what happens under each sanction. */
  book?: SanctionBook;
  nowMs(): number;
  random: Random;
  /** TLOG-5: every sanction and release stands in the log, in the same transaction. */
  log?: Pick<Transparency, 'append'>;
}

type Target = Pick<Sanction, 'kind' | 'target' | 'targetName' | 'lots'> & { entries?: string[] };
const meant = (suggestions: readonly string[]) =>
  suggestions.length > 0 ? `Did you mean ${suggestions.join('; ')}?` : 'Nothing similar is known.';

const newSanction = (id: string, target: Target, grounds: Grounds, at: number): Sanction => ({
  id,
  entries: [],
  ...target,
  reason: grounds.reason,
  by: grounds.by,
  byId: grounds.byId ?? '',
  legalBasis: grounds.legalBasis ?? '',
  level: grounds.level ?? 'region',
  place: grounds.place ?? '',
  at,
  listVersion: 0,
  releasedAt: null,
  releasedBy: null,
  releaseVersion: null,
  releaseReason: '',
  pushedAt: null,
});

/** Sanctions over a repository and its store; the table comes from `sanctionMigrations`. */
export function createSanctions(parts: SanctionParts): Sanctions {
  const { db, repository, search, book } = parts;
  const places = () => parts.places?.() ?? [];
  /** Counters in the channels list as it was signed last; unknown until this process signed one. */
  let suspended: ReadonlySet<string> | undefined;

  /** Signs and publishes the list that carries `kind`, from what is in force after `change`. */
  async function publish(
    kind: Sanction['kind'],
    after: readonly Sanction[],
    also: Parameters<Repository['publishSuspensions']>[1],
    signer = parts.supervisor,
  ): Promise<number> {
    if (listOf(kind) === 'channels') return publishChannels(after, also);
    const [products, suppliers] = [productWithdrawals(after), supplierBlacklist(after)];
    return repository.publishWithdrawals(products, suppliers, signer, also);
  }

  async function publishChannels(
    after: readonly Sanction[],
    also: Parameters<Repository['publishSuspensions']>[1],
  ): Promise<number> {
    const list = channelSuspensions(after, places());
    const version = await repository.publishSuspensions(list, also);
    suspended = new Set(list.counters.map(({ counter }) => counter));
    return version;
  }

  /** The target's name would be personal data of a supplier for good: its code says enough. */
  async function logged(tx: Queries, act: 'imposed' | 'released', of: Sanction, listVersion: number) {
    const { id, kind, target } = of;
    const what = { sanction: id, kind, target: target.slice(0, 200), lots: of.lots.slice(0, 200) };
    const body = { type: 'sanction', act, ...what, list: listOf(kind), listVersion } as const;
    await parts.log?.append(tx, body, id);
  }

  let queue: Promise<unknown> = Promise.resolve();
  /** One change at a time: the list is made from what is in force when it is signed. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  }

  const impose = (target: Target, grounds: Grounds): Promise<Imposed> =>
    inTurn(async () => {
      const id = `s${Buffer.from(parts.random.bytes(8)).toString('hex')}`;
      const before = await readActive(db);
      const sanction = newSanction(id, target, grounds, parts.nowMs());
      book?.add(sanction);
      try {
        const version = await publish(
          target.kind,
          [...before, sanction],
          async (tx, listVersion) => {
            await insertSanction(tx, { ...sanction, listVersion });
            await logged(tx, 'imposed', sanction, listVersion);
            await grounds.also?.(tx, id);
          },
          grounds.signer,
        );
        await notePushed(db, id, parts.nowMs());
        return { id, list: listOf(target.kind), version };
      } catch (error) {
        book?.forget(id);
        throw error;
      }
    });

  const release = (id: string, by: string, more: Release = {}): Promise<Imposed> =>
    inTurn(async () => {
      const sanction = await requireSanction(id);
      if (sanction.releasedAt !== null)
        throw new CatalogError(
          'already-released',
          `Sanction ${id} was released by ${sanction.releasedBy} already`,
        );
      const rest = (await readActive(db)).filter((other) => other.id !== id);
      const at = parts.nowMs();
      const version = await publish(
        sanction.kind,
        rest,
        async (tx, listVersion) => {
          await releaseSanction(tx, { id, by, at, listVersion, reason: more.reason ?? '' });
          await logged(tx, 'released', sanction, listVersion);
          await more.also?.(tx, id);
        },
        more.signer,
      );
      book?.released(id, at);
      return { id, list: listOf(sanction.kind), version };
    });

  async function isInList(counter: string): Promise<boolean> {
    if (!suspended) {
      const { files } = await repository.push();
      const { counters } = JSON.parse(files[suspensionsPath] ?? '{"counters":[]}') as ChannelSuspensions;
      suspended ??= new Set(counters.map((row) => row.counter));
    }
    return suspended.has(counter);
  }

  async function reconsider(counter: string): Promise<void> {
    const isMeant = () => {
      const place = parts.place?.(counter);
      return place !== undefined && book?.suspends(place) === true;
    };
    if (!book || isMeant() === (suspended ?? new Set()).has(counter)) return;
    await inTurn(async () => {
      if (isMeant() !== (await isInList(counter))) await publishChannels(await readActive(db), undefined);
    });
  }

  async function requireSanction(id: string): Promise<Sanction> {
    const sanction = await readSanction(db, id);
    if (!sanction)
      throw new CatalogError('unknown-sanction', `There is no sanction ${id}: list them to see their ids`);
    return sanction;
  }

  async function withdrawProduct(entryId: string, grounds: Grounds & { lots?: string[] }): Promise<Imposed> {
    const entry = await search.entry(entryId);
    if (!entry)
      throw new CatalogError(
        'unknown-entry',
        `No entry ${entryId} in the catalog. ${meant(await search.suggestEntries(entryId))}`,
      );
    const lots = [...new Set(grounds.lots ?? [])];
    const kind = lots.length > 0 ? 'lot' : 'product';
    return impose({ kind, target: entryId, targetName: entry.name, lots }, grounds);
  }

  async function blacklistSupplier(creditCode: string, grounds: Grounds): Promise<Imposed> {
    const targetName = (await search.supplier(creditCode)) ?? (await parts.registeredName?.(creditCode));
    if (targetName === undefined)
      throw new CatalogError(
        'unknown-supplier',
        `Supplier ${creditCode} is neither in the register nor in the catalog. ${meant(await search.suggestSuppliers(creditCode))}`,
      );
    const entries = (await search.entries())
      .filter(({ supplier }) => supplier.creditCode === creditCode)
      .map(({ id }) => id);
    return impose({ kind: 'supplier', target: creditCode, targetName, lots: [], entries }, grounds);
  }

  async function suspendChannel(counter: string, grounds: Grounds): Promise<Imposed> {
    const counters = await parts.counters();
    if (!counters.includes(counter))
      throw new CatalogError(
        'unknown-counter',
        `No counter ${counter} is enrolled. ${meant(nearest(counter, counters, (id) => [id]))}`,
      );
    return impose({ kind: 'channel', target: counter, targetName: counter, lots: [] }, grounds);
  }

  async function suspendCompany(company: string, grounds: Grounds): Promise<Imposed> {
    const names = [...new Set(places().map(({ operatingCompany }) => operatingCompany))];
    if (!names.includes(company))
      throw new DomainError(
        'unknown',
        'unknown-company',
        `No counter is run by ${company}. ${meant(nearest(company, names, (name) => [name]))}`,
        { company },
      );
    return impose({ kind: 'company', target: company, targetName: company, lots: [] }, grounds);
  }

  return {
    withdrawProduct,
    blacklistSupplier,
    suspendChannel,
    suspendCompany,
    release,
    reconsider,
    publishAgain: (list, signer) =>
      inTurn(async () =>
        publish(list === 'channels' ? 'channel' : 'product', await readActive(db), undefined, signer),
      ),
    active: () => readActive(db),
    history: (limit = 100) => readHistory(db, limit),
    page: (filter, page) => readPage(db, filter, page),
    find: (id) => readSanction(db, id),
    effectiveness: async (id) => {
      const sanction = await requireSanction(id);
      const within = new Map(places().map((place) => [place.id, place]));
      return effectivenessOf(sanction, await parts.confirmedVersions(), (counter) => {
        const place = within.get(counter);
        return place !== undefined && affects(sanction, place);
      });
    },
    onPublished: (listener) => repository.onPublished(listener),
  };
}
