// pure
// One person is signed in at a time (OPR-8).
import { createHash, timingSafeEqual } from 'node:crypto';
import type { OperatorRole } from '@zhuangui/protocol/settings.ts';

export interface Session {
  /** 32 random bytes, hexadecimal; only the browser that signed in knows it. */
  token: string;
  operator: string;
  name: string;
  role: OperatorRole;
  by: 'pin' | 'badge' | 'phone';
  /** Monotonic milliseconds. */
  openedAtMs: number;
  touchedAtMs: number;
}

/** However busy somebody is: after this a PIN is due again. */
export const sessionMaxMs = 4 * 60 * 60_000;

const digest = (token: string) => createHash('sha256').update(token).digest();

/** Compares in constant time. */
export const isTheirs = (session: Pick<Session, 'token'> | null, token: string | undefined): boolean =>
  session !== null && token !== undefined && timingSafeEqual(digest(session.token), digest(token));

/** Milliseconds until the session ends unless it is touched; 0: it is over. */
export function idleLeftMs(session: Session, nowMs: number, idleMs: number): number {
  const left = Math.min(session.touchedAtMs + idleMs, session.openedAtMs + sessionMaxMs) - nowMs;
  return Math.max(0, left);
}
