// MON-5: cash counts, and a case for each difference, in the transaction of the lines: one statement a table.
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';
import type { NewCase } from '../ledger/ledger-types.ts';
import type { Projection } from '../ledger/projection.ts';
import { writeCases } from '../ledger/write-group.ts';

const insert = `INSERT OR IGNORE INTO cash_count (journal_key, seq, counter, at, box, expected_fen, counted_fen, left_fen,
  operator) SELECT ${Array.from({ length: 9 }, (_, at) => `value ->> ${at}`).join(', ')} FROM json_each(?)`;
const yuan = (fen: number) => `¥${(fen / 100).toFixed(2)}`;

export const cashProjection: Projection = async (tx, { draft, committedAtMs }) => {
  const counts = draft.others.flatMap(({ key, counter, journal, line }) =>
    line.kind === 'cash-count' ? [{ key, counter, journal, line: line as LineOf<'cash-count'> }] : [],
  );
  if (counts.length === 0) return;
  const rows = counts.map(({ key, counter, line }) => {
    const { seq, at, box, expectedFen, countedFen, leftFen, operator } = line;
    return [key, seq, counter, at, box, expectedFen, countedFen, leftFen, operator];
  });
  await tx.run(insert, [JSON.stringify(rows)]);
  const differences = counts.filter(({ line }) => line.expectedFen !== line.countedFen);
  const cases = differences.map(({ counter, journal, line }): NewCase => {
    const { seq, box, expectedFen, countedFen, operator } = line;
    const detail = `${box}: expected ${yuan(expectedFen)}, counted ${yuan(countedFen)} by ${operator}`;
    return { kind: 'cash-difference', counter, journal, seq, detail: detail.slice(0, 300) };
  });
  await writeCases(tx, cases, committedAtMs);
};
