// pure
// Messages between counter and hub that are not journal lines. Each is described once, with its limit.
import Type, { type Static } from 'typebox';
import { defineMessage } from './schema.ts';
import {
  Base64,
  Closed,
  CounterId,
  Freshness,
  JournalId,
  Position,
  Sha256,
  Text,
  TimeMs,
  UptimeMs,
  Version,
} from './units.ts';

const ListVersions = Closed({
  root: Version,
  catalog: Version,
  withdrawals: Version,
  channels: Version,
  snapshot: Version,
});
export type ListVersions = Static<typeof ListVersions>;
export { ListVersions };

/** Counter → hub, first message of every connection: which journal it writes and how long that is. */
export const Hello = Closed({
  v: Type.Literal(1),
  journal: JournalId,
  seq: Position,
  hash: Sha256,
  agentVersion: Text(40),
  lists: ListVersions,
});
export type Hello = Static<typeof Hello>;
export const helloMessage = defineMessage('hello', 2048, Hello);

/** Why the hub holds no more of a journal than the position says. */
export const positionRefusals = [
  'gap',
  'fork',
  'bad-signature',
  'bad-hash',
  'bad-batch',
  'line-too-large',
  'unknown-counter',
  'behind-hub',
] as const;
export type PositionRefusal = (typeof positionRefusals)[number];

/** Hub → counter: how far the hub holds this journal. The only receipt there is (LINK-3). */
export const PositionMessage = Closed({
  v: Type.Literal(1),
  journal: JournalId,
  seq: Position,
  hash: Sha256,
  hubTime: TimeMs,
  refused: Type.Optional(Closed({ code: Type.Enum(positionRefusals), reason: Text(300) })),
});
export type PositionMessage = Static<typeof PositionMessage>;
export const positionMessage = defineMessage('position', 1024, PositionMessage);

/** Counter → hub, may be lost: the state of a counter now. */
export const Telemetry = Closed({
  v: Type.Literal(1),
  at: TimeMs,
  up: UptimeMs,
  freshness: Freshness,
  lists: ListVersions,
  journal: JournalId,
  seq: Position,
  unsent: Type.Integer({ minimum: 0 }),
  selling: Type.Boolean(),
  slotsForSale: Type.Integer({ minimum: 0, maximum: 1000 }),
  slotsBlocked: Type.Integer({ minimum: 0, maximum: 1000 }),
  board: Closed({ online: Type.Boolean(), discardedBytes: Type.Integer({ minimum: 0 }) }),
  temperatureC: Type.Optional(Type.Integer({ minimum: -128, maximum: 127 })),
  doorOpen: Type.Optional(Type.Boolean()),
  /** Strength of the radio link, where there is one. */
  signalDbm: Type.Optional(Type.Integer({ minimum: -200, maximum: 0 })),
  /** Room left for the journal. */
  storageFreeMB: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
  /** Alarms and faults that stand open. */
  faults: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
});
export type Telemetry = Static<typeof Telemetry>;
export const telemetryMessage = defineMessage('telemetry', 2048, Telemetry);

/** Hub → all counters, retained: what is needed to verify the newest lists without a further round trip. */
export const ListsPush = Closed({
  v: Type.Literal(1),
  /** Root metadata after version 1, oldest first, exact bytes as text; a counter skips those it has. */
  roots: Type.Array(Type.String({ maxLength: 16_384 }), { maxItems: 16 }),
  timestamp: Type.String({ maxLength: 8_192 }),
  snapshot: Type.String({ maxLength: 16_384 }),
  targets: Type.String({ maxLength: 32_768 }),
  withdrawals: Type.String({ maxLength: 16_384 }),
  channels: Type.String({ maxLength: 16_384 }),
  /** Target path to exact bytes as text: the small lists travel inline, catalog chunks never do. */
  files: Type.Record(
    Type.String({ pattern: '^[a-z]+/[a-z]+\\.json$' }),
    Type.String({ maxLength: 131_072 }),
    {
      additionalProperties: false,
    },
  ),
});
export type ListsPush = Static<typeof ListsPush>;
export const listsPushMessage = defineMessage('lists push', 196_608, ListsPush);

/** Counter → hub over HTTPS: a new counter asks for its certificate (CSR, RFC 2986) with a one-time code. */
export const EnrolRequest = Closed({
  v: Type.Literal(1),
  code: Type.String({ pattern: '^[A-Z2-7]{16}$' }),
  counter: CounterId,
  /** PKCS#10, DER, base64; P-256; CN = counter id. */
  csr: Base64(4096),
  /** The key that signs the journal: Ed25519, SPKI DER, base64. */
  journalKey: Base64(128),
  /** Ed25519 signature of `journalKeyProof(counter, csr)`, base64: the sender holds the journal key. */
  proof: Base64(128),
});
export type EnrolRequest = Static<typeof EnrolRequest>;
export const enrolRequestMessage = defineMessage('enrolment request', 8192, EnrolRequest);

/** Hub → counter: certificate and authority, PEM. */
export const EnrolResponse = Closed({
  v: Type.Literal(1),
  counter: CounterId,
  certificate: Type.String({ maxLength: 8192 }),
  authority: Type.String({ maxLength: 8192 }),
  notAfter: TimeMs,
});
export type EnrolResponse = Static<typeof EnrolResponse>;
export const enrolResponseMessage = defineMessage('enrolment response', 20_480, EnrolResponse);

/** The bytes a counter signs with its journal key when it enrols. */
export const journalKeyProof = (counter: string, csr: string): Uint8Array =>
  new TextEncoder().encode(`zhuangui-enrol-v1\n${counter}\n${csr}\n`);

/** HTTP error body of every interface: a stable code and a sentence that says what to do. */
export const ErrorBody = Closed({ error: Closed({ code: Text(60), message: Text(500) }) });
export type ErrorBody = Static<typeof ErrorBody>;
export const errorBodyMessage = defineMessage('error', 2048, ErrorBody);
