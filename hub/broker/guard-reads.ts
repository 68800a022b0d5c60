// The edge of the frame guard: every chunk passes it on the way from the socket into Aedes.
import type { Duplex } from 'node:stream';
import type { FrameGuard, FrameViolation } from './frame-guard.ts';

/**
 * Puts the guard between a socket and whoever reads it by `read()`, which is how Aedes pulls bytes. It is an
 * override instead of a second Duplex: that would cost two more stream states and a copy for each of
 * 20,000 connections. `heard` is called for every chunk; a violation destroys the socket (BRK-2).
 */
export function guardReads(
  socket: Duplex,
  guard: FrameGuard,
  heard: () => void,
  violated: (violation: FrameViolation) => void,
): void {
  const read = socket.read.bind(socket);
  socket.read = (size?: number) => {
    const chunk: Buffer | null = read(size);
    if (chunk === null) return null;
    heard();
    const violation = guard.accept(chunk);
    if (violation === undefined) return chunk;
    violated(violation);
    socket.destroy();
    return null;
  };
}
