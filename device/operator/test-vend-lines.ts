// pure
// The journal lines of a motor that turns without a sale (OPR-11), and of one nobody knows the end of (OPR-12).
import type { LineBody, Permit } from '@zhuangui/protocol/journal-lines.ts';
import type { Slot } from '../planogram/slot.ts';
import type { VendReport } from '../sale/board.ts';
import { words } from '../sale/words.ts';

/** A test vend that was announced and has no outcome yet. */
export interface OpenVend {
  vend: string;
  slot: number;
  entry: string;
  lot: string;
  operator: string;
}

export const openVendOf = (vend: string, slot: Slot, operator: string): OpenVend => ({
  vend,
  slot: slot.slot,
  entry: slot.entry,
  lot: slot.lot,
  operator,
});

export const testVendLine = (open: OpenVend, permit: Permit): LineBody => ({
  kind: 'test-vend',
  ...open,
  permit,
});

/** The outcome; when it is unknown the slot is locked and somebody has to look, in the same append. */
export function testOutcomeLines(open: OpenVend, report: VendReport): LineBody[] {
  const { outcome, status } = report;
  const isByte = status !== undefined && Number.isInteger(status) && status >= 0 && status <= 255;
  const detail = words(report.detail, 200);
  const line: LineBody = { kind: 'test-outcome', ...open, outcome, detail, ...(isByte && { status }) };
  if (outcome !== 'unknown') return [line];
  const why = `unknown outcome of test ${open.vend}`;
  const ticket = { code: 'test-outcome-unknown', detail, slot: open.slot };
  return [line, { kind: 'slot', slot: open.slot, locked: true, why }, { kind: 'ticket', ...ticket }];
}

/** After a restart: whether something fell is known to nobody, and no motor turns again by itself. */
export const recoveredVendLines = (open: OpenVend): LineBody[] =>
  testOutcomeLines(open, {
    outcome: 'unknown',
    detail: 'the counter restarted while the motor may have turned',
  });
