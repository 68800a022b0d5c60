// MON-1: what the lists of the money have in common: a period, a page, an order, a file.
import { addDays, dayOf, startOfDay } from '@zhuangui/protocol/days.ts';
import { Day, Text } from '@zhuangui/protocol/units.ts';
import type { Response } from 'express';
import Type from 'typebox';
import { type Cell, toCsv } from '../platform/csv.ts';
import { DomainError } from '../platform/domain-error.ts';
import { xlsxOf } from '../platform/xlsx.ts';

export const listFields = {
  search: Type.Optional(Text(80)),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  sort: Type.Optional(Text(20)),
};
export const periodFields = { from: Type.Optional(Day), to: Type.Optional(Day) };
export const formatField = { format: Type.Optional(Type.Enum(['csv', 'xlsx'] as const)) };

export const exportRowsMax = 50_000;
const daysMax = 366;
const shownDays = 7;

/** Days to milliseconds; without any the last seven days. Throws DomainError `invalid`. */
export function periodOf({ from, to }: { from?: string; to?: string }, nowMs: number) {
  const last = to ?? dayOf(nowMs);
  const first = from ?? addDays(last, 1 - shownDays);
  if (
    addDays(first, 0) !== first ||
    addDays(last, 0) !== last ||
    first > last ||
    addDays(first, daysMax) < last
  )
    throw new DomainError(
      'invalid',
      'bad-period',
      'Give a first and a last day that exist, a year apart at most.',
    );
  return { fromMs: startOfDay(first), untilMs: startOfDay(addDays(last, 1)) };
}

const summedDaysMax = 31;
/** Sums of all counters are read from the orders: a month of them at most. Throws DomainError `invalid`. */
export function checkDays({ fromMs, untilMs }: { fromMs: number; untilMs: number }): void {
  if (untilMs - fromMs > summedDaysMax * 86_400_000)
    throw new DomainError(
      'invalid',
      'too-many-days',
      `Choose ${summedDaysMax} days at most, or one counter.`,
      { days: summedDaysMax },
    );
}

export const pageOf = ({ page = 1, pageSize = 50 }: { page?: number; pageSize?: number }) => ({
  limit: pageSize,
  offset: (page - 1) * pageSize,
});

/** MON-8. The first row is the header. */
export async function sendTable(
  response: Response,
  name: string,
  format: 'csv' | 'xlsx',
  rows: readonly (readonly Cell[])[],
): Promise<undefined> {
  response.attachment(`${name}.${format}`);
  response.send(format === 'csv' ? Buffer.from(toCsv(rows)) : await xlsxOf([{ name: '明细', rows }]));
  return undefined;
}

/** Fen to yuan for a spreadsheet. */
export const yuanCell = (fen: number | null): Cell => (fen === null ? null : Math.round(fen) / 100);
