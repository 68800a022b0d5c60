// What a counter must still know after a restart, a flapping board or a full disk.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentRig, openAgentRig } from './agent-rig.ts';

let rig: AgentRig;
beforeEach(async () => {
  rig = await openAgentRig();
});
afterEach(() => rig.end());

/** Reads in a transaction of the journal: the file is the agent's alone. */
async function read<T extends object>(sql: string): Promise<T[]> {
  let rows: T[] = [];
  await rig.agent.journal.append([], async (tx: Queries) => {
    rows = await tx.query<T>(sql);
  });
  return rows;
}

describe('what a counter keeps', () => {
  it('[LIST-5] the time floor goes with every line, without a timer', async () => {
    const agent = await rig.startSelling();
    const stored = async () => (await read<{ floor_ms: number }>('SELECT floor_ms FROM list_clock'))[0]!;
    const before = await stored();
    await expect.poll(() => agent.lists.timeFloor()).toBeGreaterThan(before.floor_ms);
    const reached = agent.lists.timeFloor();
    await agent.restock({ ...rig.slots[0]!, count: 9 }, 'op1');
    expect((await stored()).floor_ms).toBeGreaterThanOrEqual(reached);
  });
});
