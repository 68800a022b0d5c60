import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAlipayBill } from './alipay-bill.ts';
import { type BillRow, compareBill } from './bill-compare.ts';
import { fenOf } from './money-text.ts';
import { readWechatBill } from './wechat-bill.ts';

const order = `o${'b'.repeat(24)}`;
const wechat = (
  lines: string,
) => `\ufeff交易时间,商户号,商户订单号,交易状态,订单金额,商户退款单号,申请退款金额
${lines}总交易单数,应结订单总金额
\`1,\`0.00
`;

describe('bills', () => {
  it('[PAY-12] WeChat: lines with back quotes, payments and refunds, without the summary', () => {
    const text = wechat(
      `\`2026-11-22 09:00:00,\`19,\`${order},\`SUCCESS,\`12.34,\`0,\`0.00\n\`2026-11-22 09:01:00,\`19,\`${order},\`REFUND,\`0.00,\`r1,\`2.30\n`,
    );
    expect(readWechatBill(text, '19')).toEqual({
      kind: 'bill',
      rows: [
        { kind: 'payment', key: order, order, amountFen: 1234 },
        { kind: 'refund', key: 'r1', order, amountFen: 230 },
      ],
    });
  });

  it('[PAY-12] another merchant’s bill, missing columns and unreadable amounts are no bill', () => {
    const line = (merchant: string, amount: string) =>
      wechat(`\`2026-11-22 09:00:00,\`${merchant},\`${order},\`SUCCESS,\`${amount},\`0,\`0.00\n`);
    expect(readWechatBill(line('20', '1.00'), '19').kind).toBe('unclear');
    expect(readWechatBill(line('19', '1,00'), '19').kind).toBe('unclear');
    expect(readWechatBill('交易时间,商户号\n', '19').kind).toBe('unclear');
    expect(readAlipayBill('#x\n支付宝交易号,商户订单号\n').kind).toBe('unclear');
  });

  it('[PAY-12] Alipay: comments, tabs behind numbers, negative refunds', () => {
    const text = `#支付宝业务明细查询\r\n支付宝交易号,商户订单号,业务类型,订单金额（元）,退款批次号/请求号\r\n1\t,${order}\t,交易,5.00,\r\n1\t,${order}\t,退款,-2.00,r1\t\r\n#结束\r\n`;
    expect(readAlipayBill(text)).toEqual({
      kind: 'bill',
      rows: [
        { kind: 'payment', key: order, order, amountFen: 500 },
        { kind: 'refund', key: 'r1', order, amountFen: 200 },
      ],
    });
  });

  const row = fc.record({
    kind: fc.constantFrom<'payment' | 'refund'>('payment', 'refund'),
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    order: fc.constant('o'),
    amountFen: fc.integer({ min: 1, max: 5 }),
  });
  const rows = fc.uniqueArray(row, { selector: ({ kind, key }: BillRow) => `${kind} ${key}` });

  it('[PAY-12] no difference exactly when both sides hold the same; a neighbour day’s row is none', () => {
    fc.assert(
      fc.property(rows, rows, (there, here) => {
        const found = compareBill(there, here, here);
        const text = (list: BillRow[]) =>
          list.map(({ kind, key, amountFen }) => `${kind} ${key} ${amountFen}`).sort();
        expect(found.length === 0).toBe(text(there).join() === text(here).join());
        expect(compareBill(there, [], there)).toEqual([]);
      }),
    );
  });

  it('[PAY-8] amounts are read digit by digit', () => {
    expect(['12.34', '12.3', '12', '-0.05', '0.29'].map(fenOf)).toEqual([1234, 1230, 1200, -5, 29]);
    expect(['1,00', '1.234', '', 'x', '1e3', undefined].map(fenOf)).toEqual(Array(6).fill(undefined));
  });
});
