// The stand-in method "test": a press on the screen pays. Its truth outlives the process, as a gateway's does.
import { join } from 'node:path';
import type { Clock } from '../platform/clock.ts';
import type { Payment, PaymentResult } from './payment.ts';
import { type LineSink, openTruth, readTruth, type TruthLine } from './truth-file.ts';

/**
 * How the next call of a kind misbehaves; used up one by one, then everything is normal.
 * unknown: nothing happens and nobody knows. lost-answer: it happens, but the answer is `unknown`.
 * refuse: the payment is refused. hang: it happens and the answer never comes.
 */
export type Misbehaviour = 'normal' | 'unknown' | 'lost-answer' | 'refuse' | 'hang';

export interface TestPaymentOptions {
  /** Folder that holds `test-payments.ndjson`. */
  folder: string;
  clock: Clock;
  /** Pays by itself after this time; without it only `confirm` pays. */
  autoConfirmMs?: number;
  /** How lines reach the disk; only a test gives another one. */
  sink?: LineSink;
  misbehave?: Partial<Record<'request' | 'query' | 'refund', readonly Misbehaviour[]>>;
}

/** Sums per order, from the truth alone. */
export interface LedgerOrder {
  order: string;
  chargedFen: number;
  refundedFen: number;
  charges: number;
  refunds: string[];
}

export interface TestPayment extends Payment {
  /** The shopper pays; false when nobody asked for this order's money or it cannot be paid any more. */
  confirm(order: string, amountFen?: number): boolean;
  /** Orders that wait for `confirm`. */
  waiting(): { order: string; totalFen: number }[];
  readLedger(): LedgerOrder[];
  close(): void;
}

const fileIn = (folder: string) => join(folder, 'test-payments.ndjson');

function ledgerOf(lines: readonly TruthLine[]): LedgerOrder[] {
  const orders = new Map<string, LedgerOrder>();
  for (const line of lines) {
    const { order } = line;
    const sums = orders.get(order) ?? { order, chargedFen: 0, refundedFen: 0, charges: 0, refunds: [] };
    orders.set(order, sums);
    if (line.type === 'charge') {
      sums.chargedFen += line.amountFen;
      sums.charges += 1;
    } else if (line.type === 'refund') {
      sums.refundedFen += line.amountFen;
      sums.refunds.push(line.refund);
    }
  }
  return [...orders.values()];
}

/** What moved, read from the file alone: for an auditor that does not trust the agent. */
export const readTestLedger = (folder: string): LedgerOrder[] => ledgerOf(readTruth(fileIn(folder)).lines);

const unknown = (reason: string) => ({ state: 'unknown' as const, reason });
const notStored = 'the stand-in payment cannot be written down: make room on the disk';
const never = <T>() => new Promise<T>(() => {});

interface Pending {
  totalFen: number;
  misbehaviour: Misbehaviour;
  promise: Promise<PaymentResult>;
  answer(result: PaymentResult): void;
}

/** Opens the stand-in method; two at a time on one folder are not meant to be. */
export function createTestPayment(options: TestPaymentOptions): TestPayment {
  const truth = openTruth(fileIn(options.folder), options.sink);
  const pending = new Map<string, Pending>();
  const timers = new Map<string, () => void>();
  const left = {
    request: [...(options.misbehave?.request ?? [])],
    query: [...(options.misbehave?.query ?? [])],
    refund: [...(options.misbehave?.refund ?? [])],
  };
  const next = (kind: keyof typeof left): Misbehaviour => left[kind].shift() ?? 'normal';

  function known(order: string): PaymentResult | undefined {
    const lines = truth.linesOf(order);
    const charge = lines.find((line) => line.type === 'charge');
    if (charge) return { state: 'paid', amountFen: charge.amountFen, transaction: charge.transaction };
    if (lines.some((line) => line.type === 'closed')) return { state: 'not-paid', reason: 'cancelled' };
    return undefined;
  }

  function settle(order: string, result: PaymentResult): void {
    const request = pending.get(order);
    pending.delete(order);
    timers.get(order)?.();
    timers.delete(order);
    request?.answer(result);
  }

  function confirm(order: string, amountFen?: number): boolean {
    const request = pending.get(order);
    if (!request || known(order)) return false;
    const transaction = `test-${order}`;
    const charge = { order, amountFen: amountFen ?? request.totalFen, transaction };
    // Not paid, and the shopper may press again.
    if (!truth.append({ type: 'charge', ...charge })) return false;
    if (request.misbehaviour === 'hang') return true;
    const paid: PaymentResult = { state: 'paid', amountFen: charge.amountFen, transaction };
    settle(order, request.misbehaviour === 'lost-answer' ? unknown('the answer was lost') : paid);
    return true;
  }

  /** Makes sure that an unpaid order stays unpaid, so that "not paid" is certain. */
  function shut(order: string): PaymentResult {
    const before = known(order);
    if (before) return before;
    if (!truth.append({ type: 'closed', order })) return unknown(notStored);
    const result: PaymentResult = { state: 'not-paid', reason: 'cancelled' };
    settle(order, result);
    return result;
  }

  function request(order: string, totalFen: number): Promise<PaymentResult> {
    const before = known(order);
    if (before) return Promise.resolve(before);
    const asked = pending.get(order);
    if (asked) return asked.promise;
    const misbehaviour = next('request');
    if (misbehaviour === 'unknown') return Promise.resolve(unknown('the method does not answer'));
    if (misbehaviour === 'refuse') return Promise.resolve(shut(order));
    const { promise, resolve } = Promise.withResolvers<PaymentResult>();
    pending.set(order, { totalFen, misbehaviour, promise, answer: resolve });
    const { autoConfirmMs, clock } = options;
    if (autoConfirmMs !== undefined)
      timers.set(
        order,
        clock.setTimer(autoConfirmMs, () => confirm(order)),
      );
    return promise;
  }

  async function query(order: string): Promise<PaymentResult> {
    const misbehaviour = next('query');
    if (misbehaviour === 'hang') return never();
    if (misbehaviour === 'unknown') return unknown('the method does not answer');
    const result = shut(order);
    return misbehaviour === 'lost-answer' ? unknown('the answer was lost') : result;
  }

  function move(refund: { refund: string; order: string; amountFen: number }) {
    const lines = truth.linesOf(refund.order);
    const same = lines.find((line) => line.type === 'refund' && line.refund === refund.refund);
    if (same?.type === 'refund') {
      return same.amountFen === refund.amountFen
        ? { state: 'done' as const }
        : unknown(`refund ${refund.refund} was already made over ${same.amountFen} fen`);
    }
    const sums = ledgerOf(lines)[0];
    if (!sums || sums.refundedFen + refund.amountFen > sums.chargedFen) {
      return unknown(`order ${refund.order} has not so much left to give back`);
    }
    return truth.append({ type: 'refund', ...refund }) ? { state: 'done' as const } : unknown(notStored);
  }

  async function giveBack(refund: { refund: string; order: string; amountFen: number }) {
    const misbehaviour = next('refund');
    if (misbehaviour === 'unknown' || misbehaviour === 'refuse') return unknown('the method does not answer');
    const { refund: id, order, amountFen } = refund;
    const result = move({ refund: id, order, amountFen });
    if (misbehaviour === 'hang') return never<typeof result>();
    return misbehaviour === 'lost-answer' ? unknown('the answer was lost') : result;
  }

  return {
    method: 'test',
    request: ({ order, totalFen }) => request(order, totalFen),
    query,
    refund: giveBack,
    cancel(order) {
      const result = shut(order);
      if (pending.get(order)?.misbehaviour !== 'hang') settle(order, result);
    },
    confirm,
    waiting: () => [...pending].map(([order, { totalFen }]) => ({ order, totalFen })),
    readLedger: () => ledgerOf(truth.lines()),
    close() {
      for (const off of timers.values()) off();
      timers.clear();
      truth.close();
    },
  };
}
