// The cable between counter and board is pulled while a motor turns, and put back.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { plug, unplug } from '../../simulators/board/scenario-words.ts';
import { openRig, type Rig } from './rig/rig.ts';
import { prepareTemplate, type Template } from './rig/template.ts';

const timeout = 120_000;
let template: Template;

beforeAll(async () => {
  template = await prepareTemplate();
});
afterAll(() => template?.remove());

const motorTurns = (rig: Rig, slot: number) =>
  vi.waitFor(
    async () => {
      const { slots } = await rig.board.truth();
      expect(slots.find(({ selection }) => selection === slot)?.motorTurns).toBe(1);
    },
    { timeout: 30_000, interval: 50 },
  );

const packageFalls = (rig: Rig, slot: number) =>
  vi.waitFor(async () => expect((await rig.board.truth()).drops).toMatchObject([{ slot }]), {
    timeout: 30_000,
    interval: 50,
  });

describe('a board whose cable is pulled in the middle of a sale', () => {
  it('[INC-4] [BOARD-27] [BOARD-31] [BOARD-46] [SALE-5] leaves an unknown outcome, refunded and locked, and sells again when it is back', {
    timeout,
  }, async () => {
    const rig = await openRig(template, { motorMs: 2500 });
    try {
      expect(await rig.sell([1])).toMatchObject({ accepted: true });
      await motorTurns(rig, 1);
      await rig.happens(unplug());
      const away = await rig.settle(({ outOfService }) => outOfService === 'board-offline');
      expect(away.slots.find(({ slot }) => slot === 1)?.reasons).toContain('slot-locked');
      expect(await rig.sell([2])).toMatchObject({ accepted: false, why: 'refused' });

      // A motor is not stopped by a cable: the counter sells again only when it is at rest (BOARD-31).
      await rig.happens(plug());
      await rig.settle(({ outOfService, boardSynced }) => outOfService === null && boardSynced);
      await packageFalls(rig, 1);
      expect(await rig.sell([1])).toMatchObject({
        accepted: false,
        refusals: [{ slot: 1, reasons: ['slot-locked'] }],
      });
      expect(await rig.sell([2])).toMatchObject({ accepted: true });
      await rig.settle();

      const end = await rig.audit();
      expect(end).toMatchObject({
        problems: [],
        outcomes: ['unknown', 'delivered'],
        refundedFen: template.slots[0]!.priceFen,
      });
      const unknown = end.lines.findIndex((line) => line.kind === 'outcome');
      expect(end.lines.slice(unknown, unknown + 3)).toMatchObject([
        { kind: 'outcome', slot: 1 },
        { kind: 'slot', slot: 1, locked: true },
        { kind: 'ticket', slot: 1, code: 'outcome-unknown' },
      ]);
      const delivered = end.lines.findLastIndex((line) => line.kind === 'outcome');
      expect(end.lines.slice(unknown, delivered).filter((line) => line.kind === 'boot')).toEqual([]);
    } finally {
      await rig.stop();
    }
  });
});
