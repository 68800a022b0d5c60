// DB-11: the write-ahead log is folded into the file again and again while the hub runs.
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';

export interface KeepFoldedParts {
  fold(): Promise<void>;
  clock: Clock;
  log: Log;
  /** Default one second. */
  everyMs?: number;
}

/** Begins at once; the returned function ends it and waits for what is under way. */
export function keepFolded({ fold, clock, log, everyMs = 1000 }: KeepFoldedParts): () => Promise<void> {
  let isClosed = false;
  let running: Promise<void> = Promise.resolve();
  let cancel = clock.setTimer(everyMs, next);

  function next(): void {
    running = fold()
      .catch((error: unknown) => log.error({ error }, 'the write-ahead log could not be folded in'))
      .then(() => {
        if (!isClosed) cancel = clock.setTimer(everyMs, next);
      });
  }

  return async () => {
    isClosed = true;
    cancel();
    await running;
  };
}
