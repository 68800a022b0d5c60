// pure
// PEO-3: the same grants as a condition in SQL, so that what one may not see is never read.
import type { SqlValue } from '@zhuangui/protocol/db/db.ts';
import type { Actor } from './actor.ts';
import { grantsFor } from './can.ts';
import type { Action } from './permissions.ts';

export interface Scope {
  /** True: the whole region, nothing is filtered. */
  everything: boolean;
  leagues: string[];
  banners: string[];
  operatingCompanies: string[];
  hostUnits: string[];
  creditCodes: string[];
}

/** Columns of the table asked, SQL expressions written in our own code. A kind without a column matches nothing. */
export interface ScopeColumns {
  league?: string;
  banner?: string;
  operatingCompany?: string;
  hostUnit?: string;
  creditCode?: string;
}

export function scopeOf(actor: Actor, action: Action): Scope {
  const places = grantsFor(actor, action).map(({ place }) => place);
  const values = <T>(pick: (place: (typeof places)[number]) => T | undefined) => [
    ...new Set(places.map(pick).filter((value) => value !== undefined)),
  ];
  return {
    everything: places.some(({ kind }) => kind === 'region'),
    leagues: values((place) => (place.kind === 'league' ? place.code : undefined)),
    banners: values((place) => (place.kind === 'banner' ? place.code : undefined)),
    operatingCompanies: values((place) => (place.kind === 'operating-company' ? place.name : undefined)),
    hostUnits: values((place) => (place.kind === 'host-unit' ? place.name : undefined)),
    creditCodes: values((place) => (place.kind === 'supplier' ? place.creditCode : undefined)),
  };
}

/** A condition in parentheses and its parameters; `(1)` for the whole region, `(0)` for nothing at all. */
export function scopeWhere(scope: Scope, columns: ScopeColumns): { sql: string; params: SqlValue[] } {
  if (scope.everything) return { sql: '(1)', params: [] };
  const pairs: [string | undefined, string[]][] = [
    [columns.league, scope.leagues],
    [columns.banner, scope.banners],
    [columns.operatingCompany, scope.operatingCompanies],
    [columns.hostUnit, scope.hostUnits],
    [columns.creditCode, scope.creditCodes],
  ];
  const used = pairs.filter(([column, values]) => column !== undefined && values.length > 0);
  if (used.length === 0) return { sql: '(0)', params: [] };
  const terms = used.map(([column]) => `${column} IN (SELECT value FROM json_each(?))`);
  return { sql: `(${terms.join(' OR ')})`, params: used.map(([, values]) => JSON.stringify(values)) };
}

/** The same question in memory, for what is not in a table. */
export function inScope(scope: Scope, object: { [Key in keyof ScopeColumns]?: string | undefined }): boolean {
  return (
    scope.everything ||
    (object.league !== undefined && scope.leagues.includes(object.league)) ||
    (object.banner !== undefined && scope.banners.includes(object.banner)) ||
    (object.operatingCompany !== undefined && scope.operatingCompanies.includes(object.operatingCompany)) ||
    (object.hostUnit !== undefined && scope.hostUnits.includes(object.hostUnit)) ||
    (object.creditCode !== undefined && scope.creditCodes.includes(object.creditCode))
  );
}

/** For what is everybody's: sums that the public pages and the hub itself show. */
export const wholeScope: Scope = {
  everything: true,
  leagues: [],
  banners: [],
  operatingCompanies: [],
  hostUnits: [],
  creditCodes: [],
};
