// pure
// What is written down about a visit besides its outcomes.
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { CabinetItem } from '../sale/board.ts';
import type { Judgement, SlotWeight } from './weighing.ts';

export interface VisitFacts {
  order: string;
  items: readonly CabinetItem[];
  judgement: Judgement;
  after: readonly SlotWeight[];
  /** False: the door was still open when it was weighed. */
  isShut: boolean;
  stockOf(slot: number): { entry: string; lot: string; count: number } | undefined;
}

/** Whoever finds a difference without a person there. */
const counterItself = 'counter';

/** CAB-6: what nobody paid for is a ticket and leaves the book; it stands behind the outcomes in the same append. */
function unpaidLines({ order, judgement, stockOf }: VisitFacts, slot: number, count: number): LineBody[] {
  const detail = `${count} more taken than paid for`;
  const ticket: LineBody = { kind: 'ticket', code: 'taken-unpaid', detail, slot, order };
  const stock = stockOf(slot);
  if (!stock) return [ticket];
  const delivered = judgement.results.filter((one) => one.report === 'delivered').map(({ item }) => item);
  return [ticket, { ...stockLine(slot, stock, delivered.length, count) }];
}

function stockLine(
  slot: number,
  { entry, lot, count }: { entry: string; lot: string; count: number },
  delivered: number,
  unpaid: number,
): LineBody {
  const expected = Math.max(0, count - delivered);
  const found = Math.max(0, expected - unpaid);
  const why = 'taken-unpaid' as const;
  return { kind: 'stock', slot, entry, lot, expected, found, why, operator: counterItself };
}

/** The weights afterwards, and everything that a person should look at. */
export function visitNotes(facts: VisitFacts): LineBody[] {
  const { order, judgement, after, isShut, items } = facts;
  const deliveredOf = (slot: number): Judgement['results'] => {
    const numbers = items.filter((one) => one.slot === slot).map(({ item }) => item);
    return judgement.results.filter(({ item }) => numbers.includes(item));
  };
  const unpaid = judgement.unpaid.flatMap(({ slot, count }) =>
    unpaidLines({ ...facts, judgement: { ...judgement, results: deliveredOf(slot) } }, slot, count),
  );
  const odd = judgement.odd.map(
    ({ slot, detail }): LineBody => ({ kind: 'ticket', code: 'cabinet-weight', detail, slot, order }),
  );
  const open: LineBody[] = isShut
    ? []
    : [{ kind: 'ticket', code: 'cabinet-door-left-open', detail: 'weighed with an open door', order }];
  return [{ kind: 'weights', when: 'after', order, slots: [...after] }, ...unpaid, ...odd, ...open];
}
