// pure
import { type Frame, readU16, readU32 } from './board-bytes.ts';
import { reportDoors, unlock, weigh } from './board-cabinet.ts';
import { enqueue } from './board-line.ts';
import { payOut, raiseCredit, reportTubes } from './board-money.ts';
import { refuseSale, startMotor } from './board-motor.ts';
import { reportCheck, reportSlot, reportStatus } from './board-reports.ts';
import type { Slot } from './board-state.ts';
import { note, patch, patchLine, patchSlot, patchTrouble, restartBoard, type Turn } from './board-turn.ts';

const USABLE = 0x01;
/** Menu "coins in tubes" (1.12). */
const TUBES = 0x40;
const WHOLE_MACHINE = 0;
const FIRST_TRAY = 1000;

/** 1.8: what the board believes of a slot when asked whether it can be bought. */
function checkCode(slot: Slot | undefined): number {
  if (!slot) return 0x03;
  if (slot.status !== 0) return 0x04;
  return slot.inventory === 0 ? 0x02 : USABLE;
}

/** The slots a selection number names: one, a tray (1000 + t holds 10t+1 to 10t+10), or all (1.6). */
function slotsNamed(turn: Turn, selection: number): number[] {
  const all = Object.values(turn.state.slots).map((slot) => slot.selection);
  if (selection === WHOLE_MACHINE) return all;
  if (selection < FIRST_TRAY) return all.filter((one) => one === selection);
  return all.filter((one) => Math.floor((one - 1) / 10) === selection - FIRST_TRAY);
}

function setSlots(turn: Turn, selection: number, part: Partial<Slot>): void {
  for (const one of slotsNamed(turn, selection)) patchSlot(turn, one, part);
}

function drive(turn: Turn, p: Uint8Array): void {
  if (turn.state.trouble.restartWhen === 'after-drive') {
    note(turn, 'power fails straight after the drive was acknowledged');
    patchTrouble(turn, { restartWhen: null });
    restartBoard(turn, turn.state.config.bootMs);
  } else startMotor(turn, readU16(p, 3), { sensor: p[1] === 1, sale: false });
}

/** 0x03: as if chosen on the keypad, so the board's own price, credit and inventory decide. */
function selectToBuy(turn: Turn, selection: number): void {
  const slot = turn.state.slots[selection];
  const code = checkCode(slot);
  reportCheck(turn, code, selection);
  if (code !== USABLE || !slot) return;
  if (turn.state.creditFen < slot.priceFen) refuseSale(turn, selection);
  else startMotor(turn, selection, { sensor: true, sale: true });
}

/** 1.11: after the upper computer's sync one report per slot; reports still waiting are replaced. */
function sync(turn: Turn): void {
  const { queue, sends } = turn.state.line;
  const kept = queue.filter((item, index) => item.cmd !== 0x11 || (index === 0 && sends > 0));
  patchLine(turn, { queue: kept });
  for (const slot of Object.values(turn.state.slots)) reportSlot(turn, slot);
}

function setPollInterval(turn: Turn, steps: number): void {
  if (steps < 1 || steps > 20) note(turn, `POLL interval of ${steps} steps is not 1 to 20: kept as it is`);
  else patchLine(turn, { pollMs: steps * 100 });
}

function setMask(turn: Turn, kind: number, mask: number): void {
  const { masks } = turn.state;
  patch(turn, { masks: kind === 0 ? { ...masks, notes: mask } : { ...masks, coins: mask } });
}

const MENU_JAMS = 0x32;
const MENU_CONTROLLER = 0x36;
const DONE = 0;
const UNREAD = 0xaa;

/** Jammed slots count as clear from here on, and say so (0x11). */
function clearJams(turn: Turn): void {
  for (const { selection, status } of Object.values(turn.state.slots)) {
    if (status === 0) continue;
    patchSlot(turn, selection, { status: 0 });
    const slot = turn.state.slots[selection];
    if (slot) reportSlot(turn, slot);
  }
}

function reportController(turn: Turn): void {
  const { celsius } = turn.state;
  enqueue(turn, 0x71, [MENU_CONTROLLER, 0, DONE, celsius === null ? UNREAD : celsius & 0xff, 0]);
}

/** 1.12: the few menu entries a counter uses; every setting is said to be done, other questions stay open. */
function menu(turn: Turn, p: Uint8Array): void {
  const [type, operation] = [p[1] ?? 0, p[2] ?? 0];
  if (operation === 0 && type === TUBES) return reportTubes(turn);
  if (operation === 0 && type === MENU_CONTROLLER) return reportController(turn);
  if (operation === 0)
    return note(turn, `menu 0x${type.toString(16)} is acknowledged but this board has no such menu`);
  if (type === MENU_JAMS) clearJams(turn);
  enqueue(turn, 0x71, [type, operation, DONE]);
}

type Obey = (turn: Turn, p: Uint8Array) => void;

const OBEY: Readonly<Record<number, Obey>> = {
  1: (turn, p) => reportCheck(turn, checkCode(turn.state.slots[readU16(p, 1)]), readU16(p, 1)),
  3: (turn, p) => selectToBuy(turn, readU16(p, 1)),
  5: (turn) => note(turn, 'selection cancelled by the upper computer'),
  6: drive,
  18: (turn, p) => setSlots(turn, readU16(p, 1), { priceFen: readU32(p, 3) }),
  19: (turn, p) => setSlots(turn, readU16(p, 1), { inventory: p[3] ?? 0 }),
  20: (turn, p) => setSlots(turn, readU16(p, 1), { capacity: p[3] ?? 0 }),
  21: (turn, p) => setSlots(turn, readU16(p, 1), { productId: readU16(p, 3) }),
  22: (turn, p) => setPollInterval(turn, p[1] ?? 0),
  37: payOut,
  39: (turn, p) => raiseCredit(turn, readU32(p, 2)),
  40: (turn, p) => setMask(turn, p[1] ?? 0, readU16(p, 2)),
  49: sync,
  81: reportStatus,
  83: (turn) => enqueue(turn, 0x54, [0]),
  128: reportDoors,
  130: weigh,
  132: unlock,
  112: menu,
};

/** Does what an acknowledged command asks for (1.7). The card reader and most menu commands are acknowledged only. */
export function obey(turn: Turn, frame: Frame): void {
  const act = OBEY[frame.cmd];
  if (act) act(turn, frame.payload);
  else note(turn, `command 0x${frame.cmd.toString(16)} is acknowledged but this board has no such part`);
}
