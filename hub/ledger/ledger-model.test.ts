import { dayOf } from '@zhuangui/protocol/days.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noonMs, openTestLedger, type TestLedger } from './testing/open-test-ledger.ts';
import { orderId, refundIdOf, SampleCounter, saleLines } from './testing/sample-counter.ts';

/** One order: how many days ago, which entry, what price, and how it ends. */
interface Trade {
  counter: number;
  daysAgo: number;
  entry: string;
  fen: number;
  end: 'delivered' | 'refunded' | 'unknown';
}
type Send = { counter: number; from: number; length: number };

const trade: fc.Arbitrary<Trade> = fc.record({
  counter: fc.nat(2),
  daysAgo: fc.nat(2),
  entry: fc.constantFrom('E-1', 'E-2', 'E-3'),
  fen: fc.integer({ min: 1, max: 9999 }),
  end: fc.constantFrom('delivered', 'delivered', 'refunded', 'unknown'),
});
const send: fc.Arbitrary<Send> = fc.record({
  counter: fc.nat(2),
  from: fc.nat(60),
  length: fc.integer({ min: 1, max: 25 }),
});

function bodiesOf({ entry, fen, end }: Trade, order: string): LineBody[] {
  const [asked, paid, dispensing, outcome] = saleLines(order, entry, fen) as [
    LineBody,
    LineBody,
    LineBody,
    LineBody,
  ];
  if (end === 'delivered') return saleLines(order, entry, fen);
  const failed = { ...outcome, outcome: end === 'unknown' ? 'unknown' : 'not-delivered' } as LineBody;
  const refund = {
    order,
    refund: refundIdOf(order, 1),
    item: 1,
    amountFen: fen,
    method: 'wechat',
    reason: 'jam',
  } as const;
  const closed = { kind: 'closed', order, paidFen: fen, deliveredFen: 0, refundedFen: fen } as const;
  const due = { kind: 'refund', ...refund, state: 'due' } as const;
  return [asked, paid, dispensing, failed, due, { ...due, state: 'done' }, { ...due, state: 'done' }, closed];
}

/** The sums by hand, from the trades and not from any line. */
function independentSums(
  trades: readonly Trade[],
  counters: readonly SampleCounter[],
): Map<string, number[]> {
  const sums = new Map<string, number[]>();
  for (const { counter, daysAgo, entry, fen, end } of trades) {
    const key = [dayOf(noonMs - daysAgo * 86_400_000), counters[counter]!.counter, entry].join(' ');
    const row = sums.get(key) ?? [0, 0, 0, 0];
    const [count, amount] = end === 'delivered' ? [0, 1] : [2, 3];
    row[count]! += 1;
    row[amount]! += fen;
    sums.set(key, row);
  }
  return sums;
}

const storedLines = async (hub: TestLedger, of: SampleCounter) => {
  const lines: string[] = [];
  for await (const part of hub.ledger.exportJournal(of.counter, of.journal)) {
    lines.push(...part.lines.map((line) => Buffer.from(line).toString()));
  }
  return lines;
};

/** Sends whatever the plan says, in bursts without waiting, then fills up from the positions as a counter does. */
async function drain(
  hub: TestLedger,
  counters: readonly SampleCounter[],
  sends: readonly Send[],
): Promise<void> {
  const burst = sends.flatMap(({ counter, from, length }) => {
    const of = counters[counter]!;
    const start = 1 + (from % Math.max(1, of.seq));
    return of.seq === 0
      ? []
      : [hub.ledger.batch(of.counter, of.batch(start, Math.min(of.seq, start + length - 1)))];
  });
  await Promise.all(burst);
  await hub.ledger.idle();
  for (const counter of counters) {
    await hub.ledger.hello(counter.counter, counter.hello());
    await hub.send(counter, ...counter.batchesAfter(hub.last(counter)!.seq, 7));
  }
}

describe('whatever arrives in whatever order', () => {
  it('[LED-2] [LED-5] the ledger ends equal to the journals, and the totals to an independent sum', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(trade, { maxLength: 14 }),
        fc.array(send, { maxLength: 25 }),
        async (trades, sends) => {
          const hub = await openTestLedger({
            engine: 'node:sqlite',
            path: ':memory:',
            limits: { groupLinesMax: 9, queueLinesMax: 30 },
          });
          const counters = ['c-100', 'c-101', 'c-102'].map((id) => new SampleCounter(id));
          for (const { counter, publicKey } of counters) hub.keys.set(counter, publicKey);
          for (const [at, made] of trades.entries()) {
            const counter = counters[made.counter]!;
            const atMs = noonMs - made.daysAgo * 86_400_000;
            for (const body of bodiesOf(made, orderId(`${at}`))) counter.append(body, atMs);
          }
          await drain(hub, counters, sends);
          for (const counter of counters) {
            expect(await storedLines(hub, counter)).toEqual(
              counter.lines.map((line) => Buffer.from(line).toString()),
            );
            expect(hub.last(counter)).toMatchObject({ seq: counter.seq, hash: counter.hashes[counter.seq] });
          }
          const rows = await hub.ledger.totalsBy(['day', 'counter', 'entry']);
          const sums = rows.map(({ day, counter, entry, sales, salesFen, refunds, refundsFen }) => [
            `${day} ${counter} ${entry}`,
            [sales, salesFen, refunds, refundsFen],
          ]);
          expect(new Map(sums as [string, number[]][])).toEqual(independentSums(trades, counters));
          expect(await hub.ledger.pendingOrders()).toEqual([]);
          expect((await hub.ledger.cases()).every(({ kind }) => kind === 'outcome-unknown')).toBe(true);
          await hub.stop();
          await hub.remove();
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});
