// pure
// Judges the money from outside: the gateway's ledger, the boards' truth, and the journals' lines. Shares no code with
// what it judges (INC-9 to INC-12).
import type { Line } from '@zhuangui/protocol/journal-lines.ts';

/** An order as the gateway remembers it. */
export interface Charge {
  order: string;
  chargedFen: number;
  refunds: readonly { refundNo: string; amountFen: number }[];
}

export interface CounterEvidence {
  id: string;
  lines: readonly Line[];
  /** Turns of each slot's motor, and packages that fell, as the board knows them. */
  motors: readonly { slot: number; turns: number; drops: number }[];
  /** Sensors that were told to claim a drop. */
  falseDrops: number;
  cash: { insertedFen: number; paidOutFen: number };
  /** What operators were told they gave; more may be in the lines, when the power failed before the answer. */
  handedOverFen: number;
  protocolBreaches: readonly string[];
}

export interface Evidence {
  counters: readonly CounterEvidence[];
  charges: readonly Charge[];
  hub: { chargedFen: number; keptFen: number; refundedFen: number; pendingFen: number };
  billDifferences: readonly string[];
}

export interface Verdict {
  violations: string[];
  orders: number;
  items: Record<'delivered' | 'refunded unknown' | 'refunded not delivered' | 'refunded untried', number>;
  paidFen: number;
  deliveredFen: number;
  refundedFen: number;
  pendingFen: number;
  refunds: number;
}

type LineOf<K extends Line['kind']> = Extract<Line, { kind: K }>;
const sum = <T>(all: readonly T[], of: (one: T, at: number) => number) =>
  all.reduce((total, one, at) => total + of(one, at), 0);
const only = <K extends Line['kind']>(lines: readonly Line[], kind: K) =>
  lines.filter((line): line is LineOf<K> => line.kind === kind);

/** Lines of each order, in order. */
function byOrder(lines: readonly Line[]): Map<string, Line[]> {
  const orders = new Map<string, Line[]>();
  for (const line of lines) {
    if (!('order' in line) || line.order === undefined) continue;
    const own = orders.get(line.order) ?? [];
    own.push(line);
    orders.set(line.order, own);
  }
  return orders;
}

/** Expects that everything came to rest. */
export function judge(evidence: Evidence): Verdict {
  const verdict: Verdict = {
    violations: [],
    orders: 0,
    items: { delivered: 0, 'refunded unknown': 0, 'refunded not delivered': 0, 'refunded untried': 0 },
    paidFen: 0,
    deliveredFen: 0,
    refundedFen: 0,
    pendingFen: 0,
    refunds: 0,
  };
  const charges = new Map(evidence.charges.map((charge) => [charge.order, charge]));
  for (const counter of evidence.counters) judgeCounter(counter, charges, verdict);
  for (const charge of charges.values()) judgeStranger(charge, verdict);
  judgeHub(evidence, verdict);
  return verdict;
}

function judgeCounter(counter: CounterEvidence, charges: Map<string, Charge>, verdict: Verdict): void {
  const say = (text: string) => verdict.violations.push(`${counter.id}: ${text}`);
  for (const [order, own] of byOrder(counter.lines)) {
    const [first] = only(own, 'order');
    if (!first) {
      say(`${order}: lines without an order`);
      continue;
    }
    verdict.orders += 1;
    const charge = charges.get(order);
    charges.delete(order);
    const tell = (text: string) => say(`${order} (${first.method}): ${text}`);
    judgeItems(first, own, verdict, tell);
    judgeOrder(first, own, first.method === 'cash' ? undefined : charge, verdict, tell);
  }
  judgeMotors(counter, say);
  judgeCash(counter, say);
  for (const breach of counter.protocolBreaches) say(`board protocol: ${breach}`);
}

/** Each item is delivered or goes back, never both and never neither. */
function judgeItems(
  first: LineOf<'order'>,
  own: readonly Line[],
  verdict: Verdict,
  tell: (text: string) => void,
): void {
  const paid = only(own, 'paid');
  if (paid.length > 1) tell(`paid ${paid.length} times`);
  if (paid.length === 0) {
    if (only(own, 'dispensing').length > 0) tell('a motor was announced without payment');
    return;
  }
  const isEnough = paid[0]!.amountFen >= first.totalFen;
  const surplusFen = isEnough ? paid[0]!.amountFen - first.totalFen : 0;
  for (const { item, priceFen } of first.items) {
    const about = own.filter((line) => 'item' in line && line.item === item);
    const outcomes = only(about, 'outcome');
    const due = only(about, 'refund').filter(({ state }) => state === 'due');
    const done = only(about, 'refund').filter(({ state }) => state === 'done');
    if (outcomes.length > 1 || due.length > 1 || done.length > 1) tell(`item ${item} has lines twice`);
    const outcome = outcomes[0]?.outcome;
    if (outcome === 'delivered') verdict.items.delivered += 1;
    else if (outcome === undefined) verdict.items['refunded untried'] += 1;
    else verdict.items[outcome === 'unknown' ? 'refunded unknown' : 'refunded not delivered'] += 1;
    if (!isEnough) continue;
    const owedFen = (outcome === 'delivered' ? 0 : priceFen) + (item === 1 ? surplusFen : 0);
    const backFen = sum(done, ({ amountFen }) => amountFen);
    if (backFen !== owedFen)
      tell(`item ${item}, ${outcome ?? 'untried'}: ${backFen} fen went back, owed were ${owedFen}`);
  }
}

function judgeOrder(
  first: LineOf<'order'>,
  own: readonly Line[],
  charge: Charge | undefined,
  verdict: Verdict,
  tell: (text: string) => void,
): void {
  const isCash = first.method === 'cash';
  const saidPaidFen = sum(only(own, 'paid'), ({ amountFen }) => amountFen);
  const deliveredFen = sum(only(own, 'outcome'), ({ outcome, priceFen }) =>
    outcome === 'delivered' ? priceFen : 0,
  );
  const saidBackFen = sum(only(own, 'refund'), ({ state, amountFen }) => (state === 'done' ? amountFen : 0));
  const paidFen = isCash ? saidPaidFen : (charge?.chargedFen ?? 0);
  const backFen = isCash ? saidBackFen : sum(charge?.refunds ?? [], ({ amountFen }) => amountFen);
  verdict.paidFen += paidFen;
  verdict.deliveredFen += deliveredFen;
  verdict.refundedFen += backFen;
  verdict.refunds += isCash
    ? only(own, 'refund').filter(({ state }) => state === 'done').length
    : (charge?.refunds.length ?? 0);
  const pendingFen = paidFen - deliveredFen - backFen;
  verdict.pendingFen += pendingFen;
  if (pendingFen !== 0) tell(`paid ${paidFen}, delivered ${deliveredFen}, given back ${backFen}`);
  const numbers = (charge?.refunds ?? []).map(({ refundNo }) => refundNo);
  if (new Set(numbers).size !== numbers.length) tell('one refund number moved money twice');
  const closed = only(own, 'closed');
  if (closed.length !== 1) tell(`${closed.length} closed lines`);
  for (const line of closed)
    if (line.paidFen !== line.deliveredFen + line.refundedFen || line.deliveredFen !== deliveredFen)
      tell(`closed says ${line.paidFen} = ${line.deliveredFen} + ${line.refundedFen}`);
  // What the hub gave back by itself was never paid to the counter.
  if (!isCash && saidPaidFen > 0 && (saidPaidFen !== paidFen || saidBackFen !== backFen))
    tell(
      `the journal says paid ${saidPaidFen} and back ${saidBackFen}, the gateway ${paidFen} and ${backFen}`,
    );
  if (isCash) judgeCashOrder(own, { deliveredFen, saidPaidFen, saidBackFen }, tell);
}

/** What came in for an order is what was sold, what came out, and what was given up. */
function judgeCashOrder(
  own: readonly Line[],
  {
    deliveredFen,
    saidPaidFen,
    saidBackFen,
  }: { deliveredFen: number; saidPaidFen: number; saidBackFen: number },
  tell: (text: string) => void,
): void {
  const of = (event: LineOf<'cash'>['event']) =>
    sum(only(own, 'cash'), (line) => (line.event === event ? line.amountFen : 0));
  const [inFen, outFen, forfeitedFen] = [of('inserted'), of('paid-out'), of('forfeited')];
  if (inFen !== deliveredFen + outFen + forfeitedFen)
    tell(`${inFen} fen came in, ${deliveredFen} sold, ${outFen} paid out, ${forfeitedFen} forfeited`);
  if (saidPaidFen > inFen) tell(`paid with ${saidPaidFen} of ${inFen} fen`);
  if (saidBackFen > outFen) tell(`${saidBackFen} fen refunded, ${outFen} paid out`);
}

/** No motor turns without a line of its own, and what counts as delivered fell, unless a sensor lied. */
function judgeMotors({ lines, motors, falseDrops }: CounterEvidence, say: (text: string) => void): void {
  for (const { slot, turns } of motors) {
    const announced = only(lines, 'dispensing').filter((line) => line.slot === slot).length;
    if (turns > announced) say(`motor ${slot} turned ${turns} times, announced ${announced}`);
  }
  const delivered = only(lines, 'outcome').filter(({ outcome }) => outcome === 'delivered').length;
  const fell = sum(motors, ({ drops }) => drops);
  if (delivered > fell + falseDrops) say(`${delivered} delivered, ${fell} fell, ${falseDrops} claimed`);
}

/** The machine and its operators never give more than came in and was not sold. */
function judgeCash({ lines, cash, handedOverFen }: CounterEvidence, say: (text: string) => void): void {
  const cashOrders = new Set(
    only(lines, 'order').flatMap(({ order, method }) => (method === 'cash' ? [order] : [])),
  );
  const soldFen = sum(only(lines, 'outcome'), ({ outcome, order, priceFen }) =>
    outcome === 'delivered' && cashOrders.has(order) ? priceFen : 0,
  );
  const saidInFen = sum(only(lines, 'cash'), ({ event, amountFen }) =>
    event === 'inserted' ? amountFen : 0,
  );
  if (cash.paidOutFen + soldFen > cash.insertedFen)
    say(`the machine took ${cash.insertedFen} fen, sold for ${soldFen} and paid out ${cash.paidOutFen}`);
  const journalFen = handedOverIn(lines);
  if (handedOverFen > journalFen)
    say(`operators handed over ${handedOverFen} fen, the journal says ${journalFen}`);
  // What operators handed over stays on the board as credit; when it comes out, it is written as come in unseen.
  if (saidInFen > cash.insertedFen + journalFen)
    say(`the journal says ${saidInFen} fen came in, the board ${cash.insertedFen}`);
}

/** A hand-over is two lines: who gave it, then what is paid out for it. */
function handedOverIn(lines: readonly Line[]): number {
  return sum(lines, (line, at) => {
    const before = lines[at - 1];
    const isByHand = before?.kind === 'service' && before.action === 'cash-handed-over';
    return isByHand && line.kind === 'cash' && line.event === 'paid-out' ? line.amountFen : 0;
  });
}

/** Money for an order that no journal holds goes back in full. */
function judgeStranger(charge: Charge, verdict: Verdict): void {
  const backFen = sum(charge.refunds, ({ amountFen }) => amountFen);
  verdict.paidFen += charge.chargedFen;
  verdict.refundedFen += backFen;
  if (backFen !== charge.chargedFen)
    verdict.violations.push(`${charge.order}: in no journal, charged ${charge.chargedFen}, back ${backFen}`);
}

/** The hub's totals and the bills say what the gateway says. */
function judgeHub({ hub, charges, billDifferences }: Evidence, verdict: Verdict): void {
  const chargedFen = sum(charges, (charge) => charge.chargedFen);
  const refundedFen = sum(charges, ({ refunds }) => sum(refunds, ({ amountFen }) => amountFen));
  const { violations } = verdict;
  if (hub.chargedFen !== chargedFen)
    violations.push(`hub: charged ${hub.chargedFen}, the gateway ${chargedFen}`);
  if (hub.refundedFen !== refundedFen)
    violations.push(`hub: refunded ${hub.refundedFen}, the gateway ${refundedFen}`);
  if (hub.pendingFen !== 0) violations.push(`hub: ${hub.pendingFen} fen pending`);
  if (hub.chargedFen !== hub.keptFen + hub.refundedFen + hub.pendingFen)
    violations.push('hub: the totals do not add up');
  violations.push(...billDifferences.map((difference) => `bill: ${difference}`));
}
