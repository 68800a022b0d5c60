// pure
// What the numbers in 0x02, 0x04, 0x21/0x27 and 0x54 mean (hardware-protocols.md 1.7 to 1.9).

export type CodeClass = 'success' | 'failure' | 'progress';

/** Codes of 0x02 (1.8). 0x00 is not defined and is not OK. */
const RESULT_NAMES: Readonly<Record<number, string>> = {
  1: 'usable',
  2: 'out-of-stock',
  3: 'selection-does-not-exist',
  4: 'selection-paused',
  5: 'product-in-elevator',
  6: 'delivery-door-not-closed',
  7: 'elevator-error',
  8: 'elevator-self-check-fault',
  9: 'delivery-door-closing-error',
  16: 'inlet-door-opening-error',
  17: 'inlet-door-closing-error',
  18: 'no-meal-detected',
  19: 'meal-heating',
  20: 'delivery-door-opening-error',
  21: 'take-meal-out-first',
  22: 'stay-pole-return-error',
  23: 'main-motor-fault',
  24: 'translation-motor-fault',
  25: 'stay-pole-push-error',
  32: 'elevator-entering-error',
  33: 'elevator-leaving-error',
  34: 'push-rod-pushing-error',
  35: 'push-rod-returning-error',
};

export const RESULT_USABLE = 0x01;
export const RESULT_OUT_OF_STOCK = 0x02;

export const resultName = (code: number): string => RESULT_NAMES[code] ?? 'unknown';

export const STATUS_DISPENSING = 0x01;
export const STATUS_DISPENSED = 0x02;
export const STATUS_HEATING_TIME_LEFT = 0x23;
export const STATUS_TAKE_GOODS = 0x24;

/**
 * Codes of 0x04 (1.9). 0x21 and 0x24 are disputed and follow D32 (progress); 0xFF is printed as progress but
 * ends the purchase, so it is a failure.
 */
const STATUSES: Readonly<Record<number, readonly [string, CodeClass]>> = {
  1: ['dispensing', 'progress'],
  2: ['dispensed', 'success'],
  3: ['jammed', 'failure'],
  4: ['motor-not-stopping', 'failure'],
  6: ['motor-does-not-exist', 'failure'],
  7: ['elevator-error', 'failure'],
  10: ['drop-sensor-self-check-error', 'failure'],
  16: ['elevator-ascending', 'progress'],
  17: ['elevator-descending', 'progress'],
  18: ['elevator-ascending-error', 'failure'],
  19: ['elevator-descending-error', 'failure'],
  20: ['delivery-door-closing', 'progress'],
  21: ['delivery-door-closing-error', 'failure'],
  22: ['inlet-door-opening', 'progress'],
  23: ['inlet-door-opening-error', 'failure'],
  24: ['pushing-into-outlet', 'progress'],
  25: ['inlet-door-closing', 'progress'],
  32: ['inlet-door-closing-error', 'failure'],
  33: ['no-meal-detected', 'progress'],
  34: ['meal-heating', 'progress'],
  35: ['heating-time-left', 'progress'],
  36: ['take-the-goods', 'progress'],
  37: ['stay-pole-return-error', 'failure'],
  38: ['delivery-door-opening', 'progress'],
  39: ['delivery-door-opening-error', 'failure'],
  40: ['stay-pole-push-error', 'failure'],
  41: ['elevator-entering-error', 'failure'],
  48: ['elevator-leaving-error', 'failure'],
  49: ['push-rod-pushing-error', 'failure'],
  50: ['push-rod-returning-error', 'failure'],
  255: ['terminated', 'failure'],
};

export const statusName = (code: number): string => STATUSES[code]?.[0] ?? 'unknown';

/** An unknown status is progress: the vend timeout decides, never a guess (0x00 included). */
export const statusClass = (code: number): CodeClass => STATUSES[code]?.[1] ?? 'progress';

const PAYMENT_MODES = [
  'note',
  'coin',
  'ic-card',
  'bank-card',
  'wechat',
  'alipay',
  'jd-pay',
  'swallowed',
  'unionpay-scan',
] as const;

/** Payment modes of 0x21 and 0x27, counted from 1. */
export const paymentModeName = (mode: number): string => PAYMENT_MODES[mode - 1] ?? 'unknown';

const SHORT_STATUSES = [
  'normal',
  'product-in-elevator',
  'delivery-door-not-closed',
  'elevator-error',
  'elevator-self-check-error',
] as const;

/** Codes of 0x54. */
export const shortStatusName = (code: number): string => SHORT_STATUSES[code] ?? 'unknown';

/** Looks a small code up in a list that starts at 0. */
export const nameAt = (names: readonly string[], code: number): string => names[code] ?? 'unknown';
