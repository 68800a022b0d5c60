// Kills the agent at every exchange of a sale, and of its recovery, and looks how it ends.
import type { Outcome } from '@zhuangui/protocol/units.ts';
import { describe, expect, it } from 'vitest';
import { Outside, type Rig, startRig, until } from './sale-rig.ts';

const outcomes: readonly Outcome[] = ['delivered', 'not-delivered', 'unknown'];

/** One sale until it rests or dies; true when it died. */
async function sell(rig: Rig, slots: readonly number[]): Promise<boolean> {
  rig.sales.start({ slots, method: 'test' }).catch(() => undefined);
  await until(() => rig.dead() || (rig.sales.state().phase !== 'idle' && !rig.sales.busy()));
  return rig.dead();
}

/** A later life: settles what is open; true when it died before. */
async function recover(rig: Rig): Promise<boolean> {
  let done = false;
  rig.sales.recover().then(
    () => {
      done = true;
    },
    () => undefined,
  );
  await until(() => rig.dead() || done);
  expect(rig.exchanges().filter((name) => name === 'before vend')).toEqual([]);
  return rig.dead();
}

function expectGoodEnd(outside: Outside, board: Outcome): void {
  expect(outside.audit()).toEqual([]);
  for (const [order, chargedFen] of outside.charges) {
    const back = outside.refunds.filter((one) => one.order === order);
    const backFen = back.reduce((sum, one) => sum + one.amountFen, 0);
    const delivered = outside.lines.filter(
      (line) => line.kind === 'outcome' && line.order === order && line.outcome === 'delivered',
    );
    const goodsFen = delivered.reduce((sum, line) => sum + ('priceFen' in line ? line.priceFen : 0), 0);
    expect(goodsFen + backFen).toBe(chargedFen);
    if (board !== 'delivered') expect(delivered).toEqual([]);
  }
}

describe.each(outcomes)('when the motor ends with %s', (board) => {
  it.each([[[1]], [[1, 2]], [[1, 1]]])(
    '[SALE-11] a kill at any exchange of an order for slots %j ends delivered once or refunded',
    async (slots) => {
      let killAt = 0;
      let died = true;
      while (died) {
        killAt += 1;
        const outside = new Outside();
        died = await sell(startRig(outside, { board, killAt }), slots);
        if (died) await recover(startRig(outside, { board }));
        expectGoodEnd(outside, board);
      }
      expect(killAt).toBeGreaterThan(10);
    },
  );

  it('[SALE-11] a second kill at any exchange of the recovery changes nothing about that', async () => {
    let runs = 0;
    for (let killAt = 1, died = true; died; killAt += 1) {
      for (let again = 1, diedAgain = true; diedAgain; again += 1) {
        const outside = new Outside();
        died = await sell(startRig(outside, { board, killAt }), [1, 2]);
        diedAgain = died && (await recover(startRig(outside, { board, killAt: again })));
        if (diedAgain) await recover(startRig(outside, { board }));
        expectGoodEnd(outside, board);
        runs += 1;
      }
    }
    expect(runs).toBeGreaterThan(100);
  });
});
