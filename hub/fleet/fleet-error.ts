// pure
/** A refused request about the fleet; `message` says what to do. */
export class FleetError extends Error {
  override readonly name = 'FleetError';
  readonly code: 'invalid' | 'exists' | 'unknown-counter' | 'revoked';

  constructor(code: FleetError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
