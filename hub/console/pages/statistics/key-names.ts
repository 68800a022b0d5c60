// pure
// What a figure is divided by, in the reader's language where the console has words for it.
import type { TFunction } from 'i18next';
import { unknown } from '../../../statistics/dimensions.ts';
import { regionName } from '../../shared/region-names.ts';

const regions = new Set(['league', 'banner', 'originLeague', 'originBanner']);
/** Where the words of a dimension's keys are. */
const wordsOf: Readonly<Record<string, string>> = {
  siteKind: 'fleet.siteKinds',
  category: 'certification.categories',
  method: 'methods',
};
/** What lines that name nothing of a dimension are called. */
const nothing: Readonly<Record<string, string>> = {
  method: 'statistics.noMethod',
  programme: 'statistics.noProgramme',
  entry: 'statistics.noEntry',
};

/** `name` is what the hub calls it. */
export function keyName(t: TFunction, by: string, key: string, name: string): string {
  const called = name === '' ? key : name;
  if (key === unknown) return t('statistics.unknown');
  if (key === '' && nothing[by]) return t(nothing[by] as never);
  if (regions.has(by) && /^\d{6}$/.test(key)) return regionName(key) || called;
  const words = wordsOf[by];
  return words === undefined ? called : t(`${words}.${key}` as never, { defaultValue: called });
}
