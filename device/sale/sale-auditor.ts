// pure
// Judges sales from outside: journal lines, what the payment method really moved, what the motors really did.
// For tests. Shares no code with the sale it judges (invariants S1, S2, S3, S6, S11 and "paid = delivered + refunded").
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';

/** What really happened to the money of one order. */
export interface MoneyTruth {
  order: string;
  chargedFen: number;
  refunds: readonly { refund: string; amountFen: number }[];
}

/** One turn of a motor. */
export interface MotorTruth {
  slot: number;
  /** Lines that were committed when it began to turn. */
  linesBefore: number;
  dropped: boolean;
}

export interface AuditInput {
  lines: readonly LineBody[];
  money: readonly MoneyTruth[];
  motors: readonly MotorTruth[];
}

type OrderLine = Extract<LineBody, { kind: 'order' }>;
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** Every broken rule in words; empty when all is well. Expects that everything came to rest. */
export function auditSales(input: AuditInput): string[] {
  const orders = input.lines.filter((line): line is OrderLine => line.kind === 'order');
  const strangers = input.money
    .filter(({ order, chargedFen }) => chargedFen > 0 && !orders.some((one) => one.order === order))
    .map(({ order }) => `${order}: money moved without an order line`);
  return [...strangers, ...auditMotors(input), ...orders.flatMap((order) => auditOrder(order, input))];
}

/** S2, S3: each turn belongs to its own `dispensing` line, committed before it, after the order's `paid`. */
function auditMotors({ lines, motors }: AuditInput): string[] {
  const free = lines
    .map((line, index) => ({ line, index }))
    .flatMap(({ line, index }) => (line.kind === 'dispensing' ? [{ line, index }] : []));
  return motors.flatMap((motor) => {
    const at = free.findIndex(({ line, index }) => line.slot === motor.slot && index < motor.linesBefore);
    if (at < 0) return [`S2/S3: motor ${motor.slot} turned without a dispensing line of its own`];
    const [{ line } = { line: undefined }] = free.splice(at, 1);
    const paid = lines.findIndex((one) => one.kind === 'paid' && one.order === line!.order);
    return paid >= 0 && paid < motor.linesBefore ? [] : [`S3: motor ${motor.slot} turned before it was paid`];
  });
}

function auditOrder(order: OrderLine, { lines, money }: AuditInput): string[] {
  const id = order.order;
  const own = lines.filter((line) => 'order' in line && line.order === id);
  const truth = money.find((one) => one.order === id) ?? { order: id, chargedFen: 0, refunds: [] };
  const refundedFen = sum(truth.refunds.map((one) => one.amountFen));
  const problems = [...auditPath(id, own), ...auditItems(order, own)];
  const no = (holds: boolean, what: string) => {
    if (!holds) problems.push(`${id}: ${what}`);
  };
  const deliveredFen = sum(
    own.map((line) => (line.kind === 'outcome' && line.outcome === 'delivered' ? line.priceFen : 0)),
  );
  no(truth.chargedFen - refundedFen === deliveredFen, 'S1: charged - refunded is not what was delivered');
  no(refundedFen <= truth.chargedFen, 'S6: more went back than came');
  const ids = truth.refunds.map((one) => one.refund);
  no(new Set(ids).size === ids.length, 'S6: one refund moved twice');
  problems.push(...auditRefunds(id, own, truth));
  const closed = own.filter((line) => line.kind === 'closed');
  no(closed.length === 1, `S12: ${closed.length} closed lines`);
  for (const line of closed) {
    no(
      line.paidFen === truth.chargedFen,
      `closed says paid ${line.paidFen}, charged was ${truth.chargedFen}`,
    );
    no(line.deliveredFen === deliveredFen, 'closed says another delivered amount than the outcomes');
    no(line.refundedFen === refundedFen, 'closed says another refunded amount than what moved');
  }
  return problems;
}

/** S6: what the journal says was given back is what moved, under the id that belongs to the item. */
function auditRefunds(id: string, own: readonly LineBody[], truth: MoneyTruth): string[] {
  const said = own.flatMap((line) => (line.kind === 'refund' && line.state === 'done' ? [line] : []));
  const wrong = said.filter(({ refund, item, amountFen }) => {
    const moved = truth.refunds.find((one) => one.refund === refund)?.amountFen ?? 0;
    return refund !== `r${id.slice(1)}-${item}` || moved !== amountFen;
  });
  return wrong.map(({ refund }) => `${id}: S6: refund ${refund} is not what moved`);
}

/** S11: an order's lines come in the one order in which they can be true. */
function auditPath(id: string, own: readonly LineBody[]): string[] {
  const problems: string[] = [];
  const at = (kind: LineBody['kind']) => own.findIndex((line) => line.kind === kind);
  const single: LineBody['kind'][] = ['order', 'paid', 'closed'];
  for (const kind of single) {
    const count = own.filter((line) => line.kind === kind).length;
    if (count > 1) problems.push(`${id}: S11: ${count} ${kind} lines`);
  }
  const first = own.findIndex((line) => !['order', 'paid', 'closed', 'ticket'].includes(line.kind));
  if (first >= 0 && (at('paid') < 0 || at('paid') > first)) problems.push(`${id}: S11: acted before paid`);
  const after = at('closed') < 0 ? [] : own.slice(at('closed') + 1).filter((line) => line.kind !== 'ticket');
  if (after.length > 0) problems.push(`${id}: S11: ${after[0]!.kind} after closed`);
  return problems;
}

/** S2, S6, S11 per item: dispensing, outcome, refund due, refund done; each at most once, in this order. */
function auditItems(order: OrderLine, own: readonly LineBody[]): string[] {
  return order.items.flatMap(({ item }) => {
    const steps = own.flatMap((line) => {
      if (!('item' in line) || line.item !== item) return [];
      return [line.kind === 'refund' ? line.state : line.kind];
    });
    const ranks = steps.map((one) => ['dispensing', 'outcome', 'due', 'done'].indexOf(one));
    const rising = ranks.every((rank, index) => index === 0 || rank > ranks[index - 1]!);
    const complete = steps.includes('dispensing') === steps.includes('outcome');
    const moved = steps.includes('due') === steps.includes('done');
    return rising && complete && moved ? [] : [`${order.order} item ${item}: S11: ${steps.join(', ')}`];
  });
}
