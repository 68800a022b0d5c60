// Alipay, face to face by code (precreate): the SDK signs and checks, this file says it in the hub's words.
import { AlipaySdk, type AlipaySdkCommonResult } from 'alipay-sdk';
import { unzipSync } from 'fflate';
import iconv from 'iconv-lite';
import { readAlipayBill } from './alipay-bill.ts';
import { beijingTime, fenOf, timeOf } from './money-text.ts';
import type { BillFound, Found, Notified, PaymentProvider, RefundFound, Unclear } from './provider.ts';
import { askAgainMs, frequencyWaitMs } from './timing.ts';

export interface AlipayParts {
  appId: string;
  /** PEM, PKCS#8. */
  appKey: string;
  /** Alipay's public key, PEM or its bare base64. */
  alipayPublicKey: string;
  gateway: string;
  notifyUrl: string;
  timeoutMs: number;
}

type Answer = AlipaySdkCommonResult | { failed: string };
const yuanOf = (fen: number) => (fen / 100).toFixed(2);
const billBytesMax = 64 * 1024 * 1024;

const bare = (key: string) => key.replace(/-----[^-]+-----/g, '').replace(/\s+/g, '');

const wordsOf = (answer: Answer): string =>
  'failed' in answer
    ? (answer['failed'] as string)
    : `${answer.sub_code ?? answer['subCode'] ?? answer.code} ${answer['subMsg'] ?? answer.msg}`;
const codeOf = (answer: Answer): string =>
  'failed' in answer ? '' : String(answer['subCode'] ?? answer.sub_code ?? answer.code);
const isOk = (answer: Answer): answer is AlipaySdkCommonResult =>
  !('failed' in answer) && answer.code === '10000';
const isTooOften = (answer: Answer) => !('failed' in answer) && answer.code === '40005';
const isAbsent = (answer: Answer) => codeOf(answer) === 'ACQ.TRADE_NOT_EXIST';
/** Refusals of a refund that pass. */
const passing = [
  'ACQ.SELLER_BALANCE_NOT_ENOUGH',
  'ACQ.REFUND_CHARGE_ERROR',
  'ACQ.SYSTEM_ERROR',
  'AQC.SYSTEM_ERROR',
  'ACQ.ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND',
];
const isUnclear = (answer: Answer) =>
  'failed' in answer ||
  answer.code === '20000' ||
  isTooOften(answer) ||
  /SYSTEM_ERROR|aop\.|isp\./.test(codeOf(answer));
const unclearOf = (answer: Answer): Unclear => ({
  kind: 'unclear',
  reason: `Alipay: ${wordsOf(answer)}`,
  ...(isTooOften(answer) ? { waitMs: frequencyWaitMs } : {}),
});
const refusedOr = (answer: Answer) =>
  isUnclear(answer) || isOk(answer)
    ? unclearOf(answer)
    : ({ kind: 'refused', reason: `Alipay: ${wordsOf(answer)}` } as const);

export function createAlipayProvider(parts: AlipayParts): PaymentProvider {
  const { appId, appKey, alipayPublicKey, gateway, notifyUrl, timeoutMs } = parts;
  const sdk = new AlipaySdk({
    appId,
    privateKey: bare(appKey),
    keyType: 'PKCS8',
    alipayPublicKey: bare(alipayPublicKey),
    gateway,
    timeout: timeoutMs,
  });

  async function call(method: string, bizContent: object, extra: object = {}): Promise<Answer> {
    try {
      const answer = await sdk.exec(method, { ...extra, bizContent }, { validateSign: true });
      return typeof answer === 'object' && answer !== null ? answer : { failed: 'an empty answer' };
    } catch (error) {
      return { failed: (error as Error).message.slice(0, 200) };
    }
  }

  function tradeOf(answer: Record<string, unknown>, order: string): Found | Unclear {
    if (answer['outTradeNo'] !== order)
      return { kind: 'unclear', reason: 'Alipay answered about another order' };
    const status = answer['tradeStatus'];
    if (status === 'WAIT_BUYER_PAY') return { kind: 'unpaid' };
    if (status === 'TRADE_CLOSED') return { kind: 'closed' };
    const amountFen = fenOf(answer['totalAmount']);
    const transaction = answer['tradeNo'];
    const isPaid = status === 'TRADE_SUCCESS' || status === 'TRADE_FINISHED';
    const currency = answer['transCurrency'] ?? 'CNY';
    if (!isPaid || currency !== 'CNY' || amountFen === undefined || typeof transaction !== 'string')
      return { kind: 'unclear', reason: `Alipay: the trade cannot be read (${String(status)})` };
    const body = answer['body'];
    const counter = typeof body === 'string' && body !== '' ? { counter: body } : {};
    return {
      kind: 'paid',
      paid: { method: 'alipay', transaction, amountFen, ...counter, ...timeOf(answer['sendPayDate']) },
    };
  }

  return {
    method: 'alipay',
    async createQr(wish) {
      const answer = await call(
        'alipay.trade.precreate',
        {
          out_trade_no: wish.order,
          total_amount: yuanOf(wish.totalFen),
          subject: wish.goods,
          body: wish.counter,
          time_expire: beijingTime(wish.expiresAtMs),
        },
        { notifyUrl },
      );
      const codeUrl = isOk(answer) ? answer['qrCode'] : undefined;
      return typeof codeUrl === 'string' ? { kind: 'created', codeUrl } : refusedOr(answer);
    },
    async query(order) {
      const answer = await call('alipay.trade.query', { out_trade_no: order });
      if (isOk(answer)) return tradeOf(answer, order);
      return isAbsent(answer) ? { kind: 'absent' } : unclearOf(answer);
    },
    /** A trade that nobody scanned yet is closed by `cancel` only; `cancel` gives back what was paid meanwhile. */
    async close(order) {
      const closed = await call('alipay.trade.close', { out_trade_no: order });
      if (isOk(closed)) return { kind: 'taken' };
      if (codeOf(closed) === 'ACQ.TRADE_STATUS_ERROR') return { ...unclearOf(closed), waitMs: askAgainMs };
      if (!isAbsent(closed)) return refusedOr(closed);
      const answer = await call('alipay.trade.cancel', { out_trade_no: order });
      if (!isOk(answer) || answer['retryFlag'] === 'Y') return refusedOr(answer);
      return answer['action'] === 'refund'
        ? { kind: 'returned', transaction: String(answer['tradeNo'] ?? '') }
        : { kind: 'taken' };
    },
    async refund(wish): Promise<RefundFound> {
      const answer = await call('alipay.trade.refund', {
        out_trade_no: wish.order,
        out_request_no: wish.refund,
        refund_amount: yuanOf(wish.amountFen),
        refund_reason: wish.reason,
      });
      // The answer to a refund is no proof (PAY-6): the question after it is.
      if (isOk(answer)) return { kind: 'pending' };
      // Only 40004 is about this refund; others are about this hub's keys, rights or words, and the money is owed.
      const isAboutRefund = !('failed' in answer) && String(answer['code']) === '40004';
      return passing.includes(codeOf(answer)) || !isAboutRefund ? unclearOf(answer) : refusedOr(answer);
    },
    async queryRefund(wish): Promise<RefundFound> {
      const answer = await call('alipay.trade.fastpay.refund.query', {
        out_trade_no: wish.order,
        out_request_no: wish.refund,
      });
      if (!isOk(answer)) return isAbsent(answer) ? { kind: 'absent' } : unclearOf(answer);
      if (answer['outRequestNo'] !== wish.refund) return { kind: 'absent' };
      const fen = fenOf(answer['refundAmount']);
      if (fen !== undefined && fen !== wish.amountFen)
        return { kind: 'refused', reason: `Alipay holds this refund with ${fen} fen` };
      return (answer['refundStatus'] ?? '') === 'REFUND_SUCCESS' ? { kind: 'done' } : { kind: 'pending' };
    },
    parseNotification(_headers, body): Notified {
      const fields = Object.fromEntries(new URLSearchParams(Buffer.from(body).toString('utf8')));
      if (!isGenuine(fields)) return { ok: false, why: 'its signature is wrong' };
      if (fields['app_id'] !== appId) return { ok: false, why: 'it is about another app' };
      return noticeOf(fields);
    },
    async fetchBill(day): Promise<BillFound> {
      const answer = await call('alipay.data.dataservice.bill.downloadurl.query', {
        bill_type: 'trade',
        bill_date: day,
      });
      if (/BILL_NOT_EXIST|bill_not_exist|bill-not-exist/i.test(codeOf(answer))) return { kind: 'not-ready' };
      const link = isOk(answer) ? answer['billDownloadUrl'] : undefined;
      if (typeof link !== 'string' || !URL.canParse(link)) return unclearOf(answer);
      return download(link);
    },
  };

  function isGenuine(fields: Record<string, string>): boolean {
    try {
      return sdk.checkNotifySignV2(fields);
    } catch {
      return false;
    }
  }

  function noticeOf(fields: Record<string, string>): Notified {
    const { out_trade_no: order, notify_id: id } = fields;
    if (!order || !id) return { ok: false, why: 'it names no order or has no number' };
    const key = id.slice(0, 128);
    if (fields['gmt_refund'] || fields['refund_fee'])
      return { ok: true, id: key, about: 'refund', order, refund: fields['out_biz_no'] ?? '' };
    const found = tradeOf(
      {
        outTradeNo: order,
        tradeStatus: fields['trade_status'],
        totalAmount: fields['total_amount'],
        tradeNo: fields['trade_no'],
        body: fields['body'],
        sendPayDate: fields['gmt_payment'],
      },
      order,
    );
    if (found.kind === 'unclear') return { ok: false, why: found.reason };
    return found.kind === 'paid'
      ? { ok: true, id: key, about: 'payment', order, paid: found.paid }
      : { ok: true, id: key, about: 'other' };
  }

  async function download(link: string): Promise<BillFound> {
    try {
      const response = await fetch(link, { signal: AbortSignal.timeout(timeoutMs) });
      if (!response.ok) return { kind: 'unclear', reason: `Alipay: the bill answers ${response.status}` };
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (bytes.length > billBytesMax) return { kind: 'unclear', reason: 'Alipay: the bill is too large' };
      const files = Object.entries(
        unzipSync(bytes, { filter: ({ originalSize }) => originalSize <= 4 * billBytesMax }),
      );
      const texts = files.map(([, file]) => iconv.decode(Buffer.from(file), 'gbk'));
      const details = texts.find((text) => text.includes('退款批次号'));
      if (!details) return { kind: 'unclear', reason: 'Alipay: the bill holds no details' };
      const bill = readAlipayBill(details);
      return bill.kind === 'bill' ? { ...bill, file: { bytes, ending: 'zip' } } : bill;
    } catch (error) {
      return { kind: 'unclear', reason: `Alipay: the bill cannot be read (${(error as Error).message})` };
    }
  }
}
