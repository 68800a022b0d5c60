// pure
// Calendar days of moments, asked for with every line: most lines of a minute share theirs.
import { dayOf } from '@zhuangui/protocol/days.ts';

const minutesKept = 10_000;

/** Bounded memory of days; `of` is `dayOf`. */
export function createDays(): { of(atMs: number): string } {
  const known = new Map<number, string>();
  return {
    of(atMs) {
      const minute = Math.floor(atMs / 60_000);
      let day = known.get(minute);
      if (day === undefined) {
        if (known.size > minutesKept) known.clear();
        day = dayOf(atMs);
        known.set(minute, day);
      }
      return day;
    },
  };
}
