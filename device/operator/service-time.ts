// While somebody works inside the machine nothing is sold (OPR-14).
import type { DeskAnswer } from '../screens/desk-acts.ts';
import { done, refusals } from './answers.ts';
import { serviceLine } from './machine-acts.ts';
import type { DeskParts } from './ports.ts';

export interface ServiceTime {
  isOn(): boolean;
  /** Rejects when it cannot be written; then it is as it was. */
  set(on: boolean, operator: string): Promise<DeskAnswer>;
  /** Who began it is signed out; with the door open somebody is still inside, and it ends when the door is shut. */
  over(operator: string): Promise<void>;
  /** Nobody waits for the door any more. */
  close(): void;
}

export type ServiceParts = Pick<DeskParts, 'append' | 'hold' | 'log' | 'isDoorOpen'> & {
  sources: Pick<DeskParts['sources'], 'onChange'>;
};

export function createServiceTime(parts: ServiceParts): ServiceTime {
  const { append, hold, log, sources, isDoorOpen = () => false } = parts;
  let release: (() => void) | undefined;
  let forgetDoor = () => {};

  async function begin(operator: string): Promise<DeskAnswer> {
    const held = hold();
    if (!held) return refusals.saleRuns;
    release = held;
    try {
      await append([serviceLine(operator, 'serve-on', 'nothing is sold')]);
      return done('on');
    } catch (error) {
      free();
      throw error;
    }
  }

  function free(): void {
    forgetDoor();
    release?.();
    release = undefined;
  }

  async function end(operator: string, why: string): Promise<void> {
    free();
    await append([serviceLine(operator, 'serve-off', why)]);
  }

  function whenShut(operator: string): void {
    forgetDoor();
    forgetDoor = sources.onChange(() => {
      if (isDoorOpen()) return;
      end(operator, 'signed out, door shut').catch((error: unknown) =>
        log.error({ error: String(error) }, 'the end of service is not written'),
      );
    });
  }

  return {
    isOn: () => release !== undefined,
    async set(on, operator) {
      if (on) return release ? done('on') : begin(operator);
      if (!release) return done('off');
      await append([serviceLine(operator, 'serve-off', 'selling goes on')]);
      free();
      return done('off');
    },
    async over(operator) {
      if (!release) return;
      if (isDoorOpen()) return whenShut(operator);
      await end(operator, 'signed out');
    },
    close: () => forgetDoor(),
  };
}
