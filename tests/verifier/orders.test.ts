import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';
import { describe, expect, it } from 'vitest';
import { createFindings } from '../../verifier/findings.ts';
import { createOrders } from '../../verifier/journal/orders.ts';

const order = `o${'a'.repeat(24)}`;
const permit = {} as LineOf<'dispensing'>['permit'];
const item = (number: number, priceFen: number) => ({
  item: number,
  slot: number,
  entry: `NM${number}`,
  lot: 'L1',
  priceFen,
});
const at = (seq: number) => ({ seq, at: seq, up: seq });

type Kind = 'order' | 'paid' | 'dispensing' | 'outcome' | 'refund' | 'closed';
type Step = { [K in Kind]: Omit<LineOf<K>, 'seq' | 'at' | 'up'> }[Kind];

const two = [item(1, 500), item(2, 700)];
const ordered: Step = {
  kind: 'order',
  order,
  items: two.map((one) => ({ ...one, permit })),
  totalFen: 1200,
  method: 'wechat',
};
const paid = (amountFen: number): Step => ({
  kind: 'paid',
  order,
  method: 'wechat',
  amountFen,
  transaction: 't',
});
const motor = (number: 1 | 2): Step => ({ kind: 'dispensing', order, ...two[number - 1]!, permit });
const ended = (number: 1 | 2, outcome: 'delivered' | 'not-delivered' | 'unknown'): Step => ({
  ...{ kind: 'outcome', order, ...two[number - 1]!, method: 'wechat', outcome, detail: 'd' },
});
const refund = (
  number: number,
  amountFen: number,
  state: 'due' | 'done',
  id = `r${'a'.repeat(24)}-${number}`,
): Step => ({
  ...{ kind: 'refund', order, refund: id, item: number, amountFen, method: 'wechat', state, reason: 'r' },
});
const closed = (paidFen: number, deliveredFen: number, refundedFen: number): Step => ({
  kind: 'closed',
  order,
  paidFen,
  deliveredFen,
  refundedFen,
});

/** Rules broken, in order, with the number of the step. */
function judge(...steps: Step[]): string[] {
  const findings = createFindings();
  const orders = createOrders(findings, () => true, { paid() {}, refunded() {} });
  for (const [index, step] of steps.entries())
    orders[step.kind]({ ...at(index + 1), ...step } as never, { counter: 'k', seq: index + 1 });
  return findings.violations.map(({ rule, seq }) => `${seq} ${rule}`);
}

describe('an order by its lines alone', () => {
  it('[VER-13] passes when everything is delivered, or goes back, in whatever way the rules allow', () => {
    expect(
      judge(
        ordered,
        paid(1200),
        motor(1),
        ended(1, 'delivered'),
        motor(2),
        ended(2, 'delivered'),
        closed(1200, 1200, 0),
      ),
    ).toEqual([]);
    expect(judge(ordered, closed(0, 0, 0))).toEqual([]);
    const unknown = [
      motor(2),
      ended(2, 'unknown'),
      refund(2, 700, 'due'),
      refund(2, 700, 'done'),
      closed(1200, 500, 700),
    ];
    expect(judge(ordered, paid(1200), motor(1), ended(1, 'delivered'), ...unknown)).toEqual([]);
    // Too much goes back with item 1, too little fills up the prices in order.
    const surplus = [
      refund(1, 300, 'due'),
      refund(1, 300, 'done'),
      refund(2, 700, 'due'),
      refund(2, 700, 'done'),
    ];
    expect(
      judge(ordered, paid(1500), motor(1), ended(1, 'delivered'), ...surplus, closed(1500, 500, 1000)),
    ).toEqual([]);
    const short = [
      refund(1, 500, 'due'),
      refund(2, 100, 'due'),
      refund(1, 500, 'done'),
      refund(2, 100, 'done'),
    ];
    expect(judge(ordered, paid(600), ...short, closed(600, 0, 600))).toEqual([]);
  });

  it('[VER-13] names every line that may not follow', () => {
    expect(judge(ordered, motor(1))).toEqual(['2 order-state']);
    expect(judge(ordered, paid(600), motor(1))).toEqual(['3 order-state']);
    expect(judge(ordered, paid(1200), ended(1, 'delivered'))).toEqual(['3 order-state']);
    expect(judge(ordered, paid(1200), paid(1200))).toEqual(['3 order-state']);
    expect(judge(ordered, ordered)).toEqual(['2 order-state']);
    expect(judge(ordered, paid(1200), motor(1), motor(1))).toEqual(['4 order-state']);
    expect(judge(ordered, paid(1200), motor(1), ended(1, 'delivered'), ended(1, 'unknown'))).toEqual([
      '5 order-state',
    ]);
    expect(judge(ordered, paid(1200), motor(1), refund(1, 500, 'due'))).toEqual(['4 order-state']);
    expect(judge(ordered, paid(1200), refund(1, 500, 'due'), motor(1))).toEqual(['4 order-state']);
    expect(judge(ordered, paid(1200), refund(1, 500, 'done'))).toEqual(['3 order-state']);
    expect(judge(ordered, closed(0, 0, 0), paid(1200))).toEqual(['3 order-state']);
    expect(judge(paid(1200))).toEqual(['1 order-state']);
  });

  it('[VER-13] names wrong goods, numbers, amounts and sums', () => {
    expect(judge({ ...ordered, totalFen: 1100 } as Step)).toEqual(['1 order-goods']);
    expect(judge(ordered, paid(1200), { ...motor(1), lot: 'L2' } as Step)).toEqual(['3 order-goods']);
    expect(judge(ordered, paid(1200), refund(1, 400, 'due'))).toEqual(['3 refund-rule']);
    expect(judge(ordered, paid(1200), refund(1, 500, 'due', `r${'b'.repeat(24)}-1`))).toEqual([
      '3 refund-rule',
    ]);
    expect(judge(ordered, paid(1200), refund(1, 500, 'due'), refund(1, 400, 'done'))).toEqual([
      '4 refund-rule',
    ]);
    expect(judge(ordered, paid(1200), motor(1), ended(1, 'delivered'), closed(1200, 1200, 0))).toEqual([
      '5 money-identity',
      '5 money-identity',
    ]);
  });
});
