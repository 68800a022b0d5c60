// Commands of the hub on a whole agent with its real journal.
import { gunzipSync } from 'node:zlib';
import {
  type Command,
  type CommandAct,
  type CommandResult,
  commandMessage,
  commandResultMessage,
  helpViewMessage,
} from '@zhuangui/protocol/commands.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AgentRig, openAgentRig } from './agent-rig.ts';

let numbers = 0;
const minutesMs = 60_000;

describe('commands on a counter', () => {
  let rig: AgentRig;
  beforeEach(async () => {
    rig = await openAgentRig();
    await rig.startSelling();
  });
  afterEach(() => rig.end());

  const command = (act: CommandAct, change: Partial<Command> = {}): Command => {
    numbers += 1;
    const at = rig.clock.nowMs();
    return {
      v: 1,
      id: `c${String(numbers).padStart(16, '0')}`,
      act,
      issuedBy: '乌云',
      issuedAt: at,
      expiresAt: at + 10 * minutesMs,
      ...change,
    };
  };
  const send = (one: Command) => rig.wire.send('command', commandMessage.encode(one));
  const results = (id: string): CommandResult[] =>
    rig.wire.mail.flatMap(({ kind, payload }) => {
      if (kind !== 'result') return [];
      const parsed = commandResultMessage.parse(payload);
      return parsed.ok && parsed.value.id === id ? [parsed.value] : [];
    });
  async function resultOf(one: Command, count = 1): Promise<CommandResult> {
    await vi.waitFor(() => expect(results(one.id).length).toBeGreaterThanOrEqual(count), { timeout: 5000 });
    return results(one.id).at(-1)!;
  }
  async function run(act: CommandAct, change: Partial<Command> = {}): Promise<CommandResult> {
    const one = command(act, change);
    send(one);
    return resultOf(one);
  }
  const service = async (id: string) =>
    (await rig.lines()).filter((line) => line.kind === 'service' && String(line.detail).startsWith(id));

  it('[CMD-1][CMD-2] locks a slot once, announced in the journal, however often it is told', async () => {
    const lock = command({ do: 'lock-slot', slot: 2, why: '顾客投诉 <script>' });
    send(lock);
    send(lock);
    const first = await resultOf(lock);
    expect(first).toMatchObject({ state: 'ok' });
    const lines = await rig.lines();
    const announced = lines.findIndex((line) => line.seq === first.seq);
    expect(lines[announced]).toMatchObject({ kind: 'service', action: 'hub-command', operator: 'hub: 乌云' });
    expect(lines[announced + 1]).toMatchObject({ kind: 'slot', slot: 2, locked: true });
    expect(rig.agent.shopperView().slots.find(({ slot }) => slot === 2)?.forSale).toBe(false);
    await run({ do: 'unlock-slot', slot: 2, why: 'checked' });
    expect(rig.agent.shopperView().slots.find(({ slot }) => slot === 2)?.forSale).toBe(true);
    send(lock);
    expect(await resultOf(lock, 2)).toMatchObject({ state: 'ok', seq: first.seq });
    expect(rig.agent.shopperView().slots.find(({ slot }) => slot === 2)?.forSale).toBe(true);
    expect(await service(lock.id)).toHaveLength(1);
  });

  it('[CMD-2][CMD-4] still knows after a restart what it did, and says so of the restart itself', async () => {
    const lock = command({ do: 'lock-slot', slot: 1, why: 'x' });
    send(lock);
    await resultOf(lock);
    const unlock = await run({ do: 'unlock-slot', slot: 1, why: 'x' });
    expect(unlock.state).toBe('ok');
    await rig.agent.stop();
    let restarts = 0;
    await rig.startSelling({ onRestart: () => (restarts += 1) });
    const restart = command({ do: 'restart' });
    send(restart);
    await vi.waitFor(() => expect(restarts).toBe(1));
    expect(results(restart.id)).toEqual([]);
    await rig.agent.stop();
    await rig.startSelling({ onRestart: () => (restarts += 1) });
    send(lock);
    send(restart);
    expect(await resultOf(lock)).toMatchObject({ state: 'ok' });
    expect(await resultOf(restart)).toMatchObject({ state: 'ok' });
    expect(restarts).toBe(1);
    expect(rig.agent.shopperView().slots.find(({ slot }) => slot === 1)?.forSale).toBe(true);
    await rig.agent.stop();
    await rig.startSelling();
    expect(await run({ do: 'restart' })).toMatchObject({ state: 'refused', seq: 0 });
  });

  it('[CMD-3] never does what is over, by the time that cannot be set back', async () => {
    const at = rig.clock.nowMs();
    const late = command({ do: 'lock-slot', slot: 1, why: 'x' }, { expiresAt: at + 5 * minutesMs });
    rig.clock.skip(6 * minutesMs);
    send(late);
    expect(await resultOf(late)).toMatchObject({ state: 'expired', seq: 0 });
    send({ ...late, expiresAt: at + 60 * minutesMs });
    expect(await resultOf(late, 2)).toMatchObject({ state: 'expired' });
    expect(await service(late.id)).toEqual([]);
    expect(rig.agent.shopperView().slots[0]?.forSale).toBe(true);
  });

  it('[CMD-6] takes a price within the band through the gate and refuses any other', async () => {
    const { entry, count } = rig.slots[0]!;
    expect(await run({ do: 'set-price', slot: 1, entry, priceFen: 1100 })).toMatchObject({ state: 'ok' });
    expect(rig.agent.shopperView().slots[0]).toMatchObject({ priceFen: 1100, count, forSale: true });
    expect((await rig.lines()).findLast(({ kind }) => kind === 'restock')).toMatchObject({
      slot: 1,
      priceFen: 1100,
      added: 0,
      count,
    });
    const outside = await run({ do: 'set-price', slot: 1, entry, priceFen: 99_000_000 });
    expect(outside).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('price-outside-band'),
    });
    expect(await run({ do: 'set-price', slot: 2, entry, priceFen: 1100 })).toMatchObject({
      state: 'refused',
    });
    const list = await run({
      do: 'price-list',
      prices: [
        { entry, priceFen: 1200 },
        { entry: rig.slots[1]!.entry, priceFen: 99_000_000 },
      ],
    });
    expect(list.state).toBe('refused');
    expect(rig.agent.shopperView().slots.map(({ priceFen }) => priceFen)).toEqual([1100, 1000, 1000]);
    const good = await run({
      do: 'price-list',
      prices: rig.slots.map((slot) => ({ entry: slot.entry, priceFen: 1300 })),
    });
    expect(good.state).toBe('ok');
    expect(rig.agent.shopperView().slots.map(({ priceFen }) => priceFen)).toEqual([1300, 1300, 1300]);
  });

  it('[CMD-6] a price waits for the shopper in front; other commands do not', async () => {
    const started = await rig.agent.order([1], 'test');
    expect(started).toMatchObject({ accepted: true });
    const price = command({ do: 'set-price', slot: 1, entry: rig.slots[0]!.entry, priceFen: 1400 });
    send(price);
    expect(await run({ do: 'report' })).toMatchObject({ state: 'ok' });
    expect(results(price.id)).toEqual([]);
    rig.agent.cancel();
    expect(await resultOf(price)).toMatchObject({ state: 'ok' });
  });

  it('[CMD-7][CMD-8] reports slots, shows words until their time, hands out redacted logs', async () => {
    const report = await run({ do: 'report' });
    expect(report.slots).toHaveLength(3);
    expect(report.slots?.[0]).toMatchObject({ slot: 1, priceFen: 1000, forSale: true });
    const until = rig.clock.nowMs() + minutesMs;
    await run({ do: 'screen-message', zh: '<b>明日补货</b>', until });
    expect(rig.agent.shopperView().message).toEqual({ zh: '<b>明日补货</b>' });
    await rig.agent.stop();
    await rig.startSelling();
    expect(rig.agent.shopperView().message).toEqual({ zh: '<b>明日补货</b>' });
    rig.clock.skip(2 * minutesMs);
    expect(rig.agent.shopperView().message).toBeNull();
    const { bundle } = await run({ do: 'export-logs' });
    const text = gunzipSync(Buffer.from(bundle!, 'base64')).toString();
    expect(text.length).toBeLessThan(700_000);
  });

  it('[CMD-9] help shows the screens for its minutes, says so to the operator, and ends', async () => {
    const help = command({ do: 'open-help', minutes: 15 });
    send(help);
    await resultOf(help);
    expect(rig.agent.operatorView().help).toMatchObject({ by: '乌云' });
    const views = () =>
      rig.wire.mail.flatMap(({ kind, payload }) => {
        const parsed = kind === 'help' ? helpViewMessage.parse(payload) : undefined;
        return parsed?.ok ? [parsed.value] : [];
      });
    await vi.waitFor(() => expect(views().length).toBeGreaterThan(0));
    const [view] = views();
    expect(view?.help).toBe(help.id);
    expect(JSON.parse(view!.view).slots).toHaveLength(3);
    rig.clock.skip(16 * minutesMs);
    await vi.waitFor(() => expect(rig.agent.operatorView().help).toBeNull(), { timeout: 3000 });
  });

  it('[CMD-5][ROLL-9] knows nothing that sells or pays, and shows the operator what should stand where', async () => {
    rig.wire.send(
      'command',
      Buffer.from(JSON.stringify({ ...command({ do: 'report' }), act: { do: 'vend', slot: 1 } })),
    );
    const [one, two] = rig.slots;
    await run({
      do: 'assortment',
      slots: [
        { slot: 1, entry: one!.entry },
        { slot: 2, entry: one!.entry },
      ],
    });
    expect(rig.agent.operatorView().wanted).toEqual([
      expect.objectContaining({ slot: 2, entry: one!.entry }),
    ]);
    expect(rig.agent.shopperView().slots[1]?.entry).toBe(two!.entry);
    const lines = await rig.lines();
    expect(lines.filter(({ kind }) => kind === 'dispensing' || kind === 'refund')).toEqual([]);
  });
});
