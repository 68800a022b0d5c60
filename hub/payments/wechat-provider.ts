// WeChat Pay APIv3, Native: orders by code, asked, closed, refunded, notified, billed.
import { createHash } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import { rfc3339, timeOf } from './money-text.ts';
import type { Found, Notified, PaymentProvider, RefundFound, RefundWish, Unclear } from './provider.ts';
import { askAgainMs, frequencyWaitMs } from './timing.ts';
import { readWechatBill } from './wechat-bill.ts';
import type { WechatAnswer, WechatClient } from './wechat-client.ts';
import { openResource, platformFault, type WechatKeys } from './wechat-crypto.ts';

export interface WechatParts {
  client: WechatClient;
  keys: WechatKeys;
  appId: string;
  notifyUrl: string;
  clock: Clock;
}

type Json = Record<string, unknown>;

const unclearOf = (answer: WechatAnswer): Unclear => ({
  kind: 'unclear',
  reason: `WeChat Pay: ${answer.code || answer.status} ${answer.message}`.trim(),
  ...(isTooOften(answer) ? { waitMs: frequencyWaitMs } : {}),
});
const isTooOften = ({ status, code }: WechatAnswer) =>
  status === 429 ||
  code === 'FREQUENCY_LIMITED' ||
  code === 'FREQUENCY_LIMIT_EXCEED' ||
  code === 'RATELIMIT_EXCEEDED';
/** The answer does not say what was done, or says to come again. */
const isUnclear = (answer: WechatAnswer) => answer.status === 0 || answer.status >= 500 || isTooOften(answer);
const reasonOf = ({ code, message, status }: WechatAnswer) =>
  `WeChat Pay: ${code || status} ${message}`.trim();
const isAbsent = ({ code }: WechatAnswer) =>
  ['ORDER_NOT_EXIST', 'ORDERNOTEXIST', 'RESOURCE_NOT_EXISTS'].includes(code);
/** Refusals of a refund that pass: the account is filled again, another refund of this order was too near. */
const passing = ['NOT_ENOUGH', 'SYSTEM_ERROR', 'USER_PAYING'];

const isOk = ({ status }: WechatAnswer) => status === 200 || status === 204;

export function createWechatProvider(parts: WechatParts): PaymentProvider {
  const { client, keys, appId, notifyUrl, clock } = parts;
  const orderPath = (order: string) => `/v3/pay/transactions/out-trade-no/${order}`;

  /** PAY-8: an answer about another order, merchant, app or currency says nothing. */
  function transactionOf(body: Json, order: string): Found | Unclear {
    if (body['out_trade_no'] !== order || body['mchid'] !== keys.mchId || body['appid'] !== appId)
      return { kind: 'unclear', reason: 'WeChat Pay answered about another order, merchant or app' };
    const state = body['trade_state'];
    if (state === 'NOTPAY' || state === 'USERPAYING' || state === 'PAYERROR') return { kind: 'unpaid' };
    if (state === 'CLOSED' || state === 'REVOKED') return { kind: 'closed' };
    if (state !== 'SUCCESS' && state !== 'REFUND')
      return { kind: 'unclear', reason: `WeChat Pay: unknown trade state ${String(state)}` };
    return paidOf(body);
  }

  function paidOf(body: Json): Found | Unclear {
    const amount = (body['amount'] ?? {}) as Json;
    const transaction = body['transaction_id'];
    const amountFen = amount['total'];
    if (amount['currency'] !== 'CNY' || !Number.isSafeInteger(amountFen) || typeof transaction !== 'string')
      return {
        kind: 'unclear',
        reason: 'WeChat Pay: the amount, currency or number of the payment cannot be read',
      };
    const attach = body['attach'];
    const counter = typeof attach === 'string' && attach !== '' ? { counter: attach } : {};
    return {
      kind: 'paid',
      paid: {
        method: 'wechat',
        transaction,
        amountFen: amountFen as number,
        ...counter,
        ...timeOf(body['success_time']),
      },
    };
  }

  function refundOf(answer: WechatAnswer, wish: RefundWish): RefundFound {
    const { body } = answer;
    const amount = (body['amount'] ?? {}) as Json;
    if (body['out_refund_no'] !== wish.refund || body['out_trade_no'] !== wish.order)
      return { kind: 'unclear', reason: 'WeChat Pay answered about another refund' };
    if (amount['refund'] !== wish.amountFen)
      return { kind: 'refused', reason: `WeChat Pay holds this refund with ${String(amount['refund'])} fen` };
    const status = body['status'];
    if (status === 'SUCCESS') return { kind: 'done' };
    if (status === 'PROCESSING') return { kind: 'pending' };
    return { kind: 'refused', reason: `WeChat Pay: the refund is ${String(status)}` };
  }

  function refused(answer: WechatAnswer): RefundFound {
    // 401 and 403 are about this hub's keys, rights or clock: the money is owed all the same.
    const isOurs = answer.status === 401 || answer.status === 403;
    if (isUnclear(answer) || isOurs || passing.includes(answer.code)) return unclearOf(answer);
    return { kind: 'refused', reason: reasonOf(answer) };
  }

  return {
    method: 'wechat',
    async createQr(wish) {
      const answer = await client.call('POST', '/v3/pay/transactions/native', {
        appid: appId,
        mchid: keys.mchId,
        description: wish.goods,
        out_trade_no: wish.order,
        time_expire: rfc3339(wish.expiresAtMs),
        attach: wish.counter,
        notify_url: notifyUrl,
        amount: { total: wish.totalFen, currency: 'CNY' },
      });
      const codeUrl = answer.body['code_url'];
      if (isOk(answer) && typeof codeUrl === 'string') return { kind: 'created', codeUrl };
      return isUnclear(answer) || isOk(answer)
        ? unclearOf(answer)
        : { kind: 'refused', reason: reasonOf(answer) };
    },
    async query(order) {
      const answer = await client.call('GET', `${orderPath(order)}?mchid=${keys.mchId}`);
      if (isOk(answer)) return transactionOf(answer.body, order);
      return isAbsent(answer) ? { kind: 'absent' } : unclearOf(answer);
    },
    async close(order) {
      const answer = await client.call('POST', `${orderPath(order)}/close`, { mchid: keys.mchId });
      if (isOk(answer) || isAbsent(answer) || answer.code === 'ORDER_CLOSED') return { kind: 'taken' };
      if (answer.code === 'ORDERPAID') return { ...unclearOf(answer), waitMs: askAgainMs };
      return isUnclear(answer) ? unclearOf(answer) : { kind: 'refused', reason: reasonOf(answer) };
    },
    async refund(wish) {
      const answer = await client.call('POST', '/v3/refund/domestic/refunds', {
        out_trade_no: wish.order,
        out_refund_no: wish.refund,
        reason: wish.reason.slice(0, 80),
        notify_url: notifyUrl,
        amount: { refund: wish.amountFen, total: wish.totalFen, currency: 'CNY' },
      });
      return isOk(answer) ? refundOf(answer, wish) : refused(answer);
    },
    async queryRefund(wish) {
      const answer = await client.call('GET', `/v3/refund/domestic/refunds/${wish.refund}`);
      if (isOk(answer)) return refundOf(answer, wish);
      return isAbsent(answer) ? { kind: 'absent' } : unclearOf(answer);
    },
    parseNotification(headers, body): Notified {
      const header = (name: string) => [headers[name]].flat()[0];
      const fault = platformFault(header, body, keys, clock.nowMs());
      if (fault) return { ok: false, why: fault };
      const notice = asJson(body);
      const id = notice?.['id'];
      const content = openResource((notice?.['resource'] ?? {}) as object, keys.apiV3Key) as Json | undefined;
      if (!notice || typeof id !== 'string' || id === '' || !content)
        return { ok: false, why: 'its content cannot be opened with the APIv3 key' };
      return noticeOf(id.slice(0, 64), String(notice['event_type']), content);
    },
    async fetchBill(day) {
      const answer = await client.call('GET', `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL`);
      if (['NO_STATEMENT_EXIST', 'STATEMENT_CREATING'].includes(answer.code)) return { kind: 'not-ready' };
      const { download_url: link, hash_value: digest } = answer.body;
      if (!isOk(answer) || typeof link !== 'string' || !URL.canParse(link)) return unclearOf(answer);
      // The file is asked from the configured address, whatever host the link names: the request is signed.
      const { pathname, search } = new URL(link);
      const file = await client.download(pathname + search);
      if (!isOk(file)) return unclearOf(file);
      const sha1 = createHash('sha1').update(file.bytes).digest('hex');
      if (sha1 !== String(digest).toLowerCase())
        return { kind: 'unclear', reason: 'WeChat Pay: the bill does not have the announced digest' };
      const bill = readWechatBill(Buffer.from(file.bytes).toString('utf8'), keys.mchId);
      return bill.kind === 'bill' ? { ...bill, file: { bytes: file.bytes, ending: 'csv' } } : bill;
    },
  };

  function noticeOf(id: string, type: string, content: Json): Notified {
    const order = content['out_trade_no'];
    if (typeof order !== 'string') return { ok: true, id, about: 'other' };
    if (type.startsWith('REFUND.'))
      return content['mchid'] === keys.mchId
        ? { ok: true, id, about: 'refund', order, refund: String(content['out_refund_no']) }
        : { ok: false, why: 'it is about another merchant' };
    const found = transactionOf(content, order);
    if (found.kind === 'unclear') return { ok: false, why: found.reason };
    return found.kind === 'paid'
      ? { ok: true, id, about: 'payment', order, paid: found.paid }
      : { ok: true, id, about: 'other' };
  }
}

function asJson(body: Uint8Array): Json | undefined {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}
