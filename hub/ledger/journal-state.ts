// One journal as the hub knows it while it runs.
import type { Head } from './classify.ts';

export interface JournalState {
  readonly key: number;
  readonly counter: string;
  readonly journal: string;
  /** In the database. */
  committed: Head;
  /** Signature checked, on its way into the database. */
  verified: Head;
  /** Chain checked, in the queue. */
  tentative: Head;
  /** LED-4: a forked journal takes nothing more. */
  frozen: boolean;
}

/** Forgets what never reached the database; the counter sends it again. */
export function resetTo(state: JournalState, head: Head): void {
  state.verified = head;
  state.tentative = head;
}
