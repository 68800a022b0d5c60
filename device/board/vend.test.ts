import { describe, expect, it } from 'vitest';
import { statusClass } from './codes.ts';
import { ACK, MachineRig, POLL_MS, writes } from './machine-rig.ts';

const DRIVE_13_PACK_3 = 'FA FB 06 05 03 01 00 00 0D 0D';
const result = (rig: MachineRig) =>
  rig.result('vend-result') as { outcome: string; detail: string } | undefined;

describe('a vend', () => {
  it('[BOARD-20] goes 01, 02, 06, 04 and ends delivered', () => {
    const rig = MachineRig.synced();
    rig.vend();
    rig.poll();
    rig.ack();
    rig.checkResult(13, 0x01);
    expect(rig.poll()).toEqual([DRIVE_13_PACK_3]);
    rig.ack();
    rig.status(13, 0x01);
    expect(result(rig)).toBeUndefined();
    expect(writes(rig.status(13, 0x02))).toEqual([ACK]);
    expect(result(rig)).toEqual({
      outcome: 'delivered',
      status: 2,
      statusName: 'dispensed',
      detail: 'dispensed',
    });
    expect(rig.events('dispense-status')).toMatchObject([
      { statusName: 'dispensing' },
      { statusName: 'dispensed' },
    ]);
    expect(rig.state.vend).toBeNull();
  });

  it.each([2, 3, 4, 0x17, 0x00, 0x77])(
    '[BOARD-21] ends not delivered when the check says %i, motor untouched',
    (code) => {
      const rig = MachineRig.synced();
      rig.vend();
      rig.poll();
      rig.ack();
      rig.checkResult(13, code);
      expect(result(rig)).toMatchObject({ outcome: 'not-delivered', status: code });
      expect(rig.poll()).toEqual([ACK]);
    },
  );

  it('[BOARD-21] drives on out-of-stock and paused when they are configured as vendable', () => {
    for (const code of [2, 4]) {
      const rig = MachineRig.synced({ vendableResults: [1, 2, 4] });
      rig.vend();
      rig.poll();
      rig.ack();
      rig.checkResult(13, code);
      expect(rig.poll()).toEqual([DRIVE_13_PACK_3]);
    }
  });

  it('[BOARD-21] ignores a check result that came before its check, or for another selection', () => {
    const rig = MachineRig.synced();
    rig.vend();
    rig.checkResult(13, 0x03);
    rig.poll();
    rig.ack();
    rig.checkResult(14, 0x03);
    expect(result(rig)).toBeUndefined();
  });

  it('[BOARD-21] does not drive twice when the check result comes twice', () => {
    const rig = MachineRig.synced();
    rig.vend();
    rig.poll();
    rig.ack();
    rig.checkResult(13, 0x01);
    rig.checkResult(13, 0x01);
    expect(rig.poll()).toEqual([DRIVE_13_PACK_3]);
    rig.ack();
    rig.checkResult(13, 0x01);
    expect(rig.poll()).toEqual([ACK]);
  });

  it('[BOARD-21] drives at once when the check is configured away', () => {
    const rig = MachineRig.synced({ checkBeforeDrive: false });
    rig.vend();
    expect(rig.poll()).toEqual(['FA FB 06 05 02 01 00 00 0D 0C']);
  });

  const failures = Array.from({ length: 256 }, (_, code) => code).filter(
    (code) => statusClass(code) === 'failure',
  );

  it.each(failures)('[BOARD-22] ends not delivered on status %i', (status) => {
    const rig = MachineRig.synced();
    rig.driven();
    rig.status(13, 0x01);
    rig.status(13, status);
    expect(result(rig)).toMatchObject({ outcome: 'not-delivered', status });
  });

  it('[BOARD-22] lets progress, 0x00 and unknown statuses decide nothing', () => {
    const rig = MachineRig.synced();
    rig.driven();
    for (const status of [0x00, 0x01, 0x10, 0x05, 0x21, 0x22, 0x99]) rig.status(13, status);
    expect(result(rig)).toBeUndefined();
  });

  it('[BOARD-23] completes with 0x24 after 0x02', () => {
    const rig = MachineRig.synced();
    rig.driven(13, true);
    rig.status(13, 0x02);
    expect(result(rig)).toBeUndefined();
    rig.status(13, 0x11);
    rig.status(13, 0x24);
    expect(result(rig)).toMatchObject({ outcome: 'delivered', statusName: 'take-the-goods' });
  });

  it('[BOARD-23] calls 0x24 without 0x02 unknown, probably delivered', () => {
    const rig = MachineRig.synced();
    rig.driven();
    rig.status(13, 0x24);
    expect(result(rig)).toMatchObject({ outcome: 'unknown', probablyDelivered: true, status: 0x24 });
  });

  it('[BOARD-23] with an elevator, counts 0x02 as delivered when nothing follows', () => {
    const rig = MachineRig.synced();
    rig.driven(13, true);
    rig.status(13, 0x02);
    rig.passPolling(7_800);
    expect(result(rig)).toBeUndefined();
    rig.passPolling(200);
    expect(result(rig)).toMatchObject({ outcome: 'delivered', statusName: 'dispensed' });
  });

  it('[BOARD-23] with an elevator, calls a failure after 0x02 unknown', () => {
    const rig = MachineRig.synced();
    rig.driven(13, true);
    rig.status(13, 0x02);
    rig.status(13, 0x13);
    expect(result(rig)).toMatchObject({ outcome: 'unknown', statusName: 'elevator-descending-error' });
  });

  it('[BOARD-24] ends unknown when no outcome comes in time, and tells a late status apart', () => {
    const rig = MachineRig.synced();
    rig.driven();
    rig.status(13, 0x01);
    rig.passPolling(59_800);
    expect(result(rig)).toBeUndefined();
    rig.passPolling(200);
    expect(result(rig)).toMatchObject({ outcome: 'unknown', statusName: 'dispensing' });
    rig.status(13, 0x02);
    expect(rig.events('late-dispense-status')).toEqual([
      {
        type: 'late-dispense-status',
        selection: 13,
        status: 2,
        statusName: 'dispensed',
        statusClass: 'success',
        outcome: 'unknown',
      },
    ]);
  });

  it('[BOARD-24] calls a status for the slot unasked once the late window is over', () => {
    const rig = MachineRig.synced({ lateStatusWindowMs: 1_000 });
    rig.driven();
    rig.status(13, 0x02);
    rig.passPolling(1_000);
    rig.status(13, 0x02);
    expect(rig.events('unasked-dispense-status')).toHaveLength(1);
  });

  it('[BOARD-25] ends not delivered when the check is never acknowledged', () => {
    const rig = MachineRig.synced();
    rig.vend();
    for (let send = 1; send <= 5; send += 1) expect(rig.poll()).toEqual(['FA FB 01 03 02 00 0D 0C']);
    rig.poll();
    expect(result(rig)).toMatchObject({ outcome: 'not-delivered' });
  });

  it('[BOARD-25] ends not delivered when the check is acknowledged but never answered', () => {
    const rig = MachineRig.synced();
    rig.vend();
    rig.poll();
    rig.ack();
    rig.passPolling(10_000);
    expect(result(rig)).toMatchObject({ outcome: 'not-delivered' });
    expect(rig.poll()).toEqual([ACK]);
  });

  it('[BOARD-26] ends unknown when the drive is never acknowledged, sends it five times and never again', () => {
    const rig = MachineRig.synced();
    rig.vend();
    rig.poll();
    rig.ack();
    rig.checkResult(13, 0x01);
    for (let send = 1; send <= 5; send += 1) expect(rig.poll()).toEqual([DRIVE_13_PACK_3]);
    expect(rig.poll()).toEqual([ACK]);
    expect(rig.events('line-fault')).toHaveLength(1);
    expect(result(rig)).toBeUndefined();
    rig.effects = [];
    rig.passPolling(60_000);
    expect(result(rig)).toMatchObject({ outcome: 'unknown' });
    const commands = writes(rig.effects).filter((bytes) => bytes !== ACK);
    // When the vend is over, the pack numbers are settled by a sync.
    expect(new Set(commands)).toEqual(new Set(['FA FB 31 01 03 32']));
  });

  it('[BOARD-26] believes a 0x04 after the line fault', () => {
    const rig = MachineRig.synced();
    rig.vend();
    rig.poll();
    rig.ack();
    rig.checkResult(13, 0x01);
    for (let poll = 1; poll <= 6; poll += 1) rig.poll();
    rig.status(13, 0x02);
    expect(result(rig)).toMatchObject({ outcome: 'delivered' });
  });

  it('[BOARD-27] ends by what is certain when the port is lost', () => {
    const checking = MachineRig.synced();
    checking.vend();
    checking.poll();
    checking.give({ type: 'port-lost', reason: 'unplugged' });
    expect(result(checking)).toMatchObject({ outcome: 'not-delivered' });

    const moving = MachineRig.synced();
    moving.driven();
    moving.give({ type: 'port-lost', reason: 'unplugged' });
    expect(result(moving)).toMatchObject({ outcome: 'unknown', detail: expect.stringMatching(/unplugged/) });
  });

  it('[BOARD-27] calls a drive that left but was not acknowledged unknown', () => {
    const rig = MachineRig.synced();
    rig.vend();
    rig.poll();
    rig.ack();
    rig.checkResult(13, 0x01);
    rig.poll();
    rig.give({ type: 'port-lost', reason: 'unplugged' });
    expect(result(rig)).toMatchObject({ outcome: 'unknown' });
  });

  it('[BOARD-27] calls a drive that waits for its POLL not delivered, and never sends it', () => {
    const rig = MachineRig.synced();
    rig.vend();
    rig.poll();
    rig.ack();
    rig.checkResult(13, 0x01);
    rig.give({ type: 'port-lost', reason: 'unplugged' });
    expect(result(rig)).toMatchObject({ outcome: 'not-delivered' });
    rig.give({ type: 'port-opened', isAgain: true });
    expect(rig.poll()).toEqual(['FA FB 31 01 03 32']);
    rig.ack();
    expect(rig.poll()).toEqual([ACK]);
  });

  it('[BOARD-28] runs one vend at a time', () => {
    const rig = MachineRig.synced();
    rig.vend();
    const second = rig.give({
      type: 'vend',
      id: 8,
      request: { selection: 14, dropSensor: true, elevator: false },
    });
    expect(second).toEqual([
      {
        type: 'vend-result',
        id: 8,
        result: { outcome: 'not-delivered', detail: 'another vend is in progress' },
      },
    ]);
  });

  it.each([0, -1, 1001, 1.5, Number.NaN])('[BOARD-28] refuses selection %d', (selection) => {
    const rig = MachineRig.synced();
    rig.vend(selection);
    expect(result(rig)).toMatchObject({ outcome: 'not-delivered' });
    expect(rig.poll()).toEqual([ACK]);
  });

  it('[BOARD-29] leaves statuses of other selections, and from before the drive, to others', () => {
    const rig = MachineRig.synced();
    rig.status(13, 0x02);
    rig.vend();
    rig.status(13, 0x03);
    rig.poll();
    rig.ack();
    rig.checkResult(13, 0x01);
    rig.status(13, 0x02);
    rig.poll();
    rig.ack();
    rig.status(14, 0x02);
    expect(result(rig)).toBeUndefined();
    expect(rig.events('unasked-dispense-status')).toHaveLength(4);
  });

  it('[BOARD-29] takes the seconds in the selection field of 0x23 for progress', () => {
    const rig = MachineRig.synced();
    rig.driven();
    rig.data(0x04, 0x23, 0x00, 0x5a);
    expect(rig.events('dispense-status')).toMatchObject([{ selection: 13, statusName: 'heating-time-left' }]);
    expect(result(rig)).toBeUndefined();
  });
});

describe('a watch', () => {
  it('[BOARD-30] commands nothing and takes the outcome from 0x04', () => {
    for (const [status, outcome] of [
      [0x02, 'delivered'],
      [0x03, 'not-delivered'],
    ] as const) {
      const rig = MachineRig.synced();
      rig.watch(13, 5_000);
      expect(rig.poll()).toEqual([ACK]);
      rig.status(13, 0x01);
      rig.status(14, 0x02);
      expect(rig.result('watch-result')).toBeUndefined();
      rig.status(13, status);
      expect(rig.result('watch-result')).toMatchObject({ outcome, status });
    }
  });

  it('[SALE-17] takes no result before the start of the vend when told so', () => {
    const rig = MachineRig.synced();
    rig.give({ type: 'watch', id: 9, request: { selection: 13, forMs: 60_000, mustSeeStart: true } });
    rig.status(13, 0x02);
    rig.status(13, 0x03);
    expect(rig.result('watch-result')).toBeUndefined();
    rig.status(13, 0x01);
    rig.status(13, 0x02);
    expect(rig.result('watch-result')).toMatchObject({ outcome: 'delivered' });
  });

  it('[BOARD-30] ends with none, flagged when the board asked to take the goods', () => {
    const rig = MachineRig.synced();
    rig.watch(13, 5_000);
    rig.status(13, 0x24);
    rig.passPolling(5_000);
    expect(rig.result('watch-result')).toMatchObject({ outcome: 'none', probablyDelivered: true });
    const silent = MachineRig.synced();
    silent.watch(13, 5_000);
    silent.passPolling(5_000 - POLL_MS);
    expect(silent.result('watch-result')).toBeUndefined();
    silent.passPolling(POLL_MS);
    expect(silent.result('watch-result')).toEqual({ outcome: 'none', detail: 'the board said nothing more' });
  });

  it('[BOARD-30] survives a lost port and ends when the board starts anew', () => {
    const rig = MachineRig.synced();
    rig.watch(13, 60_000);
    rig.give({ type: 'port-lost', reason: 'unplugged' });
    rig.give({ type: 'port-opened', isAgain: true });
    rig.poll();
    rig.ack();
    expect(rig.result('watch-result')).toBeUndefined();
    rig.data(0x31);
    expect(rig.result('watch-result')).toMatchObject({ outcome: 'none' });
  });

  it('[BOARD-30] keeps the watched selection from being vended', () => {
    const rig = MachineRig.synced();
    rig.watch(13, 60_000);
    rig.vend(13);
    expect(result(rig)).toMatchObject({ outcome: 'not-delivered', detail: expect.stringMatching(/watched/) });
  });
});
