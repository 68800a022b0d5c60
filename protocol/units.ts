// pure
// Units and identifiers as schemas: said once, used by every message and journal line.
import Type, { type Static, type TSchema } from 'typebox';

/** A closed object: a field nobody defined is a mistake, not an extension. */
export const Closed = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });

/** Whole fen (分), never a fraction, never negative; one million yuan at most. */
export const Fen = Type.Integer({ minimum: 0, maximum: 100_000_000 });
/** Wall time, milliseconds since 1970 UTC. */
export const TimeMs = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000 });
/** Monotonic milliseconds since the counter's boot. */
export const UptimeMs = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** SHA-256, lower-case hexadecimal. */
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
/** Base64 without line breaks. */
export const Base64 = (maxLength: number) =>
  Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$', minLength: 4, maxLength });

/** Counter: lower-case letters, digits, hyphens; it is also the MQTT client id and the certificate's CN. */
export const CounterId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{2,31}$' });
/** One journal of a counter; a new one begins when a damaged one is set aside. */
export const JournalId = Type.String({ pattern: '^j[0-9a-f]{16}$' });
/** Position in a journal, gap-free from 1. 0 means "nothing yet". */
export const Seq = Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 });
export const Position = Type.Integer({ minimum: 0, maximum: 1_000_000_000_000 });

/** Made on the counter before anything is asked of anybody; also the gateway's out_trade_no (32 characters at most). */
export const OrderId = Type.String({ pattern: '^o[0-9a-f]{24}$' });
/** f(order, line item): a repeated refund is the same refund. */
export const RefundId = Type.String({ pattern: '^r[0-9a-f]{24}-[1-5]$' });
/** Line item within an order, from 1; five at most. */
export const ItemNumber = Type.Integer({ minimum: 1, maximum: 5 });
/** A slot's selection number on the board (hardware protocol 1.6). */
export const SlotNumber = Type.Integer({ minimum: 1, maximum: 1000 });
/** The certificate number; identifies an entry for ever. */
export const EntryId = Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' });
/** Production batch (批次) as printed on the package. */
export const Lot = Type.String({ minLength: 1, maxLength: 40 });
/** Calendar day, YYYY-MM-DD. */
export const Day = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' });
/** GTIN-8, -12, -13 or -14; the check digit is verified by the importer, not here. */
export const Gtin = Type.String({ pattern: '^([0-9]{8}|[0-9]{12,14})$' });
/** 统一社会信用代码; the check character is verified by the importer. */
export const CreditCode = Type.String({ pattern: '^[0-9A-HJ-NPQRTUWXY]{18}$' });
/** GB/T 2260 code of a banner, league or region. */
export const RegionCode = Type.String({ pattern: '^[1-9][0-9]{5}$' });
/** Text a person reads, without control characters. */
export const Text = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });
/** A list's version; TUF counts from 1, 0 means "never had one". */
export const Version = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });

export const Freshness = Type.Union([Type.Literal('green'), Type.Literal('amber'), Type.Literal('red')]);
export type Freshness = Static<typeof Freshness>;

/** A dispense has three outcomes and no fourth. */
export const Outcome = Type.Union([
  Type.Literal('delivered'),
  Type.Literal('not-delivered'),
  Type.Literal('unknown'),
]);
export type Outcome = Static<typeof Outcome>;

export const PaymentMethod = Type.Union([
  Type.Literal('test'),
  Type.Literal('wechat'),
  Type.Literal('alipay'),
  Type.Literal('cash'),
]);
export type PaymentMethod = Static<typeof PaymentMethod>;

/** The four points at which the gate is asked. */
export const GatePoint = Type.Union([
  Type.Literal('load'),
  Type.Literal('show'),
  Type.Literal('pay'),
  Type.Literal('dispense'),
]);
export type GatePoint = Static<typeof GatePoint>;

/** Every reason for which the gate says no. Their order is the order in which a screen names them. */
export const gateReasons = [
  'no-lists',
  'lists-too-old',
  'channel-suspended',
  'slot-empty',
  'slot-unknown',
  'slot-locked',
  'slot-faulty',
  'board-offline',
  'not-certified',
  'certificate-not-yet-valid',
  'certificate-expired',
  'product-withdrawn',
  'lot-withdrawn',
  'supplier-blacklisted',
  'lot-expired',
  'made-in-future',
  'price-outside-band',
  'too-warm',
  'storage-nearly-full',
  'journal-not-writable',
] as const;
export const GateReason = Type.Enum(gateReasons);
export type GateReason = (typeof gateReasons)[number];

/** Reasons that are about a machine or a shelf; the others say that these goods must not be sold here and now. */
const operationalReasons: ReadonlySet<string> = new Set<GateReason>([
  'slot-empty',
  'slot-unknown',
  'slot-locked',
  'slot-faulty',
  'board-offline',
  'storage-nearly-full',
  'journal-not-writable',
]);

/** GATE-13: a sold-out slot is no attempt to sell what is not certified; figures keep the two apart. */
export const isAboutGoods = (reasons: readonly string[]): boolean =>
  reasons.some((reason) => !operationalReasons.has(reason));
