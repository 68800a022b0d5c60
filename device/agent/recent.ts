// pure
// The last tickets and refusals, for the operator screen: a bounded fold over committed lines.
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import type { OperatorView } from '../screens/views.ts';

export type Recent = Pick<OperatorView, 'tickets' | 'refusals'>;

export const keptMax = 50;
export const nothingRecent: Recent = { tickets: [], refusals: [] };

/** Newest first, at most fifty of each. */
export function remember(recent: Recent, line: Line): Recent {
  if (line.kind === 'ticket') {
    const ticket = { at: line.at, code: line.code, detail: line.detail, slot: line.slot ?? null };
    return { ...recent, tickets: [ticket, ...recent.tickets].slice(0, keptMax) };
  }
  if (line.kind === 'refused') {
    const refusal = { at: line.at, point: line.point, slot: line.slot, reasons: line.reasons };
    return { ...recent, refusals: [refusal, ...recent.refusals].slice(0, keptMax) };
  }
  return recent;
}
