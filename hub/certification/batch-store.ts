// The table of months.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { DomainError } from '../platform/domain-error.ts';
import { batchMonthOf, type Month, nextMonth } from './month-batch.ts';

export type BatchState = 'open' | 'closed' | 'submitted';

export interface BatchRow {
  month: Month;
  state: BatchState;
  openedAt: number;
  closedAt: number | null;
  closedBy: string | null;
  submittedAt: number | null;
  submittedBy: string | null;
  fileSha256: string | null;
}

export const batchColumns = `month, state, opened_at AS openedAt, closed_at AS closedAt, closed_by AS closedBy,
  submitted_at AS submittedAt, submitted_by AS submittedBy, file_sha256 AS fileSha256`;

export async function findBatch(queries: Queries, month: Month): Promise<BatchRow | undefined> {
  const sql = `SELECT ${batchColumns} FROM month_batch WHERE month = ?`;
  return (await queries.query<BatchRow>(sql, [month]))[0];
}

/** Throws DomainError `unknown`. */
export async function requireBatch(queries: Queries, month: Month): Promise<BatchRow> {
  const found = await findBatch(queries, month);
  if (!found) throw new DomainError('unknown', 'batch', 'There is no batch of this month.');
  return found;
}

/** The first month not closed yet, from `earliest` or the month of the moment on; opened when it is new. */
export async function openMonth(
  tx: Queries,
  atMs: number,
  cutOffDay: number,
  earliest: Month = batchMonthOf(atMs, cutOffDay),
): Promise<Month> {
  let month = earliest;
  for (
    let batch = await findBatch(tx, month);
    batch && batch.state !== 'open';
    batch = await findBatch(tx, month)
  )
    month = nextMonth(month);
  await tx.run(
    `INSERT INTO month_batch (month, state, opened_at) VALUES (?, 'open', ?) ON CONFLICT DO NOTHING`,
    [month, atMs],
  );
  return month;
}
