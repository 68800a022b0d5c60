// pure
// One order from the touch to `closed`. Every answer is matched with what the sale waits for; anything else is late.
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { GateAnswer } from '../gate/gate-source.ts';
import { refusedLine } from '../gate/refusal-dedupe.ts';
import type { PaymentResult } from '../payment/payment.ts';
import { InvariantError, invariant } from './invariant-error.ts';
import { foldOrder, type OpenItem, type OpenOrder } from './open-orders.ts';
import { advance, retryLater } from './sale-advance.ts';
import { settleDoor } from './sale-cabinet.ts';
import { orderLine, outcomeLines, refundDoneLine, ticketLine, type VendEnd } from './sale-lines.ts';
import { recoveryRow } from './sale-recovery.ts';
import type { SaleContext, SaleEvent, SaleState, Step } from './sale-state.ts';
import { journal } from './sale-steps.ts';
import { words } from './words.ts';

type Event<T extends SaleEvent['type']> = Extract<SaleEvent, { type: T }>;

const nothing = (state: SaleState): Step => ({ state, effects: [] });

/** The order's record where the journal must have one. */
function recordOf(state: SaleState): OpenOrder {
  invariant(state.record !== undefined, `${state.order} has no order line`);
  return state.record;
}

function itemOf(order: OpenOrder, item: number): OpenItem {
  const found = order.items.find((one) => one.item === item);
  invariant(found !== undefined, `${order.order} has no item ${item}`);
  return found;
}

/** The gate's answer, and in a cabinet also that of everything else inside (CAB-2). */
function askToPay(context: SaleContext, slotNumber: number, taken: number): GateAnswer {
  const answer = context.gate('pay', slotNumber, taken);
  const reasons = context.isCabinet ? (context.cabinetBlocked?.() ?? []) : [];
  if (!answer.decision.pass || reasons.length === 0) return answer;
  return { ...answer, decision: { pass: false, reasons: [...reasons] } };
}

/** SALE-2: the gate is asked for every item; one refusal refuses the order, with a line for each. */
function start(state: SaleState, event: Event<'start'>, context: SaleContext): Step {
  const { slots, method, order } = event;
  invariant(slots.length >= 1 && slots.length <= 5, `an order has one to five items, not ${slots.length}`);
  const asked = slots.map((slotNumber, index) => {
    const taken = slots.slice(0, index).filter((one) => one === slotNumber).length;
    return { slotNumber, answer: askToPay(context, slotNumber, taken) };
  });
  const lines: LineBody[] = [];
  const refusals: SaleState['refusals'][number][] = [];
  for (const { slotNumber, answer } of asked) {
    const { decision, slot, lists } = answer;
    if (decision.pass) continue;
    lines.push(refusedLine({ point: 'pay', slotNumber, slot, decision }, lists));
    refusals.push({ slot: slotNumber, reasons: decision.reasons });
  }
  if (lines.length > 0) return journal({ ...state, refusals }, lines);
  const answers = asked.map((one) => one.answer);
  return journal(state, [orderLine(order, method, answers)]);
}

/** What was waited for is in the journal: the fold moves, then the sale. */
function committed(state: SaleState, event: Event<'committed'>, context: SaleContext): Step {
  const { waiting } = state;
  if (waiting.for !== 'commit' || waiting.commit !== event.commit) return nothing(state);
  const record = waiting.lines.reduce<OpenOrder | undefined>(foldOrder, state.record);
  if (!record) return nothing({ ...state, waiting: { for: 'nothing' } });
  return advance({ ...state, record }, context);
}

/** SALE-9: without a line there is no motor. What is left is refunded if lines can still be written at all. */
function journalFailed(state: SaleState, event: Event<'journal-failed'>, context: SaleContext): Step {
  const { waiting } = state;
  if (waiting.for !== 'commit' || waiting.commit !== event.commit) return nothing(state);
  const motor = waiting.lines.some((line) => line.kind === 'dispensing');
  if (motor && event.definite) {
    return advance({ ...state, announced: undefined, doorAnnounced: undefined, noDispense: true }, context);
  }
  const started = state.record !== undefined || !event.definite;
  const stopped = started ? `The journal cannot be written: ${event.message}` : undefined;
  return nothing({
    ...state,
    waiting: { for: 'nothing' },
    stopped,
    announced: undefined,
    doorAnnounced: undefined,
  });
}

const validFen = (amountFen: number) =>
  Number.isSafeInteger(amountFen) && amountFen >= 0 && amountFen <= 100_000_000;

/** SALE-15: money that contradicts the journal is given to a person, once. */
function contradiction(state: SaleState, result: PaymentResult): Step {
  const { record } = state;
  if (result.state !== 'paid' || !record || state.stopped !== undefined) return nothing(state);
  const transaction = words(result.transaction, 64);
  if (record.paid?.transaction === transaction || state.noted.includes(transaction)) return nothing(state);
  const code = record.paid ? 'paid-twice' : 'paid-after-closing';
  const detail = `${result.amountFen} fen, transaction ${transaction}`;
  const lines = [ticketLine(state.order, code, detail)];
  return {
    state: { ...state, noted: [...state.noted, transaction] },
    effects: [{ type: 'note', lines }],
  };
}

function paymentResult(state: SaleState, event: Event<'payment-result'>, context: SaleContext): Step {
  const { waiting } = state;
  const { result } = event;
  const expected = waiting.for === 'payment' || (waiting.for === 'retry' && waiting.what === 'payment');
  if (!expected) return contradiction(state, result);
  const valid = result.state !== 'paid' || validFen(result.amountFen);
  // An answer that says "unknown" while a later question is due anyway adds nothing.
  if (waiting.for === 'retry' && (result.state === 'unknown' || !valid)) return nothing(state);
  const payment = valid ? result.state : 'unknown';
  const record = recordOf(state);
  const { action } = recoveryRow('ordered', 'none', payment);
  if (action === 'record-paid' && result.state === 'paid') {
    const { amountFen } = result;
    const transaction = words(result.transaction, 64);
    const paid = { order: record.order, method: record.method, amountFen, transaction };
    return journal({ ...state, attempts: 0, payment: 'not-asked' }, [{ kind: 'paid', ...paid }]);
  }
  if (action === 'ask-payment-later') return retryLater(state, 'payment');
  return advance({ ...state, payment, gone: true }, context);
}

function ended(state: SaleState, item: number, end: VendEnd): Step {
  const record = recordOf(state);
  return journal(state, outcomeLines(record, itemOf(record, item), end));
}

function vendResult(state: SaleState, event: Event<'vend-result'>): Step {
  const { waiting } = state;
  if (waiting.for !== 'vend' || waiting.item !== event.item) return nothing(state);
  const { outcome, detail, status } = event;
  return ended(state, event.item, { outcome, detail, status });
}

/** SALE-12: after a restart the board's report decides; silence is unknown. */
function watchResult(state: SaleState, event: Event<'watch-result'>): Step {
  const { waiting } = state;
  if (waiting.for !== 'watch' || waiting.item !== event.item) return nothing(state);
  const { action } = recoveryRow('dispensing-without-outcome', event.report, state.payment);
  const { detail, status } = event;
  const end = { detail, status, recovered: true };
  switch (action) {
    case 'record-delivered':
      return ended(state, event.item, { ...end, outcome: 'delivered' });
    case 'record-not-delivered':
      return ended(state, event.item, { ...end, outcome: 'not-delivered' });
    case 'record-unknown':
      return ended(state, event.item, { ...end, outcome: 'unknown' });
    default:
      throw new InvariantError(`${action} is no end of a vend`);
  }
}

function refundResult(state: SaleState, event: Event<'refund-result'>, context: SaleContext): Step {
  const { waiting } = state;
  if (waiting.for !== 'refund' || waiting.refund !== event.refund) return nothing(state);
  if (event.result.state === 'unknown') {
    return advance({ ...state, postponed: [...state.postponed, event.refund] }, context);
  }
  const record = recordOf(state);
  return journal({ ...state, attempts: 0 }, [refundDoneLine(record, itemOf(record, waiting.item))]);
}

function retry(state: SaleState, context: SaleContext): Step {
  if (state.waiting.for !== 'retry') return nothing(state);
  return advance({ ...state, payment: 'not-asked', postponed: [] }, context);
}

/** The customer walks away while paying, or before being asked to: what was paid nevertheless goes back. */
function cancel(state: SaleState): Step {
  const { waiting, order } = state;
  if (waiting.for === 'payment' && !state.gone) {
    return { state: { ...state, gone: true }, effects: [{ type: 'cancel-payment', order }] };
  }
  const ordering = waiting.for === 'commit' && !state.record;
  return nothing(ordering ? { ...state, gone: true } : state);
}

function timeout(state: SaleState, event: Event<'timeout'>): Step {
  const { waiting, order } = state;
  if (event.of === 'payment' && waiting.for === 'payment') {
    const later = retryLater(state, 'payment');
    return { ...later, effects: [{ type: 'cancel-payment', order }, ...later.effects] };
  }
  if (event.of === 'vend' && waiting.for === 'vend') {
    return ended(state, waiting.item, { outcome: 'unknown', detail: 'the board gave no answer in time' });
  }
  return nothing(state);
}

/** One event to the next state and what to do. Throws InvariantError on what must be impossible (SALE-14). */
export function step(state: SaleState, event: SaleEvent, context: SaleContext): Step {
  if (event.order !== state.order) return nothing(state);
  switch (event.type) {
    case 'start':
      return state.waiting.for === 'start' && !state.record ? start(state, event, context) : nothing(state);
    case 'resume':
      return state.waiting.for === 'start' && state.record ? advance(state, context) : nothing(state);
    case 'committed':
      return committed(state, event, context);
    case 'journal-failed':
      return journalFailed(state, event, context);
    case 'payment-result':
      return paymentResult(state, event, context);
    case 'vend-result':
      return vendResult(state, event);
    case 'watch-result':
      return watchResult(state, event);
    case 'cabinet-result':
      return state.waiting.for === 'cabinet'
        ? settleDoor(state, recordOf(state), event.results, event.notes)
        : nothing(state);
    case 'refund-result':
      return refundResult(state, event, context);
    case 'retry':
      return retry(state, context);
    case 'cancel':
      return cancel(state);
    case 'timeout':
      return timeout(state, event);
  }
}
