// pure
import { u16, u32 } from './board-bytes.ts';
import { enqueue } from './board-line.ts';
import type { Slot } from './board-state.ts';
import type { Turn } from './board-turn.ts';

const NOT_READ = 0xaa;

/** 0x02: may this slot be bought? Codes of 1.8. */
export const reportCheck = (turn: Turn, result: number, selection: number): void =>
  enqueue(turn, 0x02, [result, ...u16(selection)]);

/** 0x04 with a status of 1.9, in the four-byte form of all captures. */
export const reportDispense = (turn: Turn, status: number, selection: number): void =>
  enqueue(turn, 0x04, [status, ...u16(selection)]);

/** 0x11: one slot with everything the board believes of it. */
export const reportSlot = (turn: Turn, slot: Slot): void =>
  enqueue(turn, 0x11, [
    ...u16(slot.selection),
    ...u32(slot.priceFen),
    slot.inventory,
    slot.capacity,
    ...u16(slot.productId),
    slot.status,
    ...weighingBytes(turn, slot),
  ]);

/** The last four bytes of 0x11 on a weighing cabinet. */
function weighingBytes(turn: Turn, slot: Slot): number[] {
  const door = turn.state.doors.find(({ slots }) => slots.includes(slot.selection));
  return door ? [door.cabinet, door.door === 'left' ? 0 : 1, ...u16(slot.unitGrams ?? 0)] : [];
}

/** 0x23: the credit as it stands. */
export const reportCredit = (turn: Turn): void => enqueue(turn, 0x23, u32(turn.state.creditFen));

const idBytes = (id: string): number[] =>
  Array.from(id.padEnd(10, '0').slice(0, 10), (c) => c.charCodeAt(0) & 0x7f);

/** 0x52 with the 33-byte payload of all captures (1.10). */
export function reportStatus(turn: Turn): void {
  const { celsius, doorOpen, config, cash } = turn.state;
  const degrees = celsius === null ? null : celsius & 0xff;
  const cabinets = [degrees ?? NOT_READ, ...Array.from({ length: 7 }, () => NOT_READ)];
  // The first byte reads 0 while the sensor has not been read; the cabinet's byte carries the sentinel (V51).
  const body = [
    cash.billFault,
    cash.coinFault,
    0,
    0,
    degrees ?? 0,
    doorOpen ? 1 : 0,
    ...u32(cash.noteChangeFen),
    ...u32(cash.coinChangeFen),
    ...idBytes(config.machineId),
    ...cabinets,
  ];
  enqueue(turn, 0x52, body);
}
