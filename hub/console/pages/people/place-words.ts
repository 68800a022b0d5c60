// pure
// A place as people read it.

import type { Grant, Place } from '../../../people/actor.ts';
import { placeValue } from '../../../people/person.ts';
import { regionName } from '../../shared/region-names.ts';

export const placeWords = (place: Place): string =>
  place.kind === 'region'
    ? regionName('150000')
    : place.kind === 'league' || place.kind === 'banner'
      ? regionName(place.code)
      : placeValue(place);

export interface PersonRow {
  id: string;
  login: string;
  name: string;
  grants: Grant[];
  mustChangePassword: boolean;
  createdAtMs: number;
  disabledAtMs: number | null;
  signedInAtMs: number | null;
}
