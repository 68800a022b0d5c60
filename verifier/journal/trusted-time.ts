// pure
// What a counter knew of the time: at least the last signed time and what has passed since (LIST-5).

/** A decision stands a moment before the line that tells of it. */
export const slackMs = 10_000;

export interface TrustedTime {
  /** A line says its floor. */
  floor(floorMs: number, upMs: number): void;
  /** The agent started: the monotonic clock may begin anew. */
  booted(upMs: number): void;
  /** Any line, so that the floor goes on with it. */
  passed(upMs: number): void;
  /** The time the gate asked by, wall milliseconds. */
  at(wallMs: number, upMs: number): number;
}

export function createTrustedTime(): TrustedTime {
  let floorMs = 0;
  let baseUpMs = 0;
  let lastUpMs = 0;
  const reached = (upMs: number) => floorMs + Math.max(0, upMs - baseUpMs);
  return {
    floor(saidMs, upMs) {
      floorMs = saidMs;
      baseUpMs = upMs;
      lastUpMs = upMs;
    },
    booted(upMs) {
      floorMs = reached(lastUpMs);
      baseUpMs = upMs;
      lastUpMs = upMs;
    },
    passed(upMs) {
      lastUpMs = Math.max(lastUpMs, upMs);
    },
    at: (wallMs, upMs) => Math.max(wallMs, reached(upMs)),
  };
}
