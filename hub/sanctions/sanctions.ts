// The three sanctions: each checked, recorded and published in one transaction, and released the same way.

import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { ListsPush } from '@zhuangui/protocol/messages.ts';
import { CatalogError } from '../catalog/catalog-error.ts';
import type { CatalogSearch } from '../catalog/catalog-search.ts';
import { nearest } from '../catalog/nearest.ts';
import type { Repository } from '../catalog/repository.ts';
import type { Signer } from '../catalog/signer.ts';
import type { Random } from '../platform/random.ts';
import { type CounterVersions, type Effectiveness, effectivenessOf } from './effectiveness.ts';
import {
  channelSuspensions,
  listOf,
  productWithdrawals,
  type Sanction,
  supplierBlacklist,
} from './sanction-lists.ts';
import { insertSanction, readActive, readHistory, readSanction, releaseSanction } from './sanction-store.ts';

/** Why and by whom; both are kept, the reason is public. */
export interface Grounds {
  reason: string;
  by: string;
}

/** What was published: `version` is that of the withdrawals list, for a channel of the channels list. */
export interface Imposed {
  id: string;
  list: 'withdrawals' | 'channels';
  version: number;
}

export interface Sanctions {
  /** SANC-1: takes a product, or the lots named, out of sale. Throws CatalogError `unknown-entry`. */
  withdrawProduct(entryId: string, grounds: Grounds & { lots?: string[] }): Promise<Imposed>;
  /** SANC-2: withdraws everything of a supplier. Throws CatalogError `unknown-supplier`. */
  blacklistSupplier(creditCode: string, grounds: Grounds): Promise<Imposed>;
  /** SANC-3: a counter stops selling and says so. Throws CatalogError `unknown-counter`. */
  suspendChannel(counter: string, grounds: Grounds): Promise<Imposed>;
  /** SANC-4: takes a sanction back. Throws CatalogError `unknown-sanction`, `already-released`. */
  release(id: string, by: string): Promise<Imposed>;
  /**
   * LIST-11: signs and publishes what is in force once more, under a new version; in turn with all other changes, so
   * that none of them is left out.
   */
  publishAgain(list: Imposed['list']): Promise<number>;
  active(): Promise<Sanction[]>;
  history(limit?: number): Promise<Sanction[]>;
  find(id: string): Promise<Sanction | undefined>;
  /** SANC-5: who has it in force, who has not, and until when those could still sell. */
  effectiveness(id: string): Promise<Effectiveness>;
  onPublished(listener: (push: ListsPush) => void): () => void;
}

export interface SanctionParts {
  db: Db;
  repository: Repository;
  search: CatalogSearch;
  /** Signs withdrawals; one supervisor is enough. */
  supervisor: Signer;
  /** Ids of enrolled counters. */
  counters(): Promise<string[]>;
  /** What every enrolled counter last confirmed. */
  confirmedVersions(): Promise<CounterVersions[]>;
  nowMs(): number;
  random: Random;
}

type Target = Pick<Sanction, 'kind' | 'target' | 'targetName' | 'lots'>;
const meant = (suggestions: readonly string[]) =>
  suggestions.length > 0 ? `Did you mean ${suggestions.join('; ')}?` : 'Nothing similar is known.';

/** Sanctions over a repository and its store; the table comes from `sanctionMigrations`. */
export function createSanctions(parts: SanctionParts): Sanctions {
  const { db, repository, search } = parts;

  /** Signs and publishes the list that carries `kind`, from what is in force after `change`. */
  async function publish(
    kind: Sanction['kind'],
    after: readonly Sanction[],
    also: Parameters<Repository['publishSuspensions']>[1],
  ): Promise<number> {
    if (listOf(kind) === 'channels') return repository.publishSuspensions(channelSuspensions(after), also);
    const [products, suppliers] = [productWithdrawals(after), supplierBlacklist(after)];
    return repository.publishWithdrawals(products, suppliers, parts.supervisor, also);
  }

  let queue: Promise<unknown> = Promise.resolve();
  /** One change at a time: the list is made from what is in force when it is signed. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  }

  const impose = (target: Target, { reason, by }: Grounds): Promise<Imposed> =>
    inTurn(async () => {
      const id = `s${Buffer.from(parts.random.bytes(8)).toString('hex')}`;
      const open = { listVersion: 0, releasedAt: null, releasedBy: null, releaseVersion: null };
      const sanction: Sanction = { id, ...target, reason, by, at: parts.nowMs(), ...open };
      const version = await publish(target.kind, [...(await readActive(db)), sanction], (tx, listVersion) =>
        insertSanction(tx, { ...sanction, listVersion }),
      );
      return { id, list: listOf(target.kind), version };
    });

  const release = (id: string, by: string): Promise<Imposed> =>
    inTurn(async () => {
      const sanction = await requireSanction(id);
      if (sanction.releasedAt !== null)
        throw new CatalogError(
          'already-released',
          `Sanction ${id} was released by ${sanction.releasedBy} already`,
        );
      const rest = (await readActive(db)).filter((other) => other.id !== id);
      const version = await publish(sanction.kind, rest, async (tx, listVersion) => {
        await releaseSanction(tx, { id, by, at: parts.nowMs(), listVersion });
      });
      return { id, list: listOf(sanction.kind), version };
    });

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
    const targetName = await search.supplier(creditCode);
    if (targetName === undefined)
      throw new CatalogError(
        'unknown-supplier',
        `No certified entry is of supplier ${creditCode}. ${meant(await search.suggestSuppliers(creditCode))}`,
      );
    return impose({ kind: 'supplier', target: creditCode, targetName, lots: [] }, grounds);
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

  return {
    withdrawProduct,
    blacklistSupplier,
    suspendChannel,
    release,
    publishAgain: (list) =>
      inTurn(async () =>
        publish(list === 'channels' ? 'channel' : 'product', await readActive(db), undefined),
      ),
    active: () => readActive(db),
    history: (limit = 100) => readHistory(db, limit),
    find: (id) => readSanction(db, id),
    effectiveness: async (id) => effectivenessOf(await requireSanction(id), await parts.confirmedVersions()),
    onPublished: (listener) => repository.onPublished(listener),
  };
}
