// pure
/** A sentence in both languages, saying what is wrong and what to do. */
export interface Message {
  zh: string;
  en: string;
}

/** Why one cell, or the row, was not taken. `column` is the Chinese name of the column. */
export interface Reason {
  column: string;
  value: string;
  code: string;
  message: Message;
}

/** What a cell parser gives: a value, or the code and message of what is wrong. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; code: string; message: Message };

export function good<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function bad(code: string, zh: string, en: string): { ok: false; code: string; message: Message } {
  return { ok: false, code, message: { zh, en } };
}
