// pure
// What the operator's page is told. Before somebody has signed in, only that nobody has.
import type { StockReason } from '@zhuangui/protocol/journal-lines.ts';
import type { OperatorRole } from '@zhuangui/protocol/settings.ts';
import type { GateReason, Outcome } from '@zhuangui/protocol/units.ts';
import type { OperatorView, ProductView } from './views.ts';

/** What a signed-in person may do; decided by the role (OPR-9). */
export const permissions = [
  'see',
  'restock',
  'stock',
  'price',
  'lock',
  'clear-jam',
  'cash',
  'open-door',
  'test-vend',
  'temperature',
  'export',
  'enrol',
  'serve',
] as const;
export type Permission = (typeof permissions)[number];

export interface PhoneApproval {
  /** Opened on a phone by scanning it; null when this counter knows no public address. */
  url: string | null;
  expiresInMs: number;
  state: 'waiting' | 'refused' | 'no-network';
}

export type DeskView =
  | {
      state: 'signed-out';
      /** Nobody is let in for this long after too many wrong tries; 0: tries are welcome. */
      lockedForMs: number;
      triesLeft: number;
      approval: PhoneApproval | null;
      /** No account is known yet: only enrolment and the hub can bring one. */
      noAccounts: boolean;
      /** Set while the counter has no identity yet: the page offers enrolment. */
      enrolment: EnrolmentView | null;
    }
  | {
      state: 'signed-in';
      operator: string;
      name: string;
      role: OperatorRole;
      by: 'pin' | 'badge' | 'phone';
      may: Permission[];
      /** Signed out by itself after this, unless touched. */
      idleLeftMs: number;
      view: OperatorView;
      faults: FaultView[];
      restock: RestockView | null;
      /** What should be done in the slots: first expired first out, past dates, withdrawn goods. */
      hints: SlotHint[];
      temperature: TemperatureView;
      cash: CashView;
      storage: { freeBytes: number; totalBytes: number; low: boolean };
      clock: { wallMs: number; trustedMs: number; jumps: number };
      settings: { version: number; refused: string | null };
      /** Refunds and orders that wait, with their age; cash ones can be handed over. */
      pending: PendingView[];
      /** Folders of plugged-in USB storage that a journal export can go to. */
      exportTargets: string[];
      lastExport: { at: number; path: string; lines: number } | null;
      testVend: { slot: number; state: 'running' | Outcome | 'refused'; detail: string } | null;
      cabinet: {
        cabinet: number;
        door: 'left' | 'right';
        state: 'locked' | 'unlocked' | 'open' | 'unknown';
      }[];
      inService: boolean;
      enrolment: EnrolmentView | null;
    };

export interface EnrolmentView {
  counter: string;
  state: 'needed' | 'asking' | 'done' | 'refused';
  detail: string;
  /** When the certificate in use ends; null without one. */
  notAfter: number | null;
}

export interface FaultView {
  code: string;
  since: number;
  detail: string;
  slot: number | null;
  severity: 'warning' | 'critical';
}

export interface PendingView {
  order: string;
  reference: string;
  method: string;
  sinceMs: number;
  waitsFor: 'payment' | 'refund';
  amountFen: number;
  /** An operator may hand this out in cash and say so. */
  handOver: boolean;
}

export interface CashView {
  notesFen: number;
  coinsFen: number;
  creditFen: number;
  /** What the board says it can give as change; null: not known. */
  changeFen: number | null;
  accepting: boolean;
  billAcceptorOk: boolean | null;
  coinAcceptorOk: boolean | null;
  lastCount: { at: number; box: 'notes' | 'coins'; expectedFen: number; countedFen: number } | null;
}

export interface TemperatureView {
  mode: 'cool' | 'heat' | 'off';
  targetC: number;
  nowC: number | null;
  coldChain: { maxC: number; forMs: number; aboveForMs: number } | null;
  warmSlots: number[];
}

export type SlotHintKind =
  | 'remove-expired'
  | 'remove-withdrawn'
  | 'remove-warm'
  | 'expires-soon'
  | 'sell-first'
  | 'refill';
export interface SlotHint {
  slot: number;
  kind: SlotHintKind;
  /** Days until the last day of sale; negative: past it. */
  days: number | null;
  /** Packages that fit in. */
  room: number;
}

/** One scan, read and judged. */
export interface ScanView {
  /** As the scanner typed it, shortened, control characters shown as ␝. */
  raw: string;
  at: number;
  gtin: string | null;
  lot: string | null;
  madeOn: string | null;
  bestBefore: string | null;
  /** Certified entries with this GTIN; more than one: the operator chooses. */
  candidates: ProductView[];
  verdict: 'accepted' | 'refused' | 'unreadable' | 'unknown-goods' | 'needs-choice' | 'needs-dates';
  reasons: GateReason[];
  /** What is wrong with a scan that is unreadable. */
  problem?: import('../restock/scan.ts').ScanProblem;
  /** Slots that hold the same entry already, or are empty, best first. */
  slots: number[];
}

export interface RestockView {
  session: string;
  operator: string;
  openedAt: number;
  scan: ScanView | null;
  done: {
    at: number;
    slot: number;
    entry: string;
    name: string;
    lot: string;
    count: number;
    added: number;
    priceFen: number;
    accepted: boolean;
    reasons: GateReason[];
    photo: boolean;
  }[];
  differences: { slot: number; expected: number; found: number; why: StockReason }[];
}
