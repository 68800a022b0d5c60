import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { GateReason } from '@zhuangui/protocol/units.ts';
import { describe, expect, it } from 'vitest';
import { sampleSlot } from '../gate/gate-samples.ts';
import type { CabinetItem, SaleCabinet } from './board.ts';
import { Outside, type RigOptions, startRig, until } from './sale-rig.ts';

const one = sampleSlot.priceFen;

/** A door that outlives the process: slots from which a shopper takes one package whenever it opens. */
class Door {
  readonly opened: string[] = [];
  readonly taken = new Map<string, Set<number>>();
  readonly #outside: Outside;
  readonly #takes: readonly number[];

  constructor(outside: Outside, takes: readonly number[]) {
    this.#outside = outside;
    this.#takes = takes;
  }

  #report(order: string, items: readonly CabinetItem[]) {
    const taken = this.taken.get(order);
    const results = items.map(({ item, slot }) => {
      const isTaken = taken?.has(slot) ?? false;
      return {
        item,
        report: isTaken ? ('delivered' as const) : ('not-delivered' as const),
        detail: 'weighed',
      };
    });
    return { results, notes: [] as LineBody[] };
  }

  cabinet(die: () => Promise<void> = async () => {}): SaleCabinet {
    return {
      open: async (order, items) => {
        const announced = this.#outside.lines.filter(
          (line) => line.kind === 'dispensing' && line.order === order,
        );
        expect(announced).toHaveLength(items.length);
        this.opened.push(order);
        this.taken.set(order, new Set(this.#takes));
        await die();
        return this.#report(order, items);
      },
      settle: async (order, items) => this.#report(order, items),
    };
  }
}

async function visit(
  takes: readonly number[],
  slots: readonly number[],
  parts: RigOptions['parts'] = {},
  pay?: RigOptions['pay'],
) {
  const outside = new Outside();
  const door = new Door(outside, takes);
  const rig = startRig(outside, {
    ...(pay && { pay }),
    parts: { isCabinet: true, cabinet: door.cabinet(), ...parts },
  });
  await rig.sales.start({ slots, method: 'test' });
  await until(() => !rig.sales.busy());
  return { outside, door, view: rig.sales.state(), rig };
}

describe('a sale behind a door', () => {
  it('[CAB-1, CAB-3] announces everything, opens once, and settles by what was taken', async () => {
    const { outside, door, view } = await visit([1], [1, 2]);
    expect(outside.kinds()).toEqual([
      ...['order', 'paid', 'dispensing', 'dispensing', 'outcome', 'outcome'],
      ...['refund-due', 'refund-done', 'closed'],
    ]);
    expect(door.opened).toHaveLength(1);
    expect(view).toMatchObject({ phase: 'done', deliveredFen: one, refundedFen: one });
  });

  it('[CAB-3] locks what nobody can account for, and refunds it', async () => {
    const cabinet: SaleCabinet = {
      open: () => Promise.reject(new Error('board away')),
      settle: async () => ({ results: [], notes: [] }),
    };
    const { outside, view } = await visit([], [1], { cabinet });
    expect(view).toMatchObject({ deliveredFen: 0, refundedFen: one });
    expect(outside.lines.filter(({ kind }) => kind === 'slot')).toMatchObject([{ slot: 1, locked: true }]);
    expect(outside.lines.find(({ kind }) => kind === 'ticket')).toMatchObject({ detail: 'board away' });
  });

  it('[CAB-2] stays shut for all when something else inside must not be sold, and refunds', async () => {
    const blocked: GateReason[] = [];
    const cabinetBlocked = () => blocked;
    const pay: RigOptions['pay'] = async ({ order, totalFen }, at) => {
      blocked.push('lot-withdrawn');
      at.charges.set(order, totalFen);
      return { state: 'paid', amountFen: totalFen, transaction: 't' };
    };
    const { outside, door, view } = await visit([1, 2], [1, 2], { cabinetBlocked }, pay);
    expect(door.opened).toEqual([]);
    expect(outside.lines.filter(({ kind }) => kind === 'refused')).toHaveLength(2);
    expect(view).toMatchObject({ phase: 'done', deliveredFen: 0, refundedFen: 2 * one });
  });

  it('[CAB-2] takes no money when something else inside must not be sold already', async () => {
    const cabinetBlocked = (): GateReason[] => ['lot-withdrawn'];
    const { outside, view } = await visit([1], [1, 2], { cabinetBlocked });
    expect(view).toMatchObject({
      phase: 'refused',
      refusals: [{ slot: 1, reasons: ['lot-withdrawn'] }, { slot: 2 }],
    });
    expect(outside.kinds()).toEqual(['refused', 'refused']);
    expect(outside.charges.size).toBe(0);
  });

  it('[CAB-4] never unlocks after a restart, wherever the power fails, and the money comes out right', async () => {
    const undisturbed = await visit([1], [1, 2]);
    const points = undisturbed.rig.exchanges().length;
    for (let killAt = 1; killAt <= points + 1; killAt += 1) {
      const outside = new Outside();
      const door = new Door(outside, [1]);
      const never = () => new Promise<void>(() => {});
      const first = startRig(outside, {
        killAt,
        parts: { isCabinet: true, cabinet: door.cabinet(killAt > points ? never : undefined) },
      });
      void first.sales.start({ slots: [1, 2], method: 'test' });
      await until(() => first.dead() || (killAt > points ? door.opened.length > 0 : !first.sales.busy()));
      const second = startRig(outside, { parts: { isCabinet: true, cabinet: door.cabinet() } });
      await second.sales.recover();
      expect(door.opened.length, `killed at ${killAt}`).toBeLessThanOrEqual(1);
      const closed = outside.lines.find(({ kind }) => kind === 'closed');
      const chargedFen = [...outside.charges.values()].reduce((sum, fen) => sum + fen, 0);
      const returnedFen = outside.refunds.reduce((sum, { amountFen }) => sum + amountFen, 0);
      const goodsFen = door.opened.length * one;
      if (chargedFen > 0) expect(closed, `killed at ${killAt}`).toBeDefined();
      expect(chargedFen - returnedFen, `killed at ${killAt}`).toBe(chargedFen > 0 ? goodsFen : 0);
    }
  });
});
