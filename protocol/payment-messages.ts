// pure
// What a counter asks the hub about QR payments, and what it is told. The merchant's keys stay on the hub.
import Type, { type Static } from 'typebox';
import { defineMessage } from './schema.ts';
import { Closed, Fen, OrderId, RefundId, Text, TimeMs } from './units.ts';

/** Methods that go through a gateway. */
export const QrMethod = Type.Union([Type.Literal('wechat'), Type.Literal('alipay')]);
export type QrMethod = Static<typeof QrMethod>;

const v = Type.Literal(1);
/** The gateway's own number of a payment. */
const Transaction = Text(64);

/** Counter → hub. Every question may be repeated; the same question has the same effect once. */
export const PayAsk = Type.Union([
  /** Make a payment for this order, which is already in the counter's journal. */
  Closed({
    v,
    ask: Type.Literal('create'),
    order: OrderId,
    method: QrMethod,
    totalFen: Type.Integer({ minimum: 1, maximum: 100_000_000 }),
    /** What the shopper reads in the wallet. */
    goods: Text(60),
    /** After this time the code cannot be paid any more. */
    expiresInS: Type.Integer({ minimum: 60, maximum: 600 }),
  }),
  /** Nobody waits for this order any more: find out whether it was paid; if not, make sure that it never can be. */
  Closed({ v, ask: Type.Literal('settle'), order: OrderId }),
  /** The counter takes the payment; from the answer `accepted` on only the counter gives it back. */
  Closed({ v, ask: Type.Literal('accept'), order: OrderId, transaction: Transaction }),
  /** Give money back. The same refund moves money once, however often it is asked for. */
  Closed({
    v,
    ask: Type.Literal('refund'),
    order: OrderId,
    refund: RefundId,
    amountFen: Type.Integer({ minimum: 1, maximum: 100_000_000 }),
    reason: Text(80),
  }),
]);
export type PayAsk = Static<typeof PayAsk>;
export const payAskMessage = defineMessage('payment question', 1024, PayAsk);

/** Hub → counter. */
export const PaymentMessage = Type.Union([
  /** The code to show; nobody has paid yet. */
  Closed({
    v,
    state: Type.Literal('waiting'),
    order: OrderId,
    method: QrMethod,
    amountFen: Fen,
    codeUrl: Type.String({ minLength: 8, maxLength: 512, pattern: '^[\\x21-\\x7e]+$' }),
    expiresAt: TimeMs,
  }),
  /** Paid. Accept it by `acceptBy`, else the hub gives it back by itself. */
  Closed({
    v,
    state: Type.Literal('paid'),
    order: OrderId,
    method: QrMethod,
    amountFen: Fen,
    transaction: Transaction,
    acceptBy: TimeMs,
  }),
  /** The acceptance is committed on the hub. */
  Closed({
    v,
    state: Type.Literal('accepted'),
    order: OrderId,
    method: QrMethod,
    amountFen: Fen,
    transaction: Transaction,
  }),
  /** Not paid, and it is certain that it never will be. */
  Closed({ v, state: Type.Literal('closed'), order: OrderId, reason: Text(120) }),
  /** Paid, but given back (or being given back) by the hub itself: never dispense for it. */
  Closed({ v, state: Type.Literal('returned'), order: OrderId, amountFen: Fen, reason: Text(120) }),
  /** The gateway gives no clear answer now; the question may be asked again. */
  Closed({ v, state: Type.Literal('unclear'), order: OrderId, reason: Text(120) }),
  /** How far a refund is. `refused`: the hub cannot do it as asked, a person has a case. */
  Closed({
    v,
    state: Type.Literal('refund'),
    order: OrderId,
    refund: RefundId,
    amountFen: Fen,
    refundState: Type.Union([Type.Literal('pending'), Type.Literal('done'), Type.Literal('refused')]),
    reason: Type.Optional(Text(120)),
  }),
]);
export type PaymentMessage = Static<typeof PaymentMessage>;
export type PaymentMessageOf<S extends PaymentMessage['state']> = Extract<PaymentMessage, { state: S }>;
export const paymentMessage = defineMessage('payment message', 2048, PaymentMessage);
