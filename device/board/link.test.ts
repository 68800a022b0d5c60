import { describe, expect, it } from 'vitest';
import { ACK, MachineRig, POLL_MS, writes } from './machine-rig.ts';

const CHECK_13_PACK_2 = 'FA FB 01 03 02 00 0D 0C';

describe('POLL and ACK', () => {
  it('[BOARD-10] answers an idle POLL with a plain ACK', () => {
    expect(MachineRig.synced().poll()).toEqual([ACK]);
  });

  it('[BOARD-10] sends a command only after a POLL', () => {
    const rig = MachineRig.synced();
    rig.vend();
    rig.pass(1_000);
    expect(writes(rig.effects)).toEqual([]);
    expect(rig.poll()).toEqual([CHECK_13_PACK_2]);
  });

  it('[BOARD-10] keeps the command when the POLL is older than 100 ms', () => {
    const rig = MachineRig.synced();
    rig.vend();
    expect(rig.poll({ arrivedAtMs: rig.nowMs + POLL_MS - 101 })).toEqual([]);
    expect(rig.poll({ arrivedAtMs: rig.nowMs + POLL_MS - 100 })).toEqual([CHECK_13_PACK_2]);
  });

  it('[BOARD-10] keeps the command when the board already went on', () => {
    const rig = MachineRig.synced();
    rig.vend();
    expect(rig.poll({ isStale: true })).toEqual([]);
    expect(rig.poll()).toEqual([CHECK_13_PACK_2]);
  });

  it('[BOARD-10] keeps a command that is younger than 5 ms', () => {
    const rig = MachineRig.synced();
    rig.pass(POLL_MS);
    rig.vend();
    rig.pass(4);
    expect(writes(rig.frame(0x41))).toEqual([ACK]);
    rig.pass(1);
    expect(writes(rig.frame(0x41))).toEqual([CHECK_13_PACK_2]);
  });

  it('[BOARD-11] has one command outstanding', () => {
    const rig = MachineRig.synced();
    rig.command({ name: 'request-status' }, 1);
    rig.command({ name: 'pay-out-change' }, 2);
    expect(rig.poll()).toEqual(['FA FB 51 01 02 53']);
    expect(rig.poll()).toEqual(['FA FB 51 01 02 53']);
    rig.ack();
    expect(rig.poll()).toEqual(['FA FB 25 01 03 26']);
  });

  it('[BOARD-13] re-sends with the same pack number, five sends in all, then reports a line fault', () => {
    const rig = MachineRig.synced();
    rig.command({ name: 'request-status' });
    for (let send = 1; send <= 5; send += 1) expect(rig.poll()).toEqual(['FA FB 51 01 02 53']);
    expect(rig.result('command-result')).toBeUndefined();
    expect(rig.poll()).toEqual([ACK]);
    expect(rig.result('command-result')).toMatchObject({ outcome: 'line-fault' });
    expect(rig.events('line-fault')).toMatchObject([{ command: 'request-status' }]);
    expect(rig.state.counters).toMatchObject({ resends: 4, lineFaults: 1 });
  });

  it('[BOARD-12] advances the pack number only after an ACK, from 255 to 1', () => {
    const rig = MachineRig.synced();
    const packs: string[] = [];
    for (let n = 0; n < 256; n += 1) {
      rig.command({ name: 'request-status' }, n);
      packs.push(rig.poll()[0]!.split(' ')[4]!);
      rig.ack();
    }
    // Pack 1 went to the sync.
    expect(packs.slice(0, 3)).toEqual(['02', '03', '04']);
    expect(packs.slice(252, 256)).toEqual(['FE', 'FF', '01', '02']);
  });

  it('[BOARD-12] keeps the pack number after a line fault, and syncs before anything else', () => {
    const rig = MachineRig.synced();
    rig.command({ name: 'request-status' }, 1);
    for (let poll = 0; poll < 6; poll += 1) rig.poll();
    rig.command({ name: 'pay-out-change' }, 2);
    expect(rig.poll()).toEqual(['FA FB 31 01 02 33']);
    rig.ack();
    expect(rig.poll()).toEqual(['FA FB 25 01 03 26']);
  });

  it('ignores an ACK that nothing waits for', () => {
    const rig = MachineRig.synced();
    rig.ack();
    rig.command({ name: 'request-status' });
    expect(rig.poll()).toEqual(['FA FB 51 01 02 53']);
  });

  it('[BOARD-13] sends a check again until its ACK although it was answered', () => {
    const rig = MachineRig.synced();
    rig.vend();
    rig.poll();
    rig.checkResult(13, 0x01);
    expect(rig.poll()).toEqual([CHECK_13_PACK_2]);
    rig.ack();
    rig.checkResult(13, 0x01);
    expect(rig.poll()).toEqual(['FA FB 06 05 03 01 00 00 0D 0D']);
  });

  it('[BOARD-13] sends the check of a vend that is over until its ACK, before the next vend', () => {
    const rig = MachineRig.synced();
    rig.vend();
    rig.poll();
    rig.checkResult(13, 0x02);
    expect(rig.result('vend-result')).toMatchObject({ outcome: 'not-delivered' });
    rig.effects = [];
    rig.give({ type: 'vend', id: 8, request: { selection: 13, dropSensor: true, elevator: false } });
    expect(rig.poll()).toEqual([CHECK_13_PACK_2]);
    rig.checkResult(13, 0x02);
    rig.ack();
    expect(rig.result('vend-result')).toBeUndefined();
    expect(rig.poll()).toEqual(['FA FB 01 03 03 00 0D 0D']);
  });

  it('[BOARD-14] never sends a drive again that the board reports on, and syncs after the vend', () => {
    const rig = MachineRig.synced();
    rig.vend();
    rig.poll();
    rig.ack();
    rig.checkResult(13, 0x01);
    expect(rig.poll()).toEqual(['FA FB 06 05 03 01 00 00 0D 0D']);
    rig.status(13, 0x01);
    rig.command({ name: 'request-status' });
    expect(rig.poll()).toEqual([ACK]);
    rig.status(13, 0x02);
    expect(rig.result('vend-result')).toMatchObject({ outcome: 'delivered' });
    expect(rig.poll()).toEqual(['FA FB 31 01 03 32']);
    rig.ack();
    expect(rig.poll()).toEqual(['FA FB 51 01 04 55']);
    expect(rig.state.counters.resends).toBe(0);
  });

  it('fails a command that finds no POLL in time, without having sent it', () => {
    const rig = MachineRig.synced();
    rig.command({ name: 'request-status' });
    rig.pass(10_000);
    expect(rig.result('command-result')).toMatchObject({ outcome: 'timed-out' });
  });

  it('fails a command whose POLLs stop after the first send', () => {
    const rig = MachineRig.synced();
    rig.command({ name: 'request-status' });
    rig.poll();
    rig.pass(10_000);
    expect(rig.result('command-result')).toMatchObject({ outcome: 'line-fault' });
    expect(rig.poll()).toEqual(['FA FB 31 01 02 33']);
  });

  it('refuses a command that cannot be encoded, and any without a port', () => {
    const rig = MachineRig.synced();
    rig.command({ name: 'set-inventory', selection: 13, inventory: 300 });
    expect(rig.result('command-result')).toMatchObject({
      outcome: 'refused',
      detail: expect.stringMatching(/inventory/),
    });
    const closed = new MachineRig();
    closed.command({ name: 'request-status' });
    expect(closed.result('command-result')).toMatchObject({ outcome: 'refused' });
  });
});

describe('data frames', () => {
  it('[BOARD-15] acknowledges every copy and acts on one', () => {
    const rig = MachineRig.synced();
    const once = rig.frame(0x04, [0x3f, 0x01, 0x00, 0x01]);
    rig.pass(POLL_MS);
    const twice = rig.frame(0x04, [0x3f, 0x01, 0x00, 0x01]);
    expect(writes(once)).toEqual([ACK]);
    expect(twice).toEqual([{ type: 'write', bytes: expect.anything() }]);
    expect(rig.events()).toHaveLength(1);
    expect(rig.state.counters.duplicates).toBe(1);
  });

  it('[BOARD-15] acts again after 2 s, on another pack number, and after another frame', () => {
    const rig = MachineRig.synced();
    rig.frame(0x23, [1, 0, 0, 0, 5]);
    rig.pass(2_000);
    rig.frame(0x23, [1, 0, 0, 0, 5]);
    rig.frame(0x23, [2, 0, 0, 0, 5]);
    rig.frame(0x23, [1, 0, 0, 0, 5]);
    expect(rig.events('credit')).toHaveLength(4);
  });

  it('[BOARD-15] forgets duplicates when the board starts anew', () => {
    const rig = MachineRig.synced();
    rig.frame(0x23, [1, 0, 0, 0, 5]);
    rig.frame(0x31, [2]);
    rig.frame(0x23, [1, 0, 0, 0, 5]);
    expect(rig.events('credit')).toHaveLength(2);
  });

  /** A note, and what the board paid out. */
  const moneyFrames = [
    { type: 'money-received', cmd: 0x21, payload: [59, 1, 0, 0, 3, 0xe8] },
    { type: 'change-paid', cmd: 0x26, payload: [59, 0, 0, 3, 0xe8, 0, 0, 0, 100] },
  ] as const;

  it.each(moneyFrames)(
    '[BOARD-18] books $type once when the board goes on with it after a long silence',
    (one) => {
      const rig = MachineRig.synced();
      rig.frame(one.cmd, [...one.payload]);
      rig.pass(14_300);
      expect(writes(rig.frame(one.cmd, [...one.payload]))).toEqual([ACK]);
      rig.pass(15_000);
      expect(rig.state.isOpen).toBe(false);
      rig.give({ type: 'port-opened', isAgain: true });
      expect(writes(rig.frame(one.cmd, [...one.payload]))).toEqual([ACK]);
      expect(rig.events(one.type)).toHaveLength(1);
      expect(rig.state.counters.duplicates).toBe(2);
    },
  );

  it.each(moneyFrames)(
    '[BOARD-18] books $type again after any other data and after a start of the board',
    (one) => {
      const rig = MachineRig.synced();
      rig.frame(one.cmd, [...one.payload]);
      rig.frame(0x23, [60, 0, 0, 3, 0xe8]);
      rig.frame(one.cmd, [...one.payload]);
      rig.frame(0x31, [1]);
      rig.frame(one.cmd, [...one.payload]);
      expect(rig.events(one.type)).toHaveLength(3);
    },
  );

  it('[BOARD-18] hears every answer that nothing was paid, whatever its pack number', () => {
    const rig = MachineRig.synced();
    rig.frame(0x26, [59, 0, 0, 0, 0, 0, 0, 0, 0]);
    rig.pass(2_000);
    rig.frame(0x26, [59, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(rig.events('change-paid')).toHaveLength(2);
  });

  it('[BOARD-19] marks money that is the first data it ever heard, and no other', () => {
    const note = [1, 0, 0, 3, 0xe8];
    const rig = new MachineRig();
    rig.give({ type: 'port-opened', isAgain: false });
    rig.data(0x21, ...note);
    rig.data(0x21, ...note);
    rig.give({ type: 'port-lost', reason: 'unplugged' });
    rig.give({ type: 'port-opened', isAgain: true });
    rig.data(0x21, ...note);
    const synced = MachineRig.synced();
    synced.data(0x21, ...note);
    const events = [...rig.events('money-received'), ...synced.events('money-received')];
    expect(events.map((event) => 'mayBeOld' in event)).toEqual([true, false, false, false]);
  });

  it('[BOARD-16] acknowledges and reports an unknown command', () => {
    const rig = MachineRig.synced();
    expect(writes(rig.data(0x99, 0x0a, 0x0b))).toEqual([ACK]);
    expect(rig.events()).toEqual([{ type: 'unknown-command', cmd: 0x99, data: '0A 0B' }]);
  });

  it('[BOARD-17] reports and counts thrown-away bytes', () => {
    const rig = MachineRig.synced();
    rig.give({ type: 'discarded', bytes: '00 FF', count: 2, reason: 'not a frame start' });
    expect(rig.state.counters.bytesDiscarded).toBe(2);
    expect(rig.events()).toEqual([
      { type: 'bytes-discarded', bytes: '00 FF', count: 2, reason: 'not a frame start' },
    ]);
  });

  it('[BOARD-44] turns money, keypad, door and temperature into events', () => {
    const rig = MachineRig.synced();
    rig.data(0x21, 0x01, 0x00, 0x01, 0x86, 0xa0);
    rig.data(0x23, 0, 0, 0, 9);
    rig.data(0x26, 0, 0, 0x13, 0x88, 0, 0, 0, 0x96);
    rig.data(0x05, 0, 13);
    rig.data(0x05, 0, 0);
    rig.data(0x81, 1, 0, 0, 1);
    expect(rig.events()).toEqual([
      { type: 'money-received', mode: 1, modeName: 'note', amount: 100_000 },
      { type: 'credit', credit: 9 },
      { type: 'change-paid', notesPaid: 5000, coinsPaid: 150 },
      { type: 'selection-chosen', selection: 13 },
      { type: 'selection-cancelled' },
      { type: 'door-state', doors: [{ cabinet: 0, left: 0, right: 1 }] },
    ]);
  });

  it('[BOARD-44] tells the door when it changes and the temperature every time', () => {
    const rig = MachineRig.synced();
    const status = (door: number) =>
      rig.data(
        0x52,
        0,
        0,
        0,
        0,
        0xfd,
        door,
        ...new Array<number>(18).fill(0x30),
        0xfd,
        ...new Array<number>(7).fill(0xaa),
      );
    status(1);
    status(1);
    status(0);
    expect(rig.events('door')).toEqual([
      { type: 'door', isOpen: true, raw: 1 },
      { type: 'door', isOpen: false, raw: 0 },
    ]);
    expect(rig.events('temperature')).toHaveLength(3);
    expect(rig.events('temperature')[0]).toMatchObject({
      temperature: -3,
      temperatures: [-3, null, null, null, null, null, null, null],
    });
  });
});
