// pure
// Sums of the day and of all time, carried on from commit to commit: no table is read again while counters sell.
import type { DayTotal } from '../../ledger/group-draft.ts';
import type { Totals } from '../../ledger/queries.ts';

type Money = Pick<Totals, 'sales' | 'salesFen' | 'refunds' | 'refundsFen'>;
type Sales = Pick<Totals, 'sales' | 'salesFen'>;

export interface DaySums {
  /** Of this day; nothing yet when it is another one than the last that was added to. */
  today(day: string): Money;
  todayOf(counter: string, day: string): Sales;
  allTime(): Sales;
  /** What a commit added, as of `day`. */
  add(totals: readonly DayTotal[], day: string): void;
}

const nothing: Money = { sales: 0, salesFen: 0, refunds: 0, refundsFen: 0 };

const plus = (sum: Money, one: Money): Money => ({
  sales: sum.sales + one.sales,
  salesFen: sum.salesFen + one.salesFen,
  refunds: sum.refunds + one.refunds,
  refundsFen: sum.refundsFen + one.refundsFen,
});

export interface KnownSums {
  day: string;
  allTime: Totals;
  /** Of `day`. */
  perCounter: readonly (Totals & { counter: string })[];
}

export function createDaySums(known: KnownSums): DaySums {
  let { day } = known;
  let allTime: Money = known.allTime;
  let today = known.perCounter.reduce(plus, nothing);
  let perCounter = new Map(known.perCounter.map((row) => [row.counter, plus(nothing, row)]));

  return {
    today: (asked) => (asked === day ? today : nothing),
    todayOf: (counter, asked) => (asked === day ? perCounter.get(counter) : undefined) ?? nothing,
    allTime: () => allTime,
    add(totals, now) {
      if (now !== day) {
        day = now;
        today = nothing;
        perCounter = new Map();
      }
      for (const total of totals) {
        allTime = plus(allTime, total);
        if (total.day !== day) continue;
        today = plus(today, total);
        perCounter.set(total.counter, plus(perCounter.get(total.counter) ?? nothing, total));
      }
    },
  };
}
