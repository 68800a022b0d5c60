// pure
// STK-5: what to load for which route: from what stands in the slots, how fast it goes, and what may still be sold.

export interface PlanSlot {
  counter: string;
  slot: number;
  /** What stands there now, or stood there last. */
  entry: string;
  lot: string;
  count: number;
  capacity: number;
  /** Calendar day. */
  bestBefore: string;
  locked: boolean;
}

/** What should stand in a slot, as its office wishes. */
export interface PlanWish {
  slot: number;
  entry: string;
}

export interface PlanCounter {
  id: string;
  name: string;
  /** Empty: no route. */
  route: string;
  driver: string;
}

export interface PlanInput {
  counters: readonly PlanCounter[];
  slots: readonly PlanSlot[];
  /** `counter entry` to packages sold in the days looked at. */
  sold: ReadonlyMap<string, number>;
  /** Days the sales were looked at, and days the load should last. */
  lookBackDays: number;
  coverDays: number;
  /** May this entry be loaded: certified, valid, not withdrawn, its supplier not blacklisted? */
  mayLoad(entry: string): boolean;
  /** Is this lot withdrawn? It is to be taken out, another lot may be loaded. */
  isWithdrawn(entry: string, lot: string): boolean;
  /** Day up to which goods must at least keep; what stands there and does not is to be taken out. */
  keepsUntil: string;
  /** ROLL-9: the wished assortment by counter; a counter without a wish is missing. */
  wished?: ReadonlyMap<string, readonly PlanWish[]>;
}

export type SkipReason = 'not-certified' | 'locked' | 'not-wished';

export interface LoadLine {
  slot: number;
  entry: string;
  /** Packages to put in. */
  load: number;
  /** Packages to take out, because they reach their date. */
  takeOut: number;
  count: number;
  capacity: number;
  /** Packages a day. */
  perDay: number;
  skip: SkipReason | null;
}

export interface CounterPlan extends PlanCounter {
  lines: LoadLine[];
  load: number;
  takeOut: number;
}

export interface RoutePlan {
  route: string;
  drivers: string[];
  counters: CounterPlan[];
  /** What the van must carry. */
  pick: { entry: string; packages: number; counters: number }[];
  load: number;
}

export const soldKey = (counter: string, entry: string): string => `${counter} ${entry}`;

/** The slots of one entry share its sales, in proportion to their room. */
function perDayOf(slot: PlanSlot, same: readonly PlanSlot[], sold: number, days: number): number {
  const room = same.reduce((all, { capacity }) => all + capacity, 0);
  return room === 0 ? 0 : (sold / days) * (slot.capacity / room);
}

const wishFor = ({ counter, slot }: PlanSlot, { wished }: PlanInput): string | undefined =>
  wished?.get(counter)?.find((one) => one.slot === slot)?.entry;

/** ROLL-9: an empty slot is planned for what is wished there. What still stands in another one sells out first. */
function asWished(slot: PlanSlot, input: PlanInput): PlanSlot {
  const entry = wishFor(slot, input);
  return slot.count > 0 || !entry || entry === slot.entry ? slot : { ...slot, entry, lot: '' };
}

function skipOf(slot: PlanSlot, input: PlanInput): SkipReason | null {
  if (!input.mayLoad(slot.entry)) return 'not-certified';
  if (slot.locked) return 'locked';
  return (wishFor(slot, input) ?? slot.entry) === slot.entry ? null : 'not-wished';
}

function lineOf(slot: PlanSlot, same: readonly PlanSlot[], input: PlanInput): LoadLine {
  const { counter, entry, lot, count, capacity, bestBefore } = slot;
  const sold = input.sold.get(soldKey(counter, entry)) ?? 0;
  const perDay = perDayOf(slot, same, sold, input.lookBackDays);
  const skip = skipOf(slot, input);
  // Goods that may not be sold any more are taken out whatever their date.
  const mustGo = skip === 'not-certified' || input.isWithdrawn(entry, lot) || bestBefore <= input.keepsUntil;
  const takeOut = mustGo ? count : 0;
  const left = count - takeOut;
  // One package at least: an empty slot sells nothing, and so never shows that it would.
  const wanted = Math.min(capacity, Math.max(1, Math.ceil(perDay * input.coverDays)));
  const load = skip === null ? Math.max(0, wanted - left) : 0;
  return { slot: slot.slot, entry, load, takeOut, count, capacity, perDay, skip };
}

function counterPlan(counter: PlanCounter, slots: readonly PlanSlot[], input: PlanInput): CounterPlan {
  const planned = slots.map((slot) => asWished(slot, input));
  const byEntry = Map.groupBy(planned, ({ entry }) => entry);
  const lines = planned
    .map((slot) => lineOf(slot, byEntry.get(slot.entry) ?? [], input))
    .filter(({ load, takeOut, skip }) => load > 0 || takeOut > 0 || skip !== null)
    .sort((a, b) => a.slot - b.slot);
  return {
    ...counter,
    lines,
    load: lines.reduce((all, line) => all + line.load, 0),
    takeOut: lines.reduce((all, line) => all + line.takeOut, 0),
  };
}

function pickList(counters: readonly CounterPlan[]): RoutePlan['pick'] {
  const picked = new Map<string, { packages: number; counters: Set<string> }>();
  for (const { id, lines } of counters)
    for (const { entry, load } of lines) {
      if (load === 0) continue;
      const row = picked.get(entry) ?? { packages: 0, counters: new Set() };
      row.packages += load;
      row.counters.add(id);
      picked.set(entry, row);
    }
  return [...picked]
    .map(([entry, row]) => ({ entry, packages: row.packages, counters: row.counters.size }))
    .sort((a, b) => b.packages - a.packages || (a.entry < b.entry ? -1 : 1));
}

/** Routes by name, their counters by id; a counter with nothing to do is left out. */
export function planRestock(input: PlanInput): RoutePlan[] {
  const slots = Map.groupBy(input.slots, ({ counter }) => counter);
  const plans = input.counters
    .map((counter) => counterPlan(counter, slots.get(counter.id) ?? [], input))
    .filter(({ lines }) => lines.length > 0);
  return [...Map.groupBy(plans, ({ route }) => route)]
    .map(([route, counters]) => ({
      route,
      drivers: [...new Set(counters.map(({ driver }) => driver).filter(Boolean))],
      counters: counters.sort((a, b) => (a.id < b.id ? -1 : 1)),
      pick: pickList(counters),
      load: counters.reduce((all, { load }) => all + load, 0),
    }))
    .sort((a, b) => (a.route < b.route ? -1 : 1));
}
