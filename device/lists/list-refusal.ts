// pure
// Why lists were not taken: a stable code to count, and a sentence for people.

export const refusalCodes = [
  /** Older than what this counter has seen. */
  'rollback',
  /** Parts that do not belong together. */
  'mixed',
  'expired',
  /** Too few of the right people signed. */
  'bad-signature',
  'wrong-hash',
  'not-json',
  'invalid',
  /** A root version between is missing. */
  'root-gap',
  /** One key under two ids, or an id that is not the hash of its key. */
  'duplicate-key',
  /** A signed list that does not fit its schema. */
  'bad-list',
  'fetch-failed',
  /** The hub's log does not follow from what this counter holds: no new catalog (TLOG-7). */
  'log-fork',
  /** The journal could not be written. */
  'not-stored',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export class ListRefusal extends Error {
  override readonly name = 'ListRefusal';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What the TUF libraries throw, by class name: @tufjs/models does not export its classes. */
const codeOfError: Readonly<Record<string, RefusalCode>> = {
  UnsignedMetadataError: 'bad-signature',
  ExpiredMetadataError: 'expired',
  BadVersionError: 'rollback',
  EqualVersionError: 'rollback',
  LengthOrHashMismatchError: 'wrong-hash',
  SyntaxError: 'not-json',
};

/** Any error as a refusal; `what` names the part it concerns. */
export function toRefusal(error: unknown, what: string, otherwise: RefusalCode = 'invalid'): ListRefusal {
  if (error instanceof ListRefusal) return error;
  const known = error instanceof Error ? error : new Error(String(error));
  return new ListRefusal(codeOfError[known.constructor.name] ?? otherwise, `${what}: ${known.message}`);
}

/** Runs one step of the verification; whatever it throws becomes a refusal that names the part. */
export function step<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toRefusal(error, what);
  }
}
