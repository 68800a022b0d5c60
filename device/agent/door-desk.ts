// The doors of a cabinet as the operator's desk opens them: while one is open for a person inside, no order begins.
import type { Cabinet } from '../cabinet/cabinet-parts.ts';
import { refusals } from '../operator/answers.ts';
import type { DoorDesk } from '../operator/ports.ts';
import type { Sales } from '../sale/sale-runner.ts';

/** CAB-7: a door is opened for an operator or for a shopper, never for both. */
export const doorDesk = (cabinet: Cabinet, sales: Pick<Sales, 'hold'>): DoorDesk => ({
  doors: () => cabinet.doors(),
  onChange: (listener) => cabinet.onChange(listener),
  async openFor(number, side, operator) {
    const release = sales.hold();
    if (!release) return refusals.saleRuns;
    try {
      return await cabinet.openFor(number, side, operator);
    } finally {
      release();
    }
  },
});
