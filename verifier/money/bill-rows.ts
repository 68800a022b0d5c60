// pure
// The providers' daily files as they came, read by their headings: what moved, of which order, how much.
import { unzip } from './zip.ts';

export interface BillRow {
  kind: 'payment' | 'refund';
  /** Of the order, or of the refund. */
  key: string;
  order: string;
  amountFen: number;
  line: number;
}
export type BillRead = { ok: true; rows: BillRow[] } | { ok: false; problem: string };

/** Yuan with two decimals to whole fen. */
function fenOf(text: string): number | undefined {
  const [, sign, yuan, cents = ''] = /^(-?)(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim()) ?? [];
  if (yuan === undefined) return undefined;
  const fen = Number(yuan) * 100 + Number(cents.padEnd(2, '0'));
  return sign === '-' ? -fen : fen;
}

const refused = (problem: string): BillRead => ({ ok: false, problem });

/** Where the needed headings stand; undefined when one is missing. */
function columns(head: string, names: readonly string[]): Record<string, number> | undefined {
  const found = head.split(',').map((name) => name.replace(/[`\s]/g, ''));
  const at = names.map((name) => [name, found.indexOf(name)] as const);
  return at.every(([, index]) => index >= 0) ? Object.fromEntries(at) : undefined;
}

function wechatRows(bytes: Buffer): BillRead {
  const [head = '', ...lines] = bytes
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/);
  const at = columns(head, ['商户订单号', '交易状态', '订单金额', '商户退款单号', '申请退款金额']);
  if (!at) return refused('a heading of WeChat Pay’s bill is missing');
  const rows: BillRow[] = [];
  for (const [index, text] of lines.entries()) {
    if (text.startsWith('总交易单数')) return checkedSum(rows, lines[index + 1] ?? '');
    if (text === '') continue;
    const cells = text.replace(/^`/, '').split(',`');
    const cell = (name: string) => cells[at[name]!] ?? '';
    const isRefund = cell('交易状态') === 'REFUND';
    if (!isRefund && cell('交易状态') !== 'SUCCESS') continue;
    const order = cell('商户订单号');
    const amountFen = fenOf(cell(isRefund ? '申请退款金额' : '订单金额'));
    if (amountFen === undefined || order === '') return refused(`line ${index + 2} cannot be read`);
    const key = isRefund ? cell('商户退款单号') : order;
    rows.push({ kind: isRefund ? 'refund' : 'payment', key, order, amountFen, line: index + 2 });
  }
  return refused('the summary at the end of WeChat Pay’s bill is missing');
}

/** The provider's own sums stand at the end: a line that was taken out is missing from them. */
function checkedSum(rows: BillRow[], text: string): BillRead {
  const cells = text.replace(/^`/, '').split(',`');
  const [count, paid, back] = [Number(cells[0]), fenOf(cells[5] ?? ''), fenOf(cells[6] ?? '')];
  const sum = (kind: BillRow['kind']) =>
    rows.reduce((fen, row) => (row.kind === kind ? fen + row.amountFen : fen), 0);
  if (count !== rows.length || paid !== sum('payment') || back !== sum('refund'))
    return refused(
      `its own summary says ${cells[0]} lines, ${cells[5]} paid, ${cells[6]} back; its lines say otherwise`,
    );
  return { ok: true, rows };
}

function alipayRows(bytes: Buffer): BillRead {
  const texts = unzip(bytes)?.map((file) => new TextDecoder('gbk').decode(file));
  const text = texts?.find((one) => one.includes('退款批次号'));
  if (text === undefined) return refused('it is no archive with the details of a day');
  const all = text.split(/\r?\n/);
  const head = all.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  const at = columns(all[head] ?? '', ['商户订单号', '业务类型', '订单金额（元）', '退款批次号/请求号']);
  if (!at) return refused('a heading of Alipay’s bill is missing');
  const rows: BillRow[] = [];
  for (const [index, line] of all.entries()) {
    if (index <= head || line.trim() === '' || line.startsWith('#')) continue;
    const cells = line.split(',');
    const cell = (name: string) => (cells[at[name]!] ?? '').trim();
    const fen = fenOf(cell('订单金额（元）'));
    const order = cell('商户订单号');
    if (fen === undefined || order === '') return refused(`line ${index + 1} cannot be read`);
    const isRefund = cell('业务类型') === '退款';
    const key = isRefund ? cell('退款批次号/请求号') : order;
    rows.push({
      kind: isRefund ? 'refund' : 'payment',
      key,
      order,
      amountFen: Math.abs(fen),
      line: index + 1,
    });
  }
  return countedAlipay(rows, text);
}

function countedAlipay(rows: BillRow[], text: string): BillRead {
  for (const [kind, word] of [
    ['payment', '交易'],
    ['refund', '退款'],
  ] as const) {
    const said = new RegExp(`#${word}合计：(\\d+)笔`).exec(text)?.[1];
    const own = rows.filter((row) => row.kind === kind).length;
    if (said === undefined || Number(said) !== own)
      return refused(`its own summary says ${said ?? 'nothing of'} ${word}, its lines say ${own}`);
  }
  return { ok: true, rows };
}

/** Never throws. */
export const readBill = (method: 'wechat' | 'alipay', bytes: Buffer): BillRead =>
  method === 'wechat' ? wechatRows(bytes) : alipayRows(bytes);
