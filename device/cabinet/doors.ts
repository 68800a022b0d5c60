// pure
// What is known of the doors of a cabinet, and which journal line a change deserves.
import type { LineBody, LineOf } from '@zhuangui/protocol/journal-lines.ts';
import type { DoorConfig, DoorState, Side } from './cabinet-parts.ts';

export interface KnownDoor {
  cabinet: number;
  door: Side;
  state: DoorState;
}

/** Who has a reason to open a door now. */
export type Visitor = { order: string } | { operator: string } | undefined;

/** 1.7, 0x81: 0 locked, 1 unlocked and open, 2 unlocked and not opened. */
const states: Readonly<Record<number, DoorState>> = { 0: 'locked', 1: 'open', 2: 'unlocked' };

export const unknownDoors = (doors: readonly DoorConfig[]): KnownDoor[] =>
  doors.map(({ cabinet, door }) => ({ cabinet, door, state: 'unknown' }));

export interface ReportedDoors {
  cabinet: number;
  left: number;
  right: number;
}

/** The doors after a report of the board; doors it does not name stay as they were. */
export const hearDoors = (known: readonly KnownDoor[], reported: readonly ReportedDoors[]): KnownDoor[] =>
  known.map((one) => {
    const report = reported.find(({ cabinet }) => cabinet === one.cabinet);
    return report ? { ...one, state: states[report[one.door]] ?? 'unknown' } : one;
  });

type DoorEvent = LineOf<'cabinet-door'>['event'];

function eventOf(before: DoorState, after: DoorState): DoorEvent | undefined {
  if (after === before) return undefined;
  if (after === 'open') return 'opened';
  if (after === 'locked') return before === 'unknown' ? undefined : 'locked';
  return before === 'open' && after === 'unlocked' ? 'closed' : undefined;
}

export const doorLine = (
  { cabinet, door }: Pick<KnownDoor, 'cabinet' | 'door'>,
  event: DoorEvent,
  visitor: Visitor,
): LineBody => ({ kind: 'cabinet-door', event, cabinet, door, ...visitor });

/** CAB-7: every change is written down; a door that opens without a visitor is also a ticket. */
export function doorLines(
  before: readonly KnownDoor[],
  after: readonly KnownDoor[],
  visitor: Visitor,
): LineBody[] {
  return after.flatMap((door) => {
    const was = before.find((one) => one.cabinet === door.cabinet && one.door === door.door);
    const event = eventOf(was?.state ?? 'unknown', door.state);
    if (!event) return [];
    const line = doorLine(door, event, visitor);
    const isForced = event === 'opened' && visitor === undefined;
    const detail = `door ${door.cabinet} ${door.door} is open and nobody was let in`;
    return isForced ? [line, { kind: 'ticket' as const, code: 'cabinet-door-forced', detail }] : [line];
  });
}
