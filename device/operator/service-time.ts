// While somebody works inside the machine nothing is sold (OPR-14).
import type { DeskAnswer } from '../screens/desk-acts.ts';
import { done, refusals } from './answers.ts';
import { serviceLine } from './machine-acts.ts';
import type { DeskParts } from './ports.ts';

export interface ServiceTime {
  isOn(): boolean;
  /** Rejects when it cannot be written; then it is as it was. */
  set(on: boolean, operator: string): Promise<DeskAnswer>;
  /** Who began it is gone. */
  over(operator: string): Promise<void>;
}

export function createServiceTime({ append, hold }: Pick<DeskParts, 'append' | 'hold'>): ServiceTime {
  let release: (() => void) | undefined;

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
    release?.();
    release = undefined;
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
      free();
      await append([serviceLine(operator, 'serve-off', 'signed out')]);
    },
  };
}
