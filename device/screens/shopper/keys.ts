// pure
// A scanner types like a keyboard and ends with Enter; the shopper's page buys nothing from it (SCR-34).

/** Keys a person who cannot touch needs; a switch or a keyboard sends them one by one. */
const helpful = ['Tab', 'Shift', 'Enter', ' ', 'Escape', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];

/** After a typed character, Enter belongs to the scan for this long. */
const scanGapMs = 500;

export interface Key {
  key: string;
  /** Ctrl, Alt or Meta is held. */
  isCommand: boolean;
  isRepeat: boolean;
}

/** Whether the page must not hear a key; `typedAtMs` is when the last character of a scan came. */
export function isIgnored(key: Key, typedAtMs: number, nowMs: number): boolean {
  if (key.isCommand || !helpful.includes(key.key)) return true;
  const acts = key.key === 'Enter' || key.key === ' ';
  return acts && (key.isRepeat || nowMs - typedAtMs < scanGapMs);
}

/** A character, as a scanner types it. */
export const isTyped = (key: Key): boolean => key.key.length === 1 && key.key !== ' ';
