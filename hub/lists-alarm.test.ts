import { describe, expect, it } from 'vitest';
import { createListsAlarm } from './lists-alarm.ts';

const versions = (catalog: number, withdrawals: number, channels = 1) => ({
  root: 1,
  catalog,
  withdrawals,
  channels,
  snapshot: 1,
});

describe('lists that fall', () => {
  it('[SANC-6] are told once, with both versions', () => {
    const alarm = createListsAlarm();
    expect(alarm.reported('c-001', versions(3, 7))).toBeUndefined();
    expect(alarm.reported('c-001', versions(3, 8))).toBeUndefined();
    const found = alarm.reported('c-001', versions(2, 5));
    expect(found).toMatchObject({ kind: 'lists-fell', counter: 'c-001' });
    expect(found?.detail).toBe('it held catalog 3, now 2; withdrawals 8, now 5');
    expect(alarm.reported('c-001', versions(2, 5))).toBeUndefined();
    expect(alarm.reported('c-002', versions(1, 1))).toBeUndefined();
  });

  it('[SANC-6] are measured by what the journal confirmed, also when it comes late', () => {
    const alarm = createListsAlarm();
    alarm.confirmed('c-001', versions(3, 7));
    alarm.confirmed('c-001', versions(3, 6));
    expect(alarm.reported('c-001', versions(3, 7))).toBeUndefined();
    expect(alarm.reported('c-001', versions(3, 6))?.detail).toBe('it held withdrawals 7, now 6');
  });

  it('[SANC-6] a counter without lists is new, not put back', () => {
    const alarm = createListsAlarm();
    alarm.confirmed('c-001', versions(3, 7));
    expect(alarm.reported('c-001', versions(0, 0, 0))).toBeUndefined();
    expect(alarm.reported('c-001', versions(3, 6))).toBeDefined();
  });
});
