// Money of the journals against the providers' own bills, line by line; the hub's word only where there is no bill.
import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import {
  exportedBillMessage,
  exportedPaymentMessage,
  exportPaths,
} from '@zhuangui/protocol/export-format.ts';
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';
import type { ExportFolder } from '../export/export-folder.ts';
import type { Findings, Place } from '../findings.ts';
import type { MoneyHeard, Order } from '../journal/orders.ts';
import { type BillRow, readBill } from './bill-rows.ts';

interface Moved {
  amountFen: number;
  order: string;
  day: string;
  file: string;
  line: number;
  isMatched: boolean;
}

export interface Money extends MoneyHeard {
  /** After all journals: what the bills say and no journal does. */
  finish(): void;
}

const isByCode = (method: string) => method === 'wechat' || method === 'alipay';

export function createMoney(folder: ExportFolder, findings: Findings): Money {
  const payments = new Map<string, Moved>();
  const refunds = new Map<string, Moved>();
  const backOf = new Map<string, number>();
  /** `method day` of bills that were fetched after their day was over. */
  const complete = new Set<string>();
  const hubPaid = new Map<string, { paidFen: number | null; state: string }>();
  const paidInJournals = new Set<string>();

  function add(method: string, day: string, file: string, row: BillRow): void {
    const map = row.kind === 'payment' ? payments : refunds;
    const before = map.get(row.key);
    if (row.kind === 'refund') backOf.set(row.order, (backOf.get(row.order) ?? 0) + row.amountFen);
    // One payment in two lines, or the same line in two files: the amounts add up, and no journal says so.
    const amountFen = row.amountFen + (before?.amountFen ?? 0);
    map.set(row.key, { amountFen, order: row.order, day, file, line: row.line, isMatched: false });
    findings.checked(`lines of bills, ${method}`);
  }

  folder.rows(exportPaths.bills, exportedBillMessage, ({ method, day, fetchedAtMs, file }) => {
    const bytes = folder.bytes(file);
    if (!bytes) {
      if (!folder.has(file)) findings.violation('file-missing', { file }, `${exportPaths.bills} names it`);
      return;
    }
    const read = readBill(method, bytes);
    if (!read.ok)
      return findings.violation(
        'file-unreadable',
        { file },
        `the bill of ${method} for ${day}: ${read.problem}`,
      );
    if (dayOf(fetchedAtMs) > day) complete.add(`${method} ${day}`);
    findings.checked('bills');
    for (const row of read.rows) add(method, day, file, row);
  });
  folder.rows(exportPaths.payments, exportedPaymentMessage, ({ order, paidFen, state }) => {
    hubPaid.set(order, { paidFen, state });
  });

  /** True when the bills of every day from one moment to another are here. */
  function covers(method: string, fromMs: number, toMs: number): boolean {
    const last = dayOf(toMs);
    for (let day = dayOf(Math.min(fromMs, toMs)); day <= last; day = addDays(day, 1))
      if (!complete.has(`${method} ${day}`)) return false;
    return true;
  }

  function compare(
    found: Moved | undefined,
    amountFen: number,
    what: string,
    method: string,
    [fromMs, toMs]: readonly [number, number],
    place: Place,
  ): void {
    if (found) {
      found.isMatched = true;
      findings.checked(`${what} found in the bills`);
      if (found.amountFen !== amountFen)
        findings.violation(
          'bill-amount',
          { ...place, file: found.file },
          `${what} of ${amountFen} fen, line ${found.line} says ${found.amountFen}`,
        );
    } else if (covers(method, fromMs, toMs))
      findings.violation(
        'bill-missing',
        place,
        `${what} of ${amountFen} fen is in no bill of ${method}, ${dayOf(fromMs)} to ${dayOf(toMs)}`,
      );
    else findings.unchecked(`${what} whose bill of ${method} is not in the export (yet)`);
  }

  return {
    paid(order: Order, line: LineOf<'paid'>, place) {
      const { method } = order;
      if (method === 'test')
        return findings.unchecked('payments of the method test: there is no provider and no bill');
      if (!isByCode(method)) return;
      const where = { ...place, order: order.order };
      paidInJournals.add(order.order);
      compare(payments.get(order.order), line.amountFen, 'a payment', method, [order.atMs, line.at], where);
      const said = hubPaid.get(order.order);
      if (!said) return;
      findings.checked('payments compared with what the hub says');
      if (said.paidFen !== line.amountFen)
        findings.violation(
          'hub-payment',
          where,
          `the journal says ${line.amountFen} fen, the hub ${said.paidFen}`,
        );
    },
    refunded(order, line, place) {
      if (!isByCode(order.method) || line.amountFen === 0) return;
      const where = { ...place, order: order.order };
      const found = refunds.get(line.refund);
      compare(
        found,
        line.amountFen,
        'a refund',
        order.method,
        [order.paidAtMs ?? order.atMs, line.at],
        where,
      );
    },
    finish() {
      const isPart = folder.manifest.counters !== null;
      for (const [order, one] of payments) {
        if (one.isMatched) continue;
        const back = backOf.get(order) ?? 0;
        const method = one.file.split('/')[1] ?? '';
        const place = { order, file: one.file };
        if (isPart) findings.unchecked('payments in the bills that may be of counters outside this export');
        else if (back === one.amountFen) findings.checked('payments no counter took, given back in full');
        else if (back > one.amountFen)
          findings.violation('bill-extra', place, `${one.amountFen} fen paid, ${back} given back`);
        else if (complete.has(`${method} ${addDays(one.day, 1)}`))
          findings.violation(
            'money-kept',
            place,
            `line ${one.line}: ${one.amountFen} fen paid, ${back} given back, and no journal knows of it`,
          );
        else findings.unchecked('payments no counter took whose refund may stand in a later bill');
      }
      for (const [refund, one] of refunds) {
        if (one.isMatched || isPart || !paidInJournals.has(one.order)) continue;
        findings.violation(
          'bill-extra',
          { order: one.order, file: one.file },
          `line ${one.line}: refund ${refund} of ${one.amountFen} fen, no journal says that it moved`,
        );
      }
    },
  };
}
