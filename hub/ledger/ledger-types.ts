// pure
// What the ledger shows to the rest of the hub.
import type { ListVersions } from '@zhuangui/protocol/messages.ts';
import type { DayTotal } from './group-draft.ts';

export interface Sale {
  counter: string;
  seq: number;
  atMs: number;
  order: string;
  item: number;
  slot: number;
  entry: string;
  lot: string;
  priceFen: number;
  method: string;
}
/** A sale with its place in the order of commits. */
export interface NumberedSale extends Sale {
  id: number;
}

export interface Refusal {
  counter: string;
  seq: number;
  atMs: number;
  point: string;
  slot: number;
  entry?: string;
  lot?: string;
  reasons: string[];
}

export interface Confirmation {
  counter: string;
  versions: ListVersions;
  hash: string;
  effectiveAtMs: number;
  signedAtMs: number;
  expiresAtMs: number;
  /** Checkpoint of the transparency log that the counter keeps; only in what a commit brought. */
  log?: { origin: string; size: number; root: string };
}

export const caseKinds = [
  'fork',
  'behind-hub',
  'bad-signature',
  'bad-hash',
  'bad-batch',
  'bad-line',
  'ticket',
  'outcome-unknown',
  'money-mismatch',
  'journal-damaged',
  'journal-replaced',
  'clone-suspected',
  'lists-fell',
  'hub-restored',
  'log-fork',
  'payment-amount',
  'payment-twice',
  'payment-unjournaled',
  'refund-refused',
  'refund-overdue',
  'bill-missing-here',
  'bill-missing-there',
  'bill-amount',
  'cash-difference',
] as const;
export type CaseKind = (typeof caseKinds)[number];

/** Something for a person to look at. `seq` 0: about the counter or journal as a whole. */
export interface NewCase {
  kind: CaseKind;
  counter: string;
  journal: string;
  seq: number;
  detail: string;
}
export interface Case extends NewCase {
  noticedAtMs: number;
  times: number;
}

/** What one commit brought; for live views. */
export interface CommitSummary {
  committedAtMs: number;
  lines: number;
  sales: Sale[];
  refusals: Refusal[];
  confirmations: Confirmation[];
  cases: NewCase[];
  /** Journals that grew. */
  journals: { counter: string; journal: string; seq: number }[];
  /** What was added to the sums of days. */
  totals: DayTotal[];
}
