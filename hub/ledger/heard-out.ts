// Which counters have told this hub everything they had when they first spoke to it since it started.

/** LED-12: a hub put back to an older copy has forgotten lines; it knows that it has them again only from its counters. */
export class HeardOut {
  /** Counter to what it said first, until the hub holds that much. */
  readonly #said = new Map<string, { journal: string; seq: number }>();
  readonly #heard = new Set<string>();

  /** A counter said how long its journal is. */
  said(counter: string, journal: string, seq: number): void {
    if (!this.#heard.has(counter)) this.#said.set(counter, { journal, seq });
  }

  /** The hub holds so much of a journal, or will never get more of it. */
  holds(counter: string, journal: string, seq: number): void {
    const said = this.#said.get(counter);
    if (said?.journal !== journal || seq < said.seq) return;
    this.#said.delete(counter);
    this.#heard.add(counter);
  }

  has(counter: string): boolean {
    return this.#heard.has(counter);
  }
}
