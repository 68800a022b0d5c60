// What stands in the slots of a new counter, read from a file an installer wrote.
import { LoadedSlot } from '@zhuangui/protocol/journal-lines.ts';
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import Type from 'typebox';
import { readNamed } from '../config.ts';
import type { Slot } from './slot.ts';

const FirstPlanogram = Type.Array(LoadedSlot, { maxItems: 1000 });
const message = defineMessage('first planogram', 1_048_576, FirstPlanogram);

/** Throws an Error that names the file and the field, or the slot. */
export function readFirstPlanogram(path: string): Slot[] {
  const parsed = message.parse(readNamed(path, 'first planogram (firstPlanogram)'));
  if (!parsed.ok) throw new Error(`${path}: ${parsed.problem.message}`);
  const numbers = new Set<number>();
  for (const { slot, count, capacity } of parsed.value) {
    if (numbers.has(slot)) throw new Error(`${path}: slot ${slot} stands there twice.`);
    if (count > capacity) throw new Error(`${path}: slot ${slot} cannot hold ${count}, only ${capacity}.`);
    numbers.add(slot);
  }
  return parsed.value;
}
