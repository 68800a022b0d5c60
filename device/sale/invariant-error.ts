// pure

/** Something happened that must be impossible. The sale stops where the journal says it stands (SALE-14). */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Throws InvariantError when `holds` is false; stays on in production. */
export function invariant(holds: boolean, what: string): asserts holds {
  if (!holds) throw new InvariantError(what);
}
