// STAT-5: figures by a dimension and a period, for whoever asks, within their scope.
import { addDays } from '@zhuangui/protocol/days.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { DomainError } from '../platform/domain-error.ts';
import { methods, periodText } from './dimensions.ts';
import { type Question, statementOf } from './figure-query.ts';
import { methodOf, type Names } from './names.ts';
import { addSums, noSums, type Sums } from './sums.ts';

export interface FigureRow extends Sums {
  /** `2026-11-23`, `2026-11`, `2026`; empty when not divided by time. */
  period: string;
  key: string;
  name: string;
  /** Certified of judged, in per cent; null while nothing is judged. */
  certifiedShare: number | null;
}

export interface FigureTable {
  rows: FigureRow[];
  total: Omit<FigureRow, 'period' | 'key' | 'name'>;
}

/** Rows of one answer; more is refused with what to do. */
const rowsMax = 60_000;
const daysMax = 3_700;

export const shareOf = ({ judged, certified }: Pick<Sums, 'judged' | 'certified'>): number | null =>
  judged === 0 ? null : (100 * certified) / judged;

/** Throws DomainError `invalid` with what to change. */
export function checkQuestion({ from, to, filters }: Pick<Question, 'from' | 'to' | 'filters'>): void {
  const isDay = (day: string) => addDays(day, 0) === day;
  if (!isDay(from) || !isDay(to) || from > to)
    throw new DomainError(
      'invalid',
      'bad-period',
      'Give a first and a last day that exist, the first not after the last.',
    );
  if (addDays(from, daysMax) < to)
    throw new DomainError('invalid', 'period-too-long', 'Ask for ten years at most.');
  if (filters.method !== undefined && !methods.includes(filters.method as never))
    throw new DomainError(
      'invalid',
      'bad-method',
      `The payment method is one of ${methods.filter(Boolean).join(', ')}.`,
    );
}

export interface Figures {
  ask(question: Question): Promise<FigureTable>;
}

export function createFigures(parts: { reader: Queries; names: Names }): Figures {
  const { reader, names } = parts;
  return {
    async ask(question) {
      checkQuestion(question);
      const { sql, params } = statementOf(question, rowsMax);
      const found = await reader.query<Sums & { period: number; key: string | number }>(sql, [...params]);
      if (found.length > rowsMax)
        throw new DomainError(
          'invalid',
          'too-many-rows',
          'That would be more rows than can be shown: choose a shorter period, a coarser step or a filter.',
        );
      const { by } = question;
      const keyOf = (key: string | number) => (by === 'method' ? methodOf(key) : String(key));
      const keys = [...new Set(found.map(({ key }) => keyOf(key)))];
      const nameOf = by === 'none' ? new Map<string, string>() : await names.of(by, keys);
      const total = noSums();
      const rows = found.map(({ period, key, ...sums }): FigureRow => {
        addSums(total, sums);
        const text = keyOf(key);
        return {
          ...{ period: period === 0 ? '' : periodText(period), key: text, name: nameOf.get(text) ?? text },
          ...sums,
          certifiedShare: shareOf(sums),
        };
      });
      return { rows, total: { ...total, certifiedShare: shareOf(total) } };
    },
  };
}
