// pure
// The basket: slot numbers in the order they were chosen, one per line item.
import { sumFen } from '@zhuangui/protocol/money.ts';
import type { SlotView } from '../views.ts';

/** As many line items as one order may have (protocol `ItemNumber`). */
export const maxItems = 5;

export type Cart = readonly number[];

export const countIn = (cart: Cart, slot: number): number => cart.filter((each) => each === slot).length;

export type AddProblem = 'cart-full' | 'all-in-cart' | 'not-for-sale';

/** Why one more of a slot cannot go into the basket, or null. */
export function addProblem(cart: Cart, slot: SlotView): AddProblem | null {
  if (!slot.forSale) return 'not-for-sale';
  if (cart.length >= maxItems) return 'cart-full';
  return countIn(cart, slot.slot) >= slot.count ? 'all-in-cart' : null;
}

export const addTo = (cart: Cart, slot: SlotView): Cart =>
  addProblem(cart, slot) ? cart : [...cart, slot.slot];

export const removeAt = (cart: Cart, index: number): Cart => cart.toSpliced(index, 1);

/** SCR-5: what can no longer be bought leaves the basket; the same array when nothing does. */
export function pruned(cart: Cart, slots: readonly SlotView[]): Cart {
  const left = new Map(slots.map((slot) => [slot.slot, slot.forSale ? slot.count : 0]));
  const kept = cart.filter((slot) => {
    const count = left.get(slot) ?? 0;
    left.set(slot, count - 1);
    return count > 0;
  });
  return kept.length === cart.length ? cart : kept;
}

/** Whole fen; slots the view does not know count nothing, they are pruned. */
export function totalFen(cart: Cart, slots: readonly SlotView[]): number {
  const price = new Map(slots.map((slot) => [slot.slot, slot.priceFen]));
  return sumFen(cart.map((slot) => price.get(slot) ?? 0));
}
