// pure
// Yuan and times as providers write them.

/** `12.34`, `12.3`, `12`, `-12.34` → whole fen; undefined for anything else. */
export function fenOf(text: unknown): number | undefined {
  const match = /^(-?)(\d{1,9})(?:\.(\d{1,2}))?$/.exec(String(text ?? '').trim());
  if (!match) return undefined;
  const fen = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
  return match[1] === '-' ? -fen : fen;
}

const beijing = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19);
/** `2020-11-20T12:00:00+08:00` */
export const rfc3339 = (ms: number): string => `${beijing(ms)}+08:00`;
/** `2020-11-20 12:00:00`, Beijing time. */
export const beijingTime = (ms: number): string => beijing(ms).replace('T', ' ');

/** Either of the two forms to milliseconds, as `{ atMs }`; empty when it is none. */
export function timeOf(text: unknown): { atMs?: number } {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(text)) return {};
  const atMs = Date.parse(`${text.slice(0, 19).replace(' ', 'T')}+08:00`);
  return Number.isNaN(atMs) ? {} : { atMs };
}
