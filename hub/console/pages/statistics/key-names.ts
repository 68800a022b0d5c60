// pure
// What a figure is divided by, in the reader's language where the console has words for it.
import type { TFunction } from 'i18next';
import { regionName } from '../../shared/region-names.ts';

const regions = new Set(['league', 'banner', 'originLeague', 'originBanner']);

/** `name` is what the hub calls it. */
export function keyName(t: TFunction, by: string, key: string, name: string): string {
  if (regions.has(by) && /^\d{6}$/.test(key)) return regionName(key) || name;
  if (by === 'method' && key !== '') return t(`methods.${key}` as never);
  return name === '' ? key : name;
}
