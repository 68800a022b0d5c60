// pure
// REL-4: what a release changes, field by field, as data; words in both languages are made from the same data.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { ChangeKind, ReleaseChange } from './release-types.ts';

export const entryFields = [
  'name',
  'brand',
  'specification',
  'gtins',
  'category',
  'supplierName',
  'creditCode',
  'origin',
  'helpsHow',
  'helpsPeople',
  'certificate',
  'validFrom',
  'validUntil',
  'priceMin',
  'priceMax',
  'marks',
  'shelfLifeDays',
] as const;
export type EntryField = (typeof entryFields)[number];

/** One field before and after; prices in whole fen, lists as texts. */
export interface FieldChange {
  field: EntryField;
  before: string;
  after: string;
}

export interface Difference {
  entry: string;
  name: string;
  kind: ChangeKind;
  fields: FieldChange[];
}

/** Every field as text. */
export function fieldsOf(entry: Entry): Record<EntryField, string> {
  return {
    name: entry.name,
    brand: entry.brand,
    specification: entry.specification,
    gtins: entry.gtins.join(' '),
    category: entry.category,
    supplierName: entry.supplier.name,
    creditCode: entry.supplier.creditCode,
    origin: `${entry.origin.name} ${entry.origin.banner}`,
    helpsHow: entry.helps.how,
    helpsPeople: String(entry.helps.people),
    certificate: entry.certificate.number,
    validFrom: entry.certificate.validFrom,
    validUntil: entry.certificate.validUntil,
    priceMin: String(entry.priceBand.minFen),
    priceMax: String(entry.priceBand.maxFen),
    marks: entry.marks.join(' '),
    shelfLifeDays: String(entry.shelfLifeDays),
  };
}

const parse = (line: string) => JSON.parse(line) as Entry;

export function differenceOf({
  entry,
  line,
  baseLine,
}: Pick<ReleaseChange, 'entry' | 'line' | 'baseLine'>): Difference {
  const before = baseLine === null ? undefined : parse(baseLine);
  const after = line === null ? undefined : parse(line);
  const name = (after ?? before)?.name ?? entry;
  if (!before || !after) return { entry, name, kind: before ? 'removed' : 'added', fields: [] };
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const fields = entryFields
    .filter((field) => old[field] !== now[field])
    .map((field) => ({ field, before: old[field], after: now[field] }));
  return { entry, name, kind: 'changed', fields };
}
