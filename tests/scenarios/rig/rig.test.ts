// The rig itself: it sells, it starts every case from the same state, and it leaves nothing behind.
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCounterJournal } from './evidence.ts';
import { openRig } from './rig.ts';
import { prepareTemplate, type Template } from './template.ts';

let template: Template;
beforeAll(async () => {
  template = await prepareTemplate();
});
afterAll(() => template?.remove());

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('the rig', () => {
  it('[INC-8] sells from a copy of the prepared counter and leaves nothing running', {
    timeout: 120_000,
  }, async () => {
    const rig = await openRig(template);
    const { pid } = rig.counter();
    const boardPid = rig.board.pid;
    try {
      const [first] = readCounterJournal(template.counterFolder).lines;
      expect(await rig.sell([1])).toMatchObject({ accepted: true });
      await rig.settle();
      expect([pid, boardPid].map(isRunning)).toEqual([true, true]);
      const end = await rig.audit();
      expect(end).toMatchObject({ problems: [], outcomes: ['delivered'], drops: 1, refundedFen: 0 });
      expect(JSON.stringify(end.lines[0])).toBe(first!.toString('utf8'));
    } finally {
      await rig.stop();
    }
    expect([pid, boardPid].map(isRunning)).toEqual([false, false]);
    expect(existsSync(rig.folder)).toBe(false);
  });
});
