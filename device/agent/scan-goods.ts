// pure
// What a shopper scanned at an open cabinet, to the slot it may be bought from.
import type { ListsView } from '../lists/lists-view.ts';
import type { Slot } from '../planogram/slot.ts';
import { gtinSpellings, readScan } from '../restock/scan.ts';

export interface ScanGoods {
  lists: Pick<ListsView, 'entriesByGtin'> | undefined;
  /** Slots the gate shows for sale. */
  forSale: readonly Slot[];
  /** YYYY-MM-DD, trusted. */
  today: string;
}

/** CAB-9: certified goods that stand here; of several slots the one whose goods expire first, and the scanned lot before others. */
export function slotOfScan(text: string, { lists, forSale, today }: ScanGoods): number | undefined {
  const reading = readScan(text, today);
  if (!reading.ok || !lists) return undefined;
  const { gtin, lot } = reading.facts;
  const entries = new Set(gtinSpellings(gtin).flatMap((one) => lists.entriesByGtin(one).map(({ id }) => id)));
  const slots = forSale.filter(({ entry }) => entries.has(entry));
  const ofLot = slots.filter((slot) => slot.lot === lot);
  const [first] = [...(ofLot.length > 0 ? ofLot : slots)].sort(
    (a, b) => a.bestBefore.localeCompare(b.bestBefore) || a.slot - b.slot,
  );
  return first?.slot;
}
