// pure
/** Text that no normal form and no trimming changes: most cells of a large table. */
const PLAIN = /^[\x21-\x7e\u4e00-\u9fff]*$/;

/** Full-width digits, letters and punctuation to half-width (NFKC), inner white space to one space, trimmed. */
export function tidy(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .normalize('NFKC')
    .replace(/[\s\u200b\ufeff]+/g, ' ')
    .trim();
}

/**
 * Prose as a person typed it: full-width letters and digits become half-width, Chinese punctuation stays, white space
 * (line breaks in a cell too) becomes one space, or nothing between two Chinese characters.
 */
export function tidyProse(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g, (wide) => wide.normalize('NFKC'))
    .replace(/[\s\u200b\ufeff]+/g, ' ')
    .replace(/(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])/g, '')
    .trim();
}

/** As `tidy`, with all white space gone: for codes, numbers, dates and headings. */
export function squeeze(text: string): string {
  return tidy(text).replaceAll(' ', '');
}

/** A cell's text short enough for a message or a report. */
export function clip(text: string, length = 100): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
