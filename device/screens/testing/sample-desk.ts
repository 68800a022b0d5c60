// pure
// Desk views for tests and pictures of the operator's page.
import { permissionsOf } from '../../operator/roles.ts';
import type { DeskView, ScanView } from '../views.ts';
import { sampleOperatorView, sampleProduct, sampleShelf } from './sample-views.ts';

export type SignedInView = Extract<DeskView, { state: 'signed-in' }>;
export type SignedOutView = Extract<DeskView, { state: 'signed-out' }>;

const nowMs = Date.UTC(2026, 10, 23, 2, 30);
const minuteMs = 60_000;
const mebibyte = 1024 * 1024;

export function sampleSignedOut(changes: Partial<SignedOutView> = {}): SignedOutView {
  return {
    state: 'signed-out',
    lockedForMs: 0,
    triesLeft: 5,
    approval: null,
    noAccounts: false,
    enrolment: null,
    ...changes,
  };
}

/** Twelve slots of which some need work. */
export function sampleStock() {
  const slots = sampleShelf(12);
  for (const slot of slots) {
    slot.product!.priceBand = {
      minFen: Math.round(slot.priceFen * 0.8),
      maxFen: Math.round(slot.priceFen * 1.2),
    };
    slot.product!.shelfLifeDays = 365;
  }
  slots[1] = { ...slots[1]!, forSale: false, reasons: ['lot-withdrawn', 'slot-locked'] };
  slots[2] = { ...slots[2]!, forSale: false, reasons: ['lot-expired'], bestBefore: '2026-11-18' };
  slots[4] = { ...slots[4]!, count: 0, forSale: false, reasons: ['slot-empty'] };
  slots[6] = { ...slots[6]!, count: 2, bestBefore: '2026-12-02' };
  return slots;
}

export function sampleSignedIn(changes: Partial<SignedInView> = {}): SignedInView {
  return {
    state: 'signed-in',
    operator: '1001',
    name: '王敏',
    role: 'technician',
    by: 'pin',
    may: [...permissionsOf('technician')],
    idleLeftMs: 120_000,
    view: sampleOperatorView({ slots: sampleStock() }),
    faults: [
      {
        code: 'link-away',
        since: nowMs - 40 * minuteMs,
        detail: 'there is no connection to the hub',
        slot: null,
        severity: 'warning',
      },
      {
        code: 'temperature-high',
        since: nowMs - 12 * minuteMs,
        detail: '9 °C, more than 6 °C, for 12 min',
        slot: null,
        severity: 'critical',
      },
    ],
    restock: null,
    hints: [
      { slot: 2, kind: 'remove-withdrawn', days: null, room: 2 },
      { slot: 3, kind: 'remove-expired', days: -5, room: 2 },
      { slot: 5, kind: 'refill', days: null, room: 8 },
      { slot: 7, kind: 'expires-soon', days: 9, room: 6 },
      { slot: 7, kind: 'sell-first', days: 9, room: 6 },
    ],
    temperature: {
      mode: 'cool',
      targetC: 4,
      nowC: 9,
      coldChain: { maxC: 6, forMs: 30 * minuteMs, aboveForMs: 12 * minuteMs },
      warmSlots: [3],
    },
    cash: {
      notesFen: 26_500,
      coinsFen: 8_750,
      creditFen: 0,
      changeFen: 6_400,
      accepting: true,
      billAcceptorOk: true,
      coinAcceptorOk: false,
      lastCount: { at: nowMs - 7 * 1440 * minuteMs, box: 'notes', expectedFen: 31_000, countedFen: 30_900 },
    },
    storage: { freeBytes: 5210 * mebibyte, totalBytes: 7400 * mebibyte, low: false },
    clock: { wallMs: nowMs, trustedMs: nowMs + 800, jumps: 1 },
    settings: { version: 14, refused: null },
    pending: [
      {
        order: 'o0123456789abcdef01234567',
        reference: '4567 89AB',
        method: 'cash',
        sinceMs: 25 * minuteMs,
        waitsFor: 'refund',
        amountFen: 720,
        handOver: true,
      },
      {
        order: 'o0123456789abcdef01234568',
        reference: '4567 89AC',
        method: 'wechat',
        sinceMs: 180 * minuteMs,
        waitsFor: 'refund',
        amountFen: 1280,
        handOver: false,
      },
    ],
    exportTargets: ['/media/usb0'],
    lastExport: null,
    testVend: null,
    cabinet: [{ cabinet: 1, door: 'left', state: 'locked' }],
    inService: false,
    enrolment: {
      counter: 'nm-150102-0001',
      state: 'done',
      detail: '',
      notAfter: nowMs + 60 * 1440 * minuteMs,
    },
    ...changes,
  };
}

/** A scan of 敖汉小米 with everything in its code, accepted for slots 5 and 1. */
export function sampleScan(changes: Partial<ScanView> = {}): ScanView {
  return {
    raw: '0106901234567892␝10L20261101',
    at: nowMs,
    gtin: '6901234567892',
    lot: 'L20261101',
    madeOn: '2026-11-01',
    bestBefore: '2027-10-31',
    candidates: [sampleProduct({ priceBand: { minFen: 1000, maxFen: 1500 }, shelfLifeDays: 365 })],
    verdict: 'accepted',
    reasons: [],
    slots: [5, 1],
    ...changes,
  };
}
