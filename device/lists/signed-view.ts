// pure
// The verified lists as the gate asks them. Immutable; a new set is a new view.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { chunkOf } from '@zhuangui/protocol/lists.ts';
import type { ListVersions } from '@zhuangui/protocol/messages.ts';
import type { IndexedChunk } from './indexed-chunk.ts';
import type { ListsView, Sanction } from './lists-view.ts';
import type { CatalogBase } from './trusted-catalog.ts';
import type { TrustedSet } from './trusted-set.ts';

/** More than a counter has slots. */
const idsRemembered = 1000;
const lotKey = (entry: string, lot: string) => `${entry}\n${lot}`;
const sanctionOf = ({ reason, at }: Sanction): Sanction => ({ reason, at });

function sanctionMaps({ products, suppliers }: TrustedSet) {
  const whole = new Map<string, Sanction>();
  const lots = new Map<string, Sanction>();
  for (const withdrawal of products.withdrawals) {
    if (!withdrawal.lots) whole.set(withdrawal.entry, sanctionOf(withdrawal));
    for (const lot of withdrawal.lots ?? []) lots.set(lotKey(withdrawal.entry, lot), sanctionOf(withdrawal));
  }
  const blacklisted = new Map(suppliers.suppliers.map((row) => [row.creditCode, sanctionOf(row)]));
  return { whole, lots, blacklisted };
}

/** Versions in force; the catalog's is that of the base, which may lag behind the snapshot (LIST-8). */
export const versionsInForce = (set: TrustedSet, base: CatalogBase | undefined): ListVersions => ({
  root: set.versions.root,
  catalog: base?.catalog.version ?? 0,
  withdrawals: set.versions.withdrawals,
  channels: set.versions.channels,
  snapshot: set.versions.snapshot,
});

/** LIST-6, LIST-8: as fresh as the catalog's own timestamp, and no longer valid than its shortest part. */
export const timesInForce = (set: TrustedSet, base: CatalogBase | undefined) => ({
  signedAtMs: base?.signedAtMs ?? 0,
  expiresAtMs: base ? Math.min(base.expiresAtMs, base.catalog.expiresAtMs, set.expiresAtMs) : 0,
});

/** The gate's view for one counter. An entry whose chunk is missing is not certified (LIST-9). */
export function signedView(
  counter: string,
  set: TrustedSet,
  base: CatalogBase,
  chunks: readonly (IndexedChunk | undefined)[],
): ListsView {
  const { whole, lots, blacklisted } = sanctionMaps(set);
  const suspension = set.suspensions.counters.find((row) => row.counter === counter);
  const chunkNumbers = new Map<string, number>();
  /** What stands in the slots is asked for all the time, and a chunk's number costs a hash. */
  const numberOf = (id: string): number => {
    let number = chunkNumbers.get(id);
    if (number !== undefined) return number;
    number = chunkOf(id);
    if (chunkNumbers.size < idsRemembered) chunkNumbers.set(id, number);
    return number;
  };
  const entry = (id: string): Entry | undefined => chunks[numberOf(id)]?.entry(id);
  return {
    versions: versionsInForce(set, base),
    hash: set.hash,
    times: timesInForce(set, base),
    entry,
    entriesByGtin: (gtin) =>
      chunks.flatMap((chunk) => (chunk?.idsByGtin(gtin) ?? []).flatMap((id) => entry(id) ?? [])),
    entryCount: chunks.reduce((sum, chunk) => sum + (chunk?.entryCount ?? 0), 0),
    productWithdrawal: (id) => whole.get(id),
    lotWithdrawal: (id, lot) => lots.get(lotKey(id, lot)),
    blacklisting: (creditCode) => blacklisted.get(creditCode),
    suspension: suspension && sanctionOf(suspension),
  };
}
