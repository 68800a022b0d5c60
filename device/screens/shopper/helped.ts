// pure
// Whom a sale helped, for the thank-you page.
import type { SaleView, SlotView } from '../views.ts';

export interface Helped {
  supplier: string;
  people: number;
}

/**
 * People helped by the delivered items, supplier by supplier, in the order of the sale. Two products of one supplier
 * help the same people, so the larger number stands, not the sum.
 */
export function helpedBy(sale: SaleView, slots: readonly SlotView[]): Helped[] {
  const products = new Map(slots.map((slot) => [slot.slot, slot.product]));
  const people = new Map<string, number>();
  for (const item of sale.items) {
    const product = products.get(item.slot);
    if (item.phase !== 'delivered' || !product) continue;
    people.set(product.supplier, Math.max(people.get(product.supplier) ?? 0, product.helps.people));
  }
  return [...people].map(([supplier, count]) => ({ supplier, people: count }));
}

export const peopleIn = (helped: readonly Helped[]): number =>
  helped.reduce((sum, { people }) => sum + people, 0);

/** People helped by what stands on the shelf: a supplier counts once, with its largest number. */
export function peopleHelped(slots: readonly SlotView[]): number {
  const people = new Map<string, number>();
  for (const { product } of slots) {
    if (!product) continue;
    people.set(product.supplier, Math.max(people.get(product.supplier) ?? 0, product.helps.people));
  }
  return [...people.values()].reduce((sum, each) => sum + each, 0);
}
