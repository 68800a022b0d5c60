// pure
// Numbers and times as people read them; times are Beijing time wherever the browser stands.

const zone = { timeZone: 'Asia/Shanghai', hour12: false } as const;
const clockFormat = new Intl.DateTimeFormat('en-GB', {
  ...zone,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const dayFormat = new Intl.DateTimeFormat('en-GB', {
  ...zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});
const wholeFormat = new Intl.NumberFormat('zh-CN');
const moneyFormat = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** HH:MM:SS */
export const clockOf = (ms: number): string => clockFormat.format(ms);

/** YYYY-MM-DD HH:MM: what an office writes down is read in later years too. */
export function dayTimeOf(ms: number): string {
  const parts = Object.fromEntries(dayFormat.formatToParts(ms).map(({ type, value }) => [type, value]));
  return `${parts['year']}-${parts['month']}-${parts['day']} ${parts['hour']}:${parts['minute']}`;
}

export const whole = (count: number): string => wholeFormat.format(count);

/** Fen to yuan with the currency sign. */
export const yuan = (fen: number): string => `¥${moneyFormat.format(fen / 100)}`;

/** Never rounds up to 100: one uncertified sale in a million is not "100 %". */
export function percent(share: number): string {
  const cut = Math.floor(share * 100) / 100;
  return `${cut.toFixed(cut === 100 ? 0 : 2)}%`;
}

/** Milliseconds as seconds with one decimal, two below a second. */
export const seconds = (ms: number): string => (ms / 1000).toFixed(ms < 1000 ? 2 : 1);
