import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GroupableAlarm, groupAlarms, groupAt } from './alarm-groups.ts';

const alarms = fc
  .array(
    fc.record({
      counter: fc.integer({ min: 1, max: 30 }),
      code: fc.constantFrom('offline', 'fault-mains-lost', 'ticket-taken-unpaid', 'stock-empty'),
      raisedAtMs: fc.integer({ min: 0, max: 5 }),
    }),
    { maxLength: 60 },
  )
  .map((rows) =>
    rows.map(
      ({ counter, code, raisedAtMs }, at): GroupableAlarm => ({
        id: at,
        counter: `c-${counter}`,
        code,
        severity: code === 'offline' ? 'critical' : 'warning',
        raisedAtMs,
        acknowledgedAtMs: null,
        hostUnit: `单位${counter % 6}`,
        banner: `1501${counter % 2}`,
      }),
    ),
  );

describe('groups of alarms', () => {
  it('[ALM-3] puts every alarm into exactly one group, and groups as soon as there are enough counters', () => {
    fc.assert(
      fc.property(alarms, (rows) => {
        const groups = groupAlarms(rows);
        expect(groups.flatMap(({ ids }) => ids).sort((a, b) => a - b)).toEqual(rows.map(({ id }) => id));
        for (const { place, counters, code } of groups) {
          if (place.kind === 'counter') expect(counters).toHaveLength(1);
          else {
            expect(counters.length).toBeGreaterThanOrEqual(
              place.kind === 'host-unit' ? groupAt.hostUnit : groupAt.banner,
            );
            expect(['offline', 'fault-mains-lost']).toContain(code);
          }
        }
        const alone = groups.filter(({ place, code }) => place.kind === 'counter' && code === 'offline');
        const units = Map.groupBy(alone, ({ counters }) => Number(counters[0]!.slice(2)) % 6);
        for (const unit of units.values())
          expect(new Set(unit.flatMap(({ counters }) => counters)).size).toBeLessThan(groupAt.hostUnit);
      }),
    );
  });

  it('[ALM-3] shows what is gravest first', () => {
    const of = (id: number, severity: GroupableAlarm['severity']): GroupableAlarm => ({
      id,
      counter: `c-${id}`,
      code: `x${id}`,
      severity,
      raisedAtMs: id,
      acknowledgedAtMs: null,
      hostUnit: 'u',
      banner: 'b',
    });
    const groups = groupAlarms([of(1, 'info'), of(2, 'critical'), of(3, 'warning'), of(4, 'critical')]);
    expect(groups.map(({ ids }) => ids[0])).toEqual([4, 2, 3, 1]);
  });
});
