// pure

/** How a caller must take a refusal; the HTTP interface has a status for each. */
export type DomainErrorKind = 'invalid' | 'unknown' | 'conflict' | 'forbidden';

/**
 * A slice refuses: `reason` is for programs and translations (`second-person-needed`), the sentence says what to do.
 * `values` are what translations put into theirs.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly kind: DomainErrorKind;
  readonly reason: string;
  readonly values: Readonly<Record<string, string | number>>;

  constructor(
    kind: DomainErrorKind,
    reason: string,
    message: string,
    values: Readonly<Record<string, string | number>> = {},
  ) {
    super(message);
    this.kind = kind;
    this.reason = reason;
    this.values = values;
  }
}
