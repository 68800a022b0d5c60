import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  gatewayRig,
  type Heard,
  isWechatSigned,
  openResource,
  startInbox,
  wechatClient,
} from './gateway-rig.ts';
import { quickLimits } from './gateway-types.ts';
import { dayOf } from './texts.ts';

describe('WeChat Pay APIv3 of the simulated gateway', () => {
  let rig: Awaited<ReturnType<typeof gatewayRig>>;
  let inbox: Awaited<ReturnType<typeof startInbox>>;
  let call: ReturnType<typeof wechatClient>;
  let refuseNotices = 0;
  let count = 0;
  let orderNo: string;

  beforeAll(async () => {
    inbox = await startInbox(() => {
      refuseNotices -= 1;
      return refuseNotices >= 0 ? { status: 500, body: '' } : { status: 204, body: '' };
    });
    rig = await gatewayRig({ billsAtOnce: true, notifyRetryMs: [5, 5], limits: { refundTakesMs: 20 } });
    call = wechatClient(rig.gateway.url, rig.keys.wechat);
  });
  afterAll(async () => {
    await rig.close();
    await inbox.close();
  });
  beforeEach(() => {
    refuseNotices = 0;
    inbox.heard.length = 0;
    count += 1;
    orderNo = `order-${count}`;
    rig.gateway.setFaults([]);
    rig.gateway.setLimits({ ...quickLimits, refundTakesMs: 20 });
  });

  const ids = { appid: 'wxd678efh567hg6787', mchid: '1900000109' };
  const native = (total = 500, more: object = {}) =>
    call('POST', '/v3/pay/transactions/native', {
      ...ids,
      description: '大米 5kg',
      out_trade_no: orderNo,
      notify_url: `${inbox.url}/wechat`,
      attach: 'counter-7',
      amount: { total, currency: 'CNY' },
      ...more,
    });
  const query = () => call('GET', `/v3/pay/transactions/out-trade-no/${orderNo}?mchid=${ids.mchid}`);
  const shut = () => call('POST', `/v3/pay/transactions/out-trade-no/${orderNo}/close`, { mchid: ids.mchid });
  const giveBack = (refund: number, no = `${orderNo}-1`) =>
    call('POST', '/v3/refund/domestic/refunds', {
      out_trade_no: orderNo,
      out_refund_no: no,
      reason: '未出货',
      notify_url: `${inbox.url}/refund`,
      amount: { refund, total: 500, currency: 'CNY' },
    });
  const paid = async () => {
    const { code_url } = (await native()).json;
    expect(rig.gateway.pay(code_url).ok).toBe(true);
  };
  const header = (heard: Heard) => (name: string) => String(heard.headers[name]);

  it('[GW-1] answers signed; refuses a spoiled body, an old time and a foreign key', async () => {
    const made = await native();
    expect(made).toMatchObject({ status: 200, isSigned: true });
    expect(made.json.code_url).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=\w+$/);
    expect(await query()).toMatchObject({ status: 200, isSigned: true, json: { trade_state: 'NOTPAY' } });
    const spoiled = await call('POST', '/v3/pay/transactions/native', { amount: { total: 1 } }, (body) =>
      body.replace('1', '2'),
    );
    expect(spoiled).toMatchObject({ status: 401, isSigned: true, json: { code: 'SIGN_ERROR' } });
    const late = wechatClient(rig.gateway.url, rig.keys.wechat, () => Date.now() - 301_000);
    expect(await late('GET', '/v3/bill/tradebill?bill_date=2026-01-01')).toMatchObject({ status: 401 });
    const foreign = wechatClient(rig.gateway.url, {
      ...rig.keys.wechat,
      merchantPrivateKeyFile: rig.keys.alipay.appPrivateKeyFile,
    });
    expect(await foreign('GET', '/v3/bill/tradebill?bill_date=2026-01-01')).toMatchObject({ status: 401 });
    const bare = await fetch(`${rig.gateway.url}/v3/bill/tradebill?bill_date=2026-01-01`);
    expect(bare.status).toBe(401);
  });

  it('[GW-3] refuses wrong and changed parameters with the provider’s codes', async () => {
    await native();
    expect(await native(501)).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } });
    expect(await native(0)).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } });
    const past = await native(500, { time_expire: '2020-01-01T00:00:00+08:00' });
    expect(past).toMatchObject({ json: { code: 'PARAM_ERROR' } });
    orderNo = 'nobody-1';
    expect(await query()).toMatchObject({ status: 404, json: { code: 'ORDER_NOT_EXIST' } });
  });

  it('[GW-7] tells a payment, encrypted and signed, until it is taken', async () => {
    refuseNotices = 2;
    await paid();
    await vi.waitFor(() => expect(inbox.heard).toHaveLength(3));
    const notice = inbox.heard[2]!;
    expect(isWechatSigned(header(notice), notice.body, rig.keys.wechat)).toBe(true);
    expect(isWechatSigned(header(notice), `${notice.body} `, rig.keys.wechat)).toBe(false);
    const body = JSON.parse(notice.body);
    expect(body).toMatchObject({ event_type: 'TRANSACTION.SUCCESS' });
    expect(openResource(body.resource, rig.keys.wechat)).toMatchObject({
      out_trade_no: orderNo,
      trade_state: 'SUCCESS',
      attach: 'counter-7',
      amount: { total: 500 },
    });
    expect(await query()).toMatchObject({ json: { trade_state: 'SUCCESS', amount: { total: 500 } } });
  });

  it('[GW-4] closes what is unpaid, and says ORDERPAID and ORDER_CLOSED', async () => {
    rig.gateway.setLimits({ closeMinAgeMs: 300_000 });
    const { code_url } = (await native()).json;
    expect(await shut()).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } });
    rig.gateway.setLimits({ closeMinAgeMs: 0 });
    expect(await shut()).toMatchObject({ status: 204, isSigned: true });
    expect(rig.gateway.pay(code_url)).toEqual({ ok: false, why: 'already-closed' });
    expect(await native()).toMatchObject({ json: { code: 'ORDER_CLOSED' } });
    expect(await query()).toMatchObject({ json: { trade_state: 'CLOSED' } });
    orderNo = `${orderNo}b`;
    await paid();
    expect(await shut()).toMatchObject({ json: { code: 'ORDERPAID' } });
    expect(await native()).toMatchObject({ json: { code: 'ORDERPAID' } });
  });

  it('[GW-5] refunds once per number, in processing first, and tells it', async () => {
    await paid();
    expect(await giveBack(300)).toMatchObject({ status: 200, json: { status: 'PROCESSING' } });
    expect(await giveBack(301)).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } });
    await vi.waitFor(() => expect(inbox.heard.some((one) => one.path === '/refund')).toBe(true));
    const notice = JSON.parse(inbox.heard.find((one) => one.path === '/refund')!.body);
    expect(notice.event_type).toBe('REFUND.SUCCESS');
    expect(openResource(notice.resource, rig.keys.wechat)).toMatchObject({ amount: { refund: 300 } });
    const found = await call('GET', `/v3/refund/domestic/refunds/${orderNo}-1`);
    expect(found).toMatchObject({ json: { status: 'SUCCESS', amount: { refund: 300 } } });
    expect(await giveBack(300)).toMatchObject({ json: { status: 'SUCCESS' } });
    expect(await giveBack(201, 'other')).toMatchObject({ json: { code: 'INVALID_REQUEST' } });
    rig.gateway.setLimits({ refundMinGapMs: 60_000 });
    expect(await giveBack(200, 'other')).toMatchObject({ status: 429, json: { code: 'FREQUENCY_LIMITED' } });
    rig.gateway.setFaults([{ kind: 'not-enough', count: 1 }]);
    expect(await giveBack(200, 'other')).toMatchObject({ status: 403, json: { code: 'NOT_ENOUGH' } });
    expect(await call('GET', '/v3/refund/domestic/refunds/nobody')).toMatchObject({
      json: { code: 'RESOURCE_NOT_EXISTS' },
    });
    expect(rig.gateway.ledger().find((one) => one.orderNo === orderNo)).toMatchObject({
      chargedFen: 500,
      refundedFen: 300,
    });
  });

  it('[GW-8] loses answers after success, limits, fails and races as told', async () => {
    rig.gateway.setFaults([
      { kind: 'answer-lost', calls: ['create'], count: 1 },
      { kind: 'server-error', calls: ['query'], count: 1 },
      { kind: 'frequency-limited', calls: ['refund'], count: 1 },
      { kind: 'pay-after-close', count: 1 },
    ]);
    await expect(native()).rejects.toThrow();
    expect(await query()).toMatchObject({ status: 500, json: { code: 'SYSTEM_ERROR' } });
    expect(await query()).toMatchObject({ json: { trade_state: 'NOTPAY' } });
    await shut();
    rig.gateway.setFaults([{ kind: 'pay-after-close', count: 1 }]);
    const open = rig.gateway.ledger().find((one) => one.orderNo === orderNo)!;
    expect(open.closedMs).toBeDefined();
    orderNo = `${orderNo}b`;
    const { code_url } = (await native()).json;
    await shut();
    expect(rig.gateway.pay(code_url).ok).toBe(true);
    expect(await query()).toMatchObject({ json: { trade_state: 'SUCCESS' } });
  });

  it('[GW-8] tells twice, never, or only after a close was tried', async () => {
    const noticesOf = (no: string) =>
      inbox.heard.filter(({ path, body }) => {
        if (path !== '/wechat') return false;
        return openResource(JSON.parse(body).resource, rig.keys.wechat).out_trade_no === no;
      }).length;
    const [twice, never, held] = [orderNo, `${orderNo}b`, `${orderNo}c`];
    rig.gateway.setFaults([{ kind: 'notify-twice', count: 1 }]);
    await paid();
    await vi.waitFor(() => expect(noticesOf(twice)).toBe(2));
    orderNo = never;
    rig.gateway.setFaults([{ kind: 'notify-never', count: 1 }]);
    await paid();
    orderNo = held;
    rig.gateway.setFaults([{ kind: 'notify-after-close', count: 1 }]);
    await paid();
    expect(noticesOf(held)).toBe(0);
    await shut();
    await vi.waitFor(() => expect(noticesOf(held)).toBe(1));
    expect(noticesOf(never)).toBe(0);
  });

  it('[GW-9] gives the day’s bill with its hash; a spoiled one differs by a fen', async () => {
    await paid();
    await giveBack(100);
    await vi.waitFor(async () => expect((await giveBack(100)).json.status).toBe('SUCCESS'));
    const day = dayOf(Date.now());
    const { json } = await call('GET', `/v3/bill/tradebill?bill_date=${day}`);
    const path = json.download_url.slice(rig.gateway.url.length);
    expect((await fetch(json.download_url)).status).toBe(401);
    const { text } = await call('GET', path);
    // A text body loses its byte order mark when it is read.
    const withMark = `\ufeff${text.replace(/^\ufeff/, '')}`;
    expect(createHash('sha1').update(withMark).digest('hex')).toBe(json.hash_value);
    const rows = text.split('\r\n').filter((line) => line.includes(`\`${orderNo},`));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toContain('`SUCCESS,`OTHERS,`CNY,`5.00,');
    expect(rows[1]).toContain(`\`REFUND,`);
    expect(rows[1]).toContain(`\`${orderNo}-1,\`1.00,`);
    rig.gateway.setFaults([{ kind: 'bill-row-wrong' }]);
    const again = (await call('GET', `/v3/bill/tradebill?bill_date=${day}`)).json;
    expect((await call('GET', again.download_url.slice(rig.gateway.url.length))).text).toContain('`5.01,');
    expect(await call('GET', '/v3/bill/tradebill?bill_date=2020-01-01')).toMatchObject({
      json: { code: 'NO_STATEMENT_EXIST' },
    });
  });
});
