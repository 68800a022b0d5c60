// MON-5: cash counts, and a case for each difference, in the transaction of the lines.
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';
import type { Projection } from '../ledger/projection.ts';

const yuan = (fen: number) => `¥${(fen / 100).toFixed(2)}`;

export const cashProjection: Projection = async (tx, { draft, committedAtMs }) => {
  const counts = draft.others.flatMap(({ key, counter, journal, line }) =>
    line.kind === 'cash-count' ? [{ key, counter, journal, line: line as LineOf<'cash-count'> }] : [],
  );
  for (const { key, counter, journal, line } of counts) {
    const { seq, at, box, expectedFen, countedFen, leftFen, operator } = line;
    await tx.run(
      `INSERT OR IGNORE INTO cash_count (journal_key, seq, counter, at, box, expected_fen, counted_fen, left_fen, operator)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [key, seq, counter, at, box, expectedFen, countedFen, leftFen, operator],
    );
    if (expectedFen === countedFen) continue;
    const detail = `${box}: expected ${yuan(expectedFen)}, counted ${yuan(countedFen)} by ${operator}`;
    await tx.run(
      `INSERT INTO ledger_case (kind, counter, journal, seq, noticed_at, detail, times)
       VALUES ('cash-difference', ?, ?, ?, ?, ?, 1) ON CONFLICT (counter, kind, journal, seq) DO NOTHING`,
      [counter, journal, seq, committedAtMs, detail.slice(0, 300)],
    );
  }
};
