// pure
// Every error the HTTP interfaces give: code, status, sentence. docs/rules/http.md lists the same table (HTTP-3).

const table = {
  'not-found': [404, 'There is no such page or resource on this hub.'],
  'method-not-allowed': [405, 'This address knows other methods only; see docs/rules/http.md.'],
  'token-missing': [401, 'Send the administrator token: Authorization: Bearer <content of admin.token>.'],
  'token-wrong': [401, 'The administrator token is wrong: read it again from admin.token.'],
  'too-many-tries': [429, 'Too many wrong tokens or codes from this address: wait a minute.'],
  'foreign-page': [403, 'Only the console’s own pages may ask this from a browser.'],
  'too-large': [413, 'The request is larger than this address allows.'],
  'unsupported-type': [415, 'Send JSON: content-type application/json.'],
  'bad-request': [400, 'The request does not fit: compare it with docs/rules/http.md.'],
  'bad-query': [400, 'A query parameter does not fit: compare it with docs/rules/http.md.'],
  'bad-file': [422, 'The file cannot be read as a catalog.'],
  'import-busy': [409, 'Another import is running: wait for it to end.'],
  'nothing-accepted': [422, 'No row of the file was accepted: nothing was published.'],
  'too-many-streams': [
    503,
    'Too many pages are open on this hub: close some, or come again in half a minute.',
  ],
  'signers-missing': [
    409,
    'This hub holds no signing keys: publish where the certifiers and supervisors sign.',
  ],
  'unknown-counter': [404, 'There is no such counter: list them to see their ids.'],
  'unknown-operator': [404, 'There is no such operator: list them to see their numbers.'],
  'unknown-entry': [404, 'No such entry in the catalog.'],
  'unknown-supplier': [404, 'No certified entry is of this supplier.'],
  'unknown-sanction': [404, 'There is no such sanction: list them to see their ids.'],
  'unknown-journal': [404, 'The hub holds no such journal of this counter.'],
  'already-released': [409, 'The sanction was released before.'],
  'wrong-kind': [409, 'The sanction is of another kind: release it where it was imposed.'],
  exists: [409, 'This id is taken.'],
  revoked: [409, 'The counter is revoked.'],
  'not-published': [422, 'The lists were not published.'],
  'code-refused': [403, 'The enrolment code is wrong, used or too old: ask for a new one.'],
  'not-signed-in': [401, 'Sign in first; a program sends its token: Authorization: Bearer <token>.'],
  forbidden: [403, 'This is outside what you may do, or outside your place. The attempt was written down.'],
  'csrf-wrong': [403, 'The page is older than your session: load it again, then repeat what you did.'],
  'prove-again': [403, 'Confirm with your password first: this act needs a fresh proof of who you are.'],
  unknown: [404, 'There is no such thing, or it is not yours to see.'],
  invalid: [422, 'What was sent fits the form but not the rules.'],
  conflict: [409, 'The state does not allow this now: load the page again.'],
  internal: [500, 'The hub failed; what happened is in its log. Try again.'],
} as const satisfies Record<string, readonly [number, string]>;

export type HttpErrorCode = keyof typeof table;
export const httpErrorCodes = Object.keys(table) as HttpErrorCode[];
export const statusOf = (code: HttpErrorCode): number => table[code][0];
export const sentenceOf = (code: HttpErrorCode): string => table[code][1];

/** Thrown by a route; the sentence may be more exact than the table's. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: HttpErrorCode;
  /** Further fields of the answer. */
  readonly more: object;

  constructor(code: HttpErrorCode, message: string = sentenceOf(code), more: object = {}) {
    super(message);
    this.code = code;
    this.more = more;
  }
}
