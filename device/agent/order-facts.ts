// What the payment code needs to know of orders that are not closed: their total, and words for the wallet.
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import type { OpenOrder } from '../sale/open-orders.ts';

export interface OrderFacts {
  follow(lines: readonly Line[]): void;
  /** An order from before a restart. */
  know(order: Pick<OpenOrder, 'order' | 'totalFen' | 'atMs'> & { items: readonly { entry: string }[] }): void;
  goodsOf(order: string): string | undefined;
  totalOf(order: string): number | undefined;
  /** Wall time of the order. */
  sinceMs(order: string): number | undefined;
}

const goodsMax = 50;

/** `nameOf`: name of a certified entry, when it is known. */
export function orderFacts(nameOf: (entry: string) => string | undefined): OrderFacts {
  const orders = new Map<string, { totalFen: number; entries: string[]; atMs: number | undefined }>();

  function know({ order, totalFen, items, atMs }: Parameters<OrderFacts['know']>[0]): void {
    orders.set(order, { totalFen, entries: items.map(({ entry }) => entry), atMs });
  }

  return {
    know,
    follow(lines) {
      for (const line of lines) {
        if (line.kind === 'order') know({ ...line, atMs: line.at });
        if (line.kind === 'closed') orders.delete(line.order);
      }
    },
    goodsOf(order) {
      const entries = orders.get(order)?.entries ?? [];
      const [first] = entries;
      const name = first === undefined ? undefined : nameOf(first);
      if (name === undefined) return undefined;
      const cut = [...name].slice(0, goodsMax).join('');
      return entries.length > 1 ? `${cut} 等${entries.length}件` : cut;
    },
    totalOf: (order) => orders.get(order)?.totalFen,
    sinceMs: (order) => orders.get(order)?.atMs,
  };
}
