// pure
// Periods people ask for by one word, as days of Beijing time.
import { addDays, dayOf } from '@zhuangui/protocol/days.ts';

export interface Period {
  from: string;
  to: string;
}
export const presets = ['today', 'month', 'lastMonth', 'year'] as const;
export type Preset = (typeof presets)[number];

export const lastDayOf = (month: string): string =>
  addDays(`${addDays(`${month}-01`, 31).slice(0, 7)}-01`, -1);

export function periodOf(preset: Preset, nowMs: number): Period {
  const today = dayOf(nowMs);
  const month = today.slice(0, 7);
  if (preset === 'today') return { from: today, to: today };
  if (preset === 'month') return { from: `${month}-01`, to: lastDayOf(month) };
  if (preset === 'year') return { from: `${today.slice(0, 4)}-01-01`, to: `${today.slice(0, 4)}-12-31` };
  const last = addDays(`${month}-01`, -1).slice(0, 7);
  return { from: `${last}-01`, to: lastDayOf(last) };
}
