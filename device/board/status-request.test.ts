import { describe, expect, it } from 'vitest';
import { ACK, MachineRig, POLL_MS } from './machine-rig.ts';

const config = { statusEveryMs: 60_000 };
const isStatusRequest = (answers: string[]) => answers.some((bytes) => bytes.startsWith('FA FB 51'));

/** Polls until 0x51 comes; how long it took. */
function untilAsked(rig: MachineRig, atMostMs: number): number {
  const startMs = rig.nowMs;
  while (!isStatusRequest(rig.poll())) expect(rig.nowMs - startMs).toBeLessThan(atMostMs);
  return rig.nowMs - startMs;
}

describe('the periodic question', () => {
  it('[BOARD-48] goes to an idle board once a period', () => {
    const rig = MachineRig.synced(config);
    expect(untilAsked(rig, 61_000)).toBeGreaterThan(50_000);
    rig.ack();
    expect(untilAsked(rig, 61_000)).toBeGreaterThan(59_000);
  });

  it('[BOARD-48] is not asked during a vend, and comes after it', () => {
    const rig = MachineRig.synced({ ...config, vendTimeoutMs: 120_000 });
    rig.driven();
    const startMs = rig.nowMs;
    while (rig.nowMs - startMs < 100_000) expect(rig.poll()).toEqual([ACK]);
    rig.status(13, 0x02);
    expect(untilAsked(rig, 1_000)).toBeLessThanOrEqual(3 * POLL_MS);
  });

  it('[BOARD-48] makes way for a vend when it has not left yet', () => {
    const rig = MachineRig.synced(config);
    rig.pass(5_000);
    rig.poll();
    while (rig.state.link.queue.length === 0) {
      rig.frame(0x42);
      rig.pass(100);
    }
    rig.vend();
    const [check] = rig.poll();
    expect(check).toMatch(/^FA FB 01 03/);
  });

  it('[BOARD-48] stops when the board does not know it, until the board starts anew', () => {
    const rig = MachineRig.synced(config);
    untilAsked(rig, 61_000);
    while (rig.events('line-fault').length === 0) rig.poll();
    const startMs = rig.nowMs;
    while (rig.nowMs - startMs < 200_000) {
      const [answer] = rig.poll();
      expect(answer).not.toMatch(/^FA FB 51/);
      if (answer !== ACK) rig.ack();
    }
    rig.data(0x31);
    while (!rig.poll()[0]!.startsWith('FA FB 31')) expect(rig.nowMs).toBeLessThan(400_000);
    rig.ack();
    untilAsked(rig, 70_000);
  });
});
