// Batches of a channel for reading: what was taken, what was refused, what replaced what.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { DomainError } from '../platform/domain-error.ts';
import { selfReported } from './batches.ts';
import type { Reason } from './report-rows.ts';

export interface BatchView {
  batch: string;
  source: string;
  receivedAtMs: number;
  receivedBy: string;
  replaces: string | null;
  replacedBy: string | null;
  accepted: number;
  rejected: number;
  amountFen: number;
}

const columns = `b.batch, b.source, b.received_at AS receivedAtMs, b.received_by AS receivedBy, b.replaces,
  b.replaced_by AS replacedBy, b.accepted, b.rejected,
  coalesce((SELECT sum(amount_fen) FROM channel_row r WHERE r.batch = b.id), 0) AS amountFen`;

/** Newest first. */
export async function listBatches(reader: Db, channel: string, offset: number, limit: number) {
  const rows = await reader.query<BatchView>(
    `SELECT ${columns} FROM channel_batch b WHERE b.channel = ? ORDER BY b.id DESC LIMIT ? OFFSET ?`,
    [channel, limit, offset],
  );
  const sql = 'SELECT count(*) AS n FROM channel_batch WHERE channel = ?';
  const [count] = await reader.query<{ n: number }>(sql, [channel]);
  return { rows, total: count?.n ?? 0, label: selfReported };
}

/** CHAN-5: everything that came with one batch. Rejects with DomainError `unknown-batch`. */
export async function readBatch(reader: Db, channel: string, batch: string) {
  const [found] = await reader.query<BatchView & { id: number }>(
    `SELECT b.id, ${columns} FROM channel_batch b WHERE b.channel = ? AND b.batch = ?`,
    [channel, batch],
  );
  if (!found) throw new DomainError('unknown', 'unknown-batch', 'There is no such batch of this channel.');
  const { id, ...view } = found;
  const rows = await reader.query<Record<string, string | number | null>>(
    `SELECT row AS line, day, product, entry, credit_code AS creditCode, programme, certified,
      amount_fen AS amountFen, count FROM channel_row WHERE batch = ? ORDER BY row`,
    [id],
  );
  const refused = await reader.query<{ line: number; content: string; reasons: string }>(
    'SELECT row AS line, content, reasons FROM channel_rejected WHERE batch = ? ORDER BY row',
    [id],
  );
  return {
    ...view,
    label: selfReported,
    rows: rows.map(({ entry, creditCode, certified, ...row }) => ({
      ...row,
      certified: certified === 1,
      ...(entry === null ? {} : { entry }),
      ...(creditCode === null ? {} : { creditCode }),
    })),
    refused: refused.map(({ line, content, reasons }) => ({
      row: line,
      content,
      reasons: JSON.parse(reasons) as Reason[],
    })),
  };
}
