// The cash unit as the operator's desk uses it: money handed over by a person lets its order go on.
import type { CashUnit } from '../cash/cash-unit.ts';
import type { CashDesk } from '../operator/ports.ts';
import type { Sales } from '../sale/sale-runner.ts';

export const cashDesk = (cash: CashUnit, sales: Pick<Sales, 'retry'>): CashDesk => ({
  view: () => cash.view(),
  count: (counted, operator) => cash.count(counted, operator),
  onChange: (listener) => cash.onChange(listener),
  async handOver(order, amountFen, operator) {
    const answer = await cash.handOver(order, amountFen, operator);
    if (answer.ok) sales.retry(order);
    return answer;
  },
});
