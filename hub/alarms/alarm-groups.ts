// pure
// ALM-3: one line that fails at a host unit, or in a banner, is one thing to look at and not twenty.
import type { Severity } from './alarm-machine.ts';

export interface GroupableAlarm {
  id: number;
  counter: string;
  code: string;
  severity: Severity;
  raisedAtMs: number;
  acknowledgedAtMs: number | null;
  hostUnit: string;
  banner: string;
}

export interface AlarmGroup {
  /** Stable while the group lasts: code and place. */
  key: string;
  code: string;
  severity: Severity;
  place: { kind: 'host-unit' | 'banner' | 'counter'; name: string };
  /** Alarms, oldest first. */
  ids: number[];
  counters: string[];
  firstRaisedAtMs: number;
  lastRaisedAtMs: number;
  acknowledged: number;
}

/** Counters of one host unit, of one banner, that make a group. */
export const groupAt = { hostUnit: 3, banner: 5 } as const;

/** Alarms about one counter's own goods and people are never grouped: they have no common cause. */
const single = /^(ticket-|fault-slot-|fault-warm-|stock-)/;

function groupOf(
  kind: AlarmGroup['place']['kind'],
  name: string,
  alarms: readonly GroupableAlarm[],
): AlarmGroup {
  const [first] = alarms;
  return {
    key: `${first!.code} ${kind} ${name}`,
    code: first!.code,
    severity: first!.severity,
    place: { kind, name },
    ids: alarms.map(({ id }) => id),
    counters: [...new Set(alarms.map(({ counter }) => counter))],
    firstRaisedAtMs: first!.raisedAtMs,
    lastRaisedAtMs: alarms.at(-1)!.raisedAtMs,
    acknowledged: alarms.filter(({ acknowledgedAtMs }) => acknowledgedAtMs !== null).length,
  };
}

function split(
  alarms: readonly GroupableAlarm[],
  kind: 'host-unit' | 'banner',
  name: (alarm: GroupableAlarm) => string,
  least: number,
): { groups: AlarmGroup[]; rest: GroupableAlarm[] } {
  const by = Map.groupBy(alarms, (alarm) => `${alarm.code}\n${name(alarm)}`);
  const groups: AlarmGroup[] = [];
  const rest: GroupableAlarm[] = [];
  for (const members of by.values()) {
    const isGroup =
      !single.test(members[0]!.code) && new Set(members.map(({ counter }) => counter)).size >= least;
    if (isGroup) groups.push(groupOf(kind, name(members[0]!), members));
    else rest.push(...members);
  }
  return { groups, rest };
}

const ranks: Record<Severity, number> = { critical: 0, warning: 1, info: 2 };

/** Open alarms to what a person looks at: gravest first, then newest. Every alarm is in exactly one group. */
export function groupAlarms(alarms: readonly GroupableAlarm[]): AlarmGroup[] {
  const sorted = alarms.toSorted((a, b) => a.raisedAtMs - b.raisedAtMs || a.id - b.id);
  const units = split(sorted, 'host-unit', ({ hostUnit }) => hostUnit, groupAt.hostUnit);
  const banners = split(units.rest, 'banner', ({ banner }) => banner, groupAt.banner);
  const singles = banners.rest.map((alarm) => groupOf('counter', `${alarm.counter}`, [alarm]));
  return [...units.groups, ...banners.groups, ...singles].sort(
    (a, b) =>
      ranks[a.severity] - ranks[b.severity] ||
      b.lastRaisedAtMs - a.lastRaisedAtMs ||
      (a.key < b.key ? -1 : 1),
  );
}
