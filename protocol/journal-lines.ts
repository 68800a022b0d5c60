// pure
// Every line a counter may write into its journal. A line is one JSON object: seq, at, up, kind, then its body.
import Type, { type Static } from 'typebox';
import { PriceBand } from './catalog.ts';
import { ListVersions } from './messages.ts';
import { defineMessage } from './schema.ts';
import { OperatorRole } from './settings.ts';
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

/** One visit of a restocking operator. */
export const SessionId = Type.String({ pattern: '^s[0-9a-f]{16}$' });
/** One test vend. */
export const VendId = Type.String({ pattern: '^v[0-9a-f]{16}$' });
/** How a difference in stock is explained. */
export const stockReasons = [
  'damaged',
  'past-its-date',
  'taken-back',
  'withdrawn',
  'stolen',
  'fell-unrecorded',
  'miscounted',
  'test-vend',
  /** Found by a cabinet's scales; no person says it. */
  'taken-unpaid',
] as const;
export type StockReason = (typeof stockReasons)[number];

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
  restock: line('restock', {
    ...loaded,
    operator: Text(40),
    session: Type.Optional(SessionId),
    /** Packages put in; the rest of `count` stood there before. */
    added: Type.Optional(Type.Integer({ minimum: 0, maximum: 255 })),
    /** SHA-256 of the photograph that was taken. */
    photo: Type.Optional(Sha256),
  }),
  /** A restock session begins or ends. */
  'restock-session': line('restock-session', {
    session: SessionId,
    state: Type.Union([Type.Literal('opened'), Type.Literal('closed')]),
    operator: Text(40),
  }),
  /** What was found in a slot is not what the book says; from here on it is what was found. */
  stock: line('stock', {
    slot: SlotNumber,
    entry: EntryId,
    lot: Lot,
    expected: Type.Integer({ minimum: 0, maximum: 255 }),
    found: Type.Integer({ minimum: 0, maximum: 255 }),
    why: Type.Enum(stockReasons),
    operator: Text(40),
    session: Type.Optional(SessionId),
  }),
  /** Announces a motor that turns without a sale, by an operator; committed before the board hears of it (JRN-1). */
  'test-vend': line('test-vend', {
    vend: VendId,
    slot: SlotNumber,
    entry: EntryId,
    lot: Lot,
    permit: Permit,
    operator: Text(40),
  }),
  'test-outcome': line('test-outcome', {
    vend: VendId,
    slot: SlotNumber,
    entry: EntryId,
    lot: Lot,
    outcome: Outcome,
    detail: Text(200),
    status: Type.Optional(Type.Integer({ minimum: 0, maximum: 255 })),
    operator: Text(40),
  }),
  /** Notes and coins that moved; `order` when it is about one. Forfeited credit is no income. */
  cash: line('cash', {
    event: Type.Union([
      Type.Literal('inserted'),
      /** Announces a payout; committed before the board hears of it. `paid-out` says what became of it. */
      Type.Literal('paying-out'),
      Type.Literal('paid-out'),
      Type.Literal('forfeited'),
    ]),
    medium: Type.Union([Type.Literal('note'), Type.Literal('coin'), Type.Literal('unknown')]),
    amountFen: Fen,
    order: Type.Optional(OrderId),
  }),
  /** An operator counted a box; the book starts from `leftFen` again. */
  'cash-count': line('cash-count', {
    box: Type.Union([Type.Literal('notes'), Type.Literal('coins')]),
    expectedFen: Type.Integer({ minimum: -100_000_000, maximum: 100_000_000 }),
    countedFen: Fen,
    /** What stays in the box, as float. */
    leftFen: Fen,
    operator: Text(40),
  }),
  /** A cabinet's door: unlocked for an order or by an operator, opened, closed, locked. */
  'cabinet-door': line('cabinet-door', {
    event: Type.Union([
      Type.Literal('unlocking'),
      Type.Literal('unlock-failed'),
      Type.Literal('opened'),
      Type.Literal('closed'),
      Type.Literal('locked'),
    ]),
    cabinet: Type.Integer({ minimum: 0, maximum: 9 }),
    door: Type.Union([Type.Literal('left'), Type.Literal('right')]),
    order: Type.Optional(OrderId),
    operator: Type.Optional(Text(40)),
  }),
  /** What a cabinet weighed, before the door was unlocked and after it was closed. */
  weights: line('weights', {
    when: Type.Union([Type.Literal('before'), Type.Literal('after')]),
    order: Type.Optional(OrderId),
    slots: Type.Array(
      Closed({
        slot: SlotNumber,
        grams: Type.Integer({ minimum: 0, maximum: 65_535 }),
        /** False: the board says that it could not weigh. */
        sure: Type.Boolean(),
      }),
      { maxItems: 100 },
    ),
  }),
  /** Something else an operator did. */
  service: line('service', { operator: Text(40), action: Text(60), detail: Text(200) }),
  /** Settings from the hub are in force from here on. */
  settings: line('settings', { version: Version, hash: Sha256 }),
  /** The wall clock jumped against the monotonic one. */
  clock: line('clock', {
    jumpMs: Type.Integer({ minimum: -8_640_000_000_000, maximum: 8_640_000_000_000 }),
    timeFloor: TimeMs,
  }),
  /** The gate said no. */
  refused: line('refused', {
    point: GatePoint,
    slot: SlotNumber,
    entry: Type.Optional(EntryId),
    lot: Type.Optional(Lot),
    order: Type.Optional(OrderId),
    reasons: Type.Array(GateReason, { minItems: 1, maxItems: 20 }),
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
    /** The newest checkpoint of the hub's log that this counter verified and keeps (TLOG-7). */
    log: Type.Optional(
      Closed({
        origin: Text(200),
        size: Position,
        root: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' }),
      }),
    ),
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
  fault: line('fault', {
    code: Text(60),
    active: Type.Boolean(),
    detail: Text(300),
    /** The goods it is about, when it is about goods (CARE-1): they are told apart from what replaces them. */
    goods: Type.Optional(Closed({ slot: SlotNumber, entry: EntryId, lot: Lot })),
  }),
  door: line('door', { open: Type.Boolean() }),
  temperature: line('temperature', {
    celsius: Type.Integer({ minimum: -128, maximum: 127 }),
    alarm: Type.Boolean(),
  }),
  operator: line('operator', {
    operator: Text(40),
    action: Type.Union([
      Type.Literal('sign-in'),
      Type.Literal('sign-in-refused'),
      Type.Literal('sign-out'),
      /** Too many wrong tries: nobody is let in for a while. */
      Type.Literal('locked-out'),
    ]),
    by: Type.Optional(Type.Union([Type.Literal('pin'), Type.Literal('badge'), Type.Literal('phone')])),
    role: Type.Optional(OperatorRole),
    why: Type.Optional(Text(120)),
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
