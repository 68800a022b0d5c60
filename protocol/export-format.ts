// pure
// What a hub hands to an auditor: a folder of plain files. Said once, for who writes it and who judges it (VER-1).
import Type, { type Static } from 'typebox';
import { defineMessage } from './schema.ts';
import {
  Base64,
  CounterId,
  Day,
  EntryId,
  Fen,
  JournalId,
  OrderId,
  Position,
  Seq,
  Sha256,
  Text,
  TimeMs,
  Version,
} from './units.ts';

const Open = Type.Object;
const OrNull = <T extends import('typebox').TSchema>(type: T) => Type.Union([type, Type.Null()]);

export const exportFormat = 'zhuangui-export';
export const exportVersion = 1;

/** A path inside the export: plain names with slashes between them, nothing that leads out of it. */
export const ExportPath = Type.String({
  maxLength: 200,
  pattern: '^(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*[A-Za-z0-9][A-Za-z0-9._-]*$',
});

/** `manifest.json`: what is contained, and the hash of every other file. */
export const ExportManifest = Open({
  format: Type.Literal(exportFormat),
  v: Type.Literal(exportVersion),
  madeAtMs: TimeMs,
  /** Days (UTC+8) from and to which the journals reach; null: from the beginning, to the end. */
  period: Open({ from: OrNull(Day), to: OrNull(Day) }),
  /** Null: every counter. */
  counters: OrNull(Type.Array(CounterId)),
  files: Type.Array(Open({ path: ExportPath, bytes: Type.Integer({ minimum: 0 }), sha256: Sha256 })),
});
export type ExportManifest = Static<typeof ExportManifest>;
export const exportManifestMessage = defineMessage('export manifest', 268_435_456, ExportManifest);

/** A line of `counters.ndjson`: every journal key the counter was enrolled with. */
export const ExportedCounter = Open({
  counter: CounterId,
  status: Text(20),
  registeredAtMs: TimeMs,
  keys: Type.Array(
    Open({
      /** Ed25519, SPKI DER, base64. */
      key: Base64(128),
      /** The certificate that was issued with it. */
      certificate: Text(80),
      enrolledAtMs: TimeMs,
      notAfterMs: TimeMs,
      revokedAtMs: OrNull(TimeMs),
    }),
  ),
  /** The approval of a person, where the hub asks for one. */
  approvedBy: OrNull(Text(80)),
  approvedAtMs: OrNull(TimeMs),
});
export type ExportedCounter = Static<typeof ExportedCounter>;

/** A line of `journals.ndjson`: which lines of a journal are here, and the hash before the first. */
export const ExportedJournal = Open({
  counter: CounterId,
  journal: JournalId,
  from: Seq,
  prev: Sha256,
  to: Position,
  head: Sha256,
});
export type ExportedJournal = Static<typeof ExportedJournal>;

/** A line of a journal's `.heads` file: the head of one stretch, signed by the counter. */
export const ExportedHead = Open({
  from: Seq,
  to: Seq,
  prev: Sha256,
  head: Sha256,
  sig: Base64(128),
  receivedAtMs: TimeMs,
});
export type ExportedHead = Static<typeof ExportedHead>;

/** A line of `published.ndjson`; null: published before publications were kept. */
export const PublishedMetadata = Open({
  role: Type.String({ pattern: '^[a-z]{1,20}$' }),
  version: Version,
  publishedAtMs: OrNull(TimeMs),
});
export type PublishedMetadata = Static<typeof PublishedMetadata>;

/** A line of `bills.ndjson`: a provider's file as it came. */
export const ExportedBill = Open({
  method: Type.Union([Type.Literal('wechat'), Type.Literal('alipay')]),
  day: Day,
  fetchedAtMs: TimeMs,
  file: ExportPath,
});
export type ExportedBill = Static<typeof ExportedBill>;

/** A line of `payments.ndjson`: what the hub says of an order's money. */
export const ExportedPayment = Open({
  order: OrderId,
  counter: Text(40),
  method: OrNull(Text(20)),
  state: Text(20),
  totalFen: Fen,
  paidFen: OrNull(Fen),
  paidAtMs: OrNull(TimeMs),
  refunds: Type.Array(
    Open({ refund: Text(40), amountFen: Fen, by: Text(20), state: Text(20), doneAtMs: OrNull(TimeMs) }),
  ),
});
export type ExportedPayment = Static<typeof ExportedPayment>;

/** A line of `totals.ndjson`: what the hub reports of a day, a counter, an entry and a way to pay. */
export const ExportedTotal = Open({
  day: Day,
  counter: CounterId,
  entry: Type.Union([EntryId, Type.Literal('')]),
  method: Text(20),
  sales: Type.Integer(),
  salesFen: Type.Integer(),
  refunds: Type.Integer(),
  refundsFen: Type.Integer(),
  notDelivered: Type.Integer(),
  unknown: Type.Integer(),
});
export type ExportedTotal = Static<typeof ExportedTotal>;

/** A line of `log/logs.ndjson`: a hub has one log until it is restored from a backup. */
export const ExportedLog = Open({
  epoch: Type.Integer({ minimum: 1 }),
  /** The log's name: origin of its checkpoints. */
  origin: Text(200),
  /** As C2SP writes it; an auditor who has it from elsewhere does not need it. */
  key: Type.String({ maxLength: 400 }),
});
export type ExportedLog = Static<typeof ExportedLog>;

/** A line of a log's `leaves.ndjson`: one leaf, exact bytes in base64. */
export const ExportedLeaf = Open({
  index: Type.Integer({ minimum: 0 }),
  leaf: Type.String({ maxLength: 131_072, pattern: '^[A-Za-z0-9+/]*={0,2}$' }),
});
export type ExportedLeaf = Static<typeof ExportedLeaf>;

/** A line of a log's `checkpoints.ndjson`: a signed note. */
export const ExportedCheckpoint = Open({
  size: Type.Integer({ minimum: 0 }),
  note: Type.String({ maxLength: 16_384 }),
});
export type ExportedCheckpoint = Static<typeof ExportedCheckpoint>;

const lineBytesMax = 262_144;
export const exportedCounterMessage = defineMessage('counters.ndjson', lineBytesMax, ExportedCounter);
export const exportedJournalMessage = defineMessage('journals.ndjson', lineBytesMax, ExportedJournal);
export const exportedHeadMessage = defineMessage('signed head', lineBytesMax, ExportedHead);
export const publishedMetadataMessage = defineMessage('published.ndjson', lineBytesMax, PublishedMetadata);
export const exportedBillMessage = defineMessage('bills.ndjson', lineBytesMax, ExportedBill);
export const exportedPaymentMessage = defineMessage('payments.ndjson', lineBytesMax, ExportedPayment);
export const exportedTotalMessage = defineMessage('totals.ndjson', lineBytesMax, ExportedTotal);
export const exportedLogMessage = defineMessage('logs.ndjson', lineBytesMax, ExportedLog);
export const exportedCheckpointMessage = defineMessage('checkpoint', lineBytesMax, ExportedCheckpoint);
export const exportedLeafMessage = defineMessage('log leaf', lineBytesMax, ExportedLeaf);

/** Where everything stands in an export. */
export const exportPaths = {
  manifest: 'manifest.json',
  counters: 'counters.ndjson',
  journals: 'journals.ndjson',
  journal: (counter: string, journal: string) => `journals/${counter}/${journal}.ndjson`,
  heads: (counter: string, journal: string) => `journals/${counter}/${journal}.heads`,
  published: 'published.ndjson',
  metadata: (role: string, version: number) => `metadata/${role}/${version}.json`,
  /** Chunks and lists, by the hash of their content. */
  content: (sha256: string) => `content/${sha256.slice(0, 2)}/${sha256}`,
  bills: 'bills.ndjson',
  bill: (method: string, day: string, ending: string) => `bills/${method}/${day}.${ending}`,
  payments: 'payments.ndjson',
  totals: 'totals.ndjson',
  logs: 'log/logs.ndjson',
  leaves: (epoch: number) => `log/${epoch}/leaves.ndjson`,
  checkpoints: (epoch: number) => `log/${epoch}/checkpoints.ndjson`,
} as const;
