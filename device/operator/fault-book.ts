// pure
// Which faults stand open, since when, and how bad each is: a fold over the journal's `fault` lines.
import type { Line, LineOf } from '@zhuangui/protocol/journal-lines.ts';
import { slotOfFault } from '../planogram/apply-line.ts';
import type { FaultView } from '../screens/operator-views.ts';

/** Code to fault, in the order in which they began. */
export type FaultBook = ReadonlyMap<string, FaultView>;

/** A slot that jams is a nuisance; these stop the counter or endanger money or goods. */
const critical =
  /^(board-offline|journal-|storage-|disk-|clock-|cold-chain|too-warm|temperature|power|cash-)/;

/** The book after one more line; a fault that is told again keeps its beginning. */
export function noteFault(book: FaultBook, line: Line): FaultBook {
  if (line.kind !== 'fault') return book;
  const next = new Map(book);
  if (line.active) next.set(line.code, faultOf(line, book.get(line.code)?.since ?? line.at));
  else next.delete(line.code);
  return next;
}

const faultOf = ({ code, detail }: LineOf<'fault'>, since: number): FaultView => ({
  code,
  since,
  detail,
  slot: slotOfFault(code) ?? null,
  severity: critical.test(code) ? 'critical' : 'warning',
});
