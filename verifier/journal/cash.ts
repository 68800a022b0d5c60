// pure
// Notes and coins of each order: what came in is what was sold, paid out or kept (CASH-1).
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';
import type { Findings } from '../findings.ts';

interface Sums {
  inFen: number;
  outFen: number;
  keptFen: number;
  soldFen: number;
  paidFen: number;
  backFen: number;
  isSettled: boolean;
}

export interface Cash {
  ordered(order: string): void;
  moved(line: LineOf<'cash'>): void;
  paid(order: string, fen: number): void;
  sold(order: string, fen: number): void;
  back(order: string, fen: number): void;
  settled(order: string): void;
  /** At the end of a counter's lines. */
  finish(counter: string): void;
}

export function createCash(findings: Findings): Cash {
  const orders = new Map<string, Sums>();
  const none = (): Sums => ({
    inFen: 0,
    outFen: 0,
    keptFen: 0,
    soldFen: 0,
    paidFen: 0,
    backFen: 0,
    isSettled: false,
  });
  const more = (order: string, which: 'paidFen' | 'soldFen' | 'backFen', fen: number) => {
    const sums = orders.get(order);
    if (sums) sums[which] += fen;
  };
  return {
    ordered: (order) => void orders.set(order, none()),
    moved({ order, event, amountFen }) {
      if (order === undefined) return;
      const sums = orders.get(order);
      if (!sums) return;
      if (event === 'inserted') sums.inFen += amountFen;
      if (event === 'paid-out') sums.outFen += amountFen;
      if (event === 'forfeited') sums.keptFen += amountFen;
    },
    paid: (order, fen) => more(order, 'paidFen', fen),
    sold: (order, fen) => more(order, 'soldFen', fen),
    back: (order, fen) => more(order, 'backFen', fen),
    settled(order) {
      const sums = orders.get(order);
      if (sums) sums.isSettled = true;
    },
    finish(counter) {
      for (const [order, one] of orders) {
        if (!one.isSettled) continue;
        findings.checked('orders in cash');
        const place = { counter, order };
        if (one.paidFen > one.inFen)
          findings.violation('cash-identity', place, `paid with ${one.paidFen} fen, ${one.inFen} came in`);
        if (one.backFen > one.outFen)
          findings.violation('cash-identity', place, `${one.backFen} fen given back, ${one.outFen} paid out`);
        if (one.inFen !== one.soldFen + one.outFen + one.keptFen)
          findings.violation(
            'cash-identity',
            place,
            `${one.inFen} fen came in, ${one.soldFen} sold, ${one.outFen} paid out, ${one.keptFen} kept`,
          );
      }
    },
  };
}
