import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { parseFaults, strike } from './faults.ts';
import { gatewayRig, temporaryFolder, wechatClient } from './gateway-rig.ts';
import { readGatewayLedger } from './ledger-file.ts';

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

type Rig = Awaited<ReturnType<typeof gatewayRig>>;
async function order(rig: Rig, out_trade_no: string, url = rig.gateway.url) {
  const { appid, mchid } = rig.keys.wechat;
  const given = { appid, mchid, out_trade_no, description: '茶', notify_url: 'http://127.0.0.1:9/none' };
  const body = { ...given, amount: { total: 250, currency: 'CNY' } };
  return (await wechatClient(url, rig.keys.wechat)('POST', '/v3/pay/transactions/native', body)).json
    .code_url;
}
async function start(options: Parameters<typeof gatewayRig>[0] = {}) {
  const rig = await gatewayRig({ notifyRetryMs: [], ...options });
  cleanUp.push(rig.close);
  return rig;
}

const post = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

describe('the shopper’s phone', () => {
  it('[GW-11] lists open codes, pays, refuses and shows refunds', async () => {
    const rig = await start({ merchantName: '测试专柜' });
    const [first, second] = [await order(rig, 'order-1'), await order(rig, 'order-2')];
    const state = async () => (await fetch(`${rig.gateway.phoneUrl}/state`)).json();
    expect((await state()).open).toMatchObject([
      { codeUrl: second, amountFen: 250, merchant: '测试专柜' },
      { codeUrl: first },
    ]);
    expect((await post(`${rig.gateway.phoneUrl}/pay`, { codeUrl: first })).status).toBe(200);
    const again = await post(`${rig.gateway.phoneUrl}/pay`, { codeUrl: first });
    expect([again.status, await again.json()]).toEqual([409, { error: 'already-paid' }]);
    await post(`${rig.gateway.phoneUrl}/refuse`, { codeUrl: second });
    expect((await state()).open).toEqual([]);
    await post(`${rig.gateway.phoneUrl}/scan`, { codeUrl: second });
    expect((await state()).open).toHaveLength(1);
    const ask = { out_trade_no: 'order-1', out_refund_no: 'r1' };
    await wechatClient(rig.gateway.url, rig.keys.wechat)('POST', '/v3/refund/domestic/refunds', {
      ...ask,
      amount: { refund: 50, total: 250, currency: 'CNY' },
    });
    expect((await state()).done).toMatchObject([{ orderNo: 'order-1', refunds: [{ amountFen: 50 }] }]);
    expect(await (await fetch(rig.gateway.phoneUrl)).text()).toContain('手机支付');
    expect((await post(`${rig.gateway.phoneUrl}/pay`, { codeUrl: 7 })).status).toBe(400);
  });

  it('[GW-8] takes fault switches and says what is wrong with them', async () => {
    const rig = await start();
    const url = `${rig.gateway.phoneUrl}/faults`;
    expect(await (await post(url, [{ kind: 'slow', delayMs: 1 }])).json()).toEqual([
      { kind: 'slow', delayMs: 1 },
    ]);
    const wrong = await post(url, [{ kind: 'earthquake' }]);
    expect([wrong.status, (await wrong.json()).error]).toEqual([400, expect.stringContaining('use one of')]);
    expect(() => parseFaults([{ kind: 'slow', probability: 2 }])).toThrow('0 to 1');
  });
});

describe('faults from a seed', () => {
  it('[GW-8] strike as often as they say, and the same for the same seed', () => {
    const run = (seed: number) => {
      let plan = { specs: parseFaults([{ kind: 'notify-never', probability: 0.3 }]), seed } as Parameters<
        typeof strike
      >[0];
      return Array.from({ length: 1_000 }, () => {
        const struck = strike(plan, 'notify-never');
        plan = struck.plan;
        return struck.fault !== undefined;
      });
    };
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
    const hits = run(7).filter(Boolean).length;
    expect(hits).toBeGreaterThan(250);
    expect(hits).toBeLessThan(350);
  });
});

describe('the truth', () => {
  it('[GW-10] outlives the process, and a torn last line never happened', async () => {
    const { folder, remove } = temporaryFolder();
    cleanUp.push(remove);
    const ledgerFile = join(folder, 'ledger.ndjson');
    const rig = await start({ ledgerFile });
    const code = await order(rig, 'order-1');
    rig.gateway.pay(code);
    appendFileSync(ledgerFile, '{"type":"closed","ord');
    expect(readGatewayLedger(ledgerFile)).toEqual(rig.gateway.ledger());
    const next = await start({ ledgerFile, keys: rig.keys });
    expect(next.gateway.pay(code)).toEqual({ ok: false, why: 'already-paid' });
    expect(await order(next, 'order-2')).toMatch(/^weixin:/);
    expect(readGatewayLedger(ledgerFile)).toMatchObject([{ chargedFen: 250 }, { chargedFen: 0 }]);
  });

  it('[GW-10] is told by a gateway that runs as a process of its own', async () => {
    const { folder, remove } = temporaryFolder();
    cleanUp.push(remove);
    const main = new URL('./main.ts', import.meta.url).pathname;
    const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [
      main,
      '--keys',
      folder,
      '--stop-on-stdin-end',
    ]);
    cleanUp.push(() => void child.kill('SIGKILL'));
    const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
    const ready = JSON.parse(value as string);
    expect(ready).toMatchObject({ ready: true, keys: { folder } });
    const code = await order({ keys: ready.keys } as Rig, 'order-1', ready.url);
    await post(`${ready.phoneUrl}/pay`, { codeUrl: code });
    expect(await (await fetch(`${ready.phoneUrl}/ledger`)).json()).toMatchObject([{ chargedFen: 250 }]);
    child.stdin.end();
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
});
