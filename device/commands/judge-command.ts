// What a command writes into the journal, or why it is refused (CMD-5, CMD-6).
import type { CommandAct } from '@zhuangui/protocol/commands.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import { askLoad, type GateAnswer, type GateParts } from '../gate/gate-source.ts';
import { refusedLine } from '../gate/refusal-dedupe.ts';
import type { Slot } from '../planogram/slot.ts';
import { words } from '../sale/words.ts';

export interface CommandFacts {
  /** Loaded slots. */
  slots: readonly Slot[];
  /** Slots the board knows, loaded or not. */
  known: ReadonlySet<number>;
  gate: GateParts;
  /** Who is named in the lines. */
  by: string;
}

/** `note` goes back to the hub with `ok`. */
export type Judged =
  | { lines: LineBody[]; note?: string; refused?: undefined }
  | { refused: string; lines: LineBody[] };

const none: Judged = { lines: [] };

export function judgeCommand(act: CommandAct, facts: CommandFacts): Judged {
  switch (act.do) {
    case 'lock-slot':
      return locking(act.slot, true, act.why, facts);
    case 'unlock-slot':
      return locking(act.slot, false, act.why, facts);
    case 'set-price':
      return onePrice(act, facts);
    case 'price-list':
      return priceList(act.prices, facts);
    default:
      return none;
  }
}

function locking(slot: number, locked: boolean, why: string, { known, by, slots }: CommandFacts): Judged {
  if (!known.has(slot) && !slots.some((one) => one.slot === slot))
    return { refused: `slot ${slot} is not there`, lines: [] };
  return { lines: [{ kind: 'slot', slot, locked, why: words(why, 200), operator: by }] };
}

function onePrice(act: Extract<CommandAct, { do: 'set-price' }>, facts: CommandFacts): Judged {
  const slot = facts.slots.find((one) => one.slot === act.slot);
  if (!slot) return { refused: `nothing is loaded in slot ${act.slot}`, lines: [] };
  if (slot.entry !== act.entry) return { refused: `slot ${act.slot} holds ${slot.entry}`, lines: [] };
  const { lines, no } = priced(slot, act.priceFen, facts);
  return no ? { refused: no, lines } : { lines };
}

/** CMD-6: the gate is asked at the point `load`, for an empty slot too: its next package would have this price. */
function priced(
  slot: Slot,
  priceFen: number,
  { gate, by }: CommandFacts,
): { lines: LineBody[]; no?: string } {
  if (slot.priceFen === priceFen) return { lines: [] };
  const proposed = { ...slot, priceFen, count: Math.max(1, slot.count) };
  const { decision, lists }: GateAnswer = askLoad(gate, proposed);
  if (!decision.pass) {
    const answered = { point: 'load' as const, slotNumber: slot.slot, slot: proposed, decision };
    return { lines: [refusedLine(answered, lists)], no: `slot ${slot.slot}: ${decision.reasons.join(', ')}` };
  }
  const { entry, lot, madeOn, bestBefore, count, capacity } = slot;
  const goods = { slot: slot.slot, entry, lot, madeOn, bestBefore, count, capacity, priceFen };
  // Nothing was put in: what was too warm stays too warm (CARE-4).
  return { lines: [{ kind: 'restock', ...goods, operator: by, added: 0 }] };
}

/** A price outside its band refuses the list as a whole; goods that may not be sold anyway keep their price. */
function priceList(prices: readonly { entry: string; priceFen: number }[], facts: CommandFacts): Judged {
  const wanted = new Map(prices.map(({ entry, priceFen }) => [entry, priceFen]));
  const outcomes = facts.slots
    .filter(({ entry }) => wanted.has(entry))
    .map((slot) => priced(slot, wanted.get(slot.entry)!, facts));
  const no = outcomes.flatMap((one) => one.no ?? []);
  const note = words(no.join('; '), 280);
  if (no.some((reason) => reason.includes('price-outside-band')))
    return { refused: note, lines: outcomes.flatMap((one) => (one.no ? one.lines : [])) };
  return { lines: outcomes.flatMap(({ lines }) => lines), ...(no.length > 0 ? { note } : {}) };
}
