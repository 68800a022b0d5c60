// pure

/** How a caller must take a refusal; the HTTP interface has a status for each. */
export type DomainErrorKind = 'invalid' | 'unknown' | 'conflict' | 'forbidden';

/**
 * A slice refuses: `reason` is for programs and translations (`second-person-needed`), the sentence says what to do.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly kind: DomainErrorKind;
  readonly reason: string;

  constructor(kind: DomainErrorKind, reason: string, message: string) {
    super(message);
    this.kind = kind;
    this.reason = reason;
  }
}
