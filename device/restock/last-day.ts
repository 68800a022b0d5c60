// pure
// How long goods may still be sold.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { addDays, startOfDay } from '@zhuangui/protocol/days.ts';

const dayMs = 86_400_000;
const isDay = (day: string): boolean => !Number.isNaN(Date.parse(`${day}T00:00:00Z`));

export interface Dated {
  madeOn: string;
  bestBefore: string;
}

/** Last day of sale: the printed one, or the end of the certified shelf life if that comes first (GATE-7). */
export function lastDayOfSale({ madeOn, bestBefore }: Dated, entry: Entry | undefined): string {
  const certified = entry && isDay(madeOn) ? addDays(madeOn, entry.shelfLifeDays) : bestBefore;
  return certified < bestBefore ? certified : bestBefore;
}

/** Days from `today` until the last day of sale: 0 is today, negative is past; null for a day no calendar has. */
export function daysLeft(goods: Dated, entry: Entry | undefined, today: string): number | null {
  const last = lastDayOfSale(goods, entry);
  return isDay(last) ? Math.round((startOfDay(last) - startOfDay(today)) / dayMs) : null;
}

/** RST-11: days before the last one from which goods count as nearly expired. */
export function warningDays(shelfLifeDays: number): number {
  const week = Math.min(7, Math.floor(shelfLifeDays / 2));
  return Math.max(week, Math.ceil(shelfLifeDays / 10));
}

/** Whether goods are near their last day; what the catalog no longer holds is given a week. */
export function expiresSoon(goods: Dated, entry: Entry | undefined, today: string): boolean {
  const left = daysLeft(goods, entry, today);
  return left !== null && left <= (entry ? warningDays(entry.shelfLifeDays) : 7);
}
