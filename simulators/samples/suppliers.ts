// pure
import { CREDIT_CODE_ALPHABET, creditCodeCheck } from '@zhuangui/protocol/checks/credit-code.ts';
import type { Banner } from '../../hub/catalog/import/regions.ts';

/** Words of good omen, two by two, as cooperatives call themselves. */
const FIRST = [
  '惠',
  '兴',
  '丰',
  '盛',
  '福',
  '瑞',
  '和',
  '金',
  '绿',
  '安',
  '康',
  '祥',
  '广',
  '德',
  '永',
] as const;
const SECOND = ['民', '农', '源', '禾', '原', '泰', '旺', '达', '盈', '顺', '牧'] as const;
const FORMS = ['专业合作社', '有限公司', '家庭农牧场'] as const;
/** How many suppliers of one trade the names tell apart. */
export const SUPPLIERS_PER_TRADE = FIRST.length * SECOND.length * FORMS.length;

/** GB 32100-2015, first two characters: registered with the market authority as an enterprise or a farmers' cooperative. */
const ENTERPRISE = '91';
const COOPERATIVE = '93';
/** GB 11714 weights of an organisation code's eight characters. */
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** Organisation code (GB 11714): eight characters and their mod 11 check character. */
function organisationCode(body: string): string {
  // The organisation code counts A as 10 up to Z as 35, unlike the credit code around it.
  const sum = [...body].reduce((total, c, i) => total + Number.parseInt(c, 36) * ORGANISATION_WEIGHTS[i]!, 0);
  const check = 11 - (sum % 11);
  return body + (check === 10 ? 'X' : check === 11 ? '0' : String(check));
}

function nameOf(banner: Banner, trade: string, k: number): string {
  const form = FORMS[Math.floor(k / (FIRST.length * SECOND.length)) % FORMS.length]!;
  // 7 has no common factor with 15, so neighbours do not share their first word.
  const first = FIRST[(k * 7) % FIRST.length]!;
  const second = SECOND[Math.floor(k / FIRST.length) % SECOND.length]!;
  return `${banner.name}${first}${second}${trade}${form}`;
}

function creditCodeOf(banner: Banner, name: string, serial: number): string {
  const kind = name.endsWith('合作社') ? COOPERATIVE : ENTERPRISE;
  // No organisation code that was ever given out begins with XX: these numbers belong to nobody.
  const organisation = organisationCode(`XX${String(serial).padStart(6, '0')}`);
  const body = kind + banner.code + organisation;
  return body + creditCodeCheck(body);
}

/** The k-th invented supplier of a trade in a banner; `tradeNumber` keeps the numbers of trades apart. */
export function supplierOf(
  banner: Banner,
  trade: string,
  tradeNumber: number,
  k: number,
): { name: string; creditCode: string } {
  const name = nameOf(banner, trade, k);
  return { name, creditCode: creditCodeOf(banner, name, tradeNumber * SUPPLIERS_PER_TRADE + k) };
}

/** A character no credit code has right in its last place: for samples with mistakes. */
export function wrongCheck(code: string): string {
  const right = CREDIT_CODE_ALPHABET.indexOf(code.at(-1)!);
  return code.slice(0, -1) + CREDIT_CODE_ALPHABET[(right + 1) % CREDIT_CODE_ALPHABET.length];
}
