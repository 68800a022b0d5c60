// pure
// Amounts and times as both providers write them: yuan with two decimals, Beijing time.

/** 1234 → `12.34`. */
export const yuan = (amountFen: number): string => {
  const sign = amountFen < 0 ? '-' : '';
  const fen = Math.abs(amountFen);
  return `${sign}${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
};

/** `12.34` → 1234; undefined for anything else. */
export function fenOf(text: unknown): number | undefined {
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(String(text ?? ''));
  if (!match) return undefined;
  const fen = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return fen > 0 ? fen : undefined;
}

const beijingMs = 8 * 3_600_000;
const beijing = (ms: number) => new Date(ms + beijingMs).toISOString();

/** `2026-01-31`, in Beijing. */
export const dayOf = (ms: number): string => beijing(ms).slice(0, 10);
/** `2026-01-31 08:09:10`, in Beijing. */
export const timeText = (ms: number): string => beijing(ms).slice(0, 19).replace('T', ' ');
/** `2026-01-31T08:09:10+08:00`. */
export const rfc3339 = (ms: number): string => `${beijing(ms).slice(0, 19)}+08:00`;

/** Milliseconds of a Beijing time `2026-01-31 08:09:10`; undefined when it is none. */
export function timeOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const ms = Date.parse(`${text.replace(' ', 'T')}+08:00`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Midnight in Beijing at which a day ends. */
export const endOfDayMs = (day: string): number => Date.parse(`${day}T00:00:00+08:00`) + 86_400_000;

/** `90m`, `3m`, `1d`, `2h` in milliseconds; undefined when it is none. */
export function expressMs(text: string): number | undefined {
  const match = /^(\d{1,5})([mhd])$/.exec(text);
  if (!match) return undefined;
  const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] as 'm' | 'h' | 'd'];
  return Number(match[1]) * unitMs;
}
