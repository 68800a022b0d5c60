// pure
// Folds the facts of one commit group into rows: one set per table, sums added up before they reach the database.
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';
import type { Confirmation, NewCase, Refusal, Sale } from './ledger-types.ts';
import type { LedgerLine, LineFact, ProjectedLine } from './line-facts.ts';

export interface Origin {
  key: number;
  counter: string;
  journal: string;
}

export interface DayTotal {
  day: string;
  counter: string;
  entry: string;
  method: string;
  sales: number;
  salesFen: number;
  refunds: number;
  refundsFen: number;
  notDelivered: number;
  unknown: number;
}

export interface OrderRow {
  key: number;
  order: string;
  at?: number;
  totalFen?: number;
  method?: string;
  /** Item number to entry, as JSON. */
  entries?: string;
  paidAt?: number;
  paidFen?: number;
  closedAt?: number;
  deliveredFen?: number;
  refundedFen?: number;
}

export interface RefundRow {
  key: number;
  counter: string;
  line: LineOf<'refund'>;
}

export interface GroupDraft {
  sales: (Sale & { key: number })[];
  /** Outcome lines that say not delivered or unknown. */
  undelivered: { key: number; counter: string; line: LineOf<'outcome'> }[];
  /** Refund lines that were counted (LED-5), with the entry they were counted under. */
  countedRefunds: (RefundRow & { entry: string })[];
  orders: Map<string, OrderRow>;
  refunds: RefundRow[];
  refusals: (Refusal & { key: number })[];
  dayTotals: Map<string, DayTotal>;
  refusedTotals: Map<
    string,
    { day: string; counter: string; point: string; reason: string; attempts: number }
  >;
  confirmations: Confirmation[];
  cases: NewCase[];
  /**
   * For projections, in the order of each journal: lines the ledger does not sum itself, and beside its sums every
   * outcome after which a package left or may have left.
   */
  others: { key: number; counter: string; journal: string; line: ProjectedLine | LineOf<'outcome'> }[];
}

export const emptyDraft = (): GroupDraft => ({
  sales: [],
  undelivered: [],
  countedRefunds: [],
  orders: new Map(),
  refunds: [],
  refusals: [],
  dayTotals: new Map(),
  refusedTotals: new Map(),
  confirmations: [],
  cases: [],
  others: [],
});

/** The row of sums for one day (UTC+8), counter, entry and method; made when it is not there yet. */
export function totalOf(
  draft: GroupDraft,
  at: number,
  counter: string,
  entry: string,
  method: string,
): DayTotal {
  const day = dayOf(at);
  const id = `${day}\n${counter}\n${entry}\n${method}`;
  let total = draft.dayTotals.get(id);
  if (total === undefined) {
    total = {
      day,
      counter,
      entry,
      method,
      sales: 0,
      salesFen: 0,
      refunds: 0,
      refundsFen: 0,
      notDelivered: 0,
      unknown: 0,
    };
    draft.dayTotals.set(id, total);
  }
  return total;
}

function orderOf(draft: GroupDraft, key: number, order: string): OrderRow {
  const id = `${key}\n${order}`;
  let row = draft.orders.get(id);
  if (row === undefined) {
    row = { key, order };
    draft.orders.set(id, row);
  }
  return row;
}

/** LED-5: one fact into the draft. */
export function addFact(draft: GroupDraft, origin: Origin, seq: number, fact: LineFact): void {
  if (fact.kind === 'bad') {
    draft.cases.push({ ...caseOf(origin, 0, 'bad-line'), detail: `line ${seq}: ${fact.why}`.slice(0, 300) });
    return;
  }
  if (fact.kind === 'projected') {
    draft.others.push({ key: origin.key, counter: origin.counter, journal: origin.journal, line: fact.line });
    return;
  }
  const add = adders[fact.line.kind] as (draft: GroupDraft, origin: Origin, line: LedgerLine) => void;
  add(draft, origin, fact.line);
}

const caseOf = ({ counter, journal }: Origin, seq: number, kind: NewCase['kind']) => ({
  kind,
  counter,
  journal,
  seq,
});

type Adders = { [K in LedgerLine['kind']]: (draft: GroupDraft, origin: Origin, line: LineOf<K>) => void };

const adders: Adders = {
  order(draft, { key }, line) {
    const row = orderOf(draft, key, line.order);
    row.at = line.at;
    row.totalFen = line.totalFen;
    row.method = line.method;
    row.entries = JSON.stringify(Object.fromEntries(line.items.map(({ item, entry }) => [item, entry])));
  },
  paid(draft, { key }, line) {
    const row = orderOf(draft, key, line.order);
    row.paidAt ??= line.at;
    row.paidFen = (row.paidFen ?? 0) + line.amountFen;
  },
  outcome(draft, origin, line) {
    if (line.outcome !== 'delivered')
      draft.undelivered.push({ key: origin.key, counter: origin.counter, line });
    const total = totalOf(draft, line.at, origin.counter, line.entry, line.method);
    if (line.outcome !== 'not-delivered') draft.others.push({ ...origin, line });
    if (line.outcome === 'delivered') {
      total.sales += 1;
      total.salesFen += line.priceFen;
      draft.sales.push(saleOf(origin, line));
    } else if (line.outcome === 'not-delivered') {
      total.notDelivered += 1;
    } else {
      total.unknown += 1;
      draft.cases.push({
        ...caseOf(origin, line.seq, 'outcome-unknown'),
        detail: `slot ${line.slot}: ${line.detail}`,
      });
    }
  },
  refund(draft, { key, counter }, line) {
    draft.refunds.push({ key, counter, line });
  },
  closed(draft, origin, line) {
    const row = orderOf(draft, origin.key, line.order);
    row.closedAt = line.at;
    row.deliveredFen = line.deliveredFen;
    row.refundedFen = line.refundedFen;
    if (line.paidFen === line.deliveredFen + line.refundedFen) return;
    const detail = `order ${line.order}: paid ${line.paidFen}, delivered ${line.deliveredFen}, refunded ${line.refundedFen} fen`;
    draft.cases.push({ ...caseOf(origin, line.seq, 'money-mismatch'), detail });
  },
  refused(draft, { key, counter }, line) {
    const { seq, at, point, slot, entry, lot, reasons } = line;
    const named = { ...(entry === undefined ? {} : { entry }), ...(lot === undefined ? {} : { lot }) };
    draft.refusals.push({ key, counter, seq, atMs: at, point, slot, ...named, reasons: [...reasons] });
    for (const reason of new Set(reasons)) addRefused(draft, dayOf(at), counter, point, reason);
  },
  lists(draft, { counter }, line) {
    const { at, versions, hash, signedAt, expiresAt, log } = line;
    draft.confirmations.push({
      counter,
      versions,
      hash,
      effectiveAtMs: at,
      signedAtMs: signedAt,
      expiresAtMs: expiresAt,
      ...(log ? { log } : {}),
    });
  },
  ticket(draft, origin, line) {
    draft.cases.push({ ...caseOf(origin, line.seq, 'ticket'), detail: `${line.code}: ${line.detail}` });
  },
  boot(draft, origin, line) {
    if (line.reason !== 'journal-damaged' && line.reason !== 'journal-replaced') return;
    const before = line.previous
      ? `${line.previous.journal} ended at line ${line.previous.seq}`
      : 'nothing is known';
    const detail = `the journal before: ${before}${line.previous ? ` (${line.previous.why})` : ''}`;
    draft.cases.push({ ...caseOf(origin, line.seq, line.reason), detail });
  },
};

function saleOf({ key, counter }: Origin, line: LineOf<'outcome'>): Sale & { key: number } {
  const { seq, at, order, item, slot, entry, lot, priceFen, method } = line;
  return { key, counter, seq, atMs: at, order, item, slot, entry, lot, priceFen, method };
}

function addRefused(draft: GroupDraft, day: string, counter: string, point: string, reason: string): void {
  const id = `${day}\n${counter}\n${point}\n${reason}`;
  const total = draft.refusedTotals.get(id) ?? { day, counter, point, reason, attempts: 0 };
  total.attempts += 1;
  draft.refusedTotals.set(id, total);
}
