// pure
// What the catalog refuses, for programs (`code`) and for people (`message` says what to do).

export type CatalogErrorCode =
  | 'not-initialised'
  | 'already-initialised'
  | 'bad-entry'
  | 'duplicate-entry'
  | 'under-signed'
  | 'base-moved'
  | 'bad-key'
  | 'bad-list'
  | 'too-large'
  | 'unknown-entry'
  | 'unknown-supplier'
  | 'unknown-counter'
  | 'unknown-sanction'
  | 'already-released';

export class CatalogError extends Error {
  override readonly name = 'CatalogError';
  readonly code: CatalogErrorCode;

  constructor(code: CatalogErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
