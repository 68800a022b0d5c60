// pure
// The next step of a sale from what its journal says: live steps for a customer who stands here, else the table.
import { refusedLine } from '../gate/refusal-dedupe.ts';
import { refundIdOf, sumsOf, underpaid } from './amounts.ts';
import { InvariantError, invariant } from './invariant-error.ts';
import type { OpenItem, OpenOrder } from './open-orders.ts';
import { announceDoor, releaseDoor } from './sale-cabinet.ts';
import { closedLine, dispensingLine, refundDoneLine, refundDueLine, refundDueLines } from './sale-lines.ts';
import { recoveryRow, tailOf } from './sale-recovery.ts';
import type { SaleContext, SaleState, Step } from './sale-state.ts';
import { dispenseReasons, journal } from './sale-steps.ts';

/** Asks the gate and announces the motor, or refuses and announces the refund in the same append. */
function dispenseOrRefuse(state: SaleState, order: OpenOrder, item: OpenItem, context: SaleContext): Step {
  const answer = context.gate('dispense', item.slot);
  const reasons = dispenseReasons(item, answer);
  if (reasons.length === 0 && answer.decision.pass) {
    const line = dispensingLine(order, item, answer.decision.permit);
    return journal({ ...state, announced: item.item }, [line]);
  }
  const answered = { point: 'dispense' as const, slotNumber: item.slot, slot: item };
  const refused = refusedLine({ ...answered, decision: { pass: false, reasons } }, answer.lists, order.order);
  const due = refundDueLine(order, item, `refused: ${reasons.join(', ')}`);
  const refusals = [...state.refusals, { slot: item.slot, reasons }];
  return journal({ ...state, refusals }, [refused, due]);
}

/** SALE-3: turns the motor once, and only after this process saw `paid` and `dispensing` committed. */
function vend(state: SaleState, order: OpenOrder, item: OpenItem): Step {
  invariant(
    order.paid !== undefined && item.dispensing,
    'a motor without paid and dispensing in the journal',
  );
  invariant(!state.vended.includes(item.item), `a second vend of item ${item.item} of ${order.order}`);
  invariant(item.outcome === undefined && !item.refund, 'a motor for an item that is settled');
  return {
    state: {
      ...state,
      announced: undefined,
      vended: [...state.vended, item.item],
      waiting: { for: 'vend', item: item.item },
    },
    effects: [{ type: 'vend', item: item.item, slot: item.slot }],
  };
}

/** SALE-17: the result of the item before, from the same slot, may be sent again for want of its ACK. */
function askBoard(state: SaleState, order: OpenOrder, { item, slot }: OpenItem): Step {
  const mustSeeStart = order.items.some((one) => one.item < item && one.slot === slot && one.outcome);
  return {
    state: { ...state, waiting: { for: 'watch', item } },
    effects: [{ type: 'watch', item, slot, mustSeeStart }],
  };
}

/** Asks again later, waiting longer each time; the order stays open meanwhile (SALE-13). */
export function retryLater(state: SaleState, what: 'payment' | 'refund'): Step {
  const attempts = state.attempts + 1;
  return {
    state: { ...state, attempts, gone: true, waiting: { for: 'retry', what } },
    effects: [{ type: 'retry-later', attempt: attempts }],
  };
}

/** Moves the money of the next announced refund; each once a round, then all again after a while. */
function moveMoney(state: SaleState, order: OpenOrder): Step {
  const due = order.items.filter((item) => item.refund && !item.refund.done);
  const item = due.find((one) => !state.postponed.includes(refundIdOf(order.order, one.item)));
  if (!item) return retryLater(state, 'refund');
  const { amountFen } = item.refund!;
  const { paidFen, deliveredFen, refundedFen } = sumsOf(order);
  invariant(
    deliveredFen + refundedFen + amountFen <= paidFen,
    `${order.order}: more would go back than came`,
  );
  if (amountFen === 0) return journal(state, [refundDoneLine(order, item)]);
  const refund = refundIdOf(order.order, item.item);
  return {
    state: { ...state, waiting: { for: 'refund', refund, item: item.item } },
    effects: [{ type: 'refund', refund, order: order.order, amountFen }],
  };
}

function askPayment(state: SaleState, order: OpenOrder): Step {
  const effect = state.gone
    ? ({ type: 'query-payment', order: order.order } as const)
    : ({ type: 'ask-payment', order: order.order, totalFen: order.totalFen } as const);
  return { state: { ...state, waiting: { for: 'payment' } }, effects: [effect] };
}

/** The table's action for an order nobody dispenses from any more (SALE-10). */
function settle(state: SaleState, order: OpenOrder): Step {
  const { tail, item } = tailOf(order);
  if (tail === 'dispensing-without-outcome') return askBoard(state, order, item!);
  const { action } = recoveryRow(tail, 'none', state.payment);
  switch (action) {
    case 'ask-payment':
      return askPayment(state, order);
    case 'ask-payment-later':
      return retryLater(state, 'payment');
    case 'announce-refund':
      return journal(state, refundDueLines(order, state.gone));
    case 'move-money':
      return moveMoney(state, order);
    case 'close':
      return journal(state, [closedLine(order)]);
    default:
      throw new InvariantError(`${order.order}: ${action} is no step after ${tail}`);
  }
}

/** From what is committed to the next step. */
export function advance(state: SaleState, context: SaleContext): Step {
  const order = state.record;
  invariant(order !== undefined, 'a sale without an order line went on');
  if (order.closed) return { state: { ...state, waiting: { for: 'nothing' } }, effects: [] };
  const { tail, item } = tailOf(order);
  if (context.isCabinet && tail === 'dispensing-without-outcome') return releaseDoor(state, order);
  if (tail === 'dispensing-without-outcome' && state.announced === item!.item)
    return vend(state, order, item!);
  const live = !state.gone && !state.noDispense && !underpaid(order);
  if (tail === 'paid-not-dispensing' && live && context.isCabinet) return announceDoor(state, order, context);
  if (tail === 'paid-not-dispensing' && live) return dispenseOrRefuse(state, order, item!, context);
  return settle(state, order);
}
