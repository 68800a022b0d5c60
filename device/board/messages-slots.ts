// pure
// Board frames about what is in the slots (hardware-protocols.md 1.7 "Selection configuration").
import { message, nothing } from './message-spec.ts';
import type { Reader } from './reader.ts';
import { setCapacity, setInventory, setPrice, setProductId } from './slot-fields.ts';

interface WeighingFields {
  cabinet?: number;
  doorSide?: 'left' | 'right';
  itemWeightGrams?: number;
}

/** LEN 12, or 16 on a weighing cabinet. Any status but 0 means that the selection cannot be used. */
function readSelectionReport(r: Reader) {
  const fields = {
    selection: r.u16(),
    price: r.u32(),
    inventory: r.u8(),
    capacity: r.u8(),
    productId: r.u16(),
    status: r.u8(),
  };
  const statusName = fields.status === 0 ? 'normal' : fields.status === 1 ? 'paused' : 'unavailable';
  const weighing: WeighingFields = r.left >= 4 ? readWeighing(r) : {};
  return { ...fields, statusName, ...weighing };
}

const readWeighing = (r: Reader): WeighingFields => ({
  cabinet: r.u8(),
  doorSide: r.u8() === 0 ? 'left' : 'right',
  itemWeightGrams: r.u16(),
});

export const slotMessages = {
  17: message('selection-report', 12, readSelectionReport),
  18: setPrice,
  19: setInventory,
  20: setCapacity,
  21: setProductId,
  23: message('full-load-button', 1, nothing),
  104: message('full-load-request', 1, nothing),
} as const;
