import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Actor, type Grant, type ObjectPlace, type Place, roles } from './actor.ts';
import { can } from './can.ts';
import { actions, rolesFor } from './permissions.ts';
import { inScope, scopeOf } from './scope.ts';

const league = fc.constantFrom('150100', '150400', '152200');
const banner = fc.constantFrom('150102', '150430', '152201', '152222');
const name = fc.constantFrom('甲公司', '乙公司');
const creditCode = fc.constantFrom('91150100MA0N000001', '91150400MA0N000002');
const place: fc.Arbitrary<Place> = fc.oneof(
  fc.constant<Place>({ kind: 'region' }),
  league.map((code): Place => ({ kind: 'league', code })),
  banner.map((code): Place => ({ kind: 'banner', code })),
  name.map((value): Place => ({ kind: 'operating-company', name: value })),
  name.map((value): Place => ({ kind: 'host-unit', name: value })),
  creditCode.map((code): Place => ({ kind: 'supplier', creditCode: code })),
);
const grant: fc.Arbitrary<Grant> = fc.record({ role: fc.constantFrom(...roles), place });
const actor: fc.Arbitrary<Actor> = fc.array(grant, { maxLength: 4 }).map((grants) => ({
  kind: 'person',
  id: 'p1',
  name: '某人',
  grants,
}));
const object: fc.Arbitrary<Required<ObjectPlace>> = fc
  .record({ banner, operatingCompany: name, hostUnit: name, creditCode })
  .map((given) => ({ ...given, league: `${given.banner.slice(0, 4)}00` }));
const action = fc.constantFrom(...actions);

describe('can', () => {
  it('[PEO-1] allows nothing to a role the table does not name', () => {
    fc.assert(
      fc.property(actor, action, object, (who, what, where) => {
        const grants = who.grants.filter(({ role }) => !rolesFor(what).includes(role));
        expect(can({ ...who, grants }, what, where)).toBe(false);
      }),
    );
  });

  it('[PEO-2] a place holds its own objects only', () => {
    const reviewer: Actor = {
      kind: 'person',
      id: 'p1',
      name: '某人',
      grants: [{ role: 'league-reviewer', place: { kind: 'league', code: '150400' } }],
    };
    expect(can(reviewer, 'application.review-league', { league: '150400', banner: '150430' })).toBe(true);
    expect(can(reviewer, 'application.review-league', { banner: '150430' })).toBe(true);
    expect(can(reviewer, 'application.review-league', { league: '150100', banner: '150102' })).toBe(false);
    expect(can(reviewer, 'application.review-league')).toBe(false);
    expect(
      can({ ...reviewer, scopes: ['catalog.read'] }, 'application.review-league', { league: '150400' }),
    ).toBe(false);
  });

  it('[PEO-3] the scope of an action is the same decision', () => {
    fc.assert(
      fc.property(actor, action, object, (who, what, where) => {
        expect(inScope(scopeOf(who, what), where)).toBe(can(who, what, where));
      }),
    );
  });
});
