// pure
import { type Frame, readU16, readU32 } from './board-bytes.ts';

type Describe = (p: Uint8Array) => string;

const at = (p: Uint8Array, index: number): number => p[index] ?? 0;
const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0').toUpperCase()}`;
const selection = (p: Uint8Array): string => `selection ${readU16(p, 1)}`;

/** What a person reading the log wants to know of each frame (1.7). */
const WORDS: Readonly<Record<number, Describe>> = {
  1: (p) => `check ${selection(p)}`,
  2: (p) => `check result ${hex(at(p, 1))} for selection ${readU16(p, 2)}`,
  3: (p) => `select to buy ${readU16(p, 1)}`,
  4: (p) => `dispense status ${hex(at(p, 1))} of selection ${readU16(p, 2)}`,
  5: (p) => (readU16(p, 1) === 0 ? 'selection cancelled' : `${selection(p)} chosen on the keypad`),
  6: (p) => `drive selection ${readU16(p, 3)}, drop sensor ${at(p, 1)}, elevator ${at(p, 2)}`,
  17: (p) =>
    `slot report ${readU16(p, 1)}: price ${readU32(p, 3)}, inventory ${at(p, 7)}, capacity ${at(p, 8)}, status ${at(p, 11)}`,
  18: (p) => `price of ${readU16(p, 1)} is ${readU32(p, 3)}`,
  19: (p) => `inventory of ${readU16(p, 1)} is ${at(p, 3)}`,
  20: (p) => `capacity of ${readU16(p, 1)} is ${at(p, 3)}`,
  21: (p) => `product of ${readU16(p, 1)} is ${readU16(p, 3)}`,
  22: (p) => `poll every ${at(p, 1) * 100} ms`,
  23: () => 'full load',
  33: (p) => `money in, mode ${at(p, 1)}, amount ${readU32(p, 2)}`,
  35: (p) => `credit is ${readU32(p, 1)}`,
  37: () => 'pay out change',
  38: (p) => `paid out notes ${readU32(p, 1)}, coins ${readU32(p, 5)}`,
  39: (p) => `upper computer received ${readU32(p, 2)}, mode ${at(p, 1)}`,
  40: (p) => `accept ${at(p, 1) === 0 ? 'notes' : 'coins'} mask ${hex(readU16(p, 2))}`,
  49: () => 'information sync',
  65: () => 'POLL',
  66: () => 'ACK',
  81: () => 'ask full status',
  82: (p) => `full status, temperature ${at(p, 5)}, door ${at(p, 6)}`,
  83: () => 'ask short status',
  128: () => 'ask the doors',
  129: (p) => `doors ${[...p.subarray(2)].join(' ')}`,
  130: (p) => `weigh cabinet ${at(p, 1)} door ${at(p, 2)}`,
  131: (p) => `weights of cabinet ${at(p, 1)} door ${at(p, 2)}`,
  132: (p) => `unlock cabinet ${at(p, 1)} door ${at(p, 2)} for ${at(p, 3)} s`,
  133: (p) => `unlock result ${at(p, 3)} of cabinet ${at(p, 1)} door ${at(p, 2)}`,
  84: (p) => `short status ${at(p, 1)}`,
  112: (p) => `menu ${hex(at(p, 1))} operation ${at(p, 2)}`,
  113: (p) => `menu reply ${hex(at(p, 1))} operation ${at(p, 2)}`,
};

/** One line of plain words for a frame, its pack number included. */
export function frameWords(frame: Frame): string {
  const words = WORDS[frame.cmd]?.(frame.payload) ?? `unknown command ${hex(frame.cmd)}`;
  return frame.payload.length === 0 ? words : `${words}, pack ${frame.payload[0]}`;
}
