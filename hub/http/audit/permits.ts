// pure
// Which permit a sale was made with: read from the exact journal lines, not from what the ledger took of them.
import { type LineOf, lineMessage, type Permit } from '@zhuangui/protocol/journal-lines.ts';

/** Order and item number to the permit of the dispense that was announced last. */
export type OpenPermits = Record<string, Permit>;

export interface PermittedSale {
  outcome: LineOf<'outcome'> | LineOf<'test-outcome'>;
  /** Undefined: goods left the counter without a permit in its journal. */
  permit: Permit | undefined;
}

const dispensing = Buffer.from('"kind":"dispensing"');
const outcome = Buffer.from('"kind":"outcome"');
const testVend = Buffer.from('"kind":"test-vend"');
const testOutcome = Buffer.from('"kind":"test-outcome"');

/** Folds lines into goods that left, sold or tried by an operator; `open` is carried from part to part and changed in place. */
export function permittedSales(open: OpenPermits, lines: readonly Uint8Array[]): PermittedSale[] {
  const sales: PermittedSale[] = [];
  for (const bytes of lines) {
    const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (line.includes(dispensing)) noteDispensing(open, line);
    else if (line.includes(outcome)) noteOutcome(open, line, sales);
    else if (line.includes(testVend)) noteTestVend(open, line);
    else if (line.includes(testOutcome)) noteTestOutcome(open, line, sales);
  }
  return sales;
}

const keyOf = ({ order, item }: { order: string; item: number }) => `${order}/${item}`;

function noteDispensing(open: OpenPermits, line: Uint8Array): void {
  const parsed = lineMessage('dispensing').parse(line);
  if (parsed.ok) open[keyOf(parsed.value)] = parsed.value.permit;
}

function noteOutcome(open: OpenPermits, line: Uint8Array, sales: PermittedSale[]): void {
  const parsed = lineMessage('outcome').parse(line);
  if (!parsed.ok) return;
  const key = keyOf(parsed.value);
  if (parsed.value.outcome === 'delivered') sales.push({ outcome: parsed.value, permit: open[key] });
  delete open[key];
}

const testKeyOf = ({ vend }: { vend: string }) => `test ${vend}`;

function noteTestVend(open: OpenPermits, line: Uint8Array): void {
  const parsed = lineMessage('test-vend').parse(line);
  if (parsed.ok) open[testKeyOf(parsed.value)] = parsed.value.permit;
}

function noteTestOutcome(open: OpenPermits, line: Uint8Array, sales: PermittedSale[]): void {
  const parsed = lineMessage('test-outcome').parse(line);
  if (!parsed.ok) return;
  const key = testKeyOf(parsed.value);
  if (parsed.value.outcome === 'delivered') sales.push({ outcome: parsed.value, permit: open[key] });
  delete open[key];
}
