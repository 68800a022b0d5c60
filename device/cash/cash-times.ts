// pure
// How long the cash unit waits for what.
import type { PayoutTimes } from './payouts.ts';

export interface CashTimes extends PayoutTimes {
  /** How long after the slots were shut a note may still be on its way in. */
  settleMs: number;
  /** Change and acceptors are asked about this often at most. */
  refreshMs: number;
  /** Wait before a line that could not be written is tried again. */
  writeRetryMs: number;
}

export const defaultCashTimes: CashTimes = {
  payoutMs: 20_000,
  creditMs: 3_000,
  settleMs: 1_000,
  refreshMs: 30_000,
  writeRetryMs: 2_000,
};
