// pure
// Doors and scales of a weighing cabinet (chapter 1.7, "Door and weighing cabinet"): one lock a door, one scale a slot.
import { u16 } from './board-bytes.ts';
import { enqueue } from './board-line.ts';
import { note, patch, patchSlot, type Turn } from './board-turn.ts';

/** A door as it is when the board is first switched on, with the slots behind it. */
export interface DoorLoad {
  cabinet: number;
  door: 'left' | 'right';
  slots: readonly number[];
}

export interface Door extends DoorLoad {
  state: 'locked' | 'unlocked' | 'open';
  /** When an unlocked door that nobody opens is locked again; null while it is locked or open. */
  relockAt: number | null;
  lockFails: boolean;
}

export const closedDoor = (load: DoorLoad): Door => ({
  ...load,
  state: 'locked',
  relockAt: null,
  lockFails: false,
});

const LEFT = 0;
const RIGHT = 1;
const OK = 0;
const FAILED = 1;
const WEIGHED = 0;
const NOT_WEIGHED = 1;
const CODE = { locked: 0, open: 1, unlocked: 2 } as const;

const doorAt = (turn: Turn, cabinet: number, side: number): Door | undefined =>
  turn.state.doors.find((one) => one.cabinet === cabinet && (one.door === 'left' ? LEFT : RIGHT) === side);

export function patchDoor(turn: Turn, which: Pick<Door, 'cabinet' | 'door'>, part: Partial<Door>): void {
  const isIt = (one: Door) => one.cabinet === which.cabinet && one.door === which.door;
  patch(turn, { doors: turn.state.doors.map((one) => (isIt(one) ? { ...one, ...part } : one)) });
}

/** 0x81: both doors of every cabinet; a door that is not there is locked. */
export function reportDoors(turn: Turn): void {
  const { doors } = turn.state;
  const cabinets = [...new Set(doors.map(({ cabinet }) => cabinet))];
  const code = (cabinet: number, side: number) => CODE[doorAt(turn, cabinet, side)?.state ?? 'locked'];
  const body = cabinets.flatMap((cabinet) => [cabinet, code(cabinet, LEFT), code(cabinet, RIGHT)]);
  enqueue(turn, 0x81, [cabinets.length, ...body]);
}

/** What the goods in a slot weigh, grams. */
const gramsOf = (turn: Turn, slot: number): number => {
  const { real, unitGrams = 0 } = turn.state.slots[slot] ?? { real: 0 };
  return Math.min(0xffff, real * unitGrams);
};

/** 0x82 → 0x83. */
export function weigh(turn: Turn, p: Uint8Array): void {
  const [cabinet, side] = [p[1] ?? 0, p[2] ?? 0];
  const door = doorAt(turn, cabinet, side);
  const items = (door?.slots ?? []).flatMap((slot) => {
    const isBroken = turn.state.slots[slot]?.scaleFails === true;
    return [...u16(slot), isBroken ? NOT_WEIGHED : WEIGHED, ...u16(isBroken ? 0 : gramsOf(turn, slot))];
  });
  enqueue(turn, 0x83, [cabinet, side, ...items]);
}

/** 0x84 → 0x85; the lock falls again by itself when nobody opens. */
export function unlock(turn: Turn, p: Uint8Array): void {
  const [cabinet, side, seconds] = [p[1] ?? 0, p[2] ?? 0, p[3] ?? 5];
  const door = doorAt(turn, cabinet, side);
  const works = door !== undefined && !door.lockFails;
  enqueue(turn, 0x85, [cabinet, side, works ? OK : FAILED]);
  if (!works || door.state === 'open') return;
  patchDoor(turn, door, { state: 'unlocked', relockAt: turn.now + seconds * 1000 });
  reportDoors(turn);
}

/** Somebody pulls the door; a locked one opens only by force. */
export function pullDoor(turn: Turn, which: Pick<Door, 'cabinet' | 'door'>, byForce: boolean): void {
  const door = turn.state.doors.find((one) => one.cabinet === which.cabinet && one.door === which.door);
  if (!door || (door.state === 'locked' && !byForce)) return note(turn, 'the door is locked');
  patchDoor(turn, door, { state: 'open', relockAt: null });
  reportDoors(turn);
}

/** The door is shut: its lock falls. */
export function shutDoor(turn: Turn, which: Pick<Door, 'cabinet' | 'door'>): void {
  patchDoor(turn, which, { state: 'locked', relockAt: null });
  reportDoors(turn);
}

/** A hand in the open cabinet: takes packages out (or puts them in, when negative). */
export function handIn(turn: Turn, slot: number, takes: number): void {
  const door = turn.state.doors.find(({ slots }) => slots.includes(slot));
  const found = turn.state.slots[slot];
  if (!found || door?.state !== 'open') return note(turn, `slot ${slot} is behind a door that is not open`);
  const real = Math.max(0, found.real - takes);
  patchSlot(turn, slot, { real });
}

/** When a lock falls by itself; Infinity when none does. */
export const doorsWakeAt = (doors: readonly Door[]): number =>
  Math.min(...doors.map(({ relockAt }) => relockAt ?? Number.POSITIVE_INFINITY));

export function relock(turn: Turn): void {
  const due = turn.state.doors.filter(({ relockAt }) => relockAt !== null && turn.now >= relockAt);
  for (const door of due) patchDoor(turn, door, { state: 'locked', relockAt: null });
  if (due.length > 0) reportDoors(turn);
}
