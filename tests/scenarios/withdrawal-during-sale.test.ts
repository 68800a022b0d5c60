// A product is withdrawn while somebody is buying it: paid for, and not yet under the motor.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openRig, type Rig } from './rig/rig.ts';
import { prepareTemplate, type Template } from './rig/template.ts';

const timeout = 120_000;
const patience = { timeout: 30_000, interval: 50 };
let template: Template;

beforeAll(async () => {
  template = await prepareTemplate();
});
afterAll(() => template?.remove());

/** The supervisor withdraws what stands in a slot; resolves when the counter has confirmed it. */
async function withdraw(rig: Rig, slotNumber: number): Promise<void> {
  const { entry } = template.slots.find(({ slot }) => slot === slotNumber)!;
  const { sanctions } = rig.hub.hub;
  const { id } = await sanctions.withdrawProduct(entry, { reason: '抽检不合格', by: 'supervisor' });
  await vi.waitFor(async () => {
    expect(await sanctions.effectiveness(id)).toMatchObject({ confirmed: 1, total: 1 });
  }, patience);
}

const motorTurns = (rig: Rig, slot: number) =>
  vi.waitFor(async () => {
    const { slots } = await rig.board.truth();
    expect(slots.find(({ selection }) => selection === slot)?.motorTurns).toBe(1);
  }, patience);

describe('a withdrawal during a sale', () => {
  it('[SALE-4] [GATE-1] [GATE-5] between the first and the second motor stops the second and refunds it', {
    timeout,
  }, async () => {
    const rig = await openRig(template, { motorMs: 4000 });
    try {
      expect(await rig.sell([1, 2])).toMatchObject({ accepted: true });
      await motorTurns(rig, 1);
      await withdraw(rig, 2);
      const { slots } = await rig.settle();
      expect(slots.find(({ slot }) => slot === 2)).toMatchObject({
        forSale: false,
        reasons: ['product-withdrawn'],
      });

      const shown = await rig.hub.hub.ledger.recentRefusals(10);
      const { entry, lot, priceFen } = template.slots[1]!;
      expect(shown).toContainEqual(
        expect.objectContaining({ point: 'dispense', slot: 2, entry, lot, reasons: ['product-withdrawn'] }),
      );
      expect(await rig.hub.hub.ledger.refusedTotals()).toContainEqual({
        point: 'dispense',
        reason: 'product-withdrawn',
        attempts: 1,
      });
      const end = await rig.audit();
      expect(end).toMatchObject({ problems: [], outcomes: ['delivered'], drops: 1, refundedFen: priceFen });
      const refused = end.lines.findIndex((line) => line.kind === 'refused' && line.point === 'dispense');
      const effective = end.lines.findIndex(
        (line) => line.kind === 'lists' && line.versions.withdrawals === 2,
      );
      const paid = end.lines.findIndex((line) => line.kind === 'paid');
      expect([paid, effective, refused]).toEqual([paid, effective, refused].sort((a, b) => a - b));
      expect(paid).toBeGreaterThan(0);
    } finally {
      await rig.stop();
    }
  });

  it('[SALE-4] while the shopper pays lets no motor turn, and all of the money goes back', {
    timeout,
  }, async () => {
    const rig = await openRig(template, { payAfterMs: 3000 });
    try {
      expect(await rig.sell([3])).toMatchObject({ accepted: true });
      await withdraw(rig, 3);
      await rig.settle();
      const { priceFen } = template.slots[2]!;
      const end = await rig.audit();
      expect(end).toMatchObject({
        problems: [],
        outcomes: [],
        drops: 0,
        chargedFen: priceFen,
        refundedFen: priceFen,
      });
      expect(end.lines.filter((line) => line.kind === 'dispensing')).toEqual([]);
      expect(await rig.hub.hub.ledger.totals()).toMatchObject({ sales: 0, refunds: 1, refundsFen: priceFen });
    } finally {
      await rig.stop();
    }
  });
});
