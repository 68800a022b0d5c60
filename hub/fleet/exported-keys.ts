// Whose keys sign which journals: every certificate a counter was ever given, with the journal key it enrolled with.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { ExportedCounter } from '@zhuangui/protocol/export-format.ts';

interface Row {
  counter: string;
  status: string;
  registeredAtMs: number;
  approvedBy: string | null;
  approvedAtMs: number | null;
}

const pageRows = 500;

/** Counters that were ever enrolled, by id; `counters` null: all. A page in memory at a time. */
export async function* exportedKeys(
  db: Queries,
  counters: readonly string[] | null,
): AsyncGenerator<ExportedCounter> {
  let last = '';
  const named = counters === null ? '' : 'AND id IN (SELECT value FROM json_each(?2))';
  for (;;) {
    const rows = await db.query<Row>(
      `SELECT id AS counter, status, registered_at AS registeredAtMs,
         CASE WHEN state = 'approved' THEN decided_by END AS approvedBy,
         CASE WHEN state = 'approved' THEN decided_at END AS approvedAtMs
       FROM counter LEFT JOIN enrolment_request ON enrolment_request.counter = id
       WHERE id > ?1 ${named} ORDER BY id LIMIT ${pageRows}`,
      counters === null ? [last] : [last, JSON.stringify(counters)],
    );
    for (const row of rows) yield { ...row, keys: await keysOf(db, row.counter) };
    if (rows.length < pageRows) return;
    last = rows.at(-1)!.counter;
  }
}

const keysOf = (db: Queries, counter: string): Promise<ExportedCounter['keys']> =>
  db.query(
    `SELECT journal_key AS "key", serial AS certificate, issued_at AS enrolledAtMs, not_after AS notAfterMs,
       revoked_at AS revokedAtMs FROM certificate WHERE counter = ? ORDER BY issued_at, serial`,
    [counter],
  );
