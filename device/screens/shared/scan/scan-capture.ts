// pure
// A scanner or badge reader types like a keyboard, only faster; what it typed is told from what a hand pressed (SCR-64).

export interface KeyLike {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

/** Group separator of GS1 (ASCII 29). */
export const groupSeparator = '\u001d';

/** One key: a character, the end of a scan, or nothing of a scan. */
export type Stroke = { char: string } | 'end' | null;

/** A GS comes as itself, as Ctrl+] or as F8, which is how scanners without an ASCII mode send it. */
function isGroupSeparator({ key, code, ctrlKey }: KeyLike): boolean {
  if (key === groupSeparator || key === 'F8') return true;
  return ctrlKey && (key === ']' || code === 'BracketRight');
}

export function strokeOf(event: KeyLike): Stroke {
  if (isGroupSeparator(event)) return { char: groupSeparator };
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.key === 'Enter' || event.key === 'Tab') return 'end';
  if ([...event.key].length === 1) return { char: event.key };
  return charOfCode(event);
}

/** A Chinese input method takes the letters for itself and leaves only the key's place on the keyboard. */
function charOfCode({ key, code, shiftKey }: KeyLike): Stroke {
  if (key !== 'Process' && key !== 'Unidentified') return null;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return { char: shiftKey ? letter : letter.toLowerCase() };
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  return digit ? { char: digit } : null;
}

export interface Capture {
  text: string;
  lastAtMs: number;
}
export const emptyCapture: Capture = { text: '', lastAtMs: 0 };

/** Between two characters of a scanner lie 1 to 50 ms; between two of a hand more than this. */
const gapMaxMs = 120;
const lengthMin = 4;
/** Longer is noise: the desk takes no more (DeskAct). */
const lengthMax = 300;

/** `scan` is set when an end came after fast characters; too short or too long is noise and vanishes. */
export function capture(state: Capture, stroke: Stroke, atMs: number): { state: Capture; scan?: string } {
  if (stroke === null) return { state };
  const isFast = atMs - state.lastAtMs <= gapMaxMs;
  const before = isFast ? state.text : '';
  if (stroke !== 'end') {
    return { state: { text: (before + stroke.char).slice(0, lengthMax + 1), lastAtMs: atMs } };
  }
  const isScan = before.length >= lengthMin && before.length <= lengthMax;
  return isScan ? { state: emptyCapture, scan: before } : { state: emptyCapture };
}
