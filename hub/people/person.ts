// pure
// A person with an account, and which places fit which role.
import type { Grant, Place, Role } from './actor.ts';

export interface Person {
  id: string;
  login: string;
  name: string;
  /** PHC string; a text that is none lets nobody in. */
  password: string;
  /** The password was given by somebody else: nothing may be done before it is changed. */
  mustChange: boolean;
  /** PEO-11: such a password ends then; null: one of the person's own. */
  oneTimeUntilMs: number | null;
  createdAtMs: number;
  disabledAtMs: number | null;
  signedInAtMs: number | null;
  grants: readonly Grant[];
}

/** PEO-4: a banner's reviewer belongs to a banner, a certifier to the region. */
export const placeKindsOf: Readonly<Record<Role, readonly Place['kind'][]>> = {
  administrator: ['region'],
  'banner-reviewer': ['banner'],
  'league-reviewer': ['league'],
  'region-certifier': ['region'],
  'national-liaison': ['region'],
  supervisor: ['region', 'league', 'banner'],
  statistician: ['region', 'league', 'banner'],
  'operating-company': ['operating-company'],
  'host-unit': ['host-unit'],
  supplier: ['supplier'],
};

/** Code, name or credit code of a place; empty for the region. */
export function placeValue(place: Place): string {
  switch (place.kind) {
    case 'region':
      return '';
    case 'league':
    case 'banner':
      return place.code;
    case 'operating-company':
    case 'host-unit':
      return place.name;
    case 'supplier':
      return place.creditCode;
  }
}

export function placeOf(kind: Place['kind'], value: string): Place {
  switch (kind) {
    case 'region':
      return { kind };
    case 'league':
    case 'banner':
      return { kind, code: value };
    case 'operating-company':
    case 'host-unit':
      return { kind, name: value };
    case 'supplier':
      return { kind, creditCode: value };
  }
}

export const isAdministrator = (grants: readonly Grant[]): boolean =>
  grants.some(({ role, place }) => role === 'administrator' && place.kind === 'region');

/** One line for the audit log: `supervisor@league:150400, statistician@region`. */
export const grantsText = (grants: readonly Grant[]): string =>
  grants
    .map(({ role, place }) => [`${role}@${place.kind}`, placeValue(place)].filter(Boolean).join(':'))
    .join(', ') || 'none';
