import { lineMessage } from '@zhuangui/protocol/journal-lines.ts';
import type { GateReason } from '@zhuangui/protocol/units.ts';
import { describe, expect, it } from 'vitest';
import type { GateDecision } from './gate.ts';
import { sampleSlot } from './gate-samples.ts';
import { noteRefusal, refusedLine, type SeenRefusals } from './refusal-dedupe.ts';

const no = (...reasons: GateReason[]): GateDecision => ({ pass: false, reasons });
const yes = { pass: true, permit: {} } as GateDecision;

function recorded(point: 'show' | 'pay', decisions: GateDecision[]): boolean[] {
  let seen: SeenRefusals = new Map();
  return decisions.map((decision) => {
    const noted = noteRefusal(seen, { point, slotNumber: 1, slot: sampleSlot, decision });
    seen = noted.seen;
    return noted.record;
  });
}

describe('which refusals are recorded', () => {
  it('[GATE-10] records at show when the answer changes, not at each rendering', () => {
    const answers = [no('slot-empty'), no('slot-empty'), no('slot-locked'), yes, yes, no('slot-locked')];
    expect(recorded('show', answers)).toEqual([true, false, true, false, false, true]);
  });

  it('[GATE-12] a board that comes and goes is no news about a slot, with other reasons or without', () => {
    const flapping = [no('board-offline'), yes, no('board-offline'), yes];
    expect(recorded('show', flapping)).toEqual([false, false, false, false]);
    const empty = [
      no('slot-empty'),
      no('board-offline', 'slot-empty'),
      no('slot-empty'),
      no('board-offline'),
    ];
    expect(recorded('show', empty)).toEqual([true, false, false, false]);
    expect(recorded('pay', flapping)).toEqual([true, false, true, false]);
  });

  it('[GATE-10] records every refusal at pay', () => {
    expect(recorded('pay', [no('slot-empty'), no('slot-empty'), yes])).toEqual([true, true, false]);
  });

  it('[GATE-10] records again when other goods stand in the slot', () => {
    const decision = no('product-withdrawn');
    const first = noteRefusal(new Map(), { point: 'show', slotNumber: 1, slot: sampleSlot, decision });
    const other = { ...sampleSlot, lot: 'B' };
    expect(noteRefusal(first.seen, { point: 'show', slotNumber: 1, slot: other, decision }).record).toBe(
      true,
    );
    expect(noteRefusal(first.seen, { point: 'show', slotNumber: 2, slot: other, decision }).record).toBe(
      true,
    );
  });

  it('[GATE-10] makes a line that the journal takes, with lists or without', () => {
    const answered = { point: 'show' as const, slotNumber: 1, slot: undefined };
    const decision = { pass: false as const, reasons: ['no-lists' as const, 'slot-unknown' as const] };
    const line = refusedLine({ ...answered, decision }, undefined);
    expect(lineMessage('refused').check({ seq: 1, at: 1, up: 1, ...line }).ok).toBe(true);
  });
});
