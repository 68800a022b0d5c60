// What certification asks of others, and small things its files share.
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { Actor, Grant, ObjectPlace } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import { can, grantsFor, holds } from '../people/can.ts';
import type { Action } from '../people/permissions.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Transparency } from '../transparency/transparency.ts';

export interface CertificationParts {
  db: Db;
  /** Reads beside the writer; the same `db` in tests of one connection. */
  reader: Db;
  clock: Pick<Clock, 'nowMs'>;
  audit: Audit;
  /** Credit codes under sanction now, read in the given transaction: nothing to keep in step, nothing to forget. */
  blacklisted(queries: Queries): Promise<ReadonlySet<string>>;
  /** Whose certificate number the published catalog has: credit code, or undefined when nobody's. */
  catalogHolder(entryId: string): Promise<string | undefined>;
  /** A demonstration has no publicity period and closes batches early unless its settings say otherwise. */
  isDemo: boolean;
  /** TLOG-5: every decision stands in the log, in the same transaction. */
  transparency?: Pick<Transparency, 'append'>;
}

/** CERT-1: no program and no machine's token decides or hands in. */
export function requirePerson(actor: Actor): void {
  if (actor.kind !== 'person')
    throw new DomainError('forbidden', 'person-needed', 'Only a person who signed in may do this, no token.');
}

/** Throws DomainError `forbidden` outside the actor's places; routes have refused and audited before. */
export function requireCan(actor: Actor, action: Action, place: ObjectPlace): void {
  if (!can(actor, action, place))
    throw new DomainError('forbidden', 'outside', 'This is outside your place or your role.');
}

/** The grant under which the actor does this to an object. */
export const grantFor = (actor: Actor, action: Action, place: ObjectPlace): Grant | undefined =>
  grantsFor(actor, action).find((grant) => holds(grant.place, place));

export function requireUnfrozen(codes: ReadonlySet<string>, creditCode: string): void {
  if (codes.has(creditCode))
    throw new DomainError(
      'conflict',
      'supplier-blacklisted',
      'The supplier is blacklisted: its applications are frozen until the sanction is released.',
    );
}
