// Dimensions of a line from the register in memory and the published catalog.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { type StatGoods, type StatPlace, unknownGoods, unknownPlace } from './dimensions.ts';
import type { DimensionSource } from './projection.ts';

interface CounterFacts {
  league: string;
  banner: string;
  siteKind: string;
  hostUnit: string;
  operatingCompany: string;
  programme?: string | null;
}

export const placeOfCounter = (counter: string, facts: CounterFacts | undefined): StatPlace => {
  if (!facts) return unknownPlace(counter);
  const { league, banner, siteKind, hostUnit, operatingCompany, programme } = facts;
  return { counter, league, banner, siteKind, hostUnit, operatingCompany, programme: programme ?? '' };
};

export const goodsOfEntry = (id: string, entry: Entry | undefined): StatGoods =>
  entry
    ? {
        entry: id,
        name: entry.name,
        category: entry.category,
        creditCode: entry.supplier.creditCode,
        supplier: entry.supplier.name,
        originLeague: entry.origin.league,
        originBanner: entry.origin.banner,
      }
    : unknownGoods(id);

/** `fleet.registry` and the catalog index answer from memory. */
export const dimensionSource = (of: {
  fleet: { registry: { get(id: string): CounterFacts | undefined } };
  catalog: { get(id: string): Entry | undefined };
}): DimensionSource => ({
  placeOf: (counter) => placeOfCounter(counter, of.fleet.registry.get(counter)),
  goodsOf: (entry) => goodsOfEntry(entry, of.catalog.get(entry)),
});
