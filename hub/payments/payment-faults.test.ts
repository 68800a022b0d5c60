// Single misfortunes, each by name: a hub from a backup, a stop between two commits, one provider that hangs.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createMoodyProvider } from './testing/moody-provider.ts';
import { openPaymentWorld, type PaymentWorld, type WorldParts } from './testing/payment-world.ts';

const v = 1 as const;
const order = `o${'1'.repeat(24)}`;
const totalFen = 900;
const createAsk = (of = order, method: 'wechat' | 'alipay' = 'wechat') =>
  ({ v, ask: 'create', order: of, method, totalFen, goods: 'x', expiresInS: 120 }) as const;

let folder: string;
let files = 0;
let world: PaymentWorld;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhuangui-payment-faults-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => world.close());

async function open(parts: Omit<WorldParts, 'path'> = {}): Promise<void> {
  files += 1;
  world = await openPaymentWorld({ ...parts, path: join(folder, `${files}.db`) });
}
const row = async (of = order) => (await world.payments.list()).find((one) => one.order === of);
const back = (of = order) => [...(world.provider.trades.get(of)?.refunds.values() ?? [])];

describe('payments after a misfortune', () => {
  it('[PAY-4] keeps money that the counter’s journal shows as taken, when the hub forgot that it was accepted', async () => {
    await open({ journalKnows: () => true });
    await world.ask(createAsk());
    await world.payments.idle();
    world.provider.pay(order, false);
    // The counter has accepted and dispensed; this hub, from a backup, only learns that the money is there.
    await world.notify(order);
    await world.leap(15 * 60_000);
    expect(await row()).toMatchObject({ state: 'accepted' });
    expect(back()).toEqual([]);
  });

  it('[PAY-4] gives back what no journal shows as taken', async () => {
    await open({ journalKnows: () => false });
    await world.ask(createAsk());
    await world.payments.idle();
    world.provider.pay(order, false);
    await world.notify(order);
    await world.leap(15 * 60_000);
    await world.leap(60_000);
    expect(await row()).toMatchObject({ state: 'returned' });
    expect(back()).toEqual([totalFen]);
  });

  it('[PAY-4] a hub put back to an older copy waits for the counter to tell everything before it gives back', async () => {
    const knows = { all: false, taken: false };
    await open({ journalKnows: () => knows.taken, isHeardOut: () => knows.all });
    await world.ask(createAsk());
    await world.payments.idle();
    world.provider.pay(order, false);
    await world.notify(order);
    await world.leap(3 * 3_600_000);
    expect(await row()).toMatchObject({ state: 'paid' });
    Object.assign(knows, { all: true, taken: true });
    await world.leap(60_000);
    expect(await row()).toMatchObject({ state: 'accepted' });
    expect(back()).toEqual([]);
  });

  it('[PAY-4] a counter that never comes back keeps nobody’s money for longer than a day', async () => {
    await open({ journalKnows: () => false, isHeardOut: () => false });
    await world.ask(createAsk());
    await world.payments.idle();
    world.provider.pay(order, false);
    await world.notify(order);
    // A hub that slept so long has heard nobody in that time.
    await world.leap(25 * 3_600_000);
    await world.leap(60_000);
    expect(back()).toEqual([]);
    for (let minutes = 0; minutes < 25 * 60; minutes += 2) await world.leap(120_000);
    expect(back()).toEqual([totalFen]);
  });

  it('[PAY-11] ends a return whose last commit was cut off', async () => {
    await open();
    await world.ask(createAsk());
    await world.payments.idle();
    world.provider.pay(order, false);
    await world.notify(order);
    await world.leap(100_000);
    // The process ends after the refund is known to be done and before anything else is written.
    await world.db.run(`UPDATE payment_refund SET state = 'pending', next_at = 0, done_at = NULL`);
    await world.db.run(`UPDATE payment SET state = 'returning'`);
    await world.db.run(
      `CREATE TRIGGER power_cut BEFORE UPDATE ON payment WHEN new.state = 'returned'
       BEGIN SELECT RAISE(ABORT, 'power cut'); END`,
    );
    await world.leap(60_000);
    await world.payments.close();
    await world.db.run('DROP TRIGGER power_cut');
    await world.restart();
    for (let step = 0; step < 5; step += 1) await world.leap(60_000);
    expect(await row()).toMatchObject({ state: 'returned' });
  });

  it('[PAY-3] one row that cannot be written keeps nobody else from being looked at', async () => {
    await open();
    const second = `o${'2'.repeat(24)}`;
    await world.ask(createAsk());
    await world.payments.idle();
    await world.leap(1000);
    await world.ask(createAsk(second));
    await world.payments.idle();
    await world.db.run(
      `CREATE TRIGGER bad_row BEFORE UPDATE ON payment WHEN new.order_id = '${order}'
       BEGIN SELECT RAISE(ABORT, 'bad row'); END`,
    );
    for (let step = 0; step < 8; step += 1) await world.leap(60_000);
    expect(await row(second)).toMatchObject({ state: 'closed' });
    await world.db.run('DROP TRIGGER bad_row');
  });

  it('[PAY-15] a provider that hangs does not hold up the other one', async () => {
    const hanging = createMoodyProvider({ method: 'alipay', nowMs: () => 0, chance: () => 1 });
    const release = Promise.withResolvers<void>();
    const query = hanging.query;
    hanging.query = async (of) => {
      await release.promise;
      return query(of);
    };
    await open({ others: [hanging] });
    try {
      const many = Array.from({ length: 70 }, (_, n) => `o${String(n).padStart(24, '7')}`);
      for (const one of many) await world.ask(createAsk(one, 'alipay'));
      await world.payments.idle();
      await world.ask(createAsk());
      await vi.waitFor(async () => expect(await row()).toMatchObject({ state: 'waiting' }));
      world.provider.pay(order, false);
      world.pass(20_000);
      await vi.waitFor(async () => expect(await row()).toMatchObject({ state: 'paid' }));
    } finally {
      release.resolve();
    }
  });

  it('[PAY-1, PAY-2] looks once more for an order that was nowhere when its counter gave it up', async () => {
    await open();
    await world.ask({ v, ask: 'settle', order });
    await world.payments.idle();
    expect(await row()).toMatchObject({ state: 'closed' });
    // The code was on a screen before the hub was restored; nobody had scanned it yet, now somebody did.
    world.provider.trades.set(order, {
      totalFen,
      expiresAtMs: 0,
      isClosed: false,
      isPaid: true,
      refunds: new Map(),
    });
    for (let step = 0; step < 15; step += 1) await world.leap(60_000);
    expect(await row()).toMatchObject({ state: 'returned' });
    expect(back()).toEqual([totalFen]);
  });

  it('[PAY-13] a refund that the gateway refused is still owed, not kept', async () => {
    await open();
    await world.ask(createAsk());
    await world.payments.idle();
    world.provider.pay(order, false);
    await world.notify(order);
    await world.ask({ v, ask: 'accept', order, transaction: world.paidOf(order)!.transaction });
    world.provider.trades.get(order)!.refunds.set('elsewhere', totalFen);
    await world.ask({ v, ask: 'refund', order, refund: `r${'1'.repeat(24)}-1`, amountFen: 400, reason: 'x' });
    await world.leap(5000);
    expect((await row())!.refunds).toMatchObject([{ state: 'refused' }]);
    expect(await world.payments.totals()).toMatchObject({ keptFen: 500, pendingFen: 400 });
  });
});
