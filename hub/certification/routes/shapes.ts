// pure
// Queries and answers of the certification routes.
import { Closed, RegionCode, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { Content } from '../application-content.ts';
import { applicationStates, decisions, levels } from '../application-machine.ts';

const Nullable = (schema: Parameters<typeof Type.Union>[0][number]) => Type.Union([schema, Type.Null()]);
export const Ok = Closed({ ok: Type.Literal(true) });
export const ok = { ok: true as const };
export const Line = (maxLength: number) =>
  Type.String({ maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });

export const pageQuery = {
  search: Type.Optional(Type.String({ maxLength: 100 })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  sort: Type.Optional(Type.String({ pattern: '^-?[A-Za-z]{1,20}$' })),
};
export const pageOf = ({ page = 1, pageSize = 50 }: { page?: number; pageSize?: number }) => ({
  limit: pageSize,
  offset: (page - 1) * pageSize,
});

export const SupplierView = Closed({
  creditCode: Type.String(),
  name: Type.String(),
  banner: Type.String(),
  league: Type.String(),
  contact: Type.String(),
  phone: Type.String(),
  address: Type.String(),
  status: Type.String(),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
  isBlacklisted: Type.Boolean(),
});
export const rowsOf = (row: Parameters<typeof Type.Array>[0]) =>
  Closed({ rows: Type.Array(row), total: Type.Integer() });

const State = Type.Enum(applicationStates);
export const ApplicationLineView = Closed({
  id: Type.String(),
  name: Type.String(),
  creditCode: Type.String(),
  supplierName: Type.String(),
  banner: Type.String(),
  league: Type.String(),
  state: State,
  version: Type.Integer(),
  versionHash: Type.String(),
  month: Nullable(Type.String()),
  renews: Nullable(Type.String()),
  certificate: Nullable(Type.String()),
  validFrom: Nullable(Type.String()),
  validUntil: Nullable(Type.String()),
  publicityUntil: Nullable(Type.Integer()),
  publishedAt: Nullable(Type.Integer()),
  releasedVersion: Nullable(Type.Integer()),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
  submittedAt: Nullable(Type.Integer()),
  isFrozen: Type.Boolean(),
});

export const DecisionView = Closed({
  level: Type.Enum(levels),
  decision: Type.Enum(decisions),
  versionHash: Type.String(),
  regionCode: Type.String(),
  personName: Type.String(),
  role: Type.String(),
  reason: Type.String(),
  ticked: Type.Array(Type.String()),
  at: Type.Integer(),
});

export const NewApplicationBody = Closed({
  creditCode: Type.String({ pattern: '^[0-9A-Z]{18}$' }),
  content: Content,
  renews: Type.Optional(Type.String({ maxLength: 40 })),
});
export const EditBody = Closed({ versionHash: Type.String({ maxLength: 64 }), content: Content });
export const DecisionShape = Closed({
  level: Type.Enum(['banner', 'league', 'region'] as const),
  decision: Type.Enum(decisions),
  versionHash: Type.String({ maxLength: 64 }),
  reason: Line(500),
  ticked: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 }),
});
export const ReasonBody = Closed({ reason: Line(500) });
export const ObjectionBody = Closed({ objector: Text(100), text: Text(1000) });
export const ObjectionAnswer = Closed({ isUpheld: Type.Boolean(), answer: Text(1000) });
export const ApplicationQuery = Closed({
  ...pageQuery,
  state: Type.Optional(Type.String({ maxLength: 200 })),
  creditCode: Type.Optional(Type.String({ maxLength: 18 })),
  region: Type.Optional(RegionCode),
  month: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}$' })),
  waiting: Type.Optional(Type.Literal('me')),
  expiring: Type.Optional(Type.Integer({ minimum: 0, maximum: 3650 })),
});
