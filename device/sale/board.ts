// The board as a sale needs it.
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

export interface SaleBoard {
  /** Turns one motor once. Resolves in bounded time; when nobody can say what happened, with `unknown`. */
  vend(order: { selection: number; dropSensor: boolean; elevator: boolean }): Promise<VendReport>;
  /**
   * Listens for reports about a vend that began before a restart. With `mustSeeStart` a result counts only after the
   * report that this vend began.
   */
  watch(what: { selection: number; forMs: number; mustSeeStart: boolean }): Promise<WatchReport>;
}
