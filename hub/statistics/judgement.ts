// STAT-3: the audit's verdicts beside the sales they are about, in the audit's own transaction.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Judged } from '../http/audit/follower.ts';
import type { Dictionary } from './dictionary.ts';
import { dayNumberOf } from './facts.ts';
import { type DimensionSource, insertLines, lineRow, placeFacts, Rollups } from './projection.ts';

interface Row {
  seq: number;
  day: number;
  place: number;
  area: number;
  goods: number;
  method: number;
}

const linesOf = `SELECT l.seq, l.day, l.place, p.area, l.goods, l.method FROM json_each(?2) AS j
  CROSS JOIN stat_line AS l INDEXED BY stat_line_line ON l.journal_key = ?1 AND l.seq = j.value ->> 0
  JOIN stat_place AS p ON p.id = l.place WHERE l.certified IS NULL`;
const mark = `UPDATE stat_line SET certified = (SELECT j.value ->> 1 FROM json_each(?2) AS j WHERE j.value ->> 0 = stat_line.seq)
  WHERE journal_key = ?1 AND certified IS NULL AND seq IN (SELECT value ->> 0 FROM json_each(?2))`;

/** For the follower's `project`. A line judged twice counts once. */
export function statisticsJudgement(dictionary: Dictionary, source: DimensionSource) {
  return async (tx: Queries, { counter, journal, verdicts }: Judged): Promise<void> => {
    const [named] = await tx.query<{ key: number }>(
      'SELECT key FROM journal WHERE counter = ? AND journal = ?',
      [counter, journal],
    );
    if (!named || verdicts.length === 0) return;
    const { key } = named;
    const rollups = new Rollups();
    const ofSales = verdicts
      .filter(({ isSale }) => isSale)
      .map(({ seq, isCertified }) => [seq, isCertified ? 1 : 0]);
    const verdictOf = new Map(ofSales.map(([seq, certified]) => [seq, certified === 1]));
    const params = [key, JSON.stringify(ofSales)];
    for (const row of await tx.query<Row>(linesOf, params)) {
      for (const sums of rollups.of(row)) {
        sums.judged += 1;
        if (verdictOf.get(row.seq)) sums.certified += 1;
      }
    }
    if (ofSales.length > 0) await tx.run(mark, params);
    const vends = verdicts.filter(({ isSale, isCertified }) => !isSale && !isCertified);
    const placed = await placeFacts(
      tx,
      dictionary,
      source,
      vends.map(({ seq, atMs, entry }) => ({
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
