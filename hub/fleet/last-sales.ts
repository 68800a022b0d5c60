// The last sales of one counter, read from the end of its journals. An index of sales by counter would cost every sale
// of the fleet its place in it; this page is opened by one person at a time.
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import type { Ledger } from '../ledger/ledger.ts';

export interface LastSale {
  journal: string;
  seq: number;
  atMs: number;
  order: string;
  slot: number;
  entry: string;
  lot: string;
  priceFen: number;
  method: string;
}

/** How far back is looked, over all journals of the counter. */
const linesMax = 2000;
const step = 250;

/** FLT-13: newest first, `limit` at most; fewer when the last 2,000 lines hold no more. */
export async function lastSales(
  ledger: Pick<Ledger, 'positionsOf' | 'exportJournal'>,
  counter: string,
  limit: number,
): Promise<LastSale[]> {
  const found: LastSale[] = [];
  let left = linesMax;
  const journals = (await ledger.positionsOf(counter)).toReversed();
  for (const { journal, seq } of journals)
    for (let to = seq; to > 0 && left > 0 && found.length < limit; to -= step) {
      const from = Math.max(1, to - step + 1);
      left -= to - from + 1;
      found.push(...(await salesBetween(ledger, counter, journal, from, to)).reverse());
    }
  return found.slice(0, limit);
}

async function salesBetween(
  ledger: Pick<Ledger, 'exportJournal'>,
  counter: string,
  journal: string,
  from: number,
  to: number,
): Promise<LastSale[]> {
  const sales: LastSale[] = [];
  for await (const part of ledger.exportJournal(counter, journal, from - 1)) {
    for (const [index, bytes] of part.lines.entries()) {
      const seq = part.from + index;
      if (seq < from || seq > to) continue;
      const line = JSON.parse(Buffer.from(bytes).toString('utf8')) as Line;
      if (line.kind !== 'outcome' || line.outcome !== 'delivered') continue;
      const { at, order, slot, entry, lot, priceFen, method } = line;
      sales.push({ journal, seq, atMs: at, order, slot, entry, lot, priceFen, method });
    }
    if (part.to >= to) break;
  }
  return sales;
}
