// STAT-3: the audit's verdicts beside the sales they are about, in the audit's own transaction.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Judged } from '../http/audit/follower.ts';
import type { Dictionary } from './dictionary.ts';
import { dayNumberOf } from './facts.ts';
import { type DimensionSource, insertLines, lineRow, placeFacts, Rollups } from './projection.ts';

interface Row {
  key: number;
  seq: number;
  day: number;
  place: number;
  area: number;
  goods: number;
  method: number;
}

const keysOf = `SELECT j.key AS at, journal.key FROM json_each(?) AS j CROSS JOIN journal
  ON journal.counter = j.value ->> 0 AND journal.journal = j.value ->> 1`;
const linesOf = `SELECT l.journal_key AS key, l.seq, l.day, l.place, p.area, l.goods, l.method FROM json_each(?) AS j
  CROSS JOIN stat_line AS l INDEXED BY stat_line_line ON l.journal_key = j.value ->> 0 AND l.seq = j.value ->> 1
  JOIN stat_place AS p ON p.id = l.place WHERE l.certified IS NULL`;
const mark = `UPDATE stat_line INDEXED BY stat_line_line SET certified = j.value ->> 2 FROM json_each(?) AS j
  WHERE journal_key = j.value ->> 0 AND seq = j.value ->> 1 AND certified IS NULL`;

/** For the follower's `project`: one statement a table for all stretches. A line judged twice counts once. */
export function statisticsJudgement(dictionary: Dictionary, source: DimensionSource) {
  return async (tx: Queries, stretches: readonly Judged[]): Promise<void> => {
    const names = JSON.stringify(stretches.map(({ counter, journal }) => [counter, journal]));
    const found = await tx.query<{ at: number; key: number }>(keysOf, [names]);
    const verdicts = found.flatMap(({ at, key }) =>
      stretches[at]!.verdicts.map((one) => ({ ...one, key, counter: stretches[at]!.counter })),
    );
    if (verdicts.length === 0) return;
    const rollups = new Rollups();
    const sales = verdicts.filter(({ isSale }) => isSale);
    if (sales.length > 0) {
      const params = [
        JSON.stringify(sales.map(({ key, seq, isCertified }) => [key, seq, isCertified ? 1 : 0])),
      ];
      const verdictOf = new Map(sales.map(({ key, seq, isCertified }) => [`${key} ${seq}`, isCertified]));
      for (const row of await tx.query<Row>(linesOf, params)) {
        for (const sums of rollups.of(row)) {
          sums.judged += 1;
          if (verdictOf.get(`${row.key} ${row.seq}`)) sums.certified += 1;
        }
      }
      await tx.run(mark, params);
    }
    const placed = await placeFacts(
      tx,
      dictionary,
      source,
      verdicts
        .filter(({ isSale, isCertified }) => !isSale && !isCertified)
        .map(({ key, counter, seq, atMs, entry }) => ({
          ...{ key, seq, counter, entry, kind: 'testVend' as const },
          ...{ day: dayNumberOf(atMs), method: 0, fen: 0 },
        })),
    );
    await insertLines(
      tx,
      placed.map((fact) => lineRow(fact, 0)),
    );
    for (const fact of placed) for (const sums of rollups.of(fact)) sums.judged += 1;
    await rollups.write(tx);
  };
}
