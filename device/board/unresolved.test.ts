import { describe, expect, it } from 'vitest';
import { ACK, MachineRig, POLL_MS } from './machine-rig.ts';

const config = { vendTimeoutMs: 8_000, motorRestMs: 4_000, vendStartTimeoutMs: 10_000 };

/** The drive of slot 13 has left, then the port goes and comes back; the motor may turn on. */
function cutWhileTurning(elevator = false): MachineRig {
  const rig = MachineRig.synced(config);
  rig.driven(13, elevator);
  rig.give({ type: 'port-lost', reason: 'unplugged' });
  rig.give({ type: 'port-opened', isAgain: true });
  rig.poll();
  rig.ack();
  rig.effects = [];
  return rig;
}

const isCommand = (answer: string[]) => answer.some((bytes) => bytes !== ACK);
const outcome = (rig: MachineRig) => rig.result('vend-result') as { outcome: string; detail: string };

describe('after a vend whose end nobody heard', () => {
  it('[BOARD-31] drives nothing before the window of the old vend is over', () => {
    const rig = cutWhileTurning();
    rig.vend(14);
    const startMs = rig.nowMs;
    while (!isCommand(rig.poll())) expect(rig.nowMs - startMs).toBeLessThan(8_000);
    expect(rig.nowMs - startMs).toBeGreaterThan(7_000);
    rig.ack();
    rig.checkResult(14, 0x01);
    expect(rig.poll()).toEqual(['FA FB 06 05 06 01 00 00 0E 0B']);
  });

  it('[BOARD-31] drives as soon as the board has said the last word of the old vend', () => {
    for (const status of [0x02, 0x03]) {
      const rig = cutWhileTurning();
      rig.vend(14);
      expect(rig.poll()).toEqual([ACK]);
      rig.status(13, 0x01);
      expect(rig.poll()).toEqual([ACK]);
      rig.status(13, status);
      expect(rig.events('late-dispense-status')).toHaveLength(2);
      expect(rig.poll()).toEqual(['FA FB 01 03 05 00 0E 08']);
    }
  });

  it('[BOARD-31] gives a new vend up before the motor when it would wait too long', () => {
    const rig = MachineRig.synced({ ...config, vendTimeoutMs: 60_000 });
    rig.driven();
    rig.give({ type: 'port-lost', reason: 'unplugged' });
    rig.give({ type: 'port-opened', isAgain: true });
    rig.poll();
    rig.ack();
    rig.effects = [];
    rig.vend(14);
    rig.passPolling(10_000);
    expect(outcome(rig)).toMatchObject({
      outcome: 'not-delivered',
      detail: expect.stringMatching(/earlier vend \(slot 13\) .*motor was not commanded/),
    });
  });

  it('[BOARD-31] waits after a vend that timed out, and says once that the motor is at rest', () => {
    const rig = MachineRig.synced(config);
    rig.driven();
    rig.passPolling(8_000);
    expect(outcome(rig)).toMatchObject({ outcome: 'unknown' });
    rig.effects = [];
    rig.vend(14);
    const startMs = rig.nowMs;
    while (!isCommand(rig.poll())) expect(rig.nowMs - startMs).toBeLessThan(5_000);
    expect(rig.nowMs - startMs).toBeGreaterThan(3_000);
    expect(rig.events('online')).toHaveLength(1);
  });

  it('[BOARD-31] never credits a late 0x02 to a new vend of the same slot', () => {
    const rig = cutWhileTurning();
    rig.passPolling(9_000);
    rig.vend(13);
    while (!isCommand(rig.poll())) expect(rig.nowMs).toBeLessThan(60_000);
    rig.ack();
    rig.checkResult(13, 0x01);
    rig.poll();
    rig.ack();
    rig.status(13, 0x02);
    expect(outcome(rig)).toBeUndefined();
    expect(rig.events('late-dispense-status')).toMatchObject([{ selection: 13, status: 2 }]);
    rig.status(13, 0x01);
    rig.pass(POLL_MS);
    rig.status(13, 0x02);
    expect(outcome(rig)).toMatchObject({ outcome: 'delivered' });
  });

  it('[BOARD-31] with an elevator 0x02 is not the last word yet', () => {
    const rig = cutWhileTurning(true);
    rig.vend(14);
    rig.status(13, 0x02);
    expect(rig.poll()).toEqual([ACK]);
    rig.status(13, 0x24);
    expect(isCommand(rig.poll())).toBe(true);
  });

  it('[BOARD-31] a watch without an outcome leaves a motor that may turn; a restart of the board none', () => {
    const rig = MachineRig.synced(config);
    rig.watch(13, 1_000);
    rig.passPolling(1_000);
    rig.vend(14);
    expect(rig.poll()).toEqual([ACK]);
    rig.data(0x31);
    rig.poll();
    rig.ack();
    rig.vend(14);
    expect(isCommand(rig.poll())).toBe(true);
  });
});
