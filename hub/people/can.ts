// pure
// PEO-2: one function decides. Scope in queries (`scope.ts`) follows from the same grants.
import { leagueOfBanner } from '@zhuangui/protocol/checks/region-code.ts';
import type { Actor, Grant, ObjectPlace, Place } from './actor.ts';
import { type Action, rolesFor } from './permissions.ts';

/** Whether a place holds an object. */
export function holds(place: Place, object: ObjectPlace): boolean {
  switch (place.kind) {
    case 'region':
      return true;
    case 'league':
      return (
        object.league === place.code ||
        (object.banner !== undefined && leagueOfBanner(object.banner) === place.code)
      );
    case 'banner':
      return object.banner === place.code;
    case 'operating-company':
      return object.operatingCompany === place.name;
    case 'host-unit':
      return object.hostUnit === place.name;
    case 'supplier':
      return object.creditCode === place.creditCode;
  }
}

/** Grants under which the actor may do this somewhere. */
export function grantsFor(actor: Actor, action: Action): Grant[] {
  if (actor.scopes && !actor.scopes.includes(action)) return [];
  return actor.grants.filter(({ role }) => rolesFor(action).includes(role));
}

/** May this actor do this to this object? Without an object: to something that belongs to the region as a whole. */
export const can = (actor: Actor, action: Action, object: ObjectPlace = {}): boolean =>
  grantsFor(actor, action).some(({ place }) => holds(place, object));

/** May this actor do this anywhere? For menus, and for lists that are then narrowed by scope. */
export const canSomewhere = (actor: Actor, action: Action): boolean => grantsFor(actor, action).length > 0;
