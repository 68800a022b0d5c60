import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VendRequest } from './board-types.ts';
import { ACK, MachineRig, writes } from './machine-rig.ts';

const BUY: VendRequest = { selection: 13, dropSensor: true, elevator: false, buy: { priceFen: 1500 } };
const PRICE = 'FA FB 12 07 02 00 0D 00 00 05 DC C2';
const ONE = 'FA FB 13 04 03 00 0D 01 19';
const SELECT = 'FA FB 03 03 04 00 0D 08';
const NONE = 'FA FB 13 04 05 00 0D 00 1E';
const result = (rig: MachineRig) => rig.result('vend-result') as { outcome: string; detail: string };

/** A purchase up to the acknowledged 0x03. */
function bought(config = {}): MachineRig {
  const rig = MachineRig.synced(config);
  rig.give({ type: 'vend', id: 7, request: BUY });
  for (let command = 0; command < 3; command += 1) {
    rig.poll();
    rig.ack();
  }
  return rig;
}

describe('a purchase', () => {
  it('[BOARD-32] sets price and one package, buys with 0x03, and leaves no package behind', () => {
    const rig = MachineRig.synced();
    rig.give({ type: 'vend', id: 7, request: BUY });
    for (const frame of [PRICE, ONE, SELECT]) {
      expect(rig.poll()).toEqual([frame]);
      rig.ack();
    }
    rig.checkResult(13, 0x01);
    rig.status(13, 0x01);
    expect(result(rig)).toBeUndefined();
    rig.status(13, 0x02);
    expect(result(rig)).toMatchObject({ outcome: 'delivered', status: 2 });
    expect(rig.poll()).toEqual([NONE]);
    rig.ack();
    expect(rig.poll()).toEqual([ACK]);
  });

  it.each([2, 4, 0x17, 0x00])('[BOARD-33] is not delivered when the board refuses with %i', (code) => {
    const rig = bought();
    rig.checkResult(13, code);
    expect(result(rig)).toMatchObject({ outcome: 'not-delivered', status: code });
    expect(rig.poll()).toEqual([NONE]);
  });

  it('[BOARD-33] once the board accepted, no further 0x02 decides anything, only 0x04', () => {
    const rig = bought();
    rig.checkResult(13, 0x01);
    rig.checkResult(13, 0x02);
    expect(result(rig)).toBeUndefined();
    rig.status(13, 0x03);
    expect(result(rig)).toMatchObject({ outcome: 'not-delivered', status: 3 });
  });

  it('[BOARD-33] a motor that turned before a refusal is not refused', () => {
    const rig = bought();
    rig.status(13, 0x01);
    rig.checkResult(13, 0x02);
    expect(result(rig)).toBeUndefined();
  });

  it('[BOARD-33] a refusal before 0x03 left is an echo', () => {
    const rig = MachineRig.synced();
    rig.give({ type: 'vend', id: 7, request: BUY });
    rig.poll();
    rig.checkResult(13, 0x02);
    expect(result(rig)).toBeUndefined();
  });

  it('[BOARD-32] is certainly not delivered when price or stock are met with silence', () => {
    const rig = MachineRig.synced();
    rig.give({ type: 'vend', id: 7, request: BUY });
    rig.passPolling(3_000);
    expect(result(rig)).toMatchObject({ outcome: 'not-delivered' });
    expect(result(rig).detail).toContain('price and stock');
    expect(writes(rig.effects).some((hex) => hex.startsWith('FA FB 03'))).toBe(false);
  });

  it('[BOARD-26] is unknown when 0x03 left and the board says nothing more', () => {
    const rig = bought();
    rig.passPolling(rig.state.config.vendTimeoutMs + 1_000);
    expect(result(rig)).toMatchObject({ outcome: 'unknown' });
  });

  it('[BOARD-14] does not send 0x03 again once 0x02 or 0x04 shows that it arrived', () => {
    for (const answer of ['result', 'status'] as const) {
      const rig = MachineRig.synced();
      rig.give({ type: 'vend', id: 7, request: BUY });
      for (let command = 0; command < 2; command += 1) {
        rig.poll();
        rig.ack();
      }
      expect(rig.poll()).toEqual([SELECT]);
      if (answer === 'result') rig.checkResult(13, 0x01);
      else rig.status(13, 0x01);
      rig.effects = [];
      rig.passPolling(2_000);
      expect(writes(rig.effects).some((hex) => hex.startsWith('FA FB 03'))).toBe(false);
      rig.status(13, 0x02);
      expect(result(rig)).toMatchObject({ outcome: 'delivered' });
    }
  });

  it('refuses a price that is no whole fen', () => {
    const rig = MachineRig.synced();
    rig.give({ type: 'vend', id: 7, request: { ...BUY, buy: { priceFen: 1.5 } } });
    expect(result(rig)).toMatchObject({ outcome: 'not-delivered' });
    expect(rig.poll()).toEqual([ACK]);
  });

  it('[BOARD-32] ends once and says not delivered only when 0x03 never left or the board said so', () => {
    const act = fc.constantFrom(
      'poll',
      'ack',
      'usable',
      'refused',
      'turns',
      'dropped',
      'jam',
      'lost',
      'wait',
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        const rig = MachineRig.synced();
        rig.give({ type: 'vend', id: 7, request: BUY });
        for (const one of acts) {
          if (one === 'poll') rig.poll();
          if (one === 'ack') rig.ack();
          if (one === 'usable') rig.checkResult(13, 1);
          if (one === 'refused') rig.checkResult(13, 2);
          if (one === 'turns') rig.status(13, 1);
          if (one === 'dropped') rig.status(13, 2);
          if (one === 'jam') rig.status(13, 3);
          if (one === 'wait') rig.passPolling(4_000);
          if (one === 'lost') rig.give({ type: 'port-lost', reason: 'pulled' });
        }
        rig.pass(200_000);
        const sent = writes(rig.effects).some((hex) => hex.startsWith('FA FB 03'));
        const { outcome, status } = rig.result('vend-result') as { outcome: string; status?: number };
        if (outcome === 'not-delivered' && sent) expect([2, 3]).toContain(status);
        if (outcome !== 'not-delivered') expect(sent).toBe(true);
      }),
    );
  });
});

describe('the keypad', () => {
  const NOTHING_ANYWHERE = 'FA FB 13 04 02 00 00 00 14';
  const start = () => {
    const rig = new MachineRig({ keepsStock: true });
    rig.give({ type: 'port-opened', isAgain: false });
    rig.poll();
    rig.ack();
    return rig;
  };

  it('[BOARD-34] has nothing to sell after a start, after a restart of the board, and after a full load', () => {
    const rig = start();
    expect(rig.poll()).toEqual([NOTHING_ANYWHERE]);
    rig.ack();
    expect(rig.poll()).toEqual([ACK]);
    rig.data(0x17);
    expect(rig.poll()[0]).toMatch(/^FA FB 13 04 .. 00 00 00/);
    rig.ack();
    rig.data(0x31);
    expect(rig.poll()[0]).toMatch(/^FA FB 31/);
    rig.ack();
    expect(rig.poll()[0]).toMatch(/^FA FB 13 04 .. 00 00 00/);
    rig.ack();
    rig.data(0x13, 0, 13, 5);
    expect(rig.poll()[0]).toMatch(/^FA FB 13 04 .. 00 00 00/);
  });

  it('[BOARD-34] is asked three times at most of a board that does not know the command', () => {
    const rig = start();
    const sent: string[] = [];
    for (let poll = 0; poll < 100; poll += 1) {
      const [frame] = rig.poll();
      sent.push(frame!);
      if (frame!.startsWith('FA FB 31')) rig.ack();
    }
    expect(sent.filter((hex) => hex.startsWith('FA FB 13'))).toHaveLength(15);
  });

  it('[BOARD-34] does not keep the agent from driving: the stock is its own', () => {
    const rig = start();
    rig.poll();
    rig.ack();
    rig.vend();
    rig.poll();
    rig.ack();
    rig.checkResult(13, 0x02);
    expect(rig.poll()[0]).toMatch(/^FA FB 06/);
  });
});
