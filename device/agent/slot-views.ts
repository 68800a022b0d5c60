// pure
// Slots, lists and gate decisions to what a screen shows.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { GateDecision } from '../gate/gate.ts';
import type { ListsView } from '../lists/lists-view.ts';
import type { Slot } from '../planogram/slot.ts';
import type { ProductView, SlotView } from '../screens/views.ts';

/** Where the public finds an entry's certificate; null without a public address. */
const proofUrlOf = (entry: string, publicUrl: string | null): string | null =>
  publicUrl === null ? null : `${publicUrl}/p/${encodeURIComponent(entry)}`;

/** A certified entry as a shopper reads it. */
export function productView(entry: Entry, publicUrl: string | null = null, picture?: string): ProductView {
  return {
    entry: entry.id,
    name: entry.name,
    brand: entry.brand,
    specification: entry.specification,
    category: entry.category,
    supplier: entry.supplier.name,
    origin: entry.origin.name,
    helps: entry.helps,
    proofUrl: proofUrlOf(entry.id, publicUrl),
    ...(picture === undefined ? {} : { picture }),
    certificate: { number: entry.certificate.number, validUntil: entry.certificate.validUntil },
    marks: entry.marks,
    priceBand: { ...entry.priceBand },
    shelfLifeDays: entry.shelfLifeDays,
  };
}

/** What a view adds to what the lists say. */
export interface SlotLook {
  publicUrl: string | null;
  pictureOf?: ((entry: string) => string | undefined) | undefined;
}

/** A slot with the gate's answer to "may this be shown for sale?". */
export function slotView(
  slot: Slot,
  lists: ListsView | undefined,
  decision: GateDecision,
  look: SlotLook,
): SlotView {
  const entry = lists?.entry(slot.entry);
  return {
    slot: slot.slot,
    ...(entry ? { product: productView(entry, look.publicUrl, look.pictureOf?.(entry.id)) } : {}),
    entry: slot.entry,
    lot: slot.lot,
    madeOn: slot.madeOn,
    bestBefore: slot.bestBefore,
    priceFen: slot.priceFen,
    count: slot.count,
    capacity: slot.capacity,
    forSale: decision.pass,
    reasons: decision.pass ? [] : decision.reasons,
  };
}
