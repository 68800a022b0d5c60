// pure
// 0x70 and 0x71: type, operation, then data that depends on both (hardware-protocols.md 1.12). The data is always
// given as hex too: a menu that has no reader here, or data of another length, still loses nothing.
import { nameAt } from './codes.ts';
import { toHex } from './hex.ts';
import {
  CONTROLLER_FAULTS,
  MENU_READ,
  MENU_SET,
  menuName,
  operationName,
  SLOT_MODES,
  setResultName,
  TEMPERATURE_MODES,
} from './menu-codes.ts';
import { Reader, ShortPayload } from './reader.ts';

type Fields = Record<string, unknown>;
type ReadFields = (r: Reader) => Fields;

const temperatureMode = (mode: number) => ({ mode, modeName: nameAt(TEMPERATURE_MODES, mode) });
const result = (r: Reader) => r.u8();
const cabinet: ReadFields = (r) => ({ cabinet: r.u8() });
const selection: ReadFields = (r) => ({ selection: r.u16() });

const controllerParameters = (r: Reader): Fields => ({
  low: r.i8(),
  high: r.i8(),
  hysteresis: r.u8(),
  startDelayMinutes: r.u8(),
  sensorCorrection: r.i8(),
  defrostPeriodHours: r.u8(),
  defrostMinutes: r.u8(),
  currentProtection: r.u8(),
});

const named = (name: string, code: number, names: readonly string[]): Fields => ({
  [name]: code,
  [`${name}Name`]: nameAt(names, code),
});

/** Parameters of 0x70 by type and operation. */
const REQUESTS: Readonly<Record<string, ReadFields>> = {
  '22/1': (r) => ({ startHour: r.u8(), endHour: r.u8() }),
  '36/1': (r) => ({ layer: r.u8(), ...named('dropSensor', r.u8(), ['unknown', 'enable', 'close']) }),
  '40/0': cabinet,
  '40/1': (r) => ({ cabinet: r.u8(), ...temperatureMode(r.u8()), targetTemperature: r.i8() }),
  '54/0': cabinet,
  '55/0': cabinet,
  '55/1': (r) => ({ cabinet: r.u8(), ...controllerParameters(r) }),
  '66/0': selection,
  '87/1': (r) => ({ mechanism: r.u8(), action: r.u8(), cabinet: r.u8() }),
  '144/1': (r) => ({ password: r.text(6), cabinet: r.u8() }),
};

const slotConfiguration: ReadFields = (r) => {
  const stock = { price: r.u32(), inventory: r.u16(), capacity: r.u8(), productId: r.u16() };
  const mode = r.u8();
  return {
    ...stock,
    mode,
    modeName: nameAt(SLOT_MODES, mode),
    dropSensor: r.u8() === 0,
    keepsSellingWhenJammed: r.u8() === 1,
    quarterTurn: r.u8() === 1,
  };
};

const selectionList = (r: Reader): number[] => r.list(r.u8(), () => r.u16());

/** Data of 0x71 for operation 0; set operations answer with one status byte. */
const REPLIES: Readonly<Record<string, ReadFields>> = {
  '22/0': (r) => ({ startHour: r.u8(), endHour: r.u8() }),
  '40/0': (r) => ({
    result: result(r),
    ...temperatureMode(r.u8()),
    targetTemperature: r.i8(),
    minTemperature: r.i8(),
    maxTemperature: r.i8(),
  }),
  '50/0': (r) => ({ jammed: selectionList(r), beltFaults: selectionList(r) }),
  '51/0': (r) => ({ selections: selectionList(r) }),
  '53/0': (r) => ({ selections: selectionList(r) }),
  '54/0': (r) => ({
    result: result(r),
    temperature: r.temperature(),
    ...named('fault', r.u8(), CONTROLLER_FAULTS),
  }),
  '55/0': (r) => ({ result: result(r), ...controllerParameters(r) }),
  '66/0': slotConfiguration,
};

/** The decoded fields, or none when the data has another length than this menu's reader expects. */
function readWhole(read: ReadFields | undefined, data: Uint8Array): Fields {
  if (!read) return {};
  const reader = new Reader(data);
  try {
    const fields = read(reader);
    return reader.left === 0 ? fields : {};
  } catch (error) {
    if (error instanceof ShortPayload) return {};
    throw error;
  }
}

export interface MenuFields {
  menuType: number;
  menuName: string;
  operation: number;
  operationName: string;
  data: string;
  [field: string]: unknown;
}

function readMenu(r: Reader, reads: (type: number, operation: number) => ReadFields | undefined): MenuFields {
  const menuType = r.u8();
  const operation = r.u8();
  const bytes = r.rest();
  const head = { menuType, menuName: menuName(menuType), operation, operationName: operationName(operation) };
  return { ...head, data: toHex(bytes), ...readWhole(reads(menuType, operation), bytes) };
}

export const readMenuCommand = (r: Reader): MenuFields =>
  readMenu(r, (type, operation) => REQUESTS[`${type}/${operation}`]);

const setReply =
  (type: number): ReadFields =>
  (r) => {
    const code = r.u8();
    return { result: code, resultName: setResultName(type, code) };
  };

export const readMenuReply = (r: Reader): MenuFields =>
  readMenu(r, (type, operation) =>
    operation === MENU_SET ? setReply(type) : operation === MENU_READ ? REPLIES[`${type}/0`] : undefined,
  );
