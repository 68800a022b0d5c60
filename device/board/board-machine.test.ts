import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACK, MachineRig, POLL_MS, writes } from './machine-rig.ts';

const REPORT_13 = [0x00, 0x0d, 0x00, 0x00, 0x01, 0x5e, 7, 10, 0, 21, 0];

describe('sync', () => {
  it('[BOARD-40] is sent on the first POLL after start', () => {
    const rig = new MachineRig();
    rig.give({ type: 'port-opened', isAgain: false });
    expect(rig.poll()).toEqual(['FA FB 31 01 01 30']);
    rig.ack();
    expect(rig.poll()).toEqual([ACK]);
  });

  it('[BOARD-40] goes before a waiting vend', () => {
    const rig = new MachineRig();
    rig.give({ type: 'port-opened', isAgain: false });
    rig.vend();
    expect(rig.poll()).toEqual(['FA FB 31 01 01 30']);
    rig.ack();
    expect(rig.poll()).toEqual(['FA FB 01 03 02 00 0D 0C']);
  });

  it('[BOARD-40] is tried again after a line fault', () => {
    const rig = new MachineRig();
    rig.give({ type: 'port-opened', isAgain: false });
    for (let poll = 1; poll <= 6; poll += 1) rig.poll();
    expect(rig.poll()).toEqual(['FA FB 31 01 01 30']);
  });

  it('[BOARD-41] is sent back on the next POLL when the board starts anew', () => {
    const rig = MachineRig.synced();
    expect(writes(rig.data(0x31))).toEqual([ACK]);
    expect(rig.events()).toEqual([{ type: 'restarted' }]);
    expect(rig.poll()).toEqual(['FA FB 31 01 02 33']);
    rig.ack();
    expect(rig.poll()).toEqual([ACK]);
  });

  it('[BOARD-41] counts re-sent 0x31 once, and a second start as a second one', () => {
    const rig = MachineRig.synced();
    rig.frame(0x31, [1]);
    rig.frame(0x31, [1]);
    expect(rig.events('restarted')).toHaveLength(1);
    rig.poll();
    rig.ack();
    rig.frame(0x31, [1]);
    expect(rig.events('restarted')).toHaveLength(2);
    expect(rig.poll()).toEqual(['FA FB 31 01 03 32']);
  });

  it('[BOARD-42] ends a vend: unknown when the drive left, not delivered when it did not', () => {
    const moving = MachineRig.synced();
    moving.driven();
    moving.data(0x31);
    expect(moving.result('vend-result')).toMatchObject({ outcome: 'unknown' });
    const checking = MachineRig.synced();
    checking.vend();
    checking.poll();
    checking.data(0x31);
    expect(checking.result('vend-result')).toMatchObject({ outcome: 'not-delivered' });
    expect(checking.poll()).toEqual(['FA FB 31 01 02 33']);
  });

  it('[BOARD-42] never re-sends an unacknowledged drive after a restart', () => {
    const rig = MachineRig.synced();
    rig.vend();
    rig.poll();
    rig.ack();
    rig.checkResult(13, 0x01);
    rig.poll();
    rig.effects = [];
    rig.data(0x31);
    rig.passPolling(5_000);
    expect(rig.result('vend-result')).toMatchObject({ outcome: 'unknown' });
    expect(writes(rig.effects).filter((bytes) => bytes.startsWith('FA FB 06'))).toEqual([]);
  });

  it('[BOARD-42] reports an unacknowledged command as lost', () => {
    const rig = MachineRig.synced();
    rig.command({ name: 'pay-out-change' });
    rig.poll();
    rig.data(0x31);
    expect(rig.result('command-result')).toMatchObject({ outcome: 'lost' });
  });

  it('[BOARD-43] completes the slot list after 2 s without 0x11', () => {
    const rig = new MachineRig();
    rig.give({ type: 'port-opened', isAgain: false });
    rig.poll();
    rig.ack();
    rig.pass(1_900);
    expect(writes(rig.data(0x11, ...REPORT_13))).toEqual([ACK]);
    rig.pass(1_999);
    expect(rig.events('selections-complete')).toEqual([]);
    rig.pass(1);
    expect(rig.events('selections-complete')).toEqual([{ type: 'selections-complete', count: 1 }]);
    expect(rig.state.selections.get(13)).toMatchObject({
      price: 350,
      inventory: 7,
      capacity: 10,
      productId: 21,
      status: 0,
    });
    expect(rig.events('selection-report')).toMatchObject([{ selection: 13, statusName: 'normal' }]);
  });

  it('[BOARD-43] drops slots that a new list no longer has, and takes single reports between lists', () => {
    const rig = MachineRig.synced();
    rig.data(0x11, ...REPORT_13);
    expect([...rig.state.selections.keys()]).toEqual([13]);
    rig.data(0x31);
    rig.poll();
    rig.ack();
    rig.data(0x11, 0x00, 0x0e, ...REPORT_13.slice(2));
    rig.pass(2_000);
    expect([...rig.state.selections.keys()]).toEqual([14]);
  });
});

describe('the line', () => {
  it('[BOARD-45] is online with the first frame and offline after 5 s without one', () => {
    const rig = new MachineRig();
    rig.give({ type: 'port-opened', isAgain: false });
    expect(rig.state.isOnline).toBe(false);
    rig.poll();
    expect(rig.events('online')).toHaveLength(1);
    rig.pass(4_999);
    expect(rig.state.isOnline).toBe(true);
    rig.pass(1);
    expect(rig.events('offline')).toHaveLength(1);
    rig.poll();
    expect(rig.events('online')).toHaveLength(2);
  });

  it('[BOARD-46] asks for the port to be opened anew after 15 s of silence', () => {
    const rig = MachineRig.synced();
    rig.driven();
    rig.pass(14_999);
    expect(rig.state.isOpen).toBe(true);
    rig.pass(1);
    expect(rig.effects.at(-1)).toMatchObject({ type: 'reopen' });
    expect(rig.state.isOpen).toBe(false);
    expect(rig.result('vend-result')).toMatchObject({ outcome: 'unknown' });
  });

  it('[BOARD-46] asks also when a fresh port never says anything', () => {
    const rig = new MachineRig({ silenceMs: 1_000 });
    rig.give({ type: 'port-opened', isAgain: false });
    rig.pass(1_000);
    expect(rig.effects.at(-1)).toMatchObject({ type: 'reopen' });
  });

  it('[BOARD-46] counts reopened ports and syncs again', () => {
    const rig = MachineRig.synced();
    rig.give({ type: 'port-lost', reason: 'unplugged' });
    expect(rig.events('port-lost')).toEqual([{ type: 'port-lost', reason: 'unplugged' }]);
    rig.give({ type: 'port-opened', isAgain: true });
    expect(rig.state.counters.portReopens).toBe(1);
    expect(rig.poll()).toEqual(['FA FB 31 01 02 33']);
  });

  it('answers everything that waits when it is stopped', () => {
    const rig = MachineRig.synced();
    rig.driven();
    rig.watch(14, 60_000);
    rig.command({ name: 'request-status' });
    rig.give({ type: 'stop' });
    expect(rig.result('vend-result')).toMatchObject({ outcome: 'unknown' });
    expect(rig.result('watch-result')).toMatchObject({ outcome: 'none' });
    expect(rig.result('command-result')).toMatchObject({ outcome: 'lost' });
  });
});

describe('any order of things', () => {
  type Act = (rig: MachineRig) => void;
  const acts: [string, Act][] = [
    ['poll', (rig) => void rig.poll()],
    ['late poll', (rig) => void rig.poll({ isStale: true })],
    ['ack', (rig) => void rig.ack()],
    ['usable', (rig) => void rig.checkResult(13, 1)],
    ['out of stock', (rig) => void rig.checkResult(13, 2)],
    ['dispensing', (rig) => void rig.status(13, 1)],
    ['dispensed', (rig) => void rig.status(13, 2)],
    ['jammed', (rig) => void rig.status(13, 3)],
    ['restart', (rig) => void rig.data(0x31)],
    ['lost', (rig) => void rig.give({ type: 'port-lost', reason: 'unplugged' })],
    ['opened', (rig) => void rig.give({ type: 'port-opened', isAgain: true })],
    ['second', (rig) => rig.pass(1_000)],
    ['command', (rig) => rig.command({ name: 'request-status' })],
  ];

  it('[BOARD-26] ends a vend exactly once, sends at most five drives, and says not delivered only when it may', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...acts), { maxLength: 60 }), fc.boolean(), (list, elevator) => {
        const rig = MachineRig.synced();
        rig.vend(13, elevator);
        for (const [, act] of list) act(rig);
        rig.passPolling(80_000);
        const results = rig.effects.filter((effect) => effect.type === 'vend-result');
        expect(results).toHaveLength(1);
        const drives = writes(rig.effects).filter((bytes) => bytes.startsWith('FA FB 06'));
        expect(drives.length).toBeLessThanOrEqual(5);
        expect(new Set(drives).size).toBeLessThanOrEqual(1);
        const { outcome, status } = results[0]!.result;
        // Once the motor was commanded, only the board's own word says that nothing was delivered.
        if (drives.length > 0 && outcome === 'not-delivered') expect(status).toBe(3);
        if (outcome === 'delivered') expect(drives.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it('[BOARD-10] writes nothing but in answer to a frame of the board', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...acts), { maxLength: 40 }), (list) => {
        const rig = MachineRig.synced();
        rig.vend();
        for (const [name, act] of list) {
          rig.effects = [];
          act(rig);
          const written = writes(rig.effects);
          expect(written.length).toBeLessThanOrEqual(1);
          if (['ack', 'late poll', 'lost', 'opened', 'second', 'command'].includes(name))
            expect(written).toEqual([]);
          if (name !== 'poll') expect(written.every((bytes) => bytes === ACK)).toBe(true);
        }
      }),
    );
  });

  it('keeps the POLL period of the tests below the offline time', () => {
    expect(POLL_MS).toBeLessThan(MachineRig.synced().state.config.offlineAfterMs);
  });
});
