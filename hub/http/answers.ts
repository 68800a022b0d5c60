// pure
// Schemas of what the core's routes answer, as they stand in `views.ts`; open, so that a slice may say more.
import { Freshness, GatePoint, PaymentMethod } from '@zhuangui/protocol/units.ts';
import Type, { type TSchema } from 'typebox';

const Count = Type.Integer({ minimum: 0 });
export const OrNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
const TimeMs = Type.Integer({ minimum: 0, description: 'Milliseconds since 1970 UTC' });
const Fen = Type.Integer({ description: 'Whole fen (分)' });

export const SaleRow = Type.Object({
  counter: Type.String(),
  counterName: Type.String(),
  order: Type.String(),
  at: TimeMs,
  entry: Type.String(),
  product: Type.String(),
  lot: Type.String(),
  slot: Count,
  priceFen: Fen,
  method: PaymentMethod,
});

export const RefusalRow = Type.Object({
  counter: Type.String(),
  counterName: Type.String(),
  at: TimeMs,
  point: GatePoint,
  slot: Count,
  entry: OrNull(Type.String()),
  product: OrNull(Type.String()),
  reasons: Type.Array(Type.String()),
});

export const CounterRow = Type.Object({
  id: Type.String(),
  name: Type.String(),
  siteKind: Type.String(),
  banner: Type.String(),
  online: Type.Boolean(),
  lastSeen: OrNull(TimeMs),
  freshness: Freshness,
  slotsForSale: OrNull(Count),
  slotsBlocked: OrNull(Count),
  position: Count,
  unsent: OrNull(Count),
  catalogVersion: Count,
  withdrawalsVersion: Count,
  salesToday: Count,
  salesTodayFen: Fen,
});

export const SanctionRow = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  target: Type.String(),
  targetName: Type.String(),
  lots: Type.Array(Type.String()),
  reason: Type.String(),
  by: Type.String(),
  at: TimeMs,
  releasedAt: OrNull(TimeMs),
  confirmed: Count,
  total: Count,
  pending: Type.Array(Type.Object({ counter: Type.String(), canSellUntil: TimeMs })),
  slowestMs: OrNull(Type.Number()),
});

export const CaseRow = Type.Object({
  kind: Type.String(),
  counter: Type.String(),
  counterName: Type.String(),
  journal: Type.String(),
  seq: Count,
  noticedAtMs: TimeMs,
  times: Count,
  detail: Type.String(),
  words: Type.Object({ zh: Type.String(), en: Type.String() }),
});

const money = { sales: Count, salesFen: Fen };
export const Dashboard = Type.Object({
  at: TimeMs,
  demo: Type.Boolean(),
  today: Type.Object({ ...money, refunds: Count, refundsFen: Fen, refused: Count }),
  allTime: Type.Object(money),
  certifiedShare: OrNull(Type.Number({ minimum: 0, maximum: 100 })),
  counters: Type.Object({ total: Count, online: Count, green: Count, amber: Count, red: Count }),
  lists: Type.Object({
    catalogVersion: Count,
    entries: Count,
    withdrawalsVersion: Count,
    channelsVersion: Count,
    signedAt: TimeMs,
  }),
  cases: Count,
  perHour: Type.Array(Type.Object({ sales: Count, fen: Fen })),
  sales: Type.Array(SaleRow),
  refusals: Type.Array(RefusalRow),
  sanctions: Type.Array(SanctionRow),
  refusedTraffic: Type.Array(Type.Object({ reason: Type.String(), count: Count })),
});

export const Claim = Type.Object({ counter: Type.String(), claim: Type.String(), expiresAt: TimeMs });
export const Imposed = Type.Object({
  id: Type.String(),
  list: Type.Union([Type.Literal('withdrawals'), Type.Literal('channels')]),
  version: Count,
  sanction: SanctionRow,
});

export const Payment = Type.Object({
  order: Type.String(),
  counter: Type.String(),
  method: OrNull(Type.String()),
  totalFen: Fen,
  state: Type.String(),
  createdAtMs: TimeMs,
  ageMs: Type.Number(),
  refunds: Type.Array(Type.Object({ refund: Type.String(), amountFen: Fen, state: Type.String() })),
});
export const PaymentTotals = Type.Object({
  payments: Count,
  chargedFen: Fen,
  keptFen: Fen,
  refundedFen: Fen,
  pendingFen: Fen,
  pending: Count,
  oldestPendingMs: Type.Number(),
});

const TwoTongues = Type.Object({ zh: Type.String(), en: Type.String() });
export const ImportReport = Type.Object({
  counts: Type.Object({ rows: Count, accepted: Count, rejected: Count }),
  rejected: Type.Array(
    Type.Object({
      row: Count,
      reasons: Type.Array(Type.Object({ code: Type.String(), message: TwoTongues })),
    }),
  ),
  skipped: Type.Unknown(),
  published: OrNull(Type.Unknown()),
});
