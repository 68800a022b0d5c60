// The edge of the frame guard: every chunk passes it on the way from the socket into Aedes.
import type { Duplex } from 'node:stream';
import type { FrameGuard, FrameViolation } from './frame-guard.ts';

export interface ReadHooks {
  /** True once the session is admitted and acknowledged, and while the hub has room for more of it. */
  ready(): boolean;
  heard(): void;
  /** Once; ends the connection. */
  violated(violation: FrameViolation): void;
  monotonicMs(): number;
}

/**
 * Puts the guard between a socket and whoever reads it by `read()`, which is how Aedes pulls bytes. It is an
 * override instead of a second Duplex: that would cost two more stream states and a copy for each of
 * 20,000 connections. After a violation nothing is handed on (BRK-2). Chunks after CONNECT stay in the socket until the
 * session is ready: Aedes would handle their packets before it has authenticated the counter (BRK-3).
 */
export function guardReads(socket: Duplex, guard: FrameGuard, hooks: ReadHooks): void {
  const read = socket.read.bind(socket);
  let ended = false;
  socket.read = (size?: number) => {
    if (ended) return null;
    if (size !== 0 && guard.connectSeen && !hooks.ready()) return null;
    const chunk: Buffer | null = read(size);
    if (chunk === null) return null;
    hooks.heard();
    const violation = guard.accept(chunk, hooks.monotonicMs());
    if (violation === undefined) return chunk;
    ended = true;
    hooks.violated(violation);
    return null;
  };
}
