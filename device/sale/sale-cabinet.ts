// pure
// The part of a sale that is different when the goods stand behind one door: everything is announced before it is
// unlocked, and settled by what is missing when it is shut again (rules CAB-1 to CAB-4).
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { GateReason } from '@zhuangui/protocol/units.ts';
import { refusedLine } from '../gate/refusal-dedupe.ts';
import type { CabinetItem, CabinetItemResult } from './board.ts';
import { InvariantError, invariant } from './invariant-error.ts';
import type { OpenItem, OpenOrder } from './open-orders.ts';
import { dispensingLine, outcomeLines, refundDueLine } from './sale-lines.ts';
import { recoveryRow } from './sale-recovery.ts';
import type { SaleContext, SaleState, Step } from './sale-state.ts';
import { dispenseReasons, journal } from './sale-steps.ts';

const isWaiting = (item: OpenItem) => !item.dispensing && item.outcome === undefined && !item.refund;
const isOpen = (item: OpenItem) => item.dispensing && item.outcome === undefined && !item.refund;
const asked = ({ item, slot, entry, lot }: OpenItem): CabinetItem => ({ item, slot, entry, lot });

/** CAB-2: one item, or anything else inside, that does not pass keeps the door shut for all of them. */
function reasonsAgainst(items: readonly OpenItem[], context: SaleContext): readonly GateReason[] {
  const own = items.flatMap((item) => {
    const taken = items.filter((one) => one.item < item.item && one.slot === item.slot).length;
    return dispenseReasons(item, context.gate('dispense', item.slot, taken));
  });
  return [...new Set([...own, ...(context.cabinetBlocked?.() ?? [])])];
}

/** CAB-1: announces every item in one append, or refuses and refunds them all. */
export function announceDoor(state: SaleState, order: OpenOrder, context: SaleContext): Step {
  const items = order.items.filter(isWaiting);
  const reasons = reasonsAgainst(items, context);
  const lines: LineBody[] = [];
  for (const item of items) {
    const answer = context.gate('dispense', item.slot);
    if (reasons.length === 0) {
      invariant(answer.decision.pass, 'an item passed the gate and does not pass it');
      lines.push(dispensingLine(order, item, answer.decision.permit));
      continue;
    }
    const decision = { pass: false as const, reasons: [...reasons] };
    const answered = { point: 'dispense' as const, slotNumber: item.slot, slot: item, decision };
    lines.push(refusedLine(answered, answer.lists, order.order));
    lines.push(refundDueLine(order, item, `refused: ${reasons.join(', ')}`));
  }
  if (reasons.length === 0) return journal({ ...state, doorAnnounced: true }, lines);
  const refusals = items.map(({ slot }) => ({ slot, reasons }));
  return journal({ ...state, refusals: [...state.refusals, ...refusals] }, lines);
}

/** SALE-3 for a door: unlocked once, by the process that saw the announcement committed; else only weighed. */
export function releaseDoor(state: SaleState, order: OpenOrder): Step {
  const recovering = state.doorAnnounced !== true;
  invariant(order.paid !== undefined, 'a door without money in the journal');
  const items = order.items.filter(isOpen).map(asked);
  return {
    state: { ...state, doorAnnounced: undefined, waiting: { for: 'cabinet', recovering } },
    effects: [{ type: 'cabinet', recovering, order: order.order, items }],
  };
}

function endOf(result: CabinetItemResult | undefined, recovered: boolean) {
  const report = result?.report ?? 'none';
  const detail = result?.detail ?? 'the cabinet gave no answer';
  const { action } = recoveryRow('dispensing-without-outcome', report, 'not-asked');
  const end = { detail, ...(recovered && { recovered }) };
  switch (action) {
    case 'record-delivered':
      return { ...end, outcome: 'delivered' as const };
    case 'record-not-delivered':
      return { ...end, outcome: 'not-delivered' as const };
    case 'record-unknown':
      return { ...end, outcome: 'unknown' as const };
    default:
      throw new InvariantError(`${action} is no end of a visit`);
  }
}

/** CAB-3: what was taken is delivered, what was left is not, what nobody can say is unknown. One append. */
export function settleDoor(
  state: SaleState,
  order: OpenOrder,
  results: readonly CabinetItemResult[],
  notes: readonly LineBody[],
): Step {
  invariant(state.waiting.for === 'cabinet', 'a door was settled that nobody asked about');
  const { recovering } = state.waiting;
  const lines = order.items.filter(isOpen).flatMap((item) => {
    const result = results.find((one) => one.item === item.item);
    return outcomeLines(order, item, endOf(result, recovering));
  });
  return journal(state, [...lines, ...notes]);
}
