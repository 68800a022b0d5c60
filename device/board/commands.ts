// pure
// Frames the agent sends (U→V, hardware-protocols.md 1.7), readable and writable from one table.
import { nameAt } from './codes.ts';
import { CMD_SYNC, encodeFrame } from './frame.ts';
import { readMenuCommand } from './menu.ts';
import { command, message, nothing, type WrittenBy } from './message-spec.ts';
import { readMoney } from './messages-money.ts';
import { readDoorSide } from './messages-system.ts';
import { oneSelection, setCapacity, setInventory, setPrice, setProductId } from './slot-fields.ts';
import { flag, text, u8, u16, u32 } from './writer.ts';

const bare = <N extends string>(name: N) => command(name, 1, nothing, (_fields: object) => []);

const POLL_UNIT_MS = 100;
const ALL_CABINETS = 99;

/** 1.7 prints LEN 6 for 0x28 but lists 4 bytes: 4 are sent. `channels` is a bit mask, FFFF all, 0000 none. */
const acceptMoney = command(
  'accept-money',
  4,
  (r) => {
    const acceptor = r.u8();
    return { acceptor, acceptorName: nameAt(['notes', 'coins'], acceptor), channels: r.u16() };
  },
  (f: { acceptor: number; channels: number }) => [u8(f.acceptor, 'acceptor'), ...u16(f.channels, 'channels')],
);

/** Drives the motor: the board keeps no price or stock, the result comes only through 0x04. */
const driveSelection = command(
  'drive-selection',
  5,
  (r) => ({ dropSensor: r.flag(), elevator: r.flag(), selection: r.u16() }),
  (f: { selection: number; dropSensor: boolean; elevator: boolean }) => [
    flag(f.dropSensor),
    flag(f.elevator),
    ...u16(f.selection, 'selection'),
  ],
);

const reportMoney = command(
  'report-money',
  6,
  readMoney,
  (f: { mode: number; amount: number; cardNumber?: string }) => [
    u8(f.mode, 'mode'),
    ...u32(f.amount, 'amount'),
    ...text(f.cardNumber ?? '', 'card number'),
  ],
);

const setPollInterval = command(
  'set-poll-interval',
  2,
  (r) => ({ intervalMs: r.u8() * POLL_UNIT_MS }),
  (f: { intervalMs: number }) => {
    const units = f.intervalMs / POLL_UNIT_MS;
    if (units < 1 || units > 20)
      throw new RangeError(`POLL interval must be 100 to 2000 ms, it is ${f.intervalMs}`);
    return [u8(units, 'POLL interval in 100 ms units')];
  },
);

const menuCommand = command(
  'menu-command',
  3,
  readMenuCommand,
  (f: { menuType: number; operation: number; parameters: readonly number[] }) => [
    u8(f.menuType, 'menu type'),
    u8(f.operation, 'operation'),
    ...f.parameters.map((byte) => u8(byte, 'menu parameter')),
  ],
);

type CabinetDoor = { cabinet: number; doorSide: 'left' | 'right' };
const writeDoor = (f: CabinetDoor): number[] => [u8(f.cabinet, 'cabinet'), f.doorSide === 'left' ? 0 : 1];

const openDoor = command(
  'open-door',
  4,
  (r) => ({ cabinet: r.u8(), doorSide: readDoorSide(r), relockAfterSeconds: r.u8() }),
  (f: CabinetDoor & { relockAfterSeconds: number }) => [
    ...writeDoor(f),
    u8(f.relockAfterSeconds, 'relock time in seconds'),
  ],
);

/** What the agent sends. */
export const sentCommands = {
  1: oneSelection('check-selection'),
  3: oneSelection('select-to-buy'),
  /** From the agent 0x05 always means cancel, with selection 0. */
  5: command(
    'cancel-selection',
    3,
    (r) => ({ selection: r.u16() }),
    (_fields: object) => [0, 0],
  ),
  6: driveSelection,
  18: setPrice,
  19: setInventory,
  20: setCapacity,
  21: setProductId,
  22: setPollInterval,
  37: bare('pay-out-change'),
  39: reportMoney,
  40: acceptMoney,
  [CMD_SYNC]: bare('sync'),
  81: bare('request-status'),
  112: menuCommand,
  128: command(
    'get-door-state',
    2,
    (r) => ({ cabinet: r.u8() }),
    (f: { cabinet?: number }) => [u8(f.cabinet ?? ALL_CABINETS, 'cabinet')],
  ),
  130: command('get-item-weights', 3, (r) => ({ cabinet: r.u8(), doorSide: readDoorSide(r) }), writeDoor),
  132: openDoor,
} as const;

/** Commands other computers send to a board: read in logs, never sent by us. */
const readOnlyCommands = {
  66: message('ack', 0, nothing),
  83: message('request-short-status', 1, nothing),
  /** Printed with LEN 1 in the documents, with two bytes listed: both are read (1.7, disputed). */
  97: message('card-balance-query', 1, (r) => {
    const operation = r.left > 0 ? r.u8() : null;
    return { operation, operationName: nameAt(['unknown', 'query', 'cancel'], operation ?? 0) };
  }),
  100: message('card-deduct', 5, (r) => ({ amount: r.u32() })),
  134: message('get-load-cells', 6, (r) => ({ cabinet: r.u8(), first: r.u16(), last: r.u16() })),
} as const;

export const agentMessages = { ...sentCommands, ...readOnlyCommands } as const;

/** A command by its name and fields, e.g. `{ name: 'set-price', selection: 13, price: 1500 }`. */
export type BoardCommand = WrittenBy<(typeof sentCommands)[keyof typeof sentCommands]>;
export type BoardCommandName = BoardCommand['name'];

/** The frame of a command. Throws RangeError when a field does not fit or `pack` is not 1…255 (1.5). */
export function encodeCommand(toSend: BoardCommand, pack: number): Uint8Array {
  if (!Number.isInteger(pack) || pack < 1 || pack > 255) {
    throw new RangeError(`a pack number is 1 to 255, this is ${pack}`);
  }
  const entry = Object.entries(sentCommands).find(([, spec]) => spec.name === toSend.name);
  if (!entry) throw new RangeError(`there is no command ${JSON.stringify(toSend.name)}`);
  // The table pairs each name with its own writer; the compiler cannot see that for a looked-up entry.
  const write = entry[1].write as (fields: BoardCommand) => number[];
  return encodeFrame(Number(entry[0]), [pack, ...write(toSend)]);
}
