// pure
// One certified product as it stands in the signed catalog.
import Type, { type Static } from 'typebox';
import { defineMessage } from './schema.ts';
import { Closed, CreditCode, Day, EntryId, Fen, Gtin, RegionCode, Text } from './units.ts';

export const categories = [
  'grain',
  'meat',
  'dairy',
  'vegetable',
  'fruit',
  'fungus',
  'oil',
  'snack',
  'drink',
  'condiment',
  'herb',
  'other',
] as const;
export type Category = (typeof categories)[number];

export const qualityMarks = ['green-food', 'organic', 'geographical-indication'] as const;
export type QualityMark = (typeof qualityMarks)[number];

export const PriceBand = Closed({ minFen: Fen, maxFen: Fen });
export type PriceBand = Static<typeof PriceBand>;

/** There is no fee here, and there never is one: certification is free (domain, "Certification"). */
export const Entry = Closed({
  id: EntryId,
  name: Text(80),
  brand: Text(60),
  specification: Text(60),
  gtins: Type.Array(Gtin, { minItems: 1, maxItems: 8, uniqueItems: true }),
  category: Type.Enum(categories),
  supplier: Closed({ name: Text(100), creditCode: CreditCode }),
  origin: Closed({ banner: RegionCode, name: Text(40), league: RegionCode }),
  helps: Closed({ how: Text(200), people: Type.Integer({ minimum: 0, maximum: 10_000_000 }) }),
  certificate: Closed({ number: EntryId, validFrom: Day, validUntil: Day }),
  priceBand: PriceBand,
  marks: Type.Array(Type.Enum(qualityMarks), {
    maxItems: 3,
    uniqueItems: true,
  }),
  shelfLifeDays: Type.Integer({ minimum: 1, maximum: 3650 }),
});
export type Entry = Static<typeof Entry>;

/** One line of a catalog chunk. */
export const entryMessage = defineMessage('catalog entry', 4096, Entry);
