// pure
import type { TFunction } from 'i18next';

export interface FaultWords {
  what: string;
  /** What a person does about it; a code nobody wrote words for gets the general advice. */
  todo: string;
}

/** `slot-3` and `cold-chain-3` are said as `slot` and `cold-chain`, `journal-fork` as `journal` (SCR-73). */
export function faultWords(t: TFunction, code: string): FaultWords {
  const keys = [code, code.replace(/-[0-9]+$/, ''), code.split('-')[0]!, 'other'];
  const said = (what: string) => t(keys.map((key) => `desk.faults.${key}.${what}`));
  return { what: said('what'), todo: said('todo') };
}
