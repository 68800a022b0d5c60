// The slices of the agent joined: what one learns, the others act upon.
import { type PayAsk, payAskMessage, paymentMessage } from '@zhuangui/protocol/payment-messages.ts';
import { defaultSettings, desiredMessage, reportedMessage } from '@zhuangui/protocol/settings.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Agent } from '../../device/agent/agent-parts.ts';
import type { Probes } from '../../device/care/probes.ts';
import { insertMoney, temperature } from '../../simulators/board/scenario-words.ts';
import { type AgentRig, openAgentRig } from './agent-rig.ts';

const patient = { timeout: 15_000 };
const plenty = { freeBytes: 8e9, totalBytes: 16e9 };
const probesOf = (space: { freeBytes: number; totalBytes: number }): Probes => ({
  space: async () => space,
  mains: async () => null,
  signalDbm: async () => -67,
});

describe('the slices of the agent', () => {
  let rig: AgentRig;
  beforeEach(async () => {
    rig = await openAgentRig();
  });
  afterEach(() => rig.end());

  const desired = (version: number, change: object) =>
    rig.wire.send(
      'desired',
      desiredMessage.encode({ v: 1, version, settings: { ...defaultSettings, ...change } }),
    );
  const asks = (): PayAsk[] =>
    rig.wire.mail.flatMap(({ kind, payload }) => {
      const parsed = payAskMessage.parse(payload);
      return kind === 'payask' && parsed.ok ? [parsed.value] : [];
    });
  const pay = (message: Parameters<typeof paymentMessage.encode>[0]) =>
    rig.wire.send('payment', paymentMessage.encode(message));
  const sale = (agent: Agent) => agent.shopperView().sale;

  it('[GATE-14] a nearly full disk begins no sale before money is taken, and ends when there is room', async () => {
    const space = { ...plenty };
    const agent = await rig.startSelling({ probes: probesOf(space), careEveryMs: 30 });
    space.freeBytes = 1_000_000;
    await vi.waitFor(() => expect(agent.shopperView().outOfService).toBe('storage-nearly-full'), patient);
    expect(await agent.order([1], 'test')).toMatchObject({ accepted: false });
    expect(agent.payment.readLedger()).toEqual([]);
    space.freeBytes = plenty.freeBytes;
    await vi.waitFor(() => expect(agent.shopperView().outOfService).toBeNull(), patient);
    expect(await agent.order([1], 'test')).toMatchObject({ accepted: true });
  });

  it('[CONF-2] settings from the hub hold, are journaled, reported, and survive a restart', async () => {
    const agent = await rig.startSelling();
    desired(3, { publicUrl: 'https://hub.example.org', paymentS: 100, methods: ['alipay'] });
    await vi.waitFor(() => expect(agent.shopperView().methods).toEqual(['alipay', 'test']), patient);
    const [slot] = agent.shopperView().slots;
    expect(slot?.product?.proofUrl).toBe(`https://hub.example.org/p/${slot?.entry}`);
    const reports = () =>
      rig.wire.mail.flatMap(({ kind, payload }) => {
        const parsed = reportedMessage.parse(payload);
        return kind === 'reported' && parsed.ok ? [parsed.value] : [];
      });
    await vi.waitFor(
      () => expect(reports().at(-1)).toMatchObject({ version: 3, slots: 3, machine: 'spiral' }),
      patient,
    );
    expect((await rig.lines()).filter(({ kind }) => kind === 'settings')).toMatchObject([{ version: 3 }]);
    await agent.stop();
    const again = await rig.startSelling();
    expect(again.settings.version()).toBe(3);
    expect(await again.order([1], 'wechat')).toMatchObject({ accepted: false, why: 'method-unavailable' });
  });

  it('[QR-2] shows the code the hub made, accepts the payment, and only then turns the motor', async () => {
    const agent = await rig.startSelling();
    const answer = await agent.order([1], 'wechat');
    if (!answer.accepted) throw new Error(answer.why);
    const { order } = answer;
    const money = { v: 1 as const, order, method: 'wechat' as const, amountFen: 1000 };
    await vi.waitFor(
      () => expect(asks()[0]).toMatchObject({ ask: 'create', order, totalFen: 1000 }),
      patient,
    );
    pay({ ...money, state: 'waiting', codeUrl: 'weixin://wxpay/1', expiresAt: Date.now() + 60_000 });
    await vi.waitFor(
      () => expect(sale(agent)).toMatchObject({ phase: 'paying', qr: 'weixin://wxpay/1' }),
      patient,
    );
    const paid = { ...money, transaction: '42000', acceptBy: Date.now() + 60_000 };
    // Forged, of another order, with another amount: none of it is money.
    pay({ ...paid, state: 'paid', amountFen: 1 });
    pay({ ...paid, state: 'paid', order: `o${'0'.repeat(24)}` });
    pay({ ...money, state: 'accepted', transaction: '42000' });
    rig.wire.send('payment', new TextEncoder().encode('{"v":1}'));
    pay({ ...paid, state: 'paid' });
    await vi.waitFor(
      () => expect(asks().at(-1)).toMatchObject({ ask: 'accept', transaction: '42000' }),
      patient,
    );
    expect(rig.board.truth().slots[0]?.motorTurns).toBe(0);
    pay({ ...money, state: 'accepted', transaction: '42000' });
    await vi.waitFor(
      () => expect(sale(agent)).toMatchObject({ phase: 'finished', deliveredFen: 1000 }),
      patient,
    );
    expect((await rig.lines()).filter(({ kind }) => kind === 'paid')).toMatchObject([
      { amountFen: 1000, method: 'wechat' },
    ]);
  });

  it('[CASH-1] takes notes for an order only, delivers, and pays the change', async () => {
    const settings = { cash: { minChangeFen: 100, maxInsertedFen: 20_000 } };
    const agent = await rig.startSelling({ hardware: { cash: true }, localSettings: settings });
    await vi.waitFor(() => expect(rig.board.truth().masks).toEqual({ notes: 0, coins: 0 }), patient);
    // At its start the unit first makes sure that the machine holds nobody's credit.
    await vi.waitFor(
      async () => expect(await agent.order([1], 'cash')).toMatchObject({ accepted: true }),
      patient,
    );
    await vi.waitFor(
      () => expect(sale(agent)?.cash).toMatchObject({ insertedFen: 0, accepting: true }),
      patient,
    );
    await vi.waitFor(() => expect(rig.board.truth().masks.notes).toBe(0xffff), patient);
    await rig.board.apply(insertMoney(2000));
    await vi.waitFor(
      () =>
        expect(sale(agent)).toMatchObject({
          phase: 'finished',
          deliveredFen: 1000,
          refundedFen: 1000,
          changeFen: 1000,
        }),
      patient,
    );
    expect(rig.board.truth()).toMatchObject({
      creditFen: 0,
      cash: { insertedFen: 2000, paidOutFen: 1000, soldFen: 1000 },
    });
    expect(rig.board.violations()).toEqual([]);
  });

  it('[CARE-1] goods that were too warm are out of sale until they are replaced', async () => {
    const coldChain = { maxC: 8, forS: 300, slots: [1] };
    const agent = await rig.startSelling({
      localSettings: { coldChain },
      careEveryMs: 30,
      probes: probesOf(plenty),
      board: { statusEveryMs: 50 },
    });
    await rig.board.apply(temperature(20));
    await vi.waitFor(() => expect(agent.care.temperature().nowC).toBe(20), patient);
    rig.clock.skip(400_000);
    await vi.waitFor(() => expect(agent.shopperView().slots[0]?.reasons).toContain('too-warm'), patient);
    expect(agent.shopperView().slots[1]?.forSale).toBe(true);
    expect(await agent.order([1], 'test')).toMatchObject({ accepted: false, why: 'refused' });
    await rig.board.apply(temperature(4));
    const replaced = { ...rig.slots[0]!, lot: 'L2' };
    expect(await agent.restock(replaced, '1007')).toEqual({ accepted: true });
    await vi.waitFor(() => expect(agent.shopperView().slots[0]?.forSale).toBe(true), patient);
  });
});
