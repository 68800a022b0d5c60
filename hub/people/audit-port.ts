// pure
// AUD: what every slice writes down about people, in the transaction of the act itself.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Actor } from './actor.ts';

export interface AuditEntry {
  actor: Pick<Actor, 'kind' | 'id' | 'name'>;
  /** An `Action`, or a word of its own such as `sign-in`. */
  action: string;
  /** Kind and id of what was acted on: `application/a17`, `counter/hhht-001`; empty when there is none. */
  object: string;
  outcome: 'done' | 'refused';
  /** What a reader needs to know, without secrets. At most 2,000 characters are kept. */
  detail?: string;
}

export interface Audit {
  /** Appends inside the caller's transaction: act and entry are kept together or not at all. */
  write(tx: Queries, entry: AuditEntry): Promise<void>;
  /** Appends in a transaction of its own: refusals. Never rejects because of the entry's content. */
  note(entry: AuditEntry): Promise<void>;
}
