// pure
// CERT-10: which month's batch takes what the leagues submit.
import { dayOf, startOfDay } from '@zhuangui/protocol/days.ts';

/** Month as YYYY-MM. */
export type Month = string;

export const nextMonth = (month: Month): Month => {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
};

/** First millisecond (UTC+8) that is too late for the month's batch. */
export const cutOffMs = (month: Month, cutOffDay = 20): number =>
  startOfDay(`${month}-${String(cutOffDay).padStart(2, '0')}`);

/** The batch of what arrives at `atMs`: this month's strictly before 00:00 of the cut-off day, else the next one's. */
export function batchMonthOf(atMs: number, cutOffDay = 20): Month {
  const month = dayOf(atMs).slice(0, 7);
  return atMs < cutOffMs(month, cutOffDay) ? month : nextMonth(month);
}
