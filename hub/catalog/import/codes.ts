// pure
import { creditCodeCheck, creditCodeProblem } from '@zhuangui/protocol/checks/credit-code.ts';
import { gtinCheckDigit, gtinProblem, toGtin14 } from '@zhuangui/protocol/checks/gtin.ts';
import { bad, good, type Parsed } from './reason.ts';
import { squeeze, tidy } from './text.ts';

const MAX_GTINS = 8;
/** What a spreadsheet shows of a long number it took for a quantity. */
const SCIENTIFIC = /^\d(\.\d+)?E\+?\d+$/i;

/** Barcodes of one cell, separated by 、 , ; / or line breaks (CAT-3); repeats within the cell count once. */
export function parseGtins(text: string): Parsed<string[]> {
  const parts = tidy(text)
    .split(/[\s、,;/]+/)
    .filter((part) => part !== '');
  const taken = new Map<string, string>();
  for (const part of parts) {
    const gtin = parseGtin(part);
    if (!gtin.ok) return gtin;
    taken.set(toGtin14(gtin.value), gtin.value);
  }
  if (taken.size === 0) return bad('gtin-missing', '没有商品条码', 'no barcode');
  if (taken.size > MAX_GTINS)
    return bad('gtin-many', `条码多于 ${MAX_GTINS} 个`, `more than ${MAX_GTINS} barcodes`);
  return good([...taken.values()]);
}

function parseGtin(part: string): Parsed<string> {
  if (SCIENTIFIC.test(part)) return damaged('gtin-scientific', '条码', 'barcode');
  const problem = gtinProblem(part);
  if (problem === null) return good(part);
  if (problem === 'not-digits')
    return bad('gtin-digits', `条码 ${part} 含有数字以外的字符`, `barcode ${part} is not all digits`);
  const padded = lostZeros(part);
  if (padded) {
    return bad(
      'gtin-lost-zero',
      `条码 ${part} 像是丢了开头的 0（应为 ${padded}），请把该列设为文本格式后重新填写`,
      `barcode ${part} seems to have lost its leading zero (${padded}); format the column as text and enter it again`,
    );
  }
  if (problem === 'length') {
    return bad(
      'gtin-length',
      `条码 ${part} 有 ${part.length} 位，应为 8、12、13 或 14 位`,
      `barcode ${part} has ${part.length} digits, not 8, 12, 13 or 14`,
    );
  }
  const expected = gtinCheckDigit(part.slice(0, -1));
  return bad(
    'gtin-check',
    `条码 ${part} 校验位不对，按前面各位应为 ${expected}，请对照包装核对`,
    `barcode ${part} has a wrong check digit (its other digits give ${expected}); compare it with the package`,
  );
}

/** The code with its leading zeros back, when that makes a GTIN-8 or GTIN-13 right; null when it does not. */
function lostZeros(part: string): string | null {
  if (part.length < 6) return null;
  for (const length of [8, 13]) {
    const padded = part.padStart(length, '0');
    if (padded.length === length && padded !== part && gtinProblem(padded) === null) return padded;
  }
  return null;
}

function damaged(
  code: string,
  zh: string,
  en: string,
): { ok: false; code: string; message: { zh: string; en: string } } {
  return bad(
    code,
    `${zh}被电子表格当成数字而损坏，请把该列设为文本格式后重新填写`,
    `the spreadsheet took this ${en} for a number and damaged it; format the column as text and enter it again`,
  );
}

/** Unified social credit code (CAT-4), in capitals. */
export function parseCreditCode(text: string): Parsed<string> {
  const code = squeeze(text).toUpperCase();
  if (SCIENTIFIC.test(code)) return damaged('credit-scientific', '信用代码', 'credit code');
  const problem = creditCodeProblem(code);
  if (problem === null) return good(code);
  if (/^\d{15}000$/.test(code)) return damaged('credit-rounded', '信用代码', 'credit code');
  if (problem === 'length')
    return bad(
      'credit-length',
      `统一社会信用代码应为 18 位，这里有 ${code.length} 位`,
      `a credit code has 18 characters, this has ${code.length}`,
    );
  if (problem === 'alphabet')
    return bad(
      'credit-alphabet',
      '统一社会信用代码只含数字和大写字母，且没有 I、O、S、V、Z，请对照执照核对',
      'a credit code has digits and capitals without I, O, S, V, Z; compare it with the licence',
    );
  const expected = creditCodeCheck(code.slice(0, 17));
  return bad(
    'credit-check',
    `统一社会信用代码校验位不对，按前 17 位应为 ${expected}，请对照执照核对`,
    `wrong check character (the first 17 give ${expected}); compare it with the licence`,
  );
}

/** Certificate number (CAT-5): it becomes the entry's id, so it is plain letters, digits, points, hyphens. */
export function parseCertificate(text: string): Parsed<string> {
  const number = squeeze(text).replace(/[–—]/g, '-');
  if (SCIENTIFIC.test(number)) return damaged('certificate-scientific', '证书编号', 'certificate number');
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(number)) return good(number);
  return bad(
    'certificate-form',
    '证书编号应为 1 至 40 位字母、数字、点、横线',
    'a certificate number has 1 to 40 letters, digits, points and hyphens',
  );
}
