import { describe, expect, it } from 'vitest';
import { type GateReason, gateReasons, isAboutGoods } from './units.ts';

const operational: GateReason[] = [
  'slot-empty',
  'slot-unknown',
  'slot-locked',
  'slot-faulty',
  'board-offline',
  'storage-nearly-full',
  'journal-not-writable',
];

describe('gate reasons', () => {
  it('[GATE-13] an empty or broken slot is no attempt to sell what must not be sold', () => {
    expect(isAboutGoods([])).toBe(false);
    expect(isAboutGoods(operational)).toBe(false);
  });

  it.each(gateReasons.filter((reason) => !operational.includes(reason)))('[GATE-13] %s is', (reason) => {
    expect(isAboutGoods([reason])).toBe(true);
    expect(isAboutGoods(['slot-empty', reason])).toBe(true);
  });
});
