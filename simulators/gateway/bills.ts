// pure
// A day's bill in each provider's layout, from what really happened; rows can be left out or spoiled as a fault.
import type { GatewayOrder, GatewayRefund } from './gateway-types.ts';
import { dayOf, timeText, yuan } from './texts.ts';

export interface BillRow {
  order: GatewayOrder;
  /** Undefined: the payment itself. */
  refund?: GatewayRefund;
  atMs: number;
  amountFen: number;
}

/** Everything that moved money on a day in Beijing, by time. */
export function rowsOf(orders: Iterable<GatewayOrder>, day: string): BillRow[] {
  const rows: BillRow[] = [];
  for (const order of orders) {
    const { paidMs, amountFen } = order;
    if (paidMs !== undefined && dayOf(paidMs) === day) rows.push({ order, atMs: paidMs, amountFen });
    for (const refund of order.refunds) {
      if (dayOf(refund.doneMs) !== day) continue;
      rows.push({ order, refund, atMs: refund.doneMs, amountFen: refund.amountFen });
    }
  }
  return rows.sort((a, b) => a.atMs - b.atMs);
}

const sum = (rows: readonly BillRow[]) => rows.reduce((total, row) => total + row.amountFen, 0);

const wechatHead =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const wechatSumHead =
  '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

const quoted = (values: readonly string[]) => values.map((value) => `\`${value}`).join(',');

/** WeChat's trade bill (tradebill, ALL): every value behind a back quote. */
export function wechatBill(rows: readonly BillRow[], ids: { appid: string; mchid: string }): string {
  const lines = rows.map(({ order, refund, atMs, amountFen }) => {
    const settled = refund ? '0.00' : yuan(amountFen);
    const back = refund ? yuan(amountFen) : '0.00';
    return quoted([
      ...[timeText(atMs), ids.appid, ids.mchid, '0', '', order.transaction ?? '', order.orderNo],
      ...['oShopper', 'NATIVE', refund ? 'REFUND' : 'SUCCESS', 'OTHERS', 'CNY', settled, '0.00'],
      ...[refund?.refundId ?? '0', refund?.refundNo ?? '0', back, '0.00'],
      ...[refund ? 'ORIGINAL' : '', refund ? 'SUCCESS' : '', order.subject.replaceAll(',', ' '), ''],
      ...['0.00000', '0.00%', settled, back, ''],
    ]);
  });
  const paid = yuan(sum(rows.filter((row) => !row.refund)));
  const back = yuan(sum(rows.filter((row) => row.refund)));
  const total = quoted([String(rows.length), paid, back, '0.00', '0.00000', paid, back]);
  return `\ufeff${[wechatHead, ...lines, wechatSumHead, total].join('\r\n')}\r\n`;
}

const alipayHead =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';

const zeros = (count: number) => Array.from({ length: count }, () => '0.00');

/** Alipay's trade bill (业务明细): numbers end with a tab, refunds are negative. To be written as GBK in a zip. */
export function alipayBill(rows: readonly BillRow[], day: string, sellerId: string): string {
  const shown = day.replace(/^(\d+)-(\d+)-(\d+)$/, '$1年$2月$3日');
  const lines = rows.map(({ order, refund, atMs, amountFen }) => {
    const amount = yuan(refund ? -amountFen : amountFen);
    return [
      ...[
        `${order.transaction}\t`,
        `${order.orderNo}\t`,
        refund ? '退款' : '交易',
        order.subject.replaceAll(',', ' '),
      ],
      ...[timeText(order.createdMs), timeText(atMs), '', '', '', '', 'sho***@example.com', amount, amount],
      ...[...zeros(5), '', ...zeros(2), refund ? `${refund.refundNo}\t` : '', '0.00', '0.00', ''],
    ].join(',');
  });
  const trades = rows.filter((row) => !row.refund);
  const refunds = rows.filter((row) => row.refund);
  return `${[
    '#支付宝业务明细查询',
    `#账号：[${sellerId}]`,
    `#起始日期：[${shown} 00:00:00]   终止日期：[${shown} 24:00:00]`,
    '#-----------------------------------------业务明细列表----------------------------------------',
    alipayHead,
    ...lines,
    '#-----------------------------------------业务明细列表结束------------------------------------',
    `#交易合计：${trades.length}笔，商家实收共${yuan(sum(trades))}元，商家优惠共0.00元`,
    `#退款合计：${refunds.length}笔，商家实收退款共${yuan(-sum(refunds))}元，商家优惠退款共0.00元`,
  ].join('\r\n')}\r\n`;
}
