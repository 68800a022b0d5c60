// What the routes of other channels take and answer.
import { Closed, Day, RegionCode, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { channelKinds } from './channel-store.ts';
import { totalsKeys } from './totals.ts';

const Count = Type.Integer({ minimum: 0 });
const TimeMs = Type.Integer({ minimum: 0 });
const Share = Type.Union([Type.Number({ minimum: 0, maximum: 100 }), Type.Null()]);
const orNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Union([schema, Type.Null()]);
export const Label = Closed({ zh: Type.String(), en: Type.String() });
export const BatchId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' });

export const NewChannelBody = Closed({
  kind: Type.Enum(channelKinds),
  name: Text(80),
  league: Type.Optional(RegionCode),
  banner: Type.Optional(RegionCode),
  programme: Text(40),
});

const channel = {
  id: Type.String(),
  kind: Type.Enum(channelKinds),
  name: Type.String(),
  league: orNull(Type.String()),
  banner: orNull(Type.String()),
  programme: Type.String(),
  madeAtMs: TimeMs,
  keyMadeAtMs: orNull(TimeMs),
  closedAtMs: orNull(TimeMs),
};
export const ChannelView = Closed(channel);
export const ChannelList = Closed({
  rows: Type.Array(Closed({ ...channel, batches: Count, lastBatchAtMs: orNull(TimeMs) })),
  total: Count,
});

const Reason = Closed({ code: Type.String(), zh: Type.String(), en: Type.String() });
export const BatchAnswerView = Closed({
  batch: Type.String(),
  received: Count,
  accepted: Count,
  rejected: Type.Array(Closed({ row: Count, reasons: Type.Array(Reason) })),
  replaces: orNull(Type.String()),
  label: Label,
});

export const Row = Closed({
  line: Count,
  day: Type.String(),
  product: Type.String(),
  entry: Type.Optional(Type.String()),
  creditCode: Type.Optional(Type.String()),
  programme: Type.String(),
  certified: Type.Boolean(),
  amountFen: Count,
  count: Count,
});

export const BatchBody = Closed({
  batch: BatchId,
  replaces: Type.Optional(BatchId),
  rows: Type.Array(
    Type.Unknown({
      description:
        '{day, product or entry, creditCode?, certified, amountFen, count, programme?}; each row is checked by itself.',
    }),
    { minItems: 1, maxItems: 5000 },
  ),
});

export const BatchRow = Closed({
  batch: Type.String(),
  source: Type.String(),
  receivedAtMs: TimeMs,
  receivedBy: Type.String(),
  replaces: orNull(Type.String()),
  replacedBy: orNull(Type.String()),
  accepted: Count,
  rejected: Count,
  amountFen: Count,
});

export const Paging = {
  search: Type.Optional(Type.String({ maxLength: 100 })),
  sort: Type.Optional(Type.String({ maxLength: 40 })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
};

const figures = { amountFen: Count, count: Count, certifiedFen: Count, certifiedClaimedShare: Share };
export const TotalsQuery = Closed({
  by: Type.Optional(Type.Enum(totalsKeys)),
  from: Type.Optional(Day),
  to: Type.Optional(Day),
});
export const TotalsView = Closed({
  label: Label,
  by: Type.Enum(totalsKeys),
  from: Type.String(),
  to: Type.String(),
  rows: Type.Array(Closed({ key: Type.String(), name: Type.String(), ...figures })),
  total: Closed(figures),
});
