import { telemetryMessage } from '@zhuangui/protocol/messages.ts';
import { defaultSettings } from '@zhuangui/protocol/settings.ts';
import { describe, expect, it } from 'vitest';
import { sampleLists, sampleNowMs, sampleSlot } from '../gate/gate-samples.ts';
import { type CounterState, operatorView, shopperView } from './agent-views.ts';
import { lookAt, type Seen } from './look.ts';
import { telemetryOf } from './telemetry.ts';

const permit = {} as never;
const counters = { framesIn: 7, bytesDiscarded: 3, resends: 0, duplicates: 1, portReopens: 2 };

function stateOf(change: Partial<CounterState> = {}): CounterState {
  return {
    counter: {
      id: 'counter-150103-0001',
      name: '柜',
      place: '厅',
      operatedBy: '公司',
      complaintPhone: '12317',
      licence: 'JY11501020000001',
    },
    agentVersion: '0.1.0',
    demo: true,
    freshness: 'green',
    outOfService: null,
    lists: sampleLists(),
    missingChunks: 0,
    lastListRefusal: null,
    slots: [
      { slot: sampleSlot, decision: { pass: true, permit } },
      {
        slot: { ...sampleSlot, slot: 2, entry: 'NM-0' },
        decision: { pass: false, reasons: ['not-certified'] },
      },
    ],
    sale: null,
    journal: { id: 'j0000000000000001', seq: 12, hash: 'a'.repeat(64), writable: true },
    link: {
      connected: true,
      position: 10,
      unsent: 2,
      broken: undefined,
      lastError: undefined,
      sinceMs: sampleNowMs,
      malformed: 0,
    },
    board: {
      online: true,
      port: '/dev/ttyS1',
      temperatureC: null,
      doorOpen: null,
      counters,
    } as CounterState['board'],
    recent: { tickets: [], refusals: [] },
    machine: 'spiral',
    offers: { methods: ['test', 'cash'], methodOutages: [{ method: 'wechat', why: 'no-network' }] },
    settings: defaultSettings,
    look: { publicUrl: 'https://hub.example.org' },
    ...change,
  };
}

const clock = { nowMs: () => sampleNowMs, monotonicMs: () => 5_000 };

describe('views', () => {
  it('[SCR-1] show a slot that is not for sale with the gate’s reasons, and no product that is not certified', () => {
    const view = shopperView(stateOf());
    expect(view.slots).toMatchObject([
      { slot: 1, forSale: true, reasons: [], product: { name: '武川莜面' } },
      { slot: 2, forSale: false, reasons: ['not-certified'] },
    ]);
    expect(view.slots[1]).not.toHaveProperty('product');
    expect(view.methods).toEqual(['test', 'cash']);
    expect(view.methodOutages).toEqual([{ method: 'wechat', why: 'no-network' }]);
    expect(view.slots[0]?.product?.proofUrl).toMatch(/^https:\/\/hub.example.org\/p\//);
  });

  it('tell an operator when the lists turn amber and red, and the earlier of age and expiry', () => {
    const lists = sampleLists();
    const { lists: section } = operatorView(stateOf({ lists }));
    expect(section!.amberAt - section!.signedAt).toBe(24 * 3_600_000);
    expect(section!.redAt).toBeLessThanOrEqual(section!.signedAt + 72 * 3_600_000);
    expect(operatorView(stateOf({ lists: undefined })).lists).toBeNull();
  });

  it('become telemetry that the hub can read, with and without lists', () => {
    const state = stateOf();
    const telemetry = telemetryOf(state, clock, state.link);
    expect(telemetryMessage.check(telemetry).ok).toBe(true);
    expect(telemetry).toMatchObject({ slotsForSale: 1, slotsBlocked: 1, selling: true, unsent: 2 });
    const bare = stateOf({ lists: undefined, outOfService: 'no-lists', slots: [] });
    const told = telemetryOf(bare, clock, bare.link);
    expect(telemetryMessage.check(told).ok).toBe(true);
    expect(told).toMatchObject({ selling: false, slotsForSale: 0, lists: { catalog: 0 } });
  });
});

describe('look', () => {
  const nothing: Seen = {
    freshness: 'green',
    refusals: new Map(),
    outage: { isWritten: false, onlineSinceMs: undefined },
  };
  const sight = (change: Partial<CounterState> = {}) => ({
    ...stateOf(change),
    timeFloor: sampleNowMs,
    boardOnline: true,
    nowMs: 0,
  });

  it('[GATE-10] writes a refused slot down once, and again after it was for sale between', () => {
    const first = lookAt(nothing, sight());
    expect(first.lines).toMatchObject([
      { kind: 'refused', point: 'show', slot: 2, reasons: ['not-certified'] },
    ]);
    const second = lookAt(first.seen, sight());
    expect([second.lines, second.isNew]).toEqual([[], false]);
    const open = stateOf().slots.map(({ slot }) => ({ slot, decision: { pass: true as const, permit } }));
    const between = lookAt(first.seen, sight({ slots: open }));
    expect([between.lines, between.isNew]).toEqual([[], true]);
    expect(lookAt(between.seen, sight()).lines).toHaveLength(1);
  });

  it('writes a change of freshness down, but none before there were lists', () => {
    const amber = lookAt(nothing, sight({ freshness: 'amber', slots: [] }));
    expect(amber.lines).toEqual([{ kind: 'freshness', freshness: 'amber', timeFloor: sampleNowMs }]);
    expect(lookAt(amber.seen, sight({ freshness: 'amber', slots: [] })).isNew).toBe(false);
    expect(lookAt(nothing, sight({ freshness: 'red', lists: undefined, slots: [] })).lines).toEqual([]);
  });
});
