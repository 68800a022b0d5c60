// Runs something again and again on an injected clock, never two at a time, until it is told to stop.
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';

export interface Keeper {
  /** Runs the work soon, once, however often it is asked before it ran. */
  soon(): void;
  /** Calls off the timer and waits for the run in progress. */
  stop(): Promise<void>;
}

export function keep(clock: Clock, log: Log, everyMs: number, work: () => Promise<void>): Keeper {
  let isStopped = false;
  let isWanted = false;
  let running: Promise<void> | undefined;
  let cancel = clock.setTimer(everyMs, tick);

  function tick(): void {
    if (isStopped) return;
    cancel = clock.setTimer(everyMs, tick);
    run();
  }

  function run(): void {
    if (running) {
      isWanted = true;
      return;
    }
    running = work()
      .catch((error: unknown) => log.error({ error: String(error) }, 'repeated work failed'))
      .finally(() => {
        running = undefined;
        if (isWanted && !isStopped) {
          isWanted = false;
          run();
        }
      });
  }

  return {
    soon: () => !isStopped && run(),
    async stop() {
      isStopped = true;
      cancel();
      await running;
    },
  };
}
