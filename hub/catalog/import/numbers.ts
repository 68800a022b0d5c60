// pure
import { bad, good, type Parsed } from './reason.ts';
import { squeeze } from './text.ts';

const MAX_PEOPLE = 10_000_000;
const MAX_DAYS = 3650;
const CHINESE_DIGITS = '零一二三四五六七八九十';
const DAYS_OF: Readonly<Record<string, number>> = { 天: 1, 日: 1, 周: 7, 星期: 7, 月: 30, 个月: 30, 年: 365 };

/** People helped: `1,234`, `86人`, `86.0`. */
export function parsePeople(text: string): Parsed<number> {
  const plain = squeeze(text)
    .replace(/(余|多)?(人|口|人次|名)$/, '')
    .replaceAll(',', '');
  const found = /^(\d{1,9})(\.0+)?$/.exec(plain);
  if (found && Number(found[1]) <= MAX_PEOPLE) return good(Number(found[1]));
  return bad('people-form', '人数应为不带小数的数字', 'the number of people is a whole number');
}

/** Shelf life in days: `365`, `12个月`, `18月`, `一年`, `半年`; months count 30 days, twelve of them 365 (CAT-11). */
export function parseShelfLife(text: string, headingUnit = '天'): Parsed<number> {
  const plain = squeeze(text)
    .replace(/^(常温|冷藏|冷冻|阴凉|避光)*/, '')
    .replace(/以?内$/, '');
  const found = /^([\d.]+|[零一二两三四五六七八九十]{1,2}|半)(天|日|周|星期|个月|月|年)?$/.exec(plain);
  const unit = found?.[2] ?? unitWord(headingUnit);
  const amount = found ? amountOf(found[1]!) : Number.NaN;
  const days = daysOf(amount, unit);
  if (Number.isInteger(days) && days >= 1 && days <= MAX_DAYS) return good(days);
  return bad(
    'shelf-life-form',
    '保质期应为 1 天至 10 年，例如 365天、12个月',
    'shelf life is 1 day to 10 years, for example 365天 or 12个月',
  );
}

function unitWord(heading: string): string {
  return Object.keys(DAYS_OF).includes(heading) ? heading : '天';
}

function amountOf(word: string): number {
  if (/^[\d.]+$/.test(word)) return Number(word);
  if (word === '半') return 0.5;
  const digits = [...word.replace('两', '二')].map((character) => CHINESE_DIGITS.indexOf(character));
  const [first = 0, second] = digits;
  if (second === undefined) return first;
  return first === 10 ? 10 + second : second === 10 ? first * 10 : Number.NaN;
}

function daysOf(amount: number, unit: string): number {
  if (unit === '年') return Math.floor(amount * 365);
  if (!unit.endsWith('月')) return amount * DAYS_OF[unit]!;
  return Math.floor(amount / 12) * 365 + (amount % 12) * 30;
}
