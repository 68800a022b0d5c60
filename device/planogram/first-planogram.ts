// What stands in the slots of a new counter, read from a file an installer wrote.
import { readFileSync } from 'node:fs';
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import { Closed, Day, EntryId, Fen, Lot, SlotNumber } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import type { Slot } from './slot.ts';

const FirstPlanogram = Type.Array(
  Closed({
    slot: SlotNumber,
    entry: EntryId,
    lot: Lot,
    madeOn: Day,
    bestBefore: Day,
    count: Type.Integer({ minimum: 0, maximum: 255 }),
    capacity: Type.Integer({ minimum: 1, maximum: 255 }),
    priceFen: Fen,
  }),
  { maxItems: 1000 },
);
const message = defineMessage('first planogram', 1_048_576, FirstPlanogram);

/** Throws an Error that names the file and the field. */
export function readFirstPlanogram(path: string): Slot[] {
  const parsed = message.parse(readFileSync(path));
  if (!parsed.ok) throw new Error(`${path}: ${parsed.problem.message}`);
  return parsed.value;
}
