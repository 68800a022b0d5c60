// pure
// CHAN-3: one reported row, checked; every mistake is named in both languages.
import { creditCodeProblem } from '@zhuangui/protocol/checks/credit-code.ts';
import { isoDate } from '../catalog/import/dates.ts';

export interface Reason {
  code: string;
  zh: string;
  en: string;
}

export interface ReportedRow {
  day: string;
  product: string;
  /** Id in the catalog, when the channel knows it. */
  entry?: string;
  creditCode?: string;
  programme: string;
  /** What the channel says; nobody has verified it. */
  certified: boolean;
  amountFen: number;
  count: number;
}

export interface RowContext {
  /** YYYY-MM-DD, UTC+8. */
  today: string;
  productOf(entry: string): string | undefined;
  /** Programme of the channel, used where a row names none. */
  programme: string;
}

export type CheckedRow = { ok: true; row: ReportedRow } | { ok: false; reasons: Reason[] };

const firstDay = '2020-01-01';
/** One hundred million yuan in one row is a slip of the keyboard. */
const amountMaxFen = 10_000_000_000;
const countMax = 100_000_000;
const known = ['day', 'product', 'entry', 'creditCode', 'programme', 'certified', 'amountFen', 'count'];
const reason = (code: string, zh: string, en: string): Reason => ({ code, zh, en });

function isDay(day: unknown): day is string {
  const found = typeof day === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) : null;
  return found !== null && isoDate(Number(found[1]), Number(found[2]), Number(found[3])) === day;
}
const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= max && !/\p{Cc}/u.test(value);
const isWhole = (value: unknown, min: number, max: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;

function dayReasons(day: unknown, today: string): Reason[] {
  if (!isDay(day)) return [reason('day', '日期应写成 2020-11-10', 'write the day as 2020-11-10')];
  if (day > today) return [reason('day-future', '日期晚于今天', 'the day has not come yet')];
  if (day < firstDay) return [reason('day-early', '日期早于 2020-01-01', 'the day is before 2020-01-01')];
  return [];
}

function goodsReasons(
  { product, entry, creditCode }: Record<string, unknown>,
  context: RowContext,
): Reason[] {
  const found: Reason[] = [];
  if (entry === undefined && !isText(product, 200))
    found.push(
      reason('product', '请写商品名称（不超过 200 字）或目录编号', 'name the product or its catalog id'),
    );
  if (entry !== undefined && !(typeof entry === 'string' && context.productOf(entry) !== undefined))
    found.push(
      reason(
        'entry',
        '目录中没有这个编号；请核对，或只写商品名称',
        'no such id in the catalog; check it, or give the name only',
      ),
    );
  if (creditCode !== undefined && !(typeof creditCode === 'string' && creditCodeProblem(creditCode) === null))
    found.push(reason('credit-code', '统一社会信用代码不正确', 'the unified social credit code is wrong'));
  return found;
}

function figureReasons({ certified, amountFen, count, programme }: Record<string, unknown>): Reason[] {
  const found: Reason[] = [];
  if (typeof certified !== 'boolean')
    found.push(reason('certified', '请写明是否为认定的扶贫产品', 'say whether the product is certified'));
  if (!isWhole(amountFen, 0, amountMaxFen))
    found.push(
      reason('amount', '金额应为 0 至 1 亿元，精确到分', 'the amount is 0 to 100 million yuan in whole fen'),
    );
  if (!isWhole(count, 1, countMax))
    found.push(reason('count', '数量应为正整数', 'the count is a whole number from 1'));
  if (programme !== undefined && !isText(programme, 40))
    found.push(reason('programme', '项目名称不超过 40 字', 'the programme has 40 characters at most'));
  return found;
}

/** A row as it came, to a row that counts, or every reason why not. */
export function checkRow(given: unknown, context: RowContext): CheckedRow {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { ok: false, reasons: [reason('form', '这一行不是对象', 'this row is no object')] };
  const row = given as Record<string, unknown>;
  const foreign = Object.keys(row).filter((name) => !known.includes(name));
  const reasons = [
    ...foreign
      .slice(0, 1)
      .map((name) =>
        reason('field', `没有这个字段：${name.slice(0, 40)}`, `no such field: ${name.slice(0, 40)}`),
      ),
    ...dayReasons(row['day'], context.today),
    ...goodsReasons(row, context),
    ...figureReasons(row),
  ];
  if (reasons.length > 0) return { ok: false, reasons };
  const { product, entry, creditCode, programme, ...figures } = row as unknown as ReportedRow;
  return {
    ok: true,
    row: {
      day: figures.day,
      product: (product ?? context.productOf(entry!) ?? '').trim(),
      ...(entry === undefined ? {} : { entry }),
      ...(creditCode === undefined ? {} : { creditCode }),
      programme: programme ?? context.programme,
      certified: figures.certified,
      amountFen: figures.amountFen,
      count: figures.count,
    },
  };
}

/** CHAN-4: what is counted once per channel: a day's sale of one product under one programme. */
export const identityOf = ({ day, product, entry, creditCode, programme, certified }: ReportedRow): string =>
  JSON.stringify([day, entry ?? product, creditCode ?? '', programme, certified]);

/** The same value whatever the order of its fields. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
