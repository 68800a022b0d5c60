// pure
// A slot as the counter knows it: what an operator loaded, what was sold since, and whether it may work.

export interface Slot {
  /** Selection number on the board. */
  slot: number;
  entry: string;
  lot: string;
  /** YYYY-MM-DD. */
  madeOn: string;
  bestBefore: string;
  count: number;
  capacity: number;
  priceFen: number;
  /** Why the slot is locked, or undefined: a person locked it, or an unknown outcome did. */
  locked?: string | undefined;
  /** Why the board cannot use it, or undefined. */
  faulty?: string | undefined;
}
