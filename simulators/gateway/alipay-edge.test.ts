import { readFileSync } from 'node:fs';
import { AlipaySdk } from 'alipay-sdk';
import { unzipSync } from 'fflate';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { gatewayRig, startInbox } from './gateway-rig.ts';
import { dayOf } from './texts.ts';

const read = (path: string) => readFileSync(path, 'utf8').trim();

describe('Alipay of the simulated gateway, asked by alipay-sdk', () => {
  let rig: Awaited<ReturnType<typeof gatewayRig>>;
  let inbox: Awaited<ReturnType<typeof startInbox>>;
  let sdk: AlipaySdk;
  let count = 0;
  let orderNo: string;
  let refuseNotices = 0;

  const sdkWith = (privateKeyFile: string) =>
    new AlipaySdk({
      appId: rig.keys.alipay.appId,
      privateKey: read(privateKeyFile),
      keyType: 'PKCS8',
      alipayPublicKey: read(rig.keys.alipay.platformPublicKeyFile),
      gateway: rig.gateway.alipayGateway,
      camelcase: false,
    });

  beforeAll(async () => {
    inbox = await startInbox(() => {
      refuseNotices -= 1;
      return { status: 200, body: refuseNotices >= 0 ? 'failure' : 'success' };
    });
    rig = await gatewayRig({ billsAtOnce: true, notifyRetryMs: [5, 5] });
    sdk = sdkWith(rig.keys.alipay.appPrivateKeyFile);
  });
  afterAll(async () => {
    await rig.close();
    await inbox.close();
  });
  beforeEach(() => {
    count += 1;
    orderNo = `order${count}`;
    refuseNotices = 0;
    inbox.heard.length = 0;
    rig.gateway.setFaults([]);
  });

  const exec = (method: string, bizContent: object, more: object = {}) =>
    sdk.exec(method, { ...more, bizContent }, { validateSign: true });
  const precreate = (total_amount = '5.00') =>
    exec(
      'alipay.trade.precreate',
      { out_trade_no: orderNo, total_amount, subject: '大米 5kg', body: 'counter-7', timeout_express: '3m' },
      { notify_url: `${inbox.url}/alipay` },
    );
  const query = () => exec('alipay.trade.query', { out_trade_no: orderNo });
  const giveBack = (refund_amount: string, out_request_no: string) =>
    exec('alipay.trade.refund', { out_trade_no: orderNo, refund_amount, out_request_no });
  const paid = async () => {
    const { qr_code } = await precreate();
    expect(rig.gateway.pay(qr_code).ok).toBe(true);
    return qr_code as string;
  };

  it('[GW-2] answers signed, and refuses another app’s key, also signed', async () => {
    const made = await precreate();
    expect(made).toMatchObject({ code: '10000', out_trade_no: orderNo });
    expect(made.qr_code).toMatch(/^https:\/\/qr\.alipay\.com\/bax\w+$/);
    const foreign = sdkWith(rig.keys.wechat.merchantPrivateKeyFile);
    const answer = await foreign.exec(
      'alipay.trade.query',
      { bizContent: { out_trade_no: orderNo } },
      { validateSign: true },
    );
    expect(answer).toMatchObject({ code: '40002', sub_code: 'isv.invalid-signature' });
  });

  it('[GW-3, GW-6] has no trade before the code is opened, and one amount for an order', async () => {
    const { qr_code } = await precreate();
    expect(await query()).toMatchObject({ code: '40004', sub_code: 'ACQ.TRADE_NOT_EXIST' });
    expect((await exec('alipay.trade.cancel', { out_trade_no: 'nobody' })).action).toBeUndefined();
    expect(await precreate('5.01')).toMatchObject({ sub_code: 'ACQ.CONTEXT_INCONSISTENT' });
    rig.gateway.scan(qr_code);
    expect(await query()).toMatchObject({
      code: '10000',
      trade_status: 'WAIT_BUYER_PAY',
      total_amount: '5.00',
    });
    expect(await exec('alipay.trade.close', { out_trade_no: orderNo })).toMatchObject({ code: '10000' });
    expect(await query()).toMatchObject({ trade_status: 'TRADE_CLOSED' });
    expect(rig.gateway.pay(qr_code)).toEqual({ ok: false, why: 'already-closed' });
  });

  it('[GW-7] tells a payment as a form that the SDK accepts, until the answer is success', async () => {
    refuseNotices = 2;
    await paid();
    await vi.waitFor(() => expect(inbox.heard).toHaveLength(3));
    const form = Object.fromEntries(new URLSearchParams(inbox.heard[2]!.body));
    expect(form).toMatchObject({
      out_trade_no: orderNo,
      body: 'counter-7',
      trade_status: 'TRADE_SUCCESS',
      total_amount: '5.00',
    });
    expect(sdk.checkNotifySignV2(form)).toBe(true);
    expect(sdk.checkNotifySignV2({ ...form, total_amount: '5.01' })).toBe(false);
  });

  it('[GW-5] refunds once per number; a cancel gives the rest back', async () => {
    await paid();
    expect(await giveBack('2.00', 'r1')).toMatchObject({
      code: '10000',
      fund_change: 'Y',
      refund_fee: '2.00',
    });
    expect(await giveBack('2.00', 'r1')).toMatchObject({ code: '10000', fund_change: 'N' });
    expect(await giveBack('2.01', 'r1')).toMatchObject({ sub_code: 'ACQ.DISCORDANT_REPEAT_REQUEST' });
    expect(await giveBack('3.01', 'r2')).toMatchObject({ sub_code: 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL' });
    const ask = { out_trade_no: orderNo, out_request_no: 'r1' };
    const found = await exec('alipay.trade.fastpay.refund.query', ask);
    expect(found).toMatchObject({ refund_status: 'REFUND_SUCCESS', refund_amount: '2.00' });
    const none = await exec('alipay.trade.fastpay.refund.query', { ...ask, out_request_no: 'r9' });
    expect(none).toMatchObject({ code: '10000' });
    expect(none.refund_status).toBeUndefined();
    expect(await exec('alipay.trade.close', { out_trade_no: orderNo })).toMatchObject({
      sub_code: 'ACQ.TRADE_STATUS_ERROR',
    });
    expect(await exec('alipay.trade.cancel', { out_trade_no: orderNo })).toMatchObject({ action: 'refund' });
    expect(rig.gateway.ledger().find((one) => one.orderNo === orderNo)).toMatchObject({ refundedFen: 500 });
  });

  it('[GW-8] loses answers, limits and fails as told', async () => {
    rig.gateway.setFaults([
      // The SDK's HTTP client asks once more by itself when a connection breaks.
      { kind: 'answer-lost', calls: ['refund'] },
      { kind: 'server-error', calls: ['query'], count: 1 },
      { kind: 'frequency-limited', calls: ['query'], count: 1 },
    ]);
    await paid();
    expect(await query()).toMatchObject({ code: '40005' });
    expect(await query()).toMatchObject({ code: '20000' });
    await expect(giveBack('1.00', 'r1')).rejects.toThrow();
    rig.gateway.setFaults([]);
    expect(await giveBack('1.00', 'r1')).toMatchObject({ fund_change: 'N', refund_fee: '1.00' });
  });

  it('[GW-9] gives the day’s bill as a zip of GBK text', async () => {
    await paid();
    await giveBack('1.00', `${orderNo}-1`);
    const asked = { bill_type: 'trade', bill_date: dayOf(Date.now()) };
    const method = 'alipay.data.dataservice.bill.downloadurl.query';
    const { bill_download_url } = await exec(method, asked);
    const zip = new Uint8Array(await (await fetch(bill_download_url)).arrayBuffer());
    const text = iconv.decode(Buffer.from(Object.values(unzipSync(zip))[0]!), 'gb18030');
    const rows = text.split('\r\n').filter((line) => line.includes(`${orderNo}\t`));
    expect(rows.map((row) => row.split(',')[2])).toEqual(['交易', '退款']);
    expect(rows.map((row) => row.split(',')[11])).toEqual(['5.00', '-1.00']);
    expect(rows[1]!.split(',')[21]).toBe(`${orderNo}-1\t`);
    rig.gateway.setFaults([{ kind: 'bill-row-missing' }]);
    expect(await exec(method, asked)).toMatchObject({ sub_code: 'isp.bill_not_exist' });
  });
});
