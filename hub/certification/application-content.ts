// pure
// CERT-3: what an application says: all that a catalog entry carries, but for what certification itself gives it.
import { categories, type Entry, PriceBand, qualityMarks } from '@zhuangui/protocol/catalog.ts';
import { gtinProblem, toGtin14 } from '@zhuangui/protocol/checks/gtin.ts';
import { Closed, Gtin, RegionCode, Text } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';
import { bannerByCode } from '../catalog/import/regions.ts';
import { DomainError } from '../platform/domain-error.ts';

export const Content = Closed({
  name: Text(80),
  brand: Text(60),
  specification: Text(60),
  gtins: Type.Array(Gtin, { minItems: 1, maxItems: 8, uniqueItems: true }),
  category: Type.Enum(categories),
  /** Banner of origin: its office reviews the application. */
  banner: RegionCode,
  helps: Closed({ how: Text(200), people: Type.Integer({ minimum: 0, maximum: 10_000_000 }) }),
  priceBand: PriceBand,
  marks: Type.Array(Type.Enum(qualityMarks), { maxItems: 3, uniqueItems: true }),
  shelfLifeDays: Type.Integer({ minimum: 1, maximum: 3650 }),
});
export type Content = Static<typeof Content>;

/** What the schema cannot say. Throws DomainError `invalid`. */
export function checkContent(content: Content): void {
  const wrong = content.gtins.find((gtin) => gtinProblem(gtin) !== null);
  if (wrong !== undefined)
    throw new DomainError(
      'invalid',
      'gtin-check',
      `Barcode ${wrong} is wrong: compare it with the package.`,
      { gtin: wrong },
    );
  if (new Set(content.gtins.map(toGtin14)).size < content.gtins.length)
    throw new DomainError('invalid', 'gtin-twice', 'Two of the barcodes are the same: name each once.');
  if (!bannerByCode(content.banner))
    throw new DomainError('invalid', 'banner-unknown', 'The banner of origin is not one of the region.');
  if (content.priceBand.minFen > content.priceBand.maxFen || content.priceBand.maxFen === 0)
    throw new DomainError('invalid', 'price-band', 'The highest price must not be below the lowest, nor 0.');
}

/** Keys in one order, so that equal contents have equal text. */
export function orderedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The catalog entry a content becomes with its certificate. */
export function entryOf(
  content: Content,
  supplier: Entry['supplier'],
  certificate: Entry['certificate'],
): Entry {
  const { banner, ...rest } = content;
  const found = bannerByCode(banner);
  if (!found) throw new DomainError('invalid', 'banner-unknown', `There is no banner ${banner}.`);
  return {
    id: certificate.number,
    ...rest,
    supplier,
    origin: { banner, name: found.name, league: found.league.code },
    certificate,
  };
}
