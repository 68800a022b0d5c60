// pure
// How WeChat Pay APIv3 says things: orders, refunds, errors, and what it demands of a new order or refund.
import { type NewOrder, type NewRefund, type OrderStatus, statusOf } from './gateway-core.ts';
import type { GatewayOrder, GatewayRefund, Refusal } from './gateway-types.ts';
import { rfc3339 } from './texts.ts';

export interface WechatError {
  status: number;
  code: string;
  message: string;
}

const wrong = (message: string): WechatError => ({ status: 400, code: 'PARAM_ERROR', message });

const refusals: Record<Refusal, WechatError> = {
  'changed-parameters': {
    status: 400,
    code: 'INVALID_REQUEST',
    message: '请求重入时,参数与首次请求时不一致',
  },
  'already-paid': { status: 400, code: 'ORDERPAID', message: '该订单已支付' },
  'already-closed': { status: 400, code: 'ORDER_CLOSED', message: '该订单已关闭' },
  'no-order': { status: 404, code: 'ORDER_NOT_EXIST', message: '订单不存在' },
  'not-paid': { status: 400, code: 'INVALID_REQUEST', message: '订单未支付' },
  'too-early': { status: 400, code: 'INVALID_REQUEST', message: '订单生成后5分钟内不能关单' },
  'too-late': { status: 400, code: 'INVALID_REQUEST', message: '订单已超过退款期限' },
  'too-much': { status: 400, code: 'INVALID_REQUEST', message: '申请退款金额超过可退金额' },
  'too-often': { status: 429, code: 'FREQUENCY_LIMITED', message: '频率过高,请1分钟后重试' },
  expired: { status: 400, code: 'ORDER_CLOSED', message: '该订单已失效' },
  'no-code': { status: 404, code: 'ORDER_NOT_EXIST', message: '二维码不存在' },
};
export const refusalError = (why: Refusal): WechatError => refusals[why];

export const systemError: WechatError = { status: 500, code: 'SYSTEM_ERROR', message: '系统异常,请稍后重试' };
export const limitedError = refusals['too-often'];
export const notEnough: WechatError = { status: 403, code: 'NOT_ENOUGH', message: '基本账户余额不足' };
export const noRefund: WechatError = { status: 404, code: 'RESOURCE_NOT_EXISTS', message: '退款单不存在' };
export const noBill: WechatError = { status: 400, code: 'NO_STATEMENT_EXIST', message: '账单文件不存在' };
export const paramError = wrong;

const states: Record<OrderStatus, readonly [string, string]> = {
  open: ['NOTPAY', '订单未支付'],
  expired: ['NOTPAY', '订单未支付'],
  closed: ['CLOSED', '订单已关闭'],
  paid: ['SUCCESS', '支付成功'],
  refunded: ['REFUND', '订单发生过退款'],
  'refunded-in-full': ['REFUND', '订单发生过退款'],
};

export interface WechatIds {
  appid: string;
  mchid: string;
}

/** The order as a query and a notification tell it. */
export function transactionOf(order: GatewayOrder, ids: WechatIds, nowMs: number) {
  const [trade_state, trade_state_desc] = states[statusOf(order, nowMs)];
  const known = { ...ids, out_trade_no: order.orderNo, trade_state, trade_state_desc };
  if (order.paidMs === undefined) return { ...known, amount: { total: order.amountFen, currency: 'CNY' } };
  return {
    ...known,
    transaction_id: order.transaction,
    trade_type: 'NATIVE',
    bank_type: 'OTHERS',
    attach: order.attach ?? '',
    success_time: rfc3339(order.paidMs),
    payer: { openid: 'oSimulatedShopper' },
    amount: {
      total: order.amountFen,
      payer_total: order.amountFen,
      currency: 'CNY',
      payer_currency: 'CNY',
    },
  };
}

/** A refund as its request and its query answer it. */
export function refundAnswer(order: GatewayOrder, refund: GatewayRefund, nowMs: number) {
  const isDone = nowMs >= refund.doneMs;
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.refundNo,
    transaction_id: order.transaction,
    out_trade_no: order.orderNo,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    ...(isDone ? { success_time: rfc3339(refund.doneMs) } : {}),
    create_time: rfc3339(refund.createdMs),
    status: isDone ? 'SUCCESS' : 'PROCESSING',
    funds_account: 'AVAILABLE',
    amount: {
      total: order.amountFen,
      refund: refund.amountFen,
      payer_total: order.amountFen,
      payer_refund: refund.amountFen,
      settlement_refund: refund.amountFen,
      settlement_total: order.amountFen,
      discount_refund: 0,
      currency: 'CNY',
    },
  };
}

/** A refund as its notification tells it; other names than in the answer. */
export function refundNotice(order: GatewayOrder, refund: GatewayRefund, mchid: string) {
  return {
    mchid,
    out_trade_no: order.orderNo,
    transaction_id: order.transaction,
    out_refund_no: refund.refundNo,
    refund_id: refund.refundId,
    refund_status: 'SUCCESS',
    success_time: rfc3339(refund.doneMs),
    user_received_account: '支付用户零钱',
    amount: {
      total: order.amountFen,
      refund: refund.amountFen,
      payer_total: order.amountFen,
      payer_refund: refund.amountFen,
    },
  };
}

type Fields = Record<string, unknown>;
const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= max;
const isFen = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;
const orderNo = /^[0-9A-Za-z_\-|*]{6,32}$/;
const url = /^https?:\/\/[^\s?]{4,250}$/;
const codeLifeMs = 2 * 3_600_000;

/** Reads a Native order, or says what is wrong with it. */
export function readOrder(body: Fields, ids: WechatIds, nowMs: number): NewOrder | WechatError {
  const amount = (body['amount'] ?? {}) as Fields;
  if (body['mchid'] !== ids.mchid) return wrong('mchid: 商户号不存在');
  if (body['appid'] !== ids.appid) return wrong('appid: 与商户号不匹配');
  const { description, out_trade_no, notify_url, time_expire } = body;
  if (!isText(description, 127)) return wrong('description: 1到127个字符');
  if (typeof out_trade_no !== 'string' || !orderNo.test(out_trade_no))
    return wrong('out_trade_no: 6到32个字符');
  if (typeof notify_url !== 'string' || !url.test(notify_url)) return wrong('notify_url: 不带参数的完整地址');
  if (!isFen(amount['total'])) return wrong('amount.total: 大于0的整数分');
  if ((amount['currency'] ?? 'CNY') !== 'CNY') return wrong('amount.currency: CNY');
  const expiresMs = time_expire === undefined ? nowMs + codeLifeMs : expiryOf(time_expire);
  if (expiresMs === undefined || expiresMs <= nowMs) return wrong('time_expire: rfc3339, 晚于当前时间');
  const given = { orderNo: out_trade_no, amountFen: amount['total'], subject: description };
  const { attach } = body;
  if (attach !== undefined && !isText(attach, 128)) return wrong('attach: 1到128个字符');
  const more = attach === undefined ? {} : { attach };
  return { provider: 'wechat', ...given, ...more, notifyUrl: notify_url, expiresMs };
}

function expiryOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)$/.test(text))
    return undefined;
  return Date.parse(text);
}

export interface ReadRefund extends NewRefund {
  totalFen: number;
  notifyUrl?: string;
}

/** Reads a refund, or says what is wrong with it. */
export function readRefund(body: Fields): ReadRefund | WechatError {
  const amount = (body['amount'] ?? {}) as Fields;
  const { out_trade_no, out_refund_no, reason, notify_url } = body;
  if (!isText(out_trade_no, 32)) return wrong('out_trade_no: 必填');
  if (typeof out_refund_no !== 'string' || !/^[0-9A-Za-z_\-|*@]{1,64}$/.test(out_refund_no)) {
    return wrong('out_refund_no: 1到64个字符');
  }
  if (reason !== undefined && !isText(reason, 80)) return wrong('reason: 80个字符以内');
  if (!isFen(amount['refund']) || !isFen(amount['total'])) return wrong('amount: 整数分');
  if (amount['currency'] !== 'CNY') return wrong('amount.currency: CNY');
  return {
    provider: 'wechat',
    orderNo: out_trade_no,
    refundNo: out_refund_no,
    amountFen: amount['refund'],
    totalFen: amount['total'],
    reason: reason ?? '',
    ...(typeof notify_url === 'string' ? { notifyUrl: notify_url } : {}),
  };
}

export const isError = (value: object): value is WechatError => 'status' in value && 'code' in value;
