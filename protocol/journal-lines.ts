// pure
// Every line a counter may write into its journal. A line is one JSON object: seq, at, up, kind, then its body.
import Type, { type Static } from 'typebox';
import { PriceBand } from './catalog.ts';
import { ListVersions } from './messages.ts';
import { defineMessage } from './schema.ts';
import {
  Closed,
  Day,
  EntryId,
  Fen,
  Freshness,
  GatePoint,
  GateReason,
  ItemNumber,
  JournalId,
  Lot,
  OrderId,
  Outcome,
  PaymentMethod,
  Position,
  RefundId,
  Seq,
  Sha256,
  SlotNumber,
  Text,
  TimeMs,
  UptimeMs,
  Version,
} from './units.ts';

/** A line never grows past this; the counter refuses to write it, the hub refuses to take it. */
export const lineBytesMax = 8192;

const head = { seq: Seq, at: TimeMs, up: UptimeMs };

/** On what grounds an item was sold: re-checkable years later from published lists (promise 5). */
export const Permit = Closed({
  entry: EntryId,
  lot: Lot,
  certificate: EntryId,
  catalogVersion: Version,
  withdrawalsVersion: Version,
  channelsVersion: Version,
  freshness: Freshness,
  priceBand: PriceBand,
  /** SHA-256 of the snapshot metadata: it names every list by version and hash. */
  lists: Sha256,
});
export type Permit = Static<typeof Permit>;

/** What is bought: enough to add it up without looking anything up. */
const item = { item: ItemNumber, slot: SlotNumber, entry: EntryId, lot: Lot, priceFen: Fen };
export const LineItem = Closed({ ...item, permit: Permit });
export type LineItem = Static<typeof LineItem>;

/** What stands in a slot. */
const loaded = {
  slot: SlotNumber,
  entry: EntryId,
  lot: Lot,
  madeOn: Day,
  bestBefore: Day,
  count: Type.Integer({ minimum: 0, maximum: 255 }),
  capacity: Type.Integer({ minimum: 1, maximum: 255 }),
  priceFen: Fen,
};
export const LoadedSlot = Closed(loaded);

const line = <K extends string, P extends Record<string, import('typebox').TSchema>>(kind: K, body: P) =>
  Closed({ ...head, kind: Type.Literal(kind), ...body });

export const lineKinds = {
  /** The agent started; first line of every journal. `previous` tells of a journal that was set aside. */
  boot: line('boot', {
    journal: JournalId,
    agentVersion: Text(40),
    reason: Type.Union([
      Type.Literal('start'),
      Type.Literal('first-start'),
      Type.Literal('journal-damaged'),
      Type.Literal('journal-replaced'),
    ]),
    previous: Type.Optional(Closed({ journal: JournalId, seq: Position, hash: Sha256, why: Text(300) })),
  }),
  /** A shopper asked for goods and the gate let all of them pass. */
  order: line('order', {
    order: OrderId,
    items: Type.Array(LineItem, { minItems: 1, maxItems: 5 }),
    totalFen: Fen,
    method: PaymentMethod,
  }),
  /** The money is here. */
  paid: line('paid', { order: OrderId, method: PaymentMethod, amountFen: Fen, transaction: Text(64) }),
  /** Announces the motor; committed and synced before the board hears of it (JRN-1). */
  dispensing: line('dispensing', { order: OrderId, ...item, permit: Permit }),
  /** How the motor's work ended. Self-contained: a sale is this line with outcome `delivered`. */
  outcome: line('outcome', {
    order: OrderId,
    ...item,
    method: PaymentMethod,
    outcome: Outcome,
    detail: Text(200),
    /** Board status code, when the board gave one (hardware protocol 1.9). */
    status: Type.Optional(Type.Integer({ minimum: 0, maximum: 255 })),
    /** True when decided by recovery after a restart. */
    recovered: Type.Optional(Type.Boolean()),
  }),
  /** Money going back. `due` announces it, `done` says it moved; same id, however often it is tried. */
  refund: line('refund', {
    order: OrderId,
    refund: RefundId,
    item: ItemNumber,
    amountFen: Fen,
    method: PaymentMethod,
    state: Type.Union([Type.Literal('due'), Type.Literal('done')]),
    reason: Text(200),
  }),
  /** Nothing more happens to this order: paid = delivered + refunded. */
  closed: line('closed', { order: OrderId, paidFen: Fen, deliveredFen: Fen, refundedFen: Fen }),
  /** What stands in a slot after an operator loaded it. */
  restock: line('restock', { ...loaded, operator: Text(40) }),
  /** The gate said no. */
  refused: line('refused', {
    point: GatePoint,
    slot: SlotNumber,
    entry: Type.Optional(EntryId),
    lot: Type.Optional(Lot),
    order: Type.Optional(OrderId),
    reasons: Type.Array(GateReason, { minItems: 1, maxItems: 18 }),
    lists: ListVersions,
  }),
  /** New lists are in force from `at` on ("effective at"). */
  lists: line('lists', {
    versions: ListVersions,
    /** SHA-256 of the snapshot metadata. */
    hash: Sha256,
    signedAt: TimeMs,
    expiresAt: TimeMs,
    /** Monotonic lower bound of the true time when applied (LIST-5). */
    timeFloor: TimeMs,
    source: Type.Union([Type.Literal('push'), Type.Literal('fetch')]),
  }),
  /** Freshness changed: green, amber, red. */
  freshness: line('freshness', { freshness: Freshness, timeFloor: TimeMs }),
  /** A slot is locked or unlocked, and by whom or what. */
  slot: line('slot', {
    slot: SlotNumber,
    locked: Type.Boolean(),
    why: Text(200),
    operator: Type.Optional(Text(40)),
  }),
  /** Something for a person to look at. */
  ticket: line('ticket', {
    code: Text(60),
    detail: Text(300),
    slot: Type.Optional(SlotNumber),
    order: Type.Optional(OrderId),
  }),
  /** A part of the counter stopped working, or works again. */
  fault: line('fault', { code: Text(60), active: Type.Boolean(), detail: Text(300) }),
  door: line('door', { open: Type.Boolean() }),
  temperature: line('temperature', {
    celsius: Type.Integer({ minimum: -128, maximum: 127 }),
    alarm: Type.Boolean(),
  }),
  operator: line('operator', {
    operator: Text(40),
    action: Type.Union([Type.Literal('sign-in'), Type.Literal('sign-in-refused'), Type.Literal('sign-out')]),
  }),
} as const;

export type LineKind = keyof typeof lineKinds;
export type Line = { [K in LineKind]: Static<(typeof lineKinds)[K]> }[LineKind];
export type LineOf<K extends LineKind> = Static<(typeof lineKinds)[K]>;
/** A line before the journal gives it its number and times. */
export type LineBody = { [K in LineKind]: Omit<LineOf<K>, 'seq' | 'at' | 'up'> }[LineKind];

const messages = Object.fromEntries(
  Object.entries(lineKinds).map(([kind, schema]) => [
    kind,
    defineMessage(`journal line ${kind}`, lineBytesMax, schema),
  ]),
) as unknown as { [K in LineKind]: ReturnType<typeof defineMessage<(typeof lineKinds)[K]>> };

/** The message of one kind: encode and parse. */
export const lineMessage = <K extends LineKind>(kind: K) => messages[kind];
export const isLineKind = (kind: unknown): kind is LineKind =>
  typeof kind === 'string' && Object.hasOwn(lineKinds, kind);
