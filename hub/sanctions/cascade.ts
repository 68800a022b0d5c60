// SANC-11: what a sanction would cover, before anybody confirms it.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Stock } from '../stock/stock.ts';
import { goodsOf, packagesOf } from './effect-ledger.ts';
import { affects, type CounterPlace, type Sanction } from './sanction-lists.ts';

export interface Cascade {
  targetName: string;
  entries: { id: string; name: string }[];
  /** Counters that would stop selling: those that hold the goods, or the channel's own. */
  counters: number;
  slots: number;
  packages: number;
  pendingApplications: number;
  /** Sanctions already in force on the same target. */
  already: string[];
}

export interface CascadeParts {
  stock: Pick<Stock, 'totalsOfEntries' | 'slots'>;
  entries(): Promise<readonly Entry[]>;
  counters(): readonly (CounterPlace & { name: string })[];
  active(): Promise<readonly Sanction[]>;
  pendingApplications(creditCode: string): Promise<number>;
  /** A supplier that is registered and may have nothing in the catalog. */
  registeredName(creditCode: string): Promise<string | undefined>;
}

export type CascadeTarget = Pick<Sanction, 'kind' | 'target' | 'lots' | 'level' | 'place'>;

/** Undefined when the target is not known. */
export async function cascadeOf(parts: CascadeParts, target: CascadeTarget): Promise<Cascade | undefined> {
  const already = (await parts.active())
    .filter((one) => one.kind === target.kind && one.target === target.target)
    .map(({ id }) => id);
  const isChannel = target.kind === 'channel' || target.kind === 'company';
  return isChannel ? ofChannel(parts, target, already) : ofGoods(parts, target, already);
}

async function ofGoods(
  parts: CascadeParts,
  target: CascadeTarget,
  already: string[],
): Promise<Cascade | undefined> {
  const isSupplier = target.kind === 'supplier';
  const entries = (await parts.entries()).filter(
    ({ id, supplier }) => (isSupplier ? supplier.creditCode : id) === target.target,
  );
  const targetName = entries[0]
    ? isSupplier
      ? entries[0].supplier.name
      : entries[0].name
    : isSupplier
      ? await parts.registeredName(target.target)
      : undefined;
  if (targetName === undefined) return undefined;
  const goods = goodsOf({ ...target, entries: entries.map(({ id }) => id) });
  const held = await parts.stock.totalsOfEntries(goods.entries, goods.lots);
  return {
    targetName,
    entries: entries.map(({ id, name }) => ({ id, name })),
    ...held,
    pendingApplications: isSupplier ? await parts.pendingApplications(target.target) : 0,
    already,
  };
}

async function ofChannel(
  parts: CascadeParts,
  target: CascadeTarget,
  already: string[],
): Promise<Cascade | undefined> {
  const counters = parts.counters().filter((counter) => affects(target, counter));
  const [first] = counters;
  if (!first) return undefined;
  const full = packagesOf(await parts.stock.slots(counters.map(({ id }) => id)));
  return {
    targetName: target.kind === 'channel' ? first.name : target.target,
    entries: [],
    counters: counters.length,
    slots: full.length,
    packages: full.reduce((sum, { count }) => sum + count, 0),
    pendingApplications: 0,
    already,
  };
}
