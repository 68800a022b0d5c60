// Random lives of a few orders: questions lost and repeated, calls that fail after they worked, late money, restarts.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPaymentWorld, type PaymentWorld } from './testing/payment-world.ts';

const orders = [1, 2, 3].map((n) => `o${String(n).padStart(24, '0')}`);
const v = 1 as const;
const totalFen = 900;

const command = fc.record({
  op: fc.constantFrom(
    'sale',
    'sale',
    'create',
    'create',
    'settle',
    'accept',
    'accept',
    'accept',
    'refund',
    'pay',
    'pay',
    'pay',
    'race',
    'notify',
    'notify',
    'notify',
    'time',
    'time',
    'restart',
    'line',
    'trouble',
  ),
  order: fc.nat(2),
  /** Amount of a refund, time that passes, share of trouble: as the op needs it. */
  size: fc.integer({ min: 1, max: 600 }),
  isHeard: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
});
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhuangui-payments-model-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function newPath(): string {
  files += 1;
  return join(folder, `${files}.db`);
}

async function perform(world: PaymentWorld, command: Command): Promise<void> {
  if (command.op !== 'sale') return one(world, command);
  for (const op of ['create', 'pay', 'notify', 'accept'] as const) await one(world, { ...command, op });
}

async function one(world: PaymentWorld, { op, order: n, size, isHeard }: Command): Promise<void> {
  const order = orders[n]!;
  const wasUp = world.line.isUp;
  if (!isHeard) world.line.isUp = false;
  if (op === 'create')
    await world.ask({
      v,
      ask: 'create',
      order,
      method: 'wechat',
      totalFen,
      goods: 'x',
      expiresInS: 60 + (size % 500),
    });
  else if (op === 'settle') await world.ask({ v, ask: 'settle', order });
  else if (op === 'accept' && world.paidOf(order))
    await world.ask({ v, ask: 'accept', order, transaction: world.paidOf(order)!.transaction });
  else if (op === 'refund' && world.hasHeard(order, 'accepted')) {
    const refund = `r${order.slice(1)}-${1 + (size % 2)}`;
    await world.ask({ v, ask: 'refund', order, refund, amountFen: size, reason: 'x' });
  } else if (op === 'pay' || op === 'race') world.provider.pay(order, op === 'race');
  else if (op === 'notify' && world.provider.trades.get(order)?.isPaid) await world.notify(order);
  else if (op === 'time') await world.leap(size * 200);
  else if (op === 'restart') await world.restart();
  else if (op === 'trouble') world.provider.trouble.share = size / 700;
  if (isHeard && op !== 'time') await world.payments.idle();
  world.line.isUp = op === 'line' ? !wasUp : wasUp;
}

/** Faults heal, time goes on; nobody asks any more. */
async function heal(world: PaymentWorld): Promise<void> {
  world.provider.trouble.share = 0;
  world.line.isUp = true;
  for (let step = 0; step < 120; step += 1) await world.leap(30_000);
}

async function judge(world: PaymentWorld): Promise<void> {
  const rows = new Map((await world.payments.list()).map((row) => [row.order, row]));
  for (const [order, trade] of world.provider.trades) {
    const row = rows.get(order)!;
    const back = [...trade.refunds.values()].reduce((total, fen) => total + fen, 0);
    expect(back).toBeLessThanOrEqual(trade.isPaid ? totalFen : 0);
    if (!trade.isPaid) expect(row.state).toBe('closed');
    else expect(['accepted', 'returned']).toContain(row.state);
    if (row.state === 'returned') expect([...trade.refunds]).toEqual([[`h${order.slice(1)}`, totalFen]]);
    if (row.state === 'accepted') expect(trade.refunds.has(`h${order.slice(1)}`)).toBe(false);
    expect(world.hasHeard(order, 'accepted') && world.hasHeard(order, 'returned')).toBe(false);
    for (const refund of row.refunds) expect(refund.state).toBe('done');
  }
  const charged = [...world.provider.trades.values()].filter(({ isPaid }) => isPaid).length * totalFen;
  const totals = await world.payments.totals();
  expect(totals).toMatchObject({ chargedFen: charged, pendingFen: 0, pending: 0, oldestPendingMs: 0 });
  expect(totals.keptFen + totals.refundedFen).toBe(charged);
}

describe('payments under every fault', () => {
  it('[PAY-4, PAY-6, PAY-11, PAY-13] every charged order ends accepted or returned, never both, to the fen', async () => {
    const ends = { accepted: 0, returned: 0, closed: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { minLength: 8, maxLength: 40 }),
        fc.integer(),
        async (commands, seed) => {
          const world = await openPaymentWorld({ path: newPath(), seed });
          try {
            for (const command of commands) await perform(world, command);
            await heal(world);
            await judge(world);
            for (const { state } of await world.payments.list()) ends[state as keyof typeof ends] += 1;
          } finally {
            await world.close();
          }
        },
      ),
      { numRuns: 40 },
    );
    // The lives are worth something only while every end is met.
    for (const count of Object.values(ends)) expect(count).toBeGreaterThan(3);
  }, 60_000);
});
