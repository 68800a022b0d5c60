// A whole agent in front of an open-door cabinet: what a shopper and an operator do at the same time.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { accounts, numbers, pins } from '../../device/operator/desk-rig.ts';
import * as words from '../../simulators/board/scenario-words.ts';
import { type AgentRig, cabinetParts, oneDoor, openAgentRig } from './agent-rig.ts';

let rig: AgentRig;
beforeEach(async () => {
  rig = await openAgentRig(2, true);
  await rig.startSelling({ ...cabinetParts([1, 2]), localSettings: { operators: accounts } });
}, 20_000);
afterEach(() => rig.end());

const kinds = async (kind: string) => (await rig.lines()).filter((line) => line['kind'] === kind);

describe('a cabinet', () => {
  it('[CAB-7] takes no order while a door is open', async () => {
    await rig.board.apply(words.pullDoor(oneDoor, true));
    await vi.waitFor(() => expect(rig.agent.shopperView().outOfService).toBe('in-service'), {
      timeout: 15_000,
    });
    expect(await rig.agent.order([1], 'test')).toMatchObject({ accepted: false, why: 'out-of-service' });
    expect(await kinds('order')).toEqual([]);
  }, 20_000);

  it('[CAB-2] takes no order for anything while something inside must not be sold', async () => {
    const [slot] = rig.slots;
    await rig.agent.restock({ ...slot!, lot: 'L2' }, 'op');
    rig.wire.lists(await rig.hub.withdraw(slot!.entry, ['L2']));
    await vi.waitFor(() => expect(rig.agent.shopperView().outOfService).toBe('cabinet-blocked'));
    expect(await rig.agent.order([2], 'test')).toMatchObject({ accepted: false });
    expect(await kinds('order')).toEqual([]);
  }, 20_000);

  it('[CAB-7] a door is opened for an operator or for a shopper, never for both', async () => {
    const { agent } = rig;
    const signIn = { act: 'sign-in-pin' as const, operator: numbers.operator, pin: pins.operator };
    const { token } = await agent.desk.act(signIn, undefined);
    const openDoor = () => agent.desk.act({ act: 'open-door', ...oneDoor }, token);
    expect(await agent.order([1], 'test')).toMatchObject({ accepted: true });
    expect((await openDoor()).answer).toMatchObject({ ok: false, why: 'sale-running' });
    await vi.waitFor(() => expect(agent.cancel()).toBe(true));
    await vi.waitFor(() => expect(agent.shopperView().sale?.phase).toBe('cancelled'));
    const opened = openDoor();
    expect(await agent.order([1], 'test')).toMatchObject({ accepted: false });
    const door = () => {
      const view = agent.desk.view(token);
      return view.state === 'signed-in' ? view.cabinet[0]?.state : undefined;
    };
    await vi.waitFor(() => expect(door()).toBe('unlocked'), { timeout: 15_000 });
    expect(await kinds('order')).toHaveLength(1);
    await rig.board.apply(words.pullDoor(oneDoor));
    await vi.waitFor(() => expect(door()).toBe('open'), { timeout: 15_000 });
    await rig.board.apply(words.shutDoor(oneDoor));
    expect((await opened).answer).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(agent.shopperView().outOfService).toBeNull(), { timeout: 15_000 });
    expect(await agent.order([1], 'test')).toMatchObject({ accepted: true });
  }, 40_000);
  it('stops with nothing left running, somebody signed in and asked about', async () => {
    const signIn = { act: 'sign-in-pin' as const, operator: numbers.operator };
    await rig.agent.desk.act({ ...signIn, pin: '999999' }, undefined);
    await rig.agent.desk.act({ act: 'ask-approval' }, undefined);
    const { token } = await rig.agent.desk.act({ ...signIn, pin: pins.operator }, undefined);
    expect(rig.agent.desk.view(token).state).toBe('signed-in');
    await rig.agent.stop();
    expect(rig.clock.running()).toBe(0);
  });
});
