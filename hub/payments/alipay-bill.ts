// pure
// Alipay's trade bill (业务明细): a zip with CSV files in GBK; comment lines begin with #, numbers end with a tab.

import { columnsOf } from './bill-columns.ts';
import type { BillRow } from './bill-compare.ts';
import { fenOf } from './money-text.ts';
import type { BillFound } from './provider.ts';

const needed = ['商户订单号', '业务类型', '订单金额（元）', '退款批次号/请求号'] as const;

/** The details' file as text. Refused (as unclear) when a needed column is missing. */
export function readAlipayBill(text: string): BillFound {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const columns = columnsOf((lines[0] ?? '').split(','), needed);
  if (typeof columns === 'string') return { kind: 'unclear', reason: `Alipay’s bill: ${columns}` };
  const rows: BillRow[] = [];
  for (const line of lines.slice(1)) {
    const cells = line.split(',');
    const cell = (name: (typeof needed)[number]) => (cells[columns[name]] ?? '').trim();
    const order = cell('商户订单号');
    const fen = fenOf(cell('订单金额（元）'));
    if (fen === undefined)
      return { kind: 'unclear', reason: `Alipay’s bill: a line cannot be read (${order})` };
    if (cell('业务类型') === '退款')
      rows.push({ kind: 'refund', key: cell('退款批次号/请求号'), order, amountFen: Math.abs(fen) });
    else rows.push({ kind: 'payment', key: order, order, amountFen: fen });
  }
  return { kind: 'bill', rows };
}
