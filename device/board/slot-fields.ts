// pure
// 0x12 to 0x15 and 0x05: the same frame in both directions (hardware-protocols.md 1.7 "Selection configuration").
import { command } from './message-spec.ts';
import type { Reader } from './reader.ts';
import { u8, u16, u32 } from './writer.ts';

/** A slot 1…1000, or 1000+t for a tray, or 0 for the whole machine (1.6). */
const selection = (reader: Reader) => reader.u16();
const writeSelection = (fields: { selection: number }) => u16(fields.selection, 'selection');

/** Price in minor units of the machine's currency setting (fen with two decimals). */
export const setPrice = command(
  'set-price',
  7,
  (r) => ({ selection: selection(r), price: r.u32() }),
  (f: { selection: number; price: number }) => [...writeSelection(f), ...u32(f.price, 'price')],
);

export const setInventory = command(
  'set-inventory',
  4,
  (r) => ({ selection: selection(r), inventory: r.u8() }),
  (f: { selection: number; inventory: number }) => [...writeSelection(f), u8(f.inventory, 'inventory')],
);

export const setCapacity = command(
  'set-capacity',
  4,
  (r) => ({ selection: selection(r), capacity: r.u8() }),
  (f: { selection: number; capacity: number }) => [...writeSelection(f), u8(f.capacity, 'capacity')],
);

export const setProductId = command(
  'set-product-id',
  5,
  (r) => ({ selection: selection(r), productId: r.u16() }),
  (f: { selection: number; productId: number }) => [...writeSelection(f), ...u16(f.productId, 'product id')],
);

/** 0x01, 0x03: the frames that name one selection and nothing else. */
export const oneSelection = <N extends string>(name: N) =>
  command(
    name,
    3,
    (r) => ({ selection: selection(r) }),
    (f: { selection: number }) => writeSelection(f),
  );
