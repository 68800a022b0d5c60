// pure
// What a screen shows of a sale. It follows the machine; a screen decides nothing.
import type { GateReason, Outcome, PaymentMethod } from '@zhuangui/protocol/units.ts';
import { sumsOf } from './amounts.ts';
import type { OpenItem } from './open-orders.ts';
import { type SaleState, settledLater } from './sale-state.ts';

export const salePhases = [
  'idle',
  /** Asking the gate, writing the order. */
  'starting',
  /** The gate said no; `refusals` says why. */
  'refused',
  /** Waiting for the money. */
  'paying',
  'dispensing',
  'refunding',
  /** Nobody knows yet whether money moved; it will be settled. */
  'payment-pending',
  /** A refund is announced and not confirmed yet; it will be. */
  'refund-pending',
  /** Cancelled or not paid: nothing was charged. */
  'not-paid',
  /** Everything settled: delivered, refunded, or some of both. */
  'done',
  /** The counter cannot go on by itself; the order is settled as soon as it can. */
  'stopped',
] as const;
export type SalePhase = (typeof salePhases)[number];

export interface SaleItemView {
  item: number;
  slot: number;
  entry: string;
  lot: string;
  priceFen: number;
  state: 'waiting' | 'dispensing' | Outcome | 'refused';
  refund: 'none' | 'due' | 'done';
}

export interface SaleView {
  phase: SalePhase;
  order?: string;
  /** Last eight characters of the order: what a shopper tells the hotline. */
  reference?: string;
  method?: PaymentMethod;
  items: SaleItemView[];
  totalFen: number;
  paidFen: number;
  deliveredFen: number;
  refundedFen: number;
  refundDueFen: number;
  refusals: { slot: number; reasons: GateReason[] }[];
}

export const idleView = (): SaleView => ({
  phase: 'idle',
  items: [],
  totalFen: 0,
  paidFen: 0,
  deliveredFen: 0,
  refundedFen: 0,
  refundDueFen: 0,
  refusals: [],
});

function itemState({ outcome, refund, dispensing }: OpenItem): SaleItemView['state'] {
  if (outcome) return outcome;
  if (refund) return 'refused';
  return dispensing ? 'dispensing' : 'waiting';
}

function itemView(item: OpenItem): SaleItemView {
  const { slot, entry, lot, priceFen, refund } = item;
  const refundState = refund ? (refund.done ? 'done' : 'due') : 'none';
  return { item: item.item, slot, entry, lot, priceFen, state: itemState(item), refund: refundState };
}

function phaseOf(state: SaleState): SalePhase {
  const { record, waiting } = state;
  const later = settledLater(state);
  if (state.stopped !== undefined) return 'stopped';
  if (!record) return waiting.for === 'nothing' ? 'refused' : 'starting';
  if (record.closed) return record.paid ? 'done' : 'not-paid';
  if (later) return `${later}-pending`;
  if (!record.paid) return 'paying';
  const open = record.items.some((item) => item.outcome === undefined && !item.refund);
  return open && !state.gone ? 'dispensing' : 'refunding';
}

/** The view of one sale. */
export function saleView(state: SaleState): SaleView {
  const { record, order } = state;
  const refusals = state.refusals.map(({ slot, reasons }) => ({ slot, reasons: [...reasons] }));
  const view: SaleView = {
    ...idleView(),
    phase: phaseOf(state),
    order,
    reference: order.slice(-8).toUpperCase(),
    refusals,
  };
  if (!record) return view;
  return {
    ...view,
    ...sumsOf(record),
    items: record.items.map(itemView),
    totalFen: record.totalFen,
    method: record.method,
  };
}
