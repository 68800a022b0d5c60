// pure
// What stands in the hub's log: one JSON object a leaf, exact bytes, each with its type and the hub's time (TLOG-5).
import Type, { type Static } from 'typebox';
import { defineMessage } from '../schema.ts';
import { Closed, CounterId, Day, JournalId, Lot, Position, Sha256, Text, TimeMs, Version } from '../units.ts';

/** Leaves stay small: 20,000 counters write one a day. */
export const leafBytesMax = 4096;

const head = { v: Type.Literal(1), at: TimeMs };
/** A root as checkpoints write it. */
const Root64 = Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' });

export const leafTypes = {
  /** First leaf of every log. `previous`: the newest state of the log before it that anybody is known to have seen. */
  epoch: Closed({
    ...head,
    type: Type.Literal('epoch'),
    why: Text(300),
    previous: Type.Optional(Closed({ origin: Text(200), size: Position, root: Root64 })),
  }),
  /** Signed lists were published: every role by version and hash. */
  lists: Closed({
    ...head,
    type: Type.Literal('lists'),
    /** SHA-256 of the snapshot metadata: what permits name. */
    snapshot: Sha256,
    roles: Type.Record(
      Type.String({ pattern: '^[a-z]{1,20}$' }),
      Closed({ version: Version, sha256: Sha256 }),
    ),
  }),
  /** An office decided on an application. */
  decision: Closed({
    ...head,
    type: Type.Literal('decision'),
    application: Text(60),
    /** Hash over everything the application says. */
    version: Sha256,
    level: Text(20),
    decision: Text(20),
    office: Text(20),
    person: Text(100),
  }),
  /** A sanction was imposed or released. */
  sanction: Closed({
    ...head,
    type: Type.Literal('sanction'),
    act: Type.Union([Type.Literal('imposed'), Type.Literal('released')]),
    sanction: Text(60),
    kind: Text(20),
    target: Text(200),
    lots: Type.Array(Lot, { maxItems: 200 }),
    list: Type.Union([Type.Literal('withdrawals'), Type.Literal('channels')]),
    listVersion: Version,
  }),
  /** How far the hub held a counter's journal on a day, with the counter's own signature. */
  head: Closed({
    ...head,
    type: Type.Literal('head'),
    day: Day,
    counter: CounterId,
    journal: JournalId,
    seq: Position,
    hash: Sha256,
    sig: Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$', maxLength: 128 }),
  }),
  /** Which key signs a counter's journal: SPKI DER, base64. */
  'counter-key': Closed({
    ...head,
    type: Type.Literal('counter-key'),
    counter: CounterId,
    key: Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$', maxLength: 128 }),
  }),
  /** How far the hub's own audit log was. */
  audit: Closed({ ...head, type: Type.Literal('audit'), day: Day, seq: Position, hash: Sha256 }),
} as const;

export const LogLeaf = Type.Union(Object.values(leafTypes) as [(typeof leafTypes)['epoch']]);
export type LogLeaf = {
  [K in keyof typeof leafTypes]: Static<(typeof leafTypes)[K]>;
}[keyof typeof leafTypes];
export type LeafOf<K extends keyof typeof leafTypes> = Static<(typeof leafTypes)[K]>;

export const leafMessage = defineMessage('log leaf', leafBytesMax, LogLeaf);

/** A leaf's bytes, as they are hashed, stored and published. Throws for a leaf that fits no type. */
export const encodeLeaf = (leaf: LogLeaf): Uint8Array => leafMessage.encode(leaf as never);

/** Reads a leaf's bytes; undefined for what this log would not have written. */
export function parseLeaf(bytes: Uint8Array): LogLeaf | undefined {
  const parsed = leafMessage.parse(bytes);
  return parsed.ok ? (parsed.value as LogLeaf) : undefined;
}
