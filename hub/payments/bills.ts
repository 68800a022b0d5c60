// The providers' daily bills: fetched once a day, compared with the rows here, differences stored and made cases.

import { addDays, dayOf, startOfDay } from '@zhuangui/protocol/days.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { QrMethod } from '@zhuangui/protocol/payment-messages.ts';
import { type BillDifference, type BillRow, compareBill } from './bill-compare.ts';
import { keepBillFile } from './bill-files.ts';
import type { PaymentsParts } from './payment-parts.ts';
import { forgetNotices } from './payment-store.ts';
import type { BillFile, PaymentProvider } from './provider.ts';

const minute = 60_000;
/** PAY-12: both providers have yesterday's bill by ten in the morning. */
const readyAfterMs = 10 * 60 * minute;
const lookEveryMs = 30 * minute;
const noticesKeptMs = 7 * 24 * 60 * minute;
/** A bill that was missed is fetched for so long. */
const daysBack = 7;
/** The two clocks need not agree on which side of midnight a payment stands. */
const midnightMs = 5 * minute;

export interface BillResult {
  method: QrMethod;
  day: string;
  /** Undefined: the provider has none yet, or gave no clear answer. */
  rows?: number;
  differences?: BillDifference[];
  problem?: string;
}

export interface Bills {
  /** Fetches and compares one day of every provider, whatever was fetched before. */
  run(day: string): Promise<BillResult[]>;
  /** Every day that is due and missing. */
  runDue(): Promise<void>;
  close(): Promise<void>;
}

/** `lookAgain` hears of payments that only the bill names. */
export function createBills(
  parts: PaymentsParts,
  lookAgain: (orders: readonly string[]) => Promise<void>,
): Bills {
  const { db, providers, clock, log } = parts;
  let isClosed = false;
  let cancel = () => {};
  let running: Promise<void> = Promise.resolve();

  async function one(provider: PaymentProvider, day: string): Promise<BillResult> {
    const { method } = provider;
    const bill = await provider.fetchBill(day);
    if (bill.kind === 'not-ready') return { method, day, problem: 'there is no bill of this day yet' };
    if (bill.kind === 'unclear') {
      log.warn(
        { method, day, reason: bill.reason },
        'a bill could not be fetched; tried again in half an hour',
      );
      return { method, day, problem: bill.reason };
    }
    const differences = await store(method, day, bill.rows, bill.file);
    for (const found of differences) await parts.noteCase(await caseOf(method, day, found));
    const unknown = differences.filter(({ kind, row }) => kind === 'bill-missing-here' && row === 'payment');
    await lookAgain(unknown.map(({ order }) => order));
    return { method, day, rows: bill.rows.length, differences };
  }

  async function store(method: QrMethod, day: string, there: readonly BillRow[], file?: BillFile) {
    const here = await ownRows(
      db,
      method,
      startOfDay(day) + midnightMs,
      startOfDay(addDays(day, 1)) - midnightMs,
    );
    const near = await ownRows(db, method, startOfDay(addDays(day, -1)), startOfDay(addDays(day, 2)));
    const differences = compareBill(there, here, near);
    await db.transaction(async (tx) => {
      await writeBill(tx, method, day, there, differences, clock.nowMs());
      if (file) await keepBillFile(tx, method, day, file, clock.nowMs());
    });
    return differences;
  }

  async function caseOf(method: QrMethod, day: string, found: BillDifference) {
    const { kind, order, hereFen, thereFen } = found;
    const [row] = await db.query<{ counter: string }>('SELECT counter FROM payment WHERE order_id = ?', [
      order,
    ]);
    const fen = (amount: number | null) => (amount === null ? 'nothing' : `${amount} fen`);
    const detail = `${method} ${day}, ${found.row} ${found.key}: here ${fen(hereFen)}, in the bill ${fen(thereFen)}`;
    return { kind, counter: row?.counter ?? '', journal: found.key, seq: 0, detail };
  }

  async function runDue(): Promise<void> {
    const nowMs = clock.nowMs();
    const today = dayOf(nowMs);
    if (nowMs < startOfDay(today) + readyAfterMs) return;
    const [first] = await db.query<{ at: number | null }>('SELECT min(created_at) AS at FROM payment');
    if (first?.at == null) return;
    const fetched = await db.query<{ method: string; day: string }>('SELECT method, day FROM payment_bill');
    const done = new Set(fetched.map(({ method, day }) => `${method} ${day}`));
    for (let back = daysBack; back >= 1; back -= 1) {
      const day = addDays(today, -back);
      if (day < dayOf(first.at)) continue;
      for (const provider of providers)
        if (!isClosed && !done.has(`${provider.method} ${day}`)) await one(provider, day);
    }
  }

  function look(): void {
    if (isClosed) return;
    running = forgetNotices(db, clock.nowMs() - noticesKeptMs)
      .then(runDue)
      .catch((error: unknown) => log.error({ error }, 'the payment bills could not be compared'))
      .then(() => {
        if (!isClosed) cancel = clock.setTimer(lookEveryMs, look);
      });
  }
  if (providers.length > 0) cancel = clock.setTimer(minute, look);

  return {
    async run(day) {
      const results: BillResult[] = [];
      for (const provider of providers) results.push(await one(provider, day));
      return results;
    },
    runDue,
    async close() {
      isClosed = true;
      cancel();
      await running;
    },
  };
}

/** What the hub holds of one provider between two moments: payments by the gateway's time, refunds by when it took them. */
async function ownRows(db: Queries, method: QrMethod, fromMs: number, toMs: number): Promise<BillRow[]> {
  const payments = await db.query<BillRow>(
    `SELECT 'payment' AS kind, order_id AS "key", order_id AS "order", paid_fen AS amountFen FROM payment
     WHERE method = ? AND paid_at >= ? AND paid_at < ?`,
    [method, fromMs, toMs],
  );
  const refunds = await db.query<BillRow>(
    `SELECT 'refund' AS kind, refund_id AS "key", order_id AS "order", amount_fen AS amountFen
     FROM payment_refund JOIN payment USING (order_id)
     WHERE method = ? AND payment_refund.state <> 'refused' AND taken_at >= ? AND taken_at < ?`,
    [method, fromMs, toMs],
  );
  return [...payments, ...refunds];
}

async function writeBill(
  tx: Queries,
  method: QrMethod,
  day: string,
  rows: readonly BillRow[],
  differences: readonly BillDifference[],
  nowMs: number,
): Promise<void> {
  const sum = (kind: BillRow['kind']) =>
    rows.filter((row) => row.kind === kind).reduce((total, { amountFen }) => total + amountFen, 0);
  await tx.run(
    `INSERT INTO payment_bill (method, day, fetched_at, rows, payments_fen, refunds_fen) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (method, day) DO UPDATE SET fetched_at = excluded.fetched_at, rows = excluded.rows,
     payments_fen = excluded.payments_fen, refunds_fen = excluded.refunds_fen`,
    [method, day, nowMs, rows.length, sum('payment'), sum('refund')],
  );
  await tx.run('DELETE FROM payment_bill_difference WHERE method = ? AND day = ?', [method, day]);
  for (const { kind, row, key, order, hereFen, thereFen } of differences)
    await tx.run(
      `INSERT INTO payment_bill_difference (method, day, row_kind, row_key, kind, order_id, here_fen, there_fen)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [method, day, row, key, kind, order, hereFen, thereFen],
    );
}
