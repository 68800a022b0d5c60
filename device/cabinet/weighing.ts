// pure
// What was taken out of a cabinet, from what its slots weighed before the door was unlocked and after it was locked.
import type { CabinetItem, CabinetItemResult } from '../sale/board.ts';

/** One slot on its scale. `sure` is false when the board says that it could not weigh. */
export interface SlotWeight {
  slot: number;
  grams: number;
  sure: boolean;
}

export interface WeighingParts {
  before: readonly SlotWeight[];
  after: readonly SlotWeight[];
  /** Weight of one package, grams; undefined: nobody knows it. */
  unitGrams(slot: number): number | undefined;
}

/** How many packages left a slot; negative: more is inside than before. `unsure` says why nobody can tell. */
export type Taken = { count: number } | { unsure: string };

/** Scales of this class are good to a few grams; packages of one kind differ by a few per cent. */
const toleranceGrams = (unit: number, count: number) =>
  Math.max(5, unit * 0.15, unit * 0.04 * Math.abs(count));

/** CAB-5: a whole number of packages within the scale's tolerance, or nobody can tell. */
export function takenFrom(slot: number, { before, after, unitGrams }: WeighingParts): Taken {
  const [first, last] = [before, after].map((weights) => weights.find((one) => one.slot === slot));
  if (!first?.sure || !last?.sure) return { unsure: 'its scale gave no weight' };
  const unit = unitGrams(slot);
  if (!unit || unit <= 0) return { unsure: 'the weight of one package is not known' };
  const gone = first.grams - last.grams;
  const count = Math.round(gone / unit);
  if (Math.abs(gone - count * unit) > toleranceGrams(unit, count)) {
    return { unsure: `${gone} g are gone, and one package weighs ${unit} g` };
  }
  return { count: count === 0 ? 0 : count };
}

export interface Judgement {
  results: CabinetItemResult[];
  /** More packages left these slots than this order paid for. */
  unpaid: { slot: number; count: number }[];
  /** Something was put in, or a weight fits no number of packages. */
  odd: { slot: number; detail: string }[];
}

function resultsOf(items: readonly CabinetItem[], taken: Taken): CabinetItemResult[] {
  return items.map(({ item }, index) => {
    if ('unsure' in taken) return { item, report: 'none', detail: taken.unsure };
    const isTaken = index < taken.count;
    return isTaken
      ? { item, report: 'delivered', detail: 'its weight left the cabinet' }
      : { item, report: 'not-delivered', detail: 'it still lies in the cabinet' };
  });
}

/** CAB-3, CAB-6: every slot is looked at, those nobody paid for as well. */
export function judgeVisit(items: readonly CabinetItem[], parts: WeighingParts): Judgement {
  const judgement: Judgement = { results: [], unpaid: [], odd: [] };
  const slots = new Set([...parts.before, ...parts.after, ...items].map(({ slot }) => slot));
  for (const slot of [...slots].sort((a, b) => a - b)) {
    const ordered = items.filter((one) => one.slot === slot);
    const taken = takenFrom(slot, parts);
    judgement.results.push(...resultsOf(ordered, taken));
    if ('unsure' in taken) {
      const isMoved = changedAtAll(slot, parts);
      if (isMoved || ordered.length > 0) judgement.odd.push({ slot, detail: taken.unsure });
      continue;
    }
    const unpaid = taken.count - ordered.length;
    if (unpaid > 0) judgement.unpaid.push({ slot, count: unpaid });
    if (taken.count < 0) judgement.odd.push({ slot, detail: `${-taken.count} more lie inside than before` });
  }
  return judgement;
}

/** A slot that nobody ordered from and whose scale never worked says nothing; one that stopped working does. */
function changedAtAll(slot: number, { before, after }: WeighingParts): boolean {
  const [first, last] = [before, after].map((weights) => weights.find((one) => one.slot === slot));
  if (!first?.sure && !last?.sure) return false;
  return first?.sure !== last?.sure || first?.grams !== last?.grams;
}
