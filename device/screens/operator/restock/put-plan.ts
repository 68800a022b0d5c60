// pure
// What a put-in does to a slot: what must come out first, what is in it afterwards.
import type { SlotView } from '../../views.ts';

/** What is put on the page before anything is touched. */
export interface PutStart {
  /** Packages by the book. */
  book: number;
  /** Of another entry or lot: they have to come out, because a slot holds one lot. */
  isOther: boolean;
  capacity: number;
  priceFen: number | null;
}

const usualCapacity = 10;

export function putStart(
  slot: SlotView | undefined,
  goods: { entry: string; lot: string },
  slots: SlotView[],
): PutStart {
  const book = slot?.count ?? 0;
  const isSame = slot !== undefined && slot.entry === goods.entry && slot.lot === goods.lot;
  const elsewhere = slots.find((each) => each.entry === goods.entry);
  const priced = slot?.entry === goods.entry ? slot : elsewhere;
  return {
    book,
    isOther: book > 0 && !isSame,
    capacity: slot?.capacity ?? usualCapacity,
    priceFen: priced?.priceFen ?? null,
  };
}

export const inBand = (fen: number | null, band: { minFen: number; maxFen: number } | undefined): boolean =>
  fen !== null && (!band || (fen >= band.minFen && fen <= band.maxFen));
