// The board as a sale needs it.
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { Outcome } from '@zhuangui/protocol/units.ts';
import type { BoardReport } from './sale-recovery.ts';

export interface VendReport {
  outcome: Outcome;
  /** Board status code (hardware protocol 1.9), when it gave one. */
  status?: number | undefined;
  statusName?: string | undefined;
  detail: string;
}

export interface WatchReport {
  report: BoardReport;
  status?: number | undefined;
  detail: string;
}

/** An item of an order whose goods stand behind a door. */
export interface CabinetItem {
  item: number;
  slot: number;
  entry: string;
  lot: string;
}

export interface CabinetItemResult {
  item: number;
  /** `none`: nobody can say. */
  report: BoardReport;
  detail: string;
}

export interface CabinetReport {
  /** One for each item that was asked about. */
  results: readonly CabinetItemResult[];
  /** Lines about what else was found: more taken than paid for, scales that failed. */
  notes: readonly LineBody[];
}

/** The door and scales of an open-door cabinet, as a sale needs them. Both resolve in bounded time. */
export interface SaleCabinet {
  /** Weighs, unlocks, waits until the door is shut again, weighs: what of this order was taken. */
  open(order: string, items: readonly CabinetItem[]): Promise<CabinetReport>;
  /** After a restart: makes sure that the door is shut and weighs. */
  settle(order: string, items: readonly CabinetItem[]): Promise<CabinetReport>;
}

export interface SaleBoard {
  /**
   * Turns one motor once. Resolves in bounded time; when nobody can say what happened, with `unknown`. With `buy` the
   * board sells by its own credit (CASH-12).
   */
  vend(order: {
    selection: number;
    dropSensor: boolean;
    elevator: boolean;
    buy?: { priceFen: number };
  }): Promise<VendReport>;
  /**
   * Listens for reports about a vend that began before a restart. With `mustSeeStart` a result counts only after the
   * report that this vend began.
   */
  watch(what: { selection: number; forMs: number; mustSeeStart: boolean }): Promise<WatchReport>;
}
