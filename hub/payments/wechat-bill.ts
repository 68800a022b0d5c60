// pure
// WeChat's trade bill (ALL): CSV with a back quote before every value, and a summary of two lines at the end.

import { columnsOf } from './bill-columns.ts';
import type { BillRow } from './bill-compare.ts';
import { fenOf } from './money-text.ts';
import type { BillFound } from './provider.ts';

const needed = ['商户号', '商户订单号', '交易状态', '订单金额', '商户退款单号', '申请退款金额'] as const;

/** Refused (as unclear) when a needed column is missing or the bill is another merchant's. */
export function readWechatBill(text: string, mchId: string): BillFound {
  const [head = '', ...lines] = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const columns = columnsOf(head.split(','), needed);
  if (typeof columns === 'string') return { kind: 'unclear', reason: `WeChat Pay’s bill: ${columns}` };
  const end = lines.findIndex((line) => line.startsWith('总交易单数'));
  const rows: BillRow[] = [];
  for (const line of lines.slice(0, end === -1 ? undefined : end).filter((one) => one !== '')) {
    const cells = line.replace(/^`/, '').split(',`');
    const cell = (name: (typeof needed)[number]) => cells[columns[name]] ?? '';
    const isRefund = cell('交易状态') === 'REFUND';
    const order = cell('商户订单号');
    const amountFen = fenOf(cell(isRefund ? '申请退款金额' : '订单金额'));
    if (cell('商户号') !== mchId || amountFen === undefined)
      return { kind: 'unclear', reason: `WeChat Pay’s bill: a line cannot be read (${order})` };
    if (isRefund) rows.push({ kind: 'refund', key: cell('商户退款单号'), order, amountFen });
    else if (cell('交易状态') === 'SUCCESS') rows.push({ kind: 'payment', key: order, order, amountFen });
  }
  return { kind: 'bill', rows };
}
