// pure
// What the interfaces of the money answer; amounts in whole fen, times in milliseconds.
import Type, { type TSchema } from 'typebox';

const Whole = Type.Integer();
const Words = Type.String();
const orNull = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()]);
const closed = { additionalProperties: false };
const listOf = <T extends TSchema>(row: T) =>
  Type.Object({ rows: Type.Array(row), total: Type.Integer({ minimum: 0 }) }, closed);

const orderFields = {
  order: Words,
  counter: Words,
  counterName: Words,
  at: Whole,
  method: orNull(Words),
  totalFen: orNull(Whole),
  paidFen: orNull(Whole),
  deliveredFen: orNull(Whole),
  refundedFen: orNull(Whole),
  state: Type.String({
    description: 'unpaid, cancelled, pending, delivered, refunded, partly or wrong (MON-2)',
  }),
};
const Refund = Type.Object(
  {
    refund: Words,
    order: Words,
    item: Whole,
    amountFen: Whole,
    method: Words,
    reason: Words,
    dueAt: orNull(Whole),
    doneAt: orNull(Whole),
    counter: Words,
    counterName: Words,
  },
  closed,
);
const Payment = Type.Object(
  {
    method: Words,
    state: Words,
    totalFen: Whole,
    paidFen: orNull(Whole),
    paidAt: orNull(Whole),
    acceptedAt: orNull(Whole),
    gatewayNumber: orNull(Words),
    createdAt: Whole,
    closedAt: orNull(Whole),
    reason: orNull(Words),
  },
  closed,
);

export const OrderList = listOf(Type.Object(orderFields, closed));
export const RefundList = listOf(Refund);

/** MON-3. `text` of a line is its exact bytes. */
export const OrderPage = Type.Object(
  {
    ...orderFields,
    paidAt: orNull(Whole),
    closedAt: orNull(Whole),
    items: Type.Array(Type.Object({ item: Whole, entry: Words, name: Words }, closed)),
    payment: orNull(Payment),
    refunds: Type.Array(Refund),
    journal: orNull(Words),
    lines: Type.Array(Type.Object({ seq: Whole, text: Words }, { additionalProperties: true })),
  },
  closed,
);

export const DayList = listOf(
  Type.Object(
    {
      id: Words,
      day: Words,
      counter: Words,
      counterName: Words,
      orders: Whole,
      paidFen: Whole,
      deliveredFen: Whole,
      refundedFen: Whole,
      pendingFen: Whole,
      pendingSince: orNull(Whole),
      difference: Whole,
    },
    closed,
  ),
);

export const CaseList = listOf(
  Type.Object(
    {
      id: Whole,
      kind: Words,
      counter: Words,
      counterName: orNull(Words),
      seq: Whole,
      detail: Words,
      times: Whole,
      noticedAt: Whole,
      assignee: orNull(Words),
      assignedAt: orNull(Whole),
      closedAt: orNull(Whole),
      closedName: orNull(Words),
      reason: orNull(Words),
      open: Type.Boolean(),
      words: Type.Object({ zh: Words, en: Words }, closed),
    },
    closed,
  ),
);

export const CountList = listOf(
  Type.Object(
    {
      id: Words,
      counter: Words,
      counterName: Words,
      at: Whole,
      box: Words,
      expectedFen: Whole,
      countedFen: Whole,
      leftFen: Whole,
      differenceFen: Whole,
      operator: Words,
    },
    closed,
  ),
);

export const Done = Type.Object({ done: Type.Literal(true) }, closed);
