// pure
// What the journal's lines say about an order: the only memory a sale has (SALE-1).
import type { Line, LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { Outcome, PaymentMethod } from '@zhuangui/protocol/units.ts';

export interface OpenItem {
  /** From 1. */
  item: number;
  slot: number;
  entry: string;
  lot: string;
  priceFen: number;
  /** The motor was announced. */
  dispensing: boolean;
  outcome?: Outcome | undefined;
  refund?: { amountFen: number; done: boolean } | undefined;
}

export interface OpenOrder {
  order: string;
  method: PaymentMethod;
  totalFen: number;
  items: readonly OpenItem[];
  paid?: { amountFen: number; transaction: string } | undefined;
  closed: boolean;
  /** Wall time of the order, where it was read from the journal. */
  atMs?: number | undefined;
}

function opened(line: (Line | LineBody) & { kind: 'order' }): OpenOrder {
  const items = line.items.map(({ item, slot, entry, lot, priceFen }) => {
    return { item, slot, entry, lot, priceFen, dispensing: false };
  });
  const { order, method, totalFen } = line;
  return { order, method, totalFen, items, closed: false, ...('at' in line && { atMs: line.at }) };
}

function withItem(order: OpenOrder, item: number, change: (item: OpenItem) => Partial<OpenItem>): OpenOrder {
  const items = order.items.map((one) => (one.item === item ? { ...one, ...change(one) } : one));
  return { ...order, items };
}

/** An order after one more line; lines of other orders and kinds change nothing, an order only moves forwards. */
export function foldOrder(order: OpenOrder | undefined, line: Line | LineBody): OpenOrder | undefined {
  if (line.kind === 'order') return order ?? opened(line);
  if (!order || !('order' in line) || line.order !== order.order) return order;
  switch (line.kind) {
    case 'paid':
      return { ...order, paid: order.paid ?? { amountFen: line.amountFen, transaction: line.transaction } };
    case 'dispensing':
      return withItem(order, line.item, () => ({ dispensing: true }));
    case 'outcome':
      return withItem(order, line.item, (one) => ({
        dispensing: true,
        outcome: one.outcome ?? line.outcome,
      }));
    case 'refund':
      return withItem(order, line.item, ({ refund }) => ({
        refund: {
          amountFen: refund?.amountFen ?? line.amountFen,
          done: line.state === 'done' || (refund?.done ?? false),
        },
      }));
    case 'closed':
      return { ...order, closed: true };
    default:
      return order;
  }
}

/** The order a line is about, when it moves that order. */
export function orderOfLine(line: Line | LineBody): string | undefined {
  switch (line.kind) {
    case 'order':
    case 'paid':
    case 'dispensing':
    case 'outcome':
    case 'refund':
    case 'closed':
      return line.order;
    default:
      return undefined;
  }
}

/** Orders that are not closed, from any number of lines, oldest first. */
export function openOrdersOf(lines: readonly (Line | LineBody)[]): OpenOrder[] {
  const orders = new Map<string, OpenOrder>();
  for (const line of lines) {
    const id = orderOfLine(line);
    const next = id === undefined ? undefined : foldOrder(orders.get(id), line);
    if (id !== undefined && next) orders.set(id, next);
  }
  return [...orders.values()].filter((order) => !order.closed);
}
