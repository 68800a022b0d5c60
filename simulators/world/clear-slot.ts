// What an operator does at a slot that was filled up: says what stands there, unlocks it, ends its fault.
import type { Agent } from '../../device/agent/agent-parts.ts';
import { project } from '../../device/agent/counter-store.ts';
import type { Slot } from '../../device/planogram/slot.ts';

export async function clearSlot(agent: Agent, planned: Slot): Promise<void> {
  const { slot } = planned;
  const operator = '100';
  const why = 'cleared';
  await agent.restock(planned, operator);
  await agent.journal.append([{ kind: 'slot', slot, locked: false, why, operator }], project);
  const fault = { kind: 'fault', code: `slot-${slot}`, active: false, detail: why } as const;
  await agent.journal.append([fault], project);
}
