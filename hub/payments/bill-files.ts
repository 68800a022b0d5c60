// The providers' bills as they came: kept for whoever judges the money without this hub (VER-3).
import { createHash } from 'node:crypto';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { BillFile } from './provider.ts';

/** Another file for the same day is kept beside the first: providers correct their bills. */
export async function keepBillFile(
  tx: Queries,
  method: string,
  day: string,
  { bytes, ending }: BillFile,
  nowMs: number,
): Promise<void> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await tx.run(
    `INSERT INTO payment_bill_file (method, day, fetched_at, ending, sha256, bytes) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    [method, day, nowMs, ending, sha256, bytes],
  );
}

export interface KeptBill extends BillFile {
  method: 'wechat' | 'alipay';
  day: string;
  fetchedAtMs: number;
}

/** The newest file of each provider and day from `from` to `to` (both included; null: no bound), one in memory at a time. */
export async function* keptBills(
  db: Queries,
  from: string | null,
  to: string | null,
): AsyncGenerator<KeptBill> {
  const named = await db.query<{ id: number }>(
    `SELECT max(id) AS id FROM payment_bill_file WHERE day >= ? AND day <= ? GROUP BY method, day ORDER BY day, method`,
    [from ?? '', to ?? '9999-12-31'],
  );
  for (const { id } of named) {
    const [bill] = await db.query<KeptBill>(
      'SELECT method, day, fetched_at AS fetchedAtMs, ending, bytes FROM payment_bill_file WHERE id = ?',
      [id],
    );
    if (bill) yield bill;
  }
}
