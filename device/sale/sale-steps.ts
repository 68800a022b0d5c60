// pure
// Steps that every kind of sale takes.
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { GateReason } from '@zhuangui/protocol/units.ts';
import type { GateAnswer } from '../gate/gate-source.ts';
import type { OpenItem } from './open-orders.ts';
import type { SaleState, Step } from './sale-state.ts';

/** Hands lines to the journal and waits for their commit. */
export function journal(state: SaleState, lines: readonly LineBody[]): Step {
  const commit = state.commits + 1;
  return {
    state: { ...state, commits: commit, waiting: { for: 'commit', commit, lines } },
    effects: [{ type: 'journal', commit, lines }],
  };
}

/** SALE-4: only what was ordered is dispensed, at a price the certificate still allows. */
export function dispenseReasons(item: OpenItem, answer: GateAnswer): GateReason[] {
  const { decision, slot } = answer;
  if (!decision.pass) return decision.reasons;
  if (slot?.entry !== item.entry || slot.lot !== item.lot) return ['slot-unknown'];
  const { minFen, maxFen } = decision.permit.priceBand;
  return item.priceFen < minFen || item.priceFen > maxFen ? ['price-outside-band'] : [];
}
