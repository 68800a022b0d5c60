// pure
// What the console is told. One shape for the page and for whoever calls the HTTP interface.
import type { Freshness, GatePoint, GateReason, PaymentMethod } from '@zhuangui/protocol/units.ts';

export interface SaleRow {
  counter: string;
  counterName: string;
  order: string;
  /** Wall time of the counter's journal line. */
  at: number;
  entry: string;
  product: string;
  lot: string;
  slot: number;
  priceFen: number;
  method: PaymentMethod;
}

export interface RefusalRow {
  counter: string;
  counterName: string;
  at: number;
  point: GatePoint;
  slot: number;
  entry: string | null;
  product: string | null;
  reasons: GateReason[];
}

export interface CounterRow {
  id: string;
  name: string;
  siteKind: string;
  banner: string;
  online: boolean;
  lastSeen: number | null;
  freshness: Freshness;
  /** Last reported in telemetry. */
  slotsForSale: number | null;
  slotsBlocked: number | null;
  /** How far the hub holds its journal, and how many lines the counter says it has not sent. */
  position: number;
  unsent: number | null;
  catalogVersion: number;
  withdrawalsVersion: number;
  salesToday: number;
  salesTodayFen: number;
}

export interface SanctionRow {
  id: string;
  kind: 'product' | 'lot' | 'supplier' | 'channel';
  target: string;
  targetName: string;
  lots: string[];
  reason: string;
  by: string;
  at: number;
  releasedAt: number | null;
  /** How many counters have it in force, of how many. */
  confirmed: number;
  total: number;
  /** Not confirmed yet, and until when such a counter could still sell; at most 20 named. */
  pending: { counter: string; canSellUntil: number }[];
  /** Milliseconds from publication to the last confirmation so far, or null. */
  slowestMs: number | null;
}

/** A row of `GET /api/cases`: something for a person to look at. */
export interface CaseRow {
  kind: string;
  counter: string;
  counterName: string;
  /** Empty: about the counter as a whole. */
  journal: string;
  /** 0: about the journal as a whole. */
  seq: number;
  noticedAtMs: number;
  times: number;
  detail: string;
  /** What it means and what to do. */
  words: { zh: string; en: string };
}

export interface Dashboard {
  at: number;
  demo: boolean;
  today: { sales: number; salesFen: number; refunds: number; refundsFen: number; refused: number };
  allTime: { sales: number; salesFen: number };
  /** Sales whose permit holds against what was published (HTTP-8), of all sales judged, in per cent; null before the first. */
  certifiedShare: number | null;
  counters: { total: number; online: number; green: number; amber: number; red: number };
  lists: {
    catalogVersion: number;
    entries: number;
    withdrawalsVersion: number;
    channelsVersion: number;
    signedAt: number;
  };
  cases: number;
  /** Sales per hour of today (UTC+8), index = hour. */
  perHour: { sales: number; fen: number }[];
  sales: SaleRow[];
  refusals: RefusalRow[];
  sanctions: SanctionRow[];
  /** Counted refusals of messages and connections since start, by reason. */
  refusedTraffic: { reason: string; count: number }[];
}
