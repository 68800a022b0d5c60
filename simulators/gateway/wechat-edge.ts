// WeChat Pay APIv3 over HTTP: signatures in and out, the calls of Native payment, refunds, bills, notifications.
import { createHash } from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';
import { type BillRow, rowsOf, wechatBill } from './bills.ts';
import type { CallName } from './faults.ts';
import { close, create, orderOf, refund } from './gateway-core.ts';
import type { GatewayOrder, GatewayRefund } from './gateway-types.ts';
import type { Notification, Notifier } from './notifier.ts';
import { type Reply, sendReply, serveCall, type Teller } from './teller.ts';
import { rfc3339 } from './texts.ts';
import {
  encryptedResource,
  type Merchant,
  type Platform,
  signatureFault,
  signedHeaders,
} from './wechat-signing.ts';
import * as words from './wechat-words.ts';

export interface WechatEdgeParts {
  teller: Teller;
  notifier: Notifier;
  ids: words.WechatIds;
  merchant: Merchant;
  platform: Platform;
  apiV3Key: string;
  /** Address of this server, for the bill's download. */
  baseUrl(): string;
  /** Rows of a bill with its faults, or undefined while the provider has none. */
  billRows(day: string, rows: readonly BillRow[]): readonly BillRow[] | undefined;
}

export interface WechatEdge {
  router: Router;
  /** The notification of a payment, encrypted and signed at the time of sending. */
  paidNotice(order: GatewayOrder): Notification;
}

export function createWechatEdge(parts: WechatEdgeParts): WechatEdge {
  const { teller, notifier, ids, merchant, platform, apiV3Key } = parts;
  const bills = new Map<string, string>();

  const signed = (status: number, body: string): Reply => ({
    status,
    body,
    headers: signedHeaders(body, platform, teller.clock.nowMs(), teller.nonce()),
  });
  const json = (value: object, status = 200) => signed(status, JSON.stringify(value));
  const error = ({ status, code, message }: words.WechatError) => json({ code, message }, status);

  function notice(url: string, event: string, summary: string, kind: string, plain: object): Notification {
    const nowMs = teller.clock.nowMs();
    const resource = encryptedResource(JSON.stringify(plain), apiV3Key, teller.nonce().slice(0, 12), kind);
    const head = { id: teller.nonce(), create_time: rfc3339(nowMs), resource_type: 'encrypt-resource' };
    const body = JSON.stringify({ ...head, event_type: event, summary, resource });
    return {
      url,
      body,
      headers: {
        'Content-Type': 'application/json',
        ...signedHeaders(body, platform, nowMs, teller.nonce()),
      },
      isTaken: (status) => status === 200 || status === 204,
    };
  }

  const refundNotice = (url: string, order: GatewayOrder, made: GatewayRefund) =>
    notice(url, 'REFUND.SUCCESS', '退款成功', 'refund', words.refundNotice(order, made, ids.mchid));

  function native(body: Record<string, unknown>): Reply {
    const nowMs = teller.clock.nowMs();
    const order = words.readOrder(body, ids, nowMs);
    if (words.isError(order)) return error(order);
    const made = teller.settle(create(teller.world, order, nowMs));
    return made.ok ? json({ code_url: made.value.codeUrl }) : error(words.refusalError(made.why));
  }

  function query(orderNo: string, mchid: unknown): Reply {
    if (mchid !== ids.mchid) return error(words.paramError('mchid: 必填'));
    const order = orderOf(teller.world, 'wechat', orderNo);
    if (!order) return error(words.refusalError('no-order'));
    return json(words.transactionOf(order, ids, teller.clock.nowMs()));
  }

  function shut(orderNo: string, mchid: unknown): Reply {
    if (mchid !== ids.mchid) return error(words.paramError('mchid: 必填'));
    const { world, limits, clock } = teller;
    const order = orderOf(world, 'wechat', orderNo);
    if (order) notifier.closeTried(order);
    const done = teller.settle(close(world, 'wechat', orderNo, limits, clock.nowMs()));
    return done.ok ? signed(204, '') : error(words.refusalError(done.why));
  }

  function giveBack(body: Record<string, unknown>): Reply {
    const { world, limits, clock } = teller;
    const asked = words.readRefund(body);
    if (words.isError(asked)) return error(asked);
    const order = orderOf(world, 'wechat', asked.orderNo);
    if (order && order.amountFen !== asked.totalFen) return error(words.refusalError('changed-parameters'));
    if (!order) return error({ ...words.noRefund, message: '订单不存在' });
    if (teller.strike('not-enough')) return error(words.notEnough);
    const nowMs = clock.nowMs();
    const done = teller.settle(refund(world, asked, limits, nowMs));
    if (!done.ok) return error(words.refusalError(done.why));
    const { refund: made, isNew } = done.value;
    const { notifyUrl } = asked;
    if (isNew && notifyUrl) notifier.later(made.doneMs - nowMs, () => refundNotice(notifyUrl, order, made));
    return json(words.refundAnswer(order, made, nowMs));
  }

  function refundQuery(refundNo: string): Reply {
    for (const order of teller.world.orders.values()) {
      const made = order.provider === 'wechat' && order.refunds.find((one) => one.refundNo === refundNo);
      if (made) return json(words.refundAnswer(order, made, teller.clock.nowMs()));
    }
    return error(words.noRefund);
  }

  function bill(day: string): Reply {
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) return error(words.paramError('bill_date: YYYY-MM-DD'));
    const orders = [...teller.world.orders.values()].filter((order) => order.provider === 'wechat');
    const rows = parts.billRows(day, rowsOf(orders, day));
    if (!rows || rows.length === 0) return error(words.noBill);
    const text = wechatBill(rows, ids);
    const token = teller.nonce();
    bills.set(token, text);
    return json({
      hash_type: 'SHA1',
      hash_value: createHash('sha1').update(text).digest('hex'),
      download_url: `${parts.baseUrl()}/v3/billdownload/file?token=${token}`,
    });
  }

  function download(token: unknown): Reply {
    const text = bills.get(String(token));
    return text === undefined ? error(words.noBill) : { status: 200, body: text, type: 'text/plain' };
  }

  function fieldsOf(request: Request): Record<string, unknown> | undefined {
    try {
      const value: unknown = JSON.parse(String(request.body || '{}'));
      return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
    } catch {
      return undefined;
    }
  }

  const handle =
    (call: CallName, work: (request: Request, body: Record<string, unknown>) => Reply) =>
    (request: Request, response: Response) => {
      const raw = typeof request.body === 'string' ? request.body : '';
      const said = { method: request.method, url: request.originalUrl, body: raw };
      const authorization = request.get('authorization');
      const fault = signatureFault({ ...said, authorization }, merchant, teller.clock.nowMs());
      if (fault) {
        const { status, code, message } = { status: 401, code: 'SIGN_ERROR', message: `签名错误: ${fault}` };
        return sendReply(response, error({ status, code, message }));
      }
      const fields = fieldsOf(request);
      if (!fields) return sendReply(response, error(words.paramError('body: 不是JSON对象')));
      return serveCall(teller, response, {
        call,
        work: () => work(request, fields),
        limited: () => error(words.limitedError),
        failing: () => error(words.systemError),
      });
    };

  const router = express.Router();
  router.use(express.text({ type: () => true, limit: '64kb' }));
  const byNo = '/pay/transactions/out-trade-no/:no';
  const text = (value: unknown) => String(value ?? '');
  router.post(
    '/pay/transactions/native',
    handle('create', (_, body) => native(body)),
  );
  router.get(
    byNo,
    handle('query', (request) => query(text(request.params['no']), request.query['mchid'])),
  );
  router.post(
    `${byNo}/close`,
    handle('close', (request, body) => shut(text(request.params['no']), body['mchid'])),
  );
  router.post(
    '/refund/domestic/refunds',
    handle('refund', (_, body) => giveBack(body)),
  );
  router.get(
    '/refund/domestic/refunds/:no',
    handle('refund-query', (request) => refundQuery(text(request.params['no']))),
  );
  router.get(
    '/bill/tradebill',
    handle('bill', (request) => bill(text(request.query['bill_date']))),
  );
  router.get(
    '/billdownload/file',
    handle('bill', (request) => download(request.query['token'])),
  );

  return {
    router,
    paidNotice: (order) =>
      notice(
        order.notifyUrl,
        'TRANSACTION.SUCCESS',
        '支付成功',
        'transaction',
        words.transactionOf(order, ids, teller.clock.nowMs()),
      ),
  };
}
