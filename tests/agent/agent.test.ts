import { join } from 'node:path';
import { DbError } from '@zhuangui/protocol/db/db-error.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { beginNewJournal } from '../../device/agent/new-journal.ts';
import { silentLog } from '../../device/platform/log.ts';
import { systemRandom } from '../../device/platform/random.ts';
import { type AgentRig, openAgentRig } from './agent-rig.ts';

let rig: AgentRig;
beforeEach(async () => {
  rig = await openAgentRig();
});
afterEach(() => rig.end());

const foreignHash = 'f'.repeat(64);
const phase = () => rig.agent.shopperView().sale?.phase;
const kinds = async () => (await rig.lines()).map((line) => line['kind']);

describe('agent', () => {
  it('[SALE-3] sells: every line before the act it announces, and the motor turned once', async () => {
    const agent = await rig.startSelling();
    expect(await agent.order([1], 'test')).toMatchObject({ accepted: true });
    await vi.waitFor(() => expect(agent.confirmTestPayment()).toBe(true));
    await vi.waitFor(() => expect(phase()).toBe('finished'), { timeout: 5_000 });
    expect((await kinds()).slice(-5)).toEqual(['order', 'paid', 'dispensing', 'outcome', 'closed']);
    expect(rig.board.truth().slots.map((slot) => slot.dropped)).toEqual([1, 0, 0]);
    expect(agent.shopperView().slots[0]!.count).toBe(4);
    expect(agent.dismiss()).toBe(true);
  });

  it('tells the hub at once when it is connected, and again when its lists make it green', async () => {
    await rig.start();
    await vi.waitFor(() =>
      expect(rig.wire.telemetry.at(-1)).toMatchObject({ freshness: 'red', selling: false }),
    );
    rig.wire.lists(rig.push);
    await vi.waitFor(() =>
      expect(rig.wire.telemetry.at(-1)).toMatchObject({ freshness: 'green', selling: true }),
    );
    // Not once more for every look: the next one comes with the next change or after half a minute.
    expect(rig.wire.telemetry.length).toBeLessThan(6);
  });

  it('sets the first goods up in one append, and only once', async () => {
    const sizes: number[] = [];
    const agent = await rig.start();
    agent.journal.onAppended((lines) => sizes.push(lines.filter(({ kind }) => kind === 'restock').length));
    rig.wire.lists(rig.push);
    await vi.waitFor(() => expect(agent.shopperView().slots).toHaveLength(3));
    expect(sizes.filter((size) => size > 0)).toEqual([3]);
    await agent.stop();
    await rig.startSelling();
    expect((await kinds()).filter((kind) => kind === 'restock')).toHaveLength(3);
  });

  it('[LINK-5] stops selling at once when the hub holds another history, and a paid order is refunded', async () => {
    const agent = await rig.startSelling();
    expect(await agent.order([1], 'test')).toMatchObject({ accepted: true });
    await vi.waitFor(() => expect(agent.payment.waiting()).toHaveLength(1));
    rig.wire.position(1, foreignHash);
    await vi.waitFor(() => expect(agent.shopperView().outOfService).toBe('journal-fork'));
    agent.confirmTestPayment();
    await vi.waitFor(() => expect(phase()).toBe('finished'), { timeout: 5_000 });
    expect(agent.shopperView().sale).toMatchObject({ paidFen: 1000, deliveredFen: 0, refundedFen: 1000 });
    agent.dismiss();
    expect(await agent.order([1], 'test')).toMatchObject({ accepted: false });
    expect(await rig.lines()).toContainEqual(
      expect.objectContaining({ kind: 'fault', code: 'journal-fork' }),
    );
    expect(rig.board.truth().slots[0]!.motorTurns).toBe(0);
  });

  it('[JRN-11] a technician sets a forked journal aside; the counter sells again with what stood in it', async () => {
    const agent = await rig.startSelling();
    const old = agent.journal.id;
    const parts = { ...rig.parts(), log: silentLog, random: systemRandom() };
    await expect(beginNewJournal(parts, 'too early')).rejects.toMatchObject({ code: 'locked' });
    await agent.stop();
    const begun = await beginNewJournal(parts, 'the disk was copied');
    expect(begun.old).toMatchObject({ journal: old });
    const again = await rig.startSelling();
    expect(again.journal.id).toBe(begun.journal);
    const [first] = await rig.lines();
    expect(first).toMatchObject({
      kind: 'boot',
      reason: 'journal-replaced',
      previous: { journal: old, why: 'the disk was copied' },
    });
    expect(again.shopperView().slots.map((slot) => slot.count)).toEqual([5, 5, 5]);
  });

  it('takes no stand-in money where the configuration says that money is real', async () => {
    const agent = await rig.startSelling({ demo: false });
    expect(agent.shopperView().methods).not.toContain('test');
    expect(await agent.order([1], 'test')).toMatchObject({ accepted: false });
    expect(agent.confirmTestPayment()).toBe(false);
  });

  it('stops while a shopper is about to pay: the order ends, no timer and no work is left', async () => {
    const agent = await rig.startSelling();
    expect(await agent.order([2], 'test')).toMatchObject({ accepted: true });
    const written: string[] = [];
    agent.journal.onAppended((lines) => written.push(...lines.map(({ kind }) => kind)));
    await agent.stop();
    expect(written.filter((kind) => kind === 'closed')).toHaveLength(1);
    expect(rig.clock.running()).toBe(0);
    expect(await agent.order([2], 'test')).toMatchObject({ accepted: false, why: 'out-of-service' });
  });

  it('[JRN-12] a failed journal asks for a restart, once; the restart gives the money back', async () => {
    const onFailed = vi.fn();
    const agent = await rig.startSelling({ onFailed, times: { lookMs: 20 } });
    await agent.order([1], 'test');
    await vi.waitFor(() => expect(agent.payment.waiting()).toHaveLength(1));
    const failing = agent.journal.append([], () =>
      Promise.reject(new DbError('io', 'the disk does not answer')),
    );
    await expect(failing).rejects.toMatchObject({ code: 'io' });
    agent.confirmTestPayment();
    await vi.waitFor(() => expect(onFailed).toHaveBeenCalledOnce());
    expect(agent.shopperView().outOfService).toBe('journal-not-writable');
    await agent.stop();
    const again = await rig.startSelling();
    expect(again.payment.readLedger()).toMatchObject([{ chargedFen: 1000, refundedFen: 1000 }]);
    expect((await kinds()).at(-1)).toBe('closed');
    expect(rig.board.truth().slots[0]!.motorTurns).toBe(0);
  });

  it('[SALE-14] orders that cannot be read shut the counter and say why; a start that can read them sells', async () => {
    const agent = await rig.startSelling();
    await agent.stop();
    const change = async (sql: string) => {
      const db = await openDb({ engine: 'node:sqlite', path: join(rig.folder, 'counter.db') });
      await db.run(sql);
      await db.close();
    };
    await change(`INSERT INTO open_order VALUES ('obad', 1, '{')`);
    const shut = await rig.start();
    await vi.waitFor(() => expect(shut.shopperView().outOfService).toBe('journal-not-writable'));
    expect(await shut.order([1], 'test')).toMatchObject({ accepted: false, why: 'out-of-service' });
    await shut.stop();
    await change(`DELETE FROM open_order WHERE order_id = 'obad'`);
    await rig.startSelling();
  });

  it('a refused restock is answered with reasons and written down', async () => {
    const agent = await rig.startSelling();
    const answer = await agent.restock({ ...rig.slots[0]!, entry: 'NM999999' }, 'op1');
    expect(answer).toEqual({ accepted: false, reasons: ['not-certified'] });
    expect((await rig.lines()).at(-1)).toMatchObject({ kind: 'refused', point: 'load', slot: 1 });
    expect(await agent.restock({ ...rig.slots[0]!, count: 9 }, 'op1')).toEqual({ accepted: true });
    expect(agent.shopperView().slots[0]!.count).toBe(9);
  });

  it('a lost board closes the counter, a board that is back opens it', async () => {
    const agent = await rig.startSelling({ board: { reopenMinMs: 20, reopenMaxMs: 50 } });
    rig.boardWire.unplug();
    await vi.waitFor(() => expect(agent.shopperView().outOfService).toBe('board-offline'), {
      timeout: 5_000,
    });
    expect(await agent.order([1], 'test')).toMatchObject({ accepted: false, why: 'refused' });
    rig.boardWire.plug();
    await vi.waitFor(() => expect(agent.shopperView().outOfService).toBeNull(), { timeout: 5_000 });
  });
});
