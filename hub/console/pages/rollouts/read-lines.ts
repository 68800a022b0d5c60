// pure
// What a person types line by line, to values; the first line that cannot be read is named.

export type ReadLines<T> = { ok: true; values: T[] } | { ok: false; line: number };

function readLines<T>(text: string, pattern: RegExp, make: (one: string, two: string) => T): ReadLines<T> {
  const values: T[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '') continue;
    const match = pattern.exec(line);
    if (!match) return { ok: false, line: index + 1 };
    values.push(make(match[1]!, match[2]!));
  }
  return values.length === 0 ? { ok: false, line: 1 } : { ok: true, values };
}

/** "certificate yuan" to whole fen: two decimals at most, computed without fractions. */
export const readPrices = (text: string) =>
  readLines(text, /^([A-Za-z0-9._-]{1,40})[\s,，]+(\d{1,6}(?:\.\d{1,2})?)$/, (entry, price) => {
    const [yuan = '0', part = ''] = price.split('.');
    return { entry, priceFen: Number(yuan) * 100 + Number(part.padEnd(2, '0')) };
  });

/** "slot certificate". */
export const readSlots = (text: string) =>
  readLines(text, /^(\d{1,4})[\s,，]+([A-Za-z0-9._-]{1,40})$/, (slot, entry) => ({
    slot: Number(slot),
    entry,
  }));
