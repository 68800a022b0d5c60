// pure
// Board frames about the link and the machine (hardware-protocols.md 1.7 "Link", "System", "Door"; 1.10).
import { message, nothing } from './message-spec.ts';
import type { Reader } from './reader.ts';

const CABINETS = 8;

/** 0x52 by LEN: 33 bytes without, 41 bytes with the last block; shorter is malformed (1.10). */
function readFullStatus(r: Reader) {
  const fields = {
    billAcceptor: r.u8(),
    coinAcceptor: r.u8(),
    cardReader: r.u8(),
    temperatureController: r.u8(),
    temperature: r.temperature(),
    door: r.u8(),
    noteChange: r.u32(),
    coinChange: r.u32(),
    machineId: r.paddedText(10),
    temperatures: r.list(CABINETS, () => r.temperature()),
  };
  const last = r.left >= CABINETS ? { humidities: r.list(CABINETS, () => r.humidity()) } : {};
  return { ...fields, ...last } as typeof fields & { humidities?: (number | null)[] };
}

const FLAGS: Readonly<Record<number, string>> = {
  0: 'running',
  1: 'ended',
  3: 'no-water',
  4: 'no-disinfectant',
  5: 'fill-timeout',
  20: 'stirring',
};
const ACTIVITIES: Readonly<Record<number, string>> = {
  33: 'elevator-self-check',
  34: 'filling',
  35: 'place-the-cup',
};

function readActivity(r: Reader) {
  const flag = r.u8();
  const activity = r.u8();
  const names = { flagName: FLAGS[flag] ?? 'unknown', activityName: ACTIVITIES[activity] ?? 'unknown' };
  return { flag, flagName: names.flagName, activity, activityName: names.activityName };
}

export const readDoorSide = (r: Reader): 'left' | 'right' => (r.u8() === 0 ? 'left' : 'right');

const readDoor = (r: Reader) => ({ cabinet: r.u8(), left: r.u8(), right: r.u8() });

function readItemWeights(r: Reader) {
  const head = { cabinet: r.u8(), doorSide: readDoorSide(r) };
  const items = r.list(Math.floor(r.left / 5), () => ({
    selection: r.u16(),
    status: r.u8(),
    weightGrams: r.u16(),
  }));
  return { ...head, items };
}

function readDoorOpened(r: Reader) {
  const head = { cabinet: r.u8(), doorSide: readDoorSide(r) };
  const result = r.u8();
  return { ...head, result, resultName: result === 0 ? 'ok' : 'failed' };
}

export const systemMessages = {
  49: message('sync', 1, nothing),
  50: message('software-version', 2, (r) => ({ version: r.paddedText(r.left) })),
  65: message('poll', 0, nothing),
  66: message('ack', 0, nothing),
  82: message('full-status', 33, readFullStatus),
  99: message('open-service-menu', 1, nothing),
  102: message('microwave-report', 2, (r) => ({ statuses: r.list(r.u8(), () => r.u8()) })),
  103: message('machine-activity', 3, readActivity),
  129: message('door-state', 2, (r) => ({ doors: r.list(r.u8(), () => readDoor(r)) })),
  131: message('item-weights', 3, readItemWeights),
  133: message('door-opened', 4, readDoorOpened),
  135: message('load-cells', 2, (r) => ({ cabinet: r.u8(), data: r.restHex() })),
} as const;
