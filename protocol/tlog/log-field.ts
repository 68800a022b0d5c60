// pure
// How the log travels to counters: inside the signed timestamp, so older counters pass over it (TLOG-7).
import Type, { type Static } from 'typebox';
import { defineMessage } from '../schema.ts';
import { Closed, Position } from '../units.ts';
import type { Hash } from './hashing.ts';
import { leafBytesMax } from './leaves.ts';

/** Base64 of 32 bytes. */
const Hash64 = Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' });
const Proof = Type.Array(Hash64, { maxItems: 64 });

/** Name of the extra field of the timestamp metadata. */
export const logFieldName = 'log';

export const LogField = Closed({
  /** The log's key as C2SP writes it: `origin+keyid+base64`. */
  key: Type.String({ maxLength: 300 }),
  /** Signed note. */
  checkpoint: Type.String({ maxLength: 2000 }),
  /** The leaf that names this snapshot: its exact text, place, and proof of inclusion in the checkpoint. */
  leaf: Type.String({ maxLength: leafBytesMax }),
  index: Position,
  inclusion: Proof,
  /** Proof that the log of `from` leaves, the checkpoint before, is the beginning of this one. */
  consistency: Type.Optional(Closed({ from: Position, proof: Proof })),
});
export type LogField = Static<typeof LogField>;
export const logFieldMessage = defineMessage('log field', 16_384, LogField);

/** Answer to `from` and `to`: the proof between two sizes. */
const ConsistencyAnswer = Closed({ from: Position, to: Position, proof: Proof });
export const consistencyMessage = defineMessage('consistency proof', 8192, ConsistencyAnswer);

export const hashText = (hash: Hash): string => Buffer.from(hash).toString('base64');
export const hashOfText = (text: string): Hash => new Uint8Array(Buffer.from(text, 'base64'));

/** Reads the field; undefined when it is none. */
export function parseLogField(value: unknown): LogField | undefined {
  const checked = logFieldMessage.check(value);
  return checked.ok ? checked.value : undefined;
}

/** Where proofs are asked for, as a path below the hub's address. */
export const logUrls = {
  consistency: (origin: string, from: number, to: number) =>
    `/log/consistency?origin=${encodeURIComponent(origin)}&from=${from}&to=${to}`,
} as const;
export const consistencyBytesMax = consistencyMessage.maxBytes;
