// pure
// Shapes of people on the wire.
import { Closed, CreditCode, RegionCode, Text, TimeMs } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { roles } from '../actor.ts';
import { actions } from '../permissions.ts';

export const Login = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{2,31}$' });
export const PersonName = Text(40);
export const Password = Type.String({ minLength: 1, maxLength: 200 });

export const PlaceShape = Type.Union([
  Closed({ kind: Type.Literal('region') }),
  Closed({ kind: Type.Literal('league'), code: RegionCode }),
  Closed({ kind: Type.Literal('banner'), code: RegionCode }),
  Closed({ kind: Type.Literal('operating-company'), name: Text(80) }),
  Closed({ kind: Type.Literal('host-unit'), name: Text(80) }),
  Closed({ kind: Type.Literal('supplier'), creditCode: CreditCode }),
]);
export const GrantShape = Closed({ role: Type.Enum(roles), place: PlaceShape });
/** At most so many as one form can show. */
export const Grants = Type.Array(GrantShape, { maxItems: 50 });
export const ActionShape = Type.Enum(actions);

const TimeOrNull = Type.Union([TimeMs, Type.Null()]);
export const PersonView = Closed({
  id: Type.String(),
  login: Type.String(),
  name: Type.String(),
  grants: Grants,
  mustChangePassword: Type.Boolean(),
  createdAtMs: TimeMs,
  disabledAtMs: TimeOrNull,
  signedInAtMs: TimeOrNull,
});
export const SessionRow = Closed({
  id: Type.String(),
  createdAtMs: TimeMs,
  seenAtMs: TimeMs,
  address: Type.String(),
  agent: Type.String(),
  isCurrent: Type.Boolean(),
});
export const KeyView = Closed({
  id: Type.String(),
  name: Type.String(),
  createdAtMs: TimeMs,
  usedAtMs: TimeOrNull,
});
export const ChallengeShape = Closed({ challenge: Type.String(), options: Type.Unknown() });
export const TokenView = Closed({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  grants: Grants,
  createdBy: Type.String(),
  createdAtMs: TimeMs,
  expiresAtMs: TimeMs,
  revokedAtMs: TimeOrNull,
  usedAtMs: TimeOrNull,
});
export const rowsOf = <T extends Parameters<typeof Type.Array>[0]>(row: T) =>
  Closed({ rows: Type.Array(row), total: Type.Integer() });
export const Done = Closed({ done: Type.Boolean() });
/** What every list takes. */
export const listQuery = {
  search: Type.Optional(Type.String({ maxLength: 100 })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  sort: Type.Optional(Type.String({ maxLength: 30 })),
};
