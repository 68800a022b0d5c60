// Acts that are being done: each once, however often it is touched meanwhile (OPR-16).
import type { Clock } from '../platform/clock.ts';
import type { DeskAnswer } from '../screens/desk-acts.ts';
import { done } from './answers.ts';

/** A page waits ten seconds and more for an answer: what takes longer than this is shown when it is done. */
const answerWithinMs = 8_000;

export interface InFlight {
  isBusy(): boolean;
  /** Begins the work, or joins the one with the same key. `work` never rejects. */
  once(key: string, work: () => Promise<DeskAnswer>): Promise<DeskAnswer>;
  /** Resolves when nothing of now is being done any more. */
  settled(): Promise<unknown>;
}

/** `ended` is told after each. */
export function createInFlight(clock: Clock, ended: () => void): InFlight {
  const running = new Map<string, Promise<DeskAnswer>>();

  function begin(key: string, work: () => Promise<DeskAnswer>): Promise<DeskAnswer> {
    const begun = work().finally(() => {
      running.delete(key);
      ended();
    });
    running.set(key, begun);
    return begun;
  }

  return {
    isBusy: () => running.size > 0,
    once(key, work) {
      const begun = running.get(key) ?? begin(key, work);
      return new Promise((resolve) => {
        const callOff = clock.setTimer(answerWithinMs, () => resolve(done('running')));
        void begun.then((answer) => {
          callOff();
          resolve(answer);
        });
      });
    },
    settled: () => Promise.allSettled(running.values()),
  };
}
