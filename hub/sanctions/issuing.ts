// pure
// SANC-8: which place of the acting person a sanction is issued from, and who may take it back.
import { leagueOfBanner } from '@zhuangui/protocol/checks/region-code.ts';
import type { Actor, ObjectPlace, Place } from '../people/actor.ts';
import { grantsFor, holds } from '../people/can.ts';
import type { Action } from '../people/permissions.ts';
import type { IssuingLevel, Sanction, SanctionKind } from './sanction-lists.ts';

export interface Issuing {
  level: IssuingLevel;
  /** Code of the league or banner; empty for the region. */
  place: string;
}

const ranks: readonly IssuingLevel[] = ['region', 'league', 'banner'];
const isOffice = (place: Place): place is Extract<Place, { kind: IssuingLevel }> =>
  (ranks as readonly string[]).includes(place.kind);

const actionOf: Record<SanctionKind, Action> = {
  product: 'sanction.withdraw',
  lot: 'sanction.withdraw',
  supplier: 'sanction.blacklist',
  channel: 'sanction.suspend',
  company: 'sanction.suspend',
};
export const imposingAction = (kind: SanctionKind): Action => actionOf[kind];

/** The highest of the actor's places that holds all of them; undefined when none does. `at` asks for one of them. */
export function issuingPlace(
  actor: Actor,
  action: Action,
  objects: readonly ObjectPlace[],
  at?: string,
): Issuing | undefined {
  const places = grantsFor(actor, action)
    .map(({ place }) => place)
    .filter(isOffice)
    .filter((place) => objects.every((object) => holds(place, object)))
    .map((place) => ({ level: place.kind, place: place.kind === 'region' ? '' : place.code }))
    .sort((a, b) => ranks.indexOf(a.level) - ranks.indexOf(b.level));
  return at === undefined ? places[0] : places.find(({ place }) => place === at);
}

/** Whoever holds this place holds the issuing one: the same level, or one above. */
export function placeOfIssue({ level, place }: Pick<Sanction, 'level' | 'place'>): ObjectPlace {
  if (level === 'region') return {};
  return level === 'league' ? { league: place } : { league: leagueOfBanner(place), banner: place };
}
