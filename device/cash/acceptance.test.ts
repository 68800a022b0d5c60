import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../board/board-types.ts';
import { HandClock } from '../sale/sale-rig.ts';
import { Acceptance } from './acceptance.ts';

describe('the acceptors', () => {
  it('[CASH-2] are called open only when the board has acknowledged it: before that money comes back out', async () => {
    const answers: ((result: CommandResult) => void)[] = [];
    const said: boolean[] = [];
    const acceptance = new Acceptance({
      command: () => new Promise((resolve) => answers.push(resolve)),
      clock: new HandClock(),
      changed: () => said.push(acceptance.isOpen),
    });
    const opened = acceptance.open();
    for (const acceptor of [0, 1]) {
      await Promise.resolve();
      expect(acceptance.isOpen).toBe(false);
      answers[acceptor]!({ outcome: 'acknowledged' } as CommandResult);
      await Promise.resolve();
    }
    expect(await opened).toBe(true);
    expect(said).toEqual([true]);
    void acceptance.shut();
    expect(acceptance.isOpen).toBe(false);
  });
});
