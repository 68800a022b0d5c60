// pure
// PEO-12: how long a session lives, and how fresh a proof must be.
import { HttpError } from '../http/errors.ts';
import type { Actor } from './actor.ts';

export const sessionIdleMs = 30 * 60_000;
export const sessionAbsoluteMs = 12 * 3_600_000;
export const proofFreshMs = 5 * 60_000;

export interface SessionTimes {
  createdAtMs: number;
  seenAtMs: number;
}

/** A clock set back ends a session too: its age is not known any more. */
export function isSessionOver({ createdAtMs, seenAtMs }: SessionTimes, nowMs: number): boolean {
  const [idleMs, ageMs] = [nowMs - seenAtMs, nowMs - createdAtMs];
  const jumpMs = 5 * 60_000;
  return idleMs > sessionIdleMs || ageMs > sessionAbsoluteMs || idleMs < -jumpMs || ageMs < -jumpMs;
}

/**
 * PEO-14: a very sensitive act asks who it is once more. Throws HttpError `prove-again` for a person whose proof is
 * older than five minutes, `forbidden` for a token, which cannot prove anything; the machine's own token may.
 */
export function requireProof(actor: Actor, nowMs: number): void {
  if (actor.kind === 'machine') return;
  if (actor.kind === 'token')
    throw new HttpError(
      'forbidden',
      'A token cannot do this: a person signs in and confirms with a password.',
    );
  const ageMs = nowMs - (actor.provedAtMs ?? Number.NEGATIVE_INFINITY);
  if (!(ageMs <= proofFreshMs && ageMs >= -1000)) throw new HttpError('prove-again');
}
