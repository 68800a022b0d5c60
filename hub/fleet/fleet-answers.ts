// pure
// Schemas of the fleet's routes.
import { Freshness } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { counterSorts } from './counter-list.ts';

const Count = Type.Integer();
const YesNo = Type.Optional(Type.Union([Type.Literal('yes'), Type.Literal('no')]));
const Word = Type.Optional(Type.String({ maxLength: 100 }));

/** Filters of the list; the export takes the same. */
export const counterFilterFields = {
  search: Word,
  league: Word,
  banner: Word,
  siteKind: Word,
  hostUnit: Word,
  operatingCompany: Word,
  programme: Word,
  route: Word,
  status: Word,
  online: YesNo,
  freshness: Type.Optional(Freshness),
  behind: YesNo,
  alarms: YesNo,
  suspended: YesNo,
};

export const CounterListQuery = Type.Object(
  {
    ...counterFilterFields,
    sort: Type.Optional(Type.Enum(counterSorts.flatMap((name) => [name, `-${name}`]))),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  { additionalProperties: false },
);

const OrNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

export const CounterAnswer = Type.Object({
  id: Type.String(),
  name: Type.String(),
  siteKind: Type.String(),
  address: Type.String(),
  banner: Type.String(),
  league: Type.String(),
  hostUnit: Type.String(),
  operatingCompany: Type.String(),
  latitude: OrNull(Type.Number()),
  longitude: OrNull(Type.Number()),
  programme: OrNull(Type.String()),
  route: OrNull(Type.String()),
  driver: OrNull(Type.String()),
  status: Type.String(),
  registeredAtMs: Count,
  certificate: OrNull(Type.Object({ serial: Type.String(), notAfterMs: Count })),
  online: Type.Boolean(),
  heardAtMs: Count,
  freshness: Freshness,
  catalogVersion: Count,
  alarms: Count,
  suspended: Type.Boolean(),
  slotsForSale: OrNull(Count),
  slotsBlocked: OrNull(Count),
  unsent: OrNull(Count),
});

export const CounterListAnswer = Type.Object({
  rows: Type.Array(CounterAnswer),
  total: Count,
  /** The catalog now published. */
  catalogVersion: Count,
});

export const FacetsAnswer = Type.Object({
  hostUnits: Type.Array(Type.String()),
  operatingCompanies: Type.Array(Type.String()),
  programmes: Type.Array(Type.String()),
  routes: Type.Array(Type.String()),
  counts: Type.Record(Type.String(), Count),
});

export const ClaimAnswer = Type.Object({ counter: Type.String(), claim: Type.String(), expiresAt: Count });
