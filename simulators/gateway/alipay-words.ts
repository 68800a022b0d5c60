// pure
// How Alipay's openapi says things: answers, error codes, notification parameters, what it demands of a new trade.
import { type NewOrder, refundedFen, statusOf } from './gateway-core.ts';
import type { GatewayOrder, GatewayRefund, Refusal } from './gateway-types.ts';
import { expressMs, fenOf, timeOf, timeText, yuan } from './texts.ts';

export type Answer = Record<string, unknown>;
export const success = (fields: Answer): Answer => ({ code: '10000', msg: 'Success', ...fields });
export const failed = (sub_code: string, sub_msg: string): Answer => ({
  code: '40004',
  msg: 'Business Failed',
  sub_code,
  sub_msg,
});
export const invalid = (sub_code: string, sub_msg: string): Answer => ({
  code: '40002',
  msg: 'Invalid Arguments',
  sub_code,
  sub_msg,
});
export const systemError: Answer = {
  code: '20000',
  msg: 'Service Currently Unavailable',
  sub_code: 'aop.ACQ.SYSTEM_ERROR',
  sub_msg: '系统异常',
};
export const limited: Answer = {
  code: '40005',
  msg: 'Call Limited',
  sub_code: 'isv.app-call-limited',
  sub_msg: '应用调用次数超限',
};
export const notEnough = failed('ACQ.SELLER_BALANCE_NOT_ENOUGH', '卖家余额不足');
export const noBill = failed('isp.bill_not_exist', '账单不存在');

const refusals: Record<Refusal, Answer> = {
  'changed-parameters': failed('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改'),
  'already-paid': failed('ACQ.TRADE_HAS_SUCCESS', '交易已被支付'),
  'already-closed': failed('ACQ.TRADE_HAS_CLOSE', '交易已经关闭'),
  'no-order': failed('ACQ.TRADE_NOT_EXIST', '交易不存在'),
  'not-paid': failed('ACQ.TRADE_STATUS_ERROR', '交易状态不合法'),
  'too-early': failed('ACQ.TRADE_STATUS_ERROR', '交易状态不合法'),
  'too-late': failed('ACQ.TRADE_HAS_FINISHED', '交易已完结'),
  'too-much': failed('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', '退款金额超限'),
  'too-often': limited,
  expired: failed('ACQ.TRADE_HAS_CLOSE', '交易已经关闭'),
  'no-code': failed('ACQ.TRADE_NOT_EXIST', '交易不存在'),
};
export const refusalAnswer = (why: Refusal): Answer => refusals[why];
/** A refund number that comes again with another amount. */
export const changedRefund = failed('ACQ.DISCORDANT_REPEAT_REQUEST', '不一致的请求');
/** Only an unpaid, open trade can be closed. */
export const notClosable = refusals['not-paid'];

const statuses = {
  open: 'WAIT_BUYER_PAY',
  expired: 'TRADE_CLOSED',
  closed: 'TRADE_CLOSED',
  paid: 'TRADE_SUCCESS',
  refunded: 'TRADE_SUCCESS',
  'refunded-in-full': 'TRADE_CLOSED',
} as const;

/** A trade's own number exists as soon as somebody opened its code. */
export const tradeNo = (order: GatewayOrder) => order.transaction ?? `2026${order.codeUrl.slice(-12)}`;

const buyer = { buyer_user_id: '2088102000000001', buyer_logon_id: 'sho***@example.com' };

const bodyOf = (order: GatewayOrder): Record<string, string> =>
  order.attach === undefined ? {} : { body: order.attach };

export function queryAnswer(order: GatewayOrder, nowMs: number): Answer {
  return success({
    trade_no: tradeNo(order),
    out_trade_no: order.orderNo,
    ...buyer,
    trade_status: statuses[statusOf(order, nowMs)],
    ...bodyOf(order),
    total_amount: yuan(order.amountFen),
    receipt_amount: yuan(order.paidMs === undefined ? 0 : order.amountFen),
    ...(order.paidMs === undefined ? {} : { send_pay_date: timeText(order.paidMs) }),
  });
}

export function refundAnswer(order: GatewayOrder, refund: GatewayRefund, isNew: boolean): Answer {
  return success({
    trade_no: tradeNo(order),
    out_trade_no: order.orderNo,
    ...buyer,
    fund_change: isNew ? 'Y' : 'N',
    // All that was given back so far, not this refund alone.
    refund_fee: yuan(refundedFen(order)),
    gmt_refund_pay: timeText(refund.doneMs),
  });
}

/** A refund nobody made has an answer without `refund_status`. */
export function refundQueryAnswer(order: GatewayOrder, refundNo: string): Answer {
  const refund = order.refunds.find((one) => one.refundNo === refundNo);
  if (!refund) return success({});
  return success({
    trade_no: tradeNo(order),
    out_trade_no: order.orderNo,
    out_request_no: refund.refundNo,
    total_amount: yuan(order.amountFen),
    refund_amount: yuan(refund.amountFen),
    refund_status: 'REFUND_SUCCESS',
    gmt_refund_pay: timeText(refund.doneMs),
  });
}

/** What a notification of a trade says, unsigned. */
export function noticeParams(
  order: GatewayOrder,
  ids: { appId: string; sellerId: string },
  nowMs: number,
  notifyId: string,
): Record<string, string> {
  const paidMs = order.paidMs ?? nowMs;
  return {
    notify_time: timeText(nowMs),
    notify_type: 'trade_status_sync',
    notify_id: notifyId,
    app_id: ids.appId,
    auth_app_id: ids.appId,
    charset: 'utf-8',
    version: '1.0',
    trade_no: tradeNo(order),
    out_trade_no: order.orderNo,
    trade_status: statuses[statusOf(order, nowMs)],
    total_amount: yuan(order.amountFen),
    receipt_amount: yuan(order.amountFen),
    buyer_pay_amount: yuan(order.amountFen),
    buyer_id: buyer.buyer_user_id,
    buyer_logon_id: buyer.buyer_logon_id,
    seller_id: ids.sellerId,
    subject: order.subject,
    ...bodyOf(order),
    gmt_create: timeText(order.scannedMs ?? order.createdMs),
    gmt_payment: timeText(paidMs),
    ...(order.refunds.length === 0
      ? {}
      : {
          refund_fee: yuan(refundedFen(order)),
          gmt_refund: `${timeText(nowMs)}.000`,
          out_biz_no: order.refunds.at(-1)?.refundNo ?? '',
        }),
  };
}

const codeLifeMs = 2 * 3_600_000;

/** Reads a precreate, or the error that answers it. */
export function readTrade(biz: Answer, notifyUrl: string, nowMs: number): NewOrder | { fault: Answer } {
  const { out_trade_no, subject, total_amount } = biz;
  if (typeof out_trade_no !== 'string' || !/^[0-9A-Za-z_]{1,64}$/.test(out_trade_no)) {
    return { fault: failed('ACQ.INVALID_PARAMETER', '参数无效: out_trade_no') };
  }
  const amountFen = fenOf(total_amount);
  if (amountFen === undefined) return { fault: failed('ACQ.INVALID_PARAMETER', '参数无效: total_amount') };
  if (typeof subject !== 'string' || subject === '' || subject.length > 256) {
    return { fault: failed('ACQ.INVALID_PARAMETER', '参数无效: subject') };
  }
  const expiresMs = expiryOf(biz, nowMs);
  if (expiresMs === undefined || expiresMs <= nowMs) {
    return { fault: failed('ACQ.INVALID_PARAMETER', '参数无效: time_expire') };
  }
  const attach = typeof biz['body'] === 'string' ? { attach: biz['body'] } : {};
  return { provider: 'alipay', orderNo: out_trade_no, amountFen, subject, notifyUrl, ...attach, expiresMs };
}

/** The earliest of all limits that were given; two hours at most. */
function expiryOf(biz: Answer, nowMs: number): number | undefined {
  const { time_expire, timeout_express, qr_code_timeout_express } = biz;
  const limits = [nowMs + codeLifeMs];
  if (time_expire !== undefined) limits.push(timeOf(String(time_expire)) ?? Number.NaN);
  for (const express of [timeout_express, qr_code_timeout_express]) {
    if (express !== undefined) limits.push(nowMs + (expressMs(String(express)) ?? Number.NaN));
  }
  const earliest = Math.min(...limits);
  return Number.isNaN(earliest) ? undefined : earliest;
}
