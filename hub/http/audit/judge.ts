// Was a sale one of certified goods? Judged from what was published, whatever the counter says of itself.
import type { PermittedSale } from './permits.ts';
import type { PublishedLists } from './published-lists.ts';

/** HTTP-8: the permit names an entry of that catalog version, at a price within its band, not withdrawn then. */
export async function isCertified(
  { outcome, permit }: PermittedSale,
  lists: PublishedLists,
): Promise<boolean> {
  if (permit === undefined || permit.entry !== outcome.entry || permit.lot !== outcome.lot) return false;
  const entry = await lists.entry(permit.entry, permit.catalogVersion);
  const withdrawn = await lists.withdrawn(permit.withdrawalsVersion);
  if (entry === undefined || withdrawn === undefined) return false;
  const { minFen, maxFen } = entry.priceBand;
  // A test vend has no price.
  if (outcome.kind === 'outcome' && (outcome.priceFen < minFen || outcome.priceFen > maxFen)) return false;
  if (withdrawn.suppliers.has(entry.supplier.creditCode)) return false;
  const lots = withdrawn.entries.get(entry.id);
  return lots === undefined || (lots !== null && !lots.has(permit.lot));
}
