// pure
// Names of the menu types and their small codes (hardware-protocols.md 1.12).

const MENU_NAMES: Readonly<Record<number, string>> = {
  8: 'machine-id',
  9: 'clock',
  16: 'decimal-places',
  17: 'delivery-door-close-time',
  18: 'elevator',
  19: 'anti-theft-board',
  22: 'light-hours',
  23: 'pos',
  24: 'accepted-note',
  25: 'note-mode',
  32: 'low-change-limit',
  33: 'auto-change-time',
  34: 'auto-swallow-time',
  35: 'remaining-credit',
  36: 'drop-sensor',
  37: 'belt-detection',
  38: 'quarter-turn',
  39: 'jam-behaviour',
  40: 'temperature-control',
  41: 'compressor-periods',
  50: 'jammed-selections',
  51: 'motor-errors',
  52: 'elevator-errors',
  53: 'quarter-turn-slots',
  54: 'temperature-controller-status',
  55: 'temperature-controller-parameters',
  56: 'motor-test',
  64: 'coins-in-tubes',
  65: 'slot-counts',
  66: 'selection-configuration',
  67: 'day-sales',
  68: 'month-sales',
  69: 'year-sales',
  70: 'machine-sales',
  71: 'selection-sales',
  87: 'mechanism',
  89: 'recycler-notes',
  96: 'temperature-controller-connected',
  97: 'note-acceptor-diagnosis',
  98: 'coin-acceptor-diagnosis',
  99: 'full-load',
  100: 'heating-time',
  101: 'meal-heating',
  120: 'sensor-dump',
  121: 'cabinet-full-load',
  128: 'humidifier',
  130: 'solenoid-lock-time',
  131: 'alarm-off',
  132: 'open-locker-doors',
  133: 'open-locker-layer',
  135: 'person-detector-sensitivity',
  136: 'person-detector-distance',
  144: 'open-electronic-lock',
  151: 'restart-android',
};

export const menuName = (type: number): string => MENU_NAMES[type] ?? 'unknown';

export const MENU_READ = 0;
export const MENU_SET = 1;

export const operationName = (operation: number): string =>
  operation === MENU_READ ? 'read' : operation === MENU_SET ? 'set' : 'unknown';

export const TEMPERATURE_MODES = ['unknown', 'heat', 'cool', 'constant', 'off'] as const;
export const SLOT_MODES = ['unknown', 'spiral', 'belt', 'hook'] as const;
export const CONTROLLER_FAULTS = [
  'ok',
  'compressor-over-current',
  'compressor-open',
  'evaporator-fan-over-current',
  'evaporator-fan-open',
  'condenser-fan-over-current',
  'condenser-fan-open',
  'sensor-fault',
] as const;

const DONE = ['done', 'failed'];
/** Menus whose answer to a set operation has its own codes. */
const SET_RESULTS: Readonly<Record<number, readonly string[]>> = {
  56: ['ok', 'not-stopping', 'no-such-slot', 'communication-error', 'motor-short'],
  87: ['ok', 'failed'],
  132: ['opened', 'communication-error'],
  133: ['opened', 'communication-error'],
  144: ['opened', 'wrong-password', 'failed'],
  97: ['normal', 'error'],
  98: ['normal', 'error'],
};

export const setResultName = (type: number, result: number): string =>
  (SET_RESULTS[type] ?? DONE)[result] ?? 'unknown';
