import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../platform/clock.ts';
import {
  createTestPayment,
  readTestLedger,
  type TestPayment,
  type TestPaymentOptions,
} from './test-payment.ts';

const order = `o${'a'.repeat(24)}`;
const refund = { refund: `r${'a'.repeat(24)}-1`, order, amountFen: 300 };

describe('the stand-in payment method', () => {
  let folder: string;
  const opened: TestPayment[] = [];
  const open = (options: Partial<TestPaymentOptions> = {}) => {
    const payment = createTestPayment({ folder, clock: systemClock(), ...options });
    opened.push(payment);
    return payment;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'test-payment-'));
  });
  afterEach(() => {
    for (const payment of opened.splice(0)) payment.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('[SALE-30] pays when the shopper confirms, once', async () => {
    const payment = open();
    const result = payment.request({ order, totalFen: 300 });
    expect(payment.waiting()).toEqual([{ order, totalFen: 300 }]);
    expect(payment.confirm(order)).toBe(true);
    expect(payment.confirm(order)).toBe(false);
    expect(await result).toEqual({ state: 'paid', amountFen: 300, transaction: `test-${order}` });
    expect(payment.readLedger()).toMatchObject([{ chargedFen: 300, charges: 1 }]);
  });

  it('[SALE-30] pays by itself when told to', async () => {
    const payment = open({ autoConfirmMs: 1 });
    expect(await payment.request({ order, totalFen: 5 })).toMatchObject({ state: 'paid', amountFen: 5 });
  });

  it('[SALE-30] is certain that no money moves after a cancel or a query', async () => {
    const payment = open();
    const result = payment.request({ order, totalFen: 300 });
    payment.cancel(order);
    expect(await result).toMatchObject({ state: 'not-paid' });
    expect(payment.confirm(order)).toBe(false);
    const other = `o${'b'.repeat(24)}`;
    const pending = payment.request({ order: other, totalFen: 1 });
    expect(await payment.query(other)).toMatchObject({ state: 'not-paid' });
    expect(await pending).toMatchObject({ state: 'not-paid' });
    expect(await payment.request({ order: other, totalFen: 1 })).toMatchObject({ state: 'not-paid' });
  });

  it('[SALE-31] remembers charges and refunds over a restart, and moves a refund once', async () => {
    const first = open();
    first.request({ order, totalFen: 300 });
    first.confirm(order);
    await first.refund(refund);
    const second = open();
    expect(await second.query(order)).toMatchObject({ state: 'paid', amountFen: 300 });
    expect(await second.refund(refund)).toEqual({ state: 'done' });
    expect(await second.refund({ ...refund, amountFen: 1 })).toMatchObject({ state: 'unknown' });
    expect(await second.refund({ ...refund, refund: `${refund.refund.slice(0, -1)}2` })).toMatchObject({
      state: 'unknown',
    });
    expect(readTestLedger(folder)).toMatchObject([{ refundedFen: 300, refunds: [refund.refund] }]);
  });

  it('[SALE-32] moves nothing on a full disk, says unknown, and goes on when there is room', async () => {
    const disk = { isFull: true };
    const sink = {
      write(file: number, bytes: Uint8Array) {
        writeSync(file, disk.isFull ? bytes.subarray(0, 5) : bytes);
        if (disk.isFull)
          throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      },
    };
    const payment = open({ sink });
    const result = payment.request({ order, totalFen: 300 });
    expect(payment.confirm(order)).toBe(false);
    expect(await payment.query(order)).toMatchObject({ state: 'unknown' });
    expect(payment.waiting()).toHaveLength(1);
    disk.isFull = false;
    expect(payment.confirm(order)).toBe(true);
    expect(await result).toMatchObject({ state: 'paid' });
    disk.isFull = true;
    expect(await payment.refund(refund)).toMatchObject({ state: 'unknown' });
    const other = `o${'b'.repeat(24)}`;
    const cancelled = payment.request({ order: other, totalFen: 1 });
    payment.cancel(other);
    expect(await cancelled).toMatchObject({ state: 'unknown' });
    disk.isFull = false;
    expect(await payment.refund(refund)).toEqual({ state: 'done' });
    expect(readTestLedger(folder)).toMatchObject([{ order, chargedFen: 300, refundedFen: 300, charges: 1 }]);
  });

  it('[SALE-31] cuts off a line that a power cut tore', async () => {
    const first = open();
    first.request({ order, totalFen: 300 });
    first.confirm(order);
    appendFileSync(join(folder, 'test-payments.ndjson'), '{"type":"refund","ord');
    const second = open();
    expect(await second.refund(refund)).toEqual({ state: 'done' });
    expect(readFileSync(join(folder, 'test-payments.ndjson'), 'utf8').split('\n')).toHaveLength(3);
  });

  it('[SALE-30] misbehaves as told: money moves or not, and nobody knows', async () => {
    const payment = open({ misbehave: { request: ['lost-answer'], refund: ['unknown', 'lost-answer'] } });
    const result = payment.request({ order, totalFen: 300 });
    payment.confirm(order);
    expect(await result).toMatchObject({ state: 'unknown' });
    expect(await payment.query(order)).toMatchObject({ state: 'paid' });
    expect(await payment.refund(refund)).toMatchObject({ state: 'unknown' });
    expect(payment.readLedger()[0]?.refundedFen).toBe(0);
    expect(await payment.refund(refund)).toMatchObject({ state: 'unknown' });
    expect(payment.readLedger()[0]?.refundedFen).toBe(300);
    expect(await payment.refund(refund)).toEqual({ state: 'done' });
  });

  it('[SALE-30] refuses as told', async () => {
    const payment = open({ misbehave: { request: ['refuse', 'unknown'] } });
    expect(await payment.request({ order, totalFen: 1 })).toMatchObject({ state: 'not-paid' });
    expect(await payment.request({ order: `o${'c'.repeat(24)}`, totalFen: 1 })).toMatchObject({
      state: 'unknown',
    });
  });
});
