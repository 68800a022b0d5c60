// Commands and roll-outs on a real hub; the counters' end of the wire is played by the test.
import { commandResultMessage } from '@zhuangui/protocol/commands.ts';
import { reportedMessage } from '@zhuangui/protocol/settings.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleEntries as samples } from '../../simulators/samples/entries.ts';
import { type HubRig, openHubRig } from './hub-rig.ts';

const headers = (rig: HubRig) => ({ authorization: `Bearer ${rig.hub.adminToken}` });
const read = async <T>(rig: HubRig, path: string): Promise<T> =>
  (await (await fetch(rig.url + path, { headers: headers(rig) })).json()) as T;

interface Row {
  id: string;
  counter: string;
  name: string;
  state: string;
  reason: string | null;
}
const sampleEntries = samples({ count: 3, referenceDate: new Date().toISOString().slice(0, 10) });
const ids = ['c-001', 'c-002', 'c-003', 'c-004'];

describe('commands and roll-outs of a hub', () => {
  let rig: HubRig;
  beforeAll(async () => {
    rig = await openHubRig();
    await rig.publish(sampleEntries);
    for (const id of ids) await rig.addCounter(id);
  });
  afterAll(() => rig.close());

  const waiting = async () =>
    (await read<{ rows: Row[] }>(rig, '/api/commands?state=waiting&pageSize=200')).rows;
  const answer = (counter: string, id: string, state: 'ok' | 'refused' | 'expired', reason?: string) =>
    rig.hub.slices.commands.onResult(
      counter,
      commandResultMessage.encode({ v: 1, id, state, ...(reason ? { reason } : {}), at: 5, seq: 3 }),
    );
  const issue = (counter: string, act: object, more = {}) =>
    rig.post(`/api/counters/${counter}/commands`, { act, ...more });

  it('[CMD-10][CMD-11] keeps a command with its person until the counter has answered once', async () => {
    const { id } = (await (
      await issue('c-001', { do: 'lock-slot', slot: 3, why: '<script>' })
    ).json()) as Row;
    expect((await waiting()).map((row) => row.id)).toEqual([id]);
    await answer('c-001', id, 'refused', 'slot 3 is not there');
    await answer('c-001', id, 'ok');
    expect(await read<Row>(rig, `/api/commands/${id}`)).toMatchObject({
      state: 'refused',
      reason: 'slot 3 is not there',
      act: { why: '<script>' },
      seq: 3,
    });
  });

  it('[CMD-12] takes no result of another counter and counts what it cannot read', async () => {
    const { id } = (await (await issue('c-001', { do: 'report' })).json()) as Row;
    await answer('c-002', id, 'ok');
    await rig.hub.slices.commands.onResult('c-001', new TextEncoder().encode('{"v":1}'));
    rig.hub.slices.commands.onHelp('c-001', new TextEncoder().encode('{}'));
    expect(rig.hub.slices.commands.malformed()).toBe(2);
    expect(await read<Row>(rig, `/api/commands/${id}`)).toMatchObject({ state: 'waiting' });
    await answer('c-001', id, 'ok');
  });

  it('[CMD-10] refuses what is no command, lasts for ever, or goes to nobody', async () => {
    expect((await issue('c-001', { do: 'vend', slot: 1 })).status).toBe(400);
    expect((await issue('c-001', { do: 'report' }, { lastsS: 8 * 86_400 })).status).toBe(400);
    expect((await issue('c-999', { do: 'report' })).status).toBe(404);
    expect((await issue('c-001', { do: 'screen-message', zh: '词', until: 1 })).status).toBe(422);
    expect((await fetch(`${rig.url}/api/commands`)).status).toBe(401);
  });

  const rules = { successPercent: 100, errorPercent: 0, watchMs: 0, withinMs: 60_000 };
  const plan = { by: 'share', percents: [25, 100] };
  const begin = async (content: object, change: object = {}) => {
    const body = { title: '调价', content, plan, rules, choice: {}, ...change };
    return rig.post('/api/rollouts', body);
  };
  const stateOf = async (id: string) =>
    read<{
      state: { phase: string; group: number; pausedWhy: string | null };
      groups: Record<string, number>[];
    }>(rig, `/api/rollouts/${id}`);
  const look = () => rig.hub.slices.rollouts.rollouts.look();

  it('[ROLL-2][ROLL-5][ROLL-8][ROLL-10] prices go group by group as commands, and are given back', async () => {
    const entry = sampleEntries[0]!;
    const priceFen = entry.priceBand.maxFen;
    for (const bad of [entry.priceBand.maxFen + 1, 0])
      expect((await begin({ kind: 'prices', prices: [{ entry: entry.id, priceFen: bad }] })).status).toBe(
        422,
      );
    const { id } = (await (
      await begin({ kind: 'prices', prices: [{ entry: entry.id, priceFen }] })
    ).json()) as Row;
    expect((await begin({ kind: 'prices', prices: [{ entry: entry.id, priceFen }] })).status).toBe(409);
    await look();
    const [first, ...none] = await waiting();
    expect(none).toEqual([]);
    expect(first?.name).toBe('price-list');
    await look();
    expect(await waiting()).toHaveLength(1);
    await answer(first!.counter, first!.id, 'ok');
    await look();
    expect((await waiting()).map((row) => row.counter)).toHaveLength(3);
    expect((await stateOf(id)).state).toMatchObject({ group: 1, phase: 'running' });
    const [refusing] = await waiting();
    await answer(refusing!.counter, refusing!.id, 'refused', 'slot 1: price-outside-band');
    await look();
    expect((await stateOf(id)).state).toMatchObject({ phase: 'paused', pausedWhy: 'errors' });
    const act = (name: string) => rig.post(`/api/rollouts/${id}/${name}`, {});
    expect((await act('pause')).status).toBe(409);
    expect((await act('resume')).status).toBe(200);
    await look();
    expect((await waiting()).filter((row) => row.counter === refusing!.counter)).toHaveLength(1);
    for (const row of await waiting()) await answer(row.counter, row.id, 'ok');
    await look();
    expect((await stateOf(id)).state.phase).toBe('finished');
    expect((await act('roll-back')).status).toBe(200);
    await look();
    await look();
    expect((await stateOf(id)).state.phase).toBe('rolled-back');
  });

  it('[ROLL-5][ROLL-10] settings count as taken when reported, and come back as they were', async () => {
    await rig.hub.settings.setCounter('c-001', { paymentS: 90 });
    const choice = { counters: ['c-001'] };
    const content = { kind: 'settings', change: { alarmHoldS: 30 } };
    const { id } = (await (await begin(content, { choice })).json()) as Row;
    await look();
    const { desired } = await rig.hub.settings.view('c-001');
    expect(desired?.settings).toMatchObject({ alarmHoldS: 30, paymentS: 90 });
    const about = { v: 1 as const, agentVersion: '1', slots: 1, machine: 'spiral' as const, cashFen: 0 };
    await rig.hub.settings.onReported(
      'c-001',
      reportedMessage.encode({ ...about, version: desired!.version }),
    );
    await look();
    expect((await stateOf(id)).state.phase).toBe('finished');
    await rig.post(`/api/rollouts/${id}/roll-back`, {});
    await look();
    expect((await rig.hub.settings.view('c-001')).own).toEqual({ paymentS: 90 });
  });

  it('[ROLL-7] a withdrawal reaches everybody while everything is paused', async () => {
    const content = { kind: 'assortment', slots: [{ slot: 1, entry: sampleEntries[0]!.id }] };
    const { id } = (await (await begin(content)).json()) as Row;
    await rig.post(`/api/rollouts/${id}/pause`, {});
    const before = (await rig.hub.repository.versions()).withdrawals;
    await rig.hub.sanctions.withdrawProduct(sampleEntries[1]!.id, { reason: '抽检不合格', by: '监管' });
    expect((await rig.hub.repository.versions()).withdrawals).toBeGreaterThan(before);
    expect((await stateOf(id)).state.phase).toBe('paused');
    await rig.post(`/api/rollouts/${id}/resume`, {});
    await look();
    expect((await rig.hub.slices.rollouts.wantedOf(ids)).size).toBe(1);
    await rig.post(`/api/rollouts/${id}/abort`, {});
  });
});
