// What a counter must still know after a restart, a flapping board or a full disk.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startAgent } from '../../device/agent/agent.ts';
import { beginNewJournal } from '../../device/agent/new-journal.ts';
import { silentLog } from '../../device/platform/log.ts';
import { systemRandom } from '../../device/platform/random.ts';
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
  it('[LINK-5] a fork is remembered over restarts, hub or no hub, until a new journal begins', async () => {
    const first = await rig.startSelling();
    rig.wire.position(1, 'f'.repeat(64));
    await vi.waitFor(async () =>
      expect(await rig.lines()).toContainEqual(
        expect.objectContaining({ kind: 'fault', code: 'journal-fork' }),
      ),
    );
    await first.stop();
    const again = await rig.start();
    await vi.waitFor(() => expect(again.shopperView().outOfService).toBe('journal-fork'));
    expect(again.link.status().broken).toBe('fork');
    expect(await again.order([1], 'test')).toMatchObject({ accepted: false });
    const { seq, hash } = again.journal.head();
    rig.wire.position(seq, hash);
    await vi.waitFor(() => expect(again.link.status().position).toBe(seq));
    expect(again.shopperView().outOfService).toBe('journal-fork');
    expect((await rig.lines()).filter((line) => line['code'] === 'journal-fork')).toHaveLength(1);
    await again.stop();
    await beginNewJournal({ ...rig.parts(), log: silentLog, random: systemRandom() }, 'the disk was copied');
    await rig.startSelling();
  });

  it('[GATE-12] a flapping board is one line of the counter, not one of each slot', async () => {
    const agent = await rig.startSelling({ board: { reopenMinMs: 20, reopenMaxMs: 50 } });
    for (let flap = 0; flap < 3; flap += 1) {
      rig.boardWire.unplug();
      await vi.waitFor(() => expect(agent.shopperView().outOfService).toBe('board-offline'), {
        timeout: 5_000,
      });
      rig.boardWire.plug();
      await vi.waitFor(() => expect(agent.shopperView().outOfService).toBeNull(), { timeout: 5_000 });
    }
    const lines = await rig.lines();
    expect(lines.filter((line) => line['code'] === 'board-offline')).toHaveLength(1);
    expect(lines.filter((line) => line['kind'] === 'refused')).toEqual([]);
  });

  it('[LIST-5] the time floor goes with every line, without a timer', async () => {
    const agent = await rig.startSelling();
    const stored = async () => (await read<{ floor_ms: number }>('SELECT floor_ms FROM list_clock'))[0]!;
    const before = await stored();
    await expect.poll(() => agent.lists.timeFloor()).toBeGreaterThan(before.floor_ms);
    const reached = agent.lists.timeFloor();
    await agent.restock({ ...rig.slots[0]!, count: 9 }, 'op1');
    expect((await stored()).floor_ms).toBeGreaterThanOrEqual(reached);
  });

  it('[OPR-12] a start that fails leaves nothing running: a test vend that cannot be settled is found by the next one', async () => {
    const first = await rig.start();
    await first.journal.append([], (tx: Queries) =>
      tx
        .run(
          "INSERT INTO operator_open_vend (vend, slot, entry, lot, operator) VALUES ('v1', 0, 'NM1', 'L1', '100')",
        )
        .then(() => undefined),
    );
    await first.stop();
    for (let times = 0; times < 2; times += 1) {
      await expect(startAgent(rig.parts())).rejects.toMatchObject({ code: 'invalid' });
      expect(rig.clock.running()).toBe(0);
    }
  });
});
