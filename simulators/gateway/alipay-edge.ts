// Alipay's openapi over HTTP (gateway.do): RSA2 in and out, the calls of precreate, refunds, bills, notifications.
import express, { type Request, type Response, type Router } from 'express';
import { zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { isRequestSigned, type Params, signedAnswer, signedNotification } from './alipay-signing.ts';
import * as words from './alipay-words.ts';
import { alipayBill, type BillRow, rowsOf } from './bills.ts';
import type { CallName } from './faults.ts';
import { cancel, close, create, isUnseen, orderOf, refund, statusOf } from './gateway-core.ts';
import type { GatewayOrder } from './gateway-types.ts';
import type { Notification, Notifier } from './notifier.ts';
import { type Reply, sendReply, serveCall, type Teller } from './teller.ts';
import { fenOf } from './texts.ts';

export interface AlipayEdgeParts {
  teller: Teller;
  notifier: Notifier;
  appId: string;
  sellerId: string;
  appPublicKeyPem: string;
  platformPrivateKeyPem: string;
  baseUrl(): string;
  billRows(day: string, rows: readonly BillRow[]): readonly BillRow[] | undefined;
}

export interface AlipayEdge {
  router: Router;
  paidNotice(order: GatewayOrder): Notification;
}

type Biz = words.Answer;
const text = (value: unknown) => String(value ?? '');

export function createAlipayEdge(parts: AlipayEdgeParts): AlipayEdge {
  const { teller, notifier, appId, sellerId } = parts;
  const bills = new Map<string, Uint8Array>();
  const found = (biz: Biz) => {
    const order = orderOf(teller.world, 'alipay', text(biz['out_trade_no']));
    return order && !isUnseen(order) ? order : undefined;
  };
  const missing = () => words.refusalAnswer('no-order');

  function notice(order: GatewayOrder): Notification {
    const params = words.noticeParams(order, { appId, sellerId }, teller.clock.nowMs(), teller.nonce());
    return {
      url: order.notifyUrl,
      body: new URLSearchParams(signedNotification(params, parts.platformPrivateKeyPem)).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
      isTaken: (_, body) => body.trim() === 'success',
    };
  }

  function precreate(biz: Biz, params: Params): words.Answer {
    const nowMs = teller.clock.nowMs();
    const order = words.readTrade(biz, params['notify_url'] ?? '', nowMs);
    if ('fault' in order) return order.fault;
    const made = teller.settle(create(teller.world, order, nowMs));
    if (!made.ok) return words.refusalAnswer(made.why);
    return words.success({ out_trade_no: order.orderNo, qr_code: made.value.codeUrl });
  }

  function query(biz: Biz): words.Answer {
    const order = found(biz);
    return order ? words.queryAnswer(order, teller.clock.nowMs()) : missing();
  }

  function shut(biz: Biz): words.Answer {
    const order = found(biz);
    if (!order) return missing();
    notifier.closeTried(order);
    const { world, limits, clock } = teller;
    if (statusOf(order, clock.nowMs()) !== 'open') return words.notClosable;
    const done = teller.settle(close(world, 'alipay', order.orderNo, limits, clock.nowMs()));
    return done.ok ? words.success({ out_trade_no: order.orderNo }) : words.refusalAnswer(done.why);
  }

  function undo(biz: Biz): words.Answer {
    const { world, limits, clock } = teller;
    const orderNo = text(biz['out_trade_no']);
    const order = orderOf(world, 'alipay', orderNo);
    if (order) notifier.closeTried(order);
    const done = teller.settle(cancel(world, orderNo, limits, clock.nowMs()));
    if (!done.ok) return words.refusalAnswer(done.why);
    const { order: trade, action } = done.value;
    const more = trade && action ? { trade_no: words.tradeNo(trade), action } : {};
    return words.success({ out_trade_no: orderNo, retry_flag: 'N', ...more });
  }

  function giveBack(biz: Biz): words.Answer {
    const order = found(biz);
    const amountFen = fenOf(biz['refund_amount']);
    if (!order) return missing();
    if (amountFen === undefined) return words.failed('ACQ.INVALID_PARAMETER', '参数无效: refund_amount');
    if (teller.strike('not-enough')) return words.notEnough;
    const { world, limits, clock } = teller;
    // Without a number of its own a refund is the order's only one.
    const refundNo = text(biz['out_request_no']) || order.orderNo;
    const asked = { provider: 'alipay' as const, orderNo: order.orderNo, refundNo, amountFen };
    const reason = text(biz['refund_reason']);
    const done = teller.settle(refund(world, { ...asked, reason }, limits, clock.nowMs()));
    if (!done.ok) {
      return done.why === 'changed-parameters' ? words.changedRefund : words.refusalAnswer(done.why);
    }
    if (done.value.isNew) notifier.later(0, () => notice(order));
    return words.refundAnswer(order, done.value.refund, done.value.isNew);
  }

  function refundQuery(biz: Biz): words.Answer {
    const order = found(biz);
    return order ? words.refundQueryAnswer(order, text(biz['out_request_no'])) : missing();
  }

  function bill(biz: Biz): words.Answer {
    const day = text(biz['bill_date']);
    if (biz['bill_type'] !== 'trade' || !/^\d{4}-\d\d-\d\d$/.test(day)) {
      return words.invalid('isv.invalid-arguments', 'bill_type: trade, bill_date: yyyy-MM-dd');
    }
    const orders = [...teller.world.orders.values()].filter((order) => order.provider === 'alipay');
    const rows = parts.billRows(day, rowsOf(orders, day));
    if (!rows || rows.length === 0) return words.noBill;
    const content = iconv.encode(alipayBill(rows, day, sellerId), 'gb18030');
    const token = teller.nonce();
    bills.set(token, zipSync({ [`${sellerId}0156_${day.replaceAll('-', '')}_detail.csv`]: content }));
    return words.success({ bill_download_url: `${parts.baseUrl()}/alipay-bill?token=${token}` });
  }

  const calls: Record<string, { call: CallName; work(biz: Biz, params: Params): words.Answer }> = {
    'alipay.trade.precreate': { call: 'create', work: precreate },
    'alipay.trade.query': { call: 'query', work: query },
    'alipay.trade.close': { call: 'close', work: shut },
    'alipay.trade.cancel': { call: 'cancel', work: undo },
    'alipay.trade.refund': { call: 'refund', work: giveBack },
    'alipay.trade.fastpay.refund.query': { call: 'refund-query', work: refundQuery },
    'alipay.data.dataservice.bill.downloadurl.query': { call: 'bill', work: bill },
  };

  /** GW-2: what is wrong with a request before its business is looked at. */
  function requestFault(params: Params): words.Answer | undefined {
    if (params['app_id'] !== appId) return words.invalid('isv.invalid-app-id', '无效的AppID参数');
    if (!calls[params['method'] ?? '']) return words.invalid('isv.invalid-method', '不存在的方法名');
    if (!params['timestamp']) return words.invalid('isv.missing-timestamp', '缺少时间戳参数');
    if (!isRequestSigned(params, parts.appPublicKeyPem))
      return words.invalid('isv.invalid-signature', '无效签名');
    return undefined;
  }

  function bizOf(params: Params): Biz | undefined {
    try {
      const value: unknown = JSON.parse(params['biz_content'] ?? '{}');
      return typeof value === 'object' && value !== null ? (value as Biz) : undefined;
    } catch {
      return undefined;
    }
  }

  async function gateway(request: Request, response: Response): Promise<void> {
    const params = { ...(request.query as Params), ...((request.body ?? {}) as Params) };
    const method = params['method'] ?? 'error';
    const reply = (answer: words.Answer): Reply => ({
      status: 200,
      body: signedAnswer(method, answer, parts.platformPrivateKeyPem),
    });
    const fault = requestFault(params);
    if (fault) return sendReply(response, reply(fault));
    const biz = bizOf(params);
    const called = calls[method];
    if (!biz || !called)
      return sendReply(response, reply(words.invalid('isv.invalid-parameter', 'biz_content')));
    await serveCall(teller, response, {
      call: called.call,
      work: () => reply(called.work(biz, params)),
      limited: () => reply(words.limited),
      failing: () => reply(words.systemError),
    });
  }

  const router = express.Router();
  router.post('/gateway.do', express.urlencoded({ extended: false, limit: '64kb' }), gateway);
  router.get('/alipay-bill', (request, response) => {
    const content = bills.get(text(request.query['token']));
    if (content) response.type('application/zip').send(Buffer.from(content));
    else response.status(404).end();
  });
  return { router, paidNotice: notice };
}
