// pure
// What a journal line says about something being wrong.
import type { GroupDraft } from '../ledger/group-draft.ts';

export type ConditionChange =
  | { code: string; begins: true; isLasting: boolean; detail: string }
  | { code: string; begins: false };

type DraftLine = GroupDraft['others'][number]['line'];

/** ALM-2: the condition a line begins or ends; undefined for a line that says nothing of the kind. */
export function conditionOf(line: DraftLine): ConditionChange | undefined {
  switch (line.kind) {
    case 'fault':
      return line.active
        ? { code: `fault-${line.code}`, begins: true, isLasting: true, detail: line.detail }
        : { code: `fault-${line.code}`, begins: false };
    case 'temperature':
      return line.alarm
        ? { code: 'temperature', begins: true, isLasting: true, detail: `${line.celsius} °C` }
        : { code: 'temperature', begins: false };
    case 'door':
      return line.open
        ? { code: 'door', begins: true, isLasting: true, detail: 'the door is open' }
        : { code: 'door', begins: false };
    case 'operator':
      if (line.action === 'locked-out')
        return {
          code: 'pin-locked',
          begins: true,
          isLasting: true,
          detail: line.why ?? 'too many wrong PINs',
        };
      return line.action === 'sign-in' ? { code: 'pin-locked', begins: false } : undefined;
    default:
      return undefined;
  }
}
