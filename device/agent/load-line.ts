// Goods that somebody wants to put into a slot, to the line that says so or says why not.
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import { askLoad, type GateParts } from '../gate/gate-source.ts';
import { refusedLine } from '../gate/refusal-dedupe.ts';
import type { Slot } from '../planogram/slot.ts';
import type { RestockAnswer } from './agent-parts.ts';

/** Asks the gate at the point `load`; either way there is a line to write. */
export function loadLine(
  parts: GateParts,
  proposed: Slot,
  operator: string,
): { line: LineBody; answer: RestockAnswer } {
  const { decision, lists } = askLoad(parts, proposed);
  if (!decision.pass) {
    const answered = { point: 'load' as const, slotNumber: proposed.slot, slot: proposed, decision };
    return { line: refusedLine(answered, lists), answer: { accepted: false, reasons: decision.reasons } };
  }
  const { slot, entry, lot, madeOn, bestBefore, count, capacity, priceFen } = proposed;
  const goods = { slot, entry, lot, madeOn, bestBefore, count, capacity, priceFen };
  return { line: { kind: 'restock', ...goods, operator }, answer: { accepted: true } };
}
