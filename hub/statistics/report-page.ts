// pure
// REP-2: the report on paper: one page without script, each figure a link to the lines behind it.
import { escaped } from '../http/pages/html.ts';
import type { Dimension } from './dimensions.ts';
import { dimensionNames } from './figure-table.ts';
import type { FigureRow } from './figures.ts';
import type { MonthReport } from './report.ts';
import type { Difference, SnapshotHead } from './snapshots.ts';

const style = `*{box-sizing:border-box}body{margin:0 auto;max-width:62rem;padding:1.5rem;font:15px/1.5 "Noto Serif CJK SC","SimSun",serif;color:#111}
h1{font-size:1.6rem;text-align:center;margin:0 0 .3rem}h2{font-size:1.1rem;margin:1.6rem 0 .4rem;break-after:avoid}
p{margin:.2rem 0}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}thead{display:table-header-group}
th,td{border:1px solid #777;padding:.2rem .5rem;text-align:left}td.n,th.n{text-align:right}tr{break-inside:avoid}
a{color:inherit}.wide{overflow-x:auto}.note{border:1px solid #777;padding:.4rem .7rem}
@media print{body{padding:0;font-size:10.5pt}a{text-decoration:none}.screen{display:none}@page{size:A4;margin:16mm}}`;

const yuan = (fen: number): string =>
  (fen / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const count = (value: number): string => value.toLocaleString('zh-CN');
const percent = (share: number | null): string => (share === null ? '—' : `${share.toFixed(2)}%`);

interface Period {
  from: string;
  to: string;
}

/** Address of the console's list of lines for one figure. */
export function linesAddress(
  { from, to }: Period,
  by: Dimension | 'none',
  key: string,
  kind = 'sale',
): string {
  const query = new URLSearchParams({ from, to, kind, ...(by === 'none' ? {} : { [by]: key }) });
  return `/console/statistics/lines?${query}`;
}

type Sums = MonthReport['month'];
const heads = ['销售件数', '销售额（元）', '退款额（元）', '认定占比', '拦截次数'];

function cells(sums: Sums, period: Period, by: Dimension | 'none', key: string): string {
  const link = (text: string, kind: string) =>
    `<td class="n"><a href="${escaped(linesAddress(period, by, key, kind))}">${text}</a></td>`;
  return [
    link(count(sums.sales), 'sale'),
    link(yuan(sums.salesFen), 'sale'),
    link(yuan(sums.refundsFen), 'refund'),
    `<td class="n">${percent(sums.certifiedShare)}</td>`,
    link(count(sums.refused), 'refused'),
  ].join('');
}

const table = (first: string, names: readonly string[], rows: readonly string[]): string =>
  rows.length === 0
    ? '<p>无</p>'
    : `<div class="wide"><table><thead><tr><th>${escaped(first)}</th>${names.map((name) => `<th class="n">${escaped(name)}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${row}</tr>`).join('')}</tbody></table></div>`;

const rowsOf = (rows: readonly FigureRow[], period: Period, by: Dimension): string[] =>
  rows.map((row) => `<td>${escaped(row.name)}</td>${cells(row, period, by, row.key)}`);

const plain = (values: readonly (string | number)[]): string =>
  values.map((value, at) => `<td${at === 0 ? '' : ' class="n"'}>${escaped(String(value))}</td>`).join('');

function sections(report: MonthReport): string {
  return report.sections
    .map(({ by, rows }) => {
      const shown = rows.slice(0, 30);
      const more = rows.length > shown.length ? '<p>前 30 位，其余见电子表格。</p>' : '';
      return `<h2>按${dimensionNames[by]}</h2>${table(dimensionNames[by], heads, rowsOf(shown, report, by as Dimension))}${more}`;
    })
    .join('');
}

function after(report: MonthReport): string {
  const targets = report.targets.map((row) =>
    plain([
      row.name,
      yuan(row.targetFen),
      row.doneFen === null ? '—' : yuan(row.doneFen),
      percent(row.share),
      percent(row.elapsedShare),
    ]),
  );
  const restated = report.restatements.map((row) =>
    plain([
      `${row.period} ${row.name}`,
      row.noticedOn,
      count(row.sales),
      yuan(row.salesFen),
      yuan(row.refundsFen),
    ]),
  );
  const ranking = report.ranking.leagues.map((row) => plain([row.name, row.rank, row.score.toFixed(2)]));
  const channels = report.selfReported.map((row) => plain([row.name, row.channel, yuan(row.salesFen)]));
  return `<h2>年度目标</h2>${table('对象', ['目标（元）', '完成（元）', '完成率', '时间进度'], targets)}
<h2>盟市考核排名</h2>${table('盟市', ['名次', '得分'], ranking)}
<h2>补传流水造成的更正</h2>${table('月份、盟市', ['发现日期', '件数变动', '销售额变动（元）', '退款变动（元）'], restated)}
<h2>其他渠道自报（未经流水核验，不计入以上合计）</h2>${table('渠道', ['类别', '自报销售额（元）'], channels)}`;
}

const frozenNote = (frozen: SnapshotHead | undefined, changes: readonly Difference[]): string => {
  if (!frozen) return '<p class="note">未冻结：数字可能因补传流水变动。Not frozen.</p>';
  const at = new Date(frozen.frozenAtMs + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  const changed = changes
    .map((one) => `${one.name || '全区'} ${yuan(one.nowFen - one.frozenFen)} 元`)
    .join('；');
  return `<p class="note">${escaped(`${at} 由 ${frozen.frozenBy} 冻结，摘要 ${frozen.hash}`)}${changed ? `<br>冻结后补传流水的差异：${escaped(changed)}` : ''}</p>`;
};

/** A whole page. Every text is escaped. */
export function reportPage(
  report: MonthReport,
  frozen?: SnapshotHead,
  changes: readonly Difference[] = [],
): string {
  const { names, period, month, yearToDate } = report;
  const year = { from: `${period.slice(0, 4)}-01-01`, to: report.to };
  const main = [
    `<td>本月</td>${cells(month, report, 'none', '')}`,
    `<td>本年累计</td>${cells(yearToDate, year, 'none', '')}`,
  ];
  const days = report.days.map(
    (row) => `<td>${escaped(row.period)}</td>${cells(row, { from: row.period, to: row.period }, 'none', '')}`,
  );
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(`${names.title} ${period}`)}</title><style>${style}</style></head><body>
<h1>${escaped(names.title)}（${escaped(period)}）</h1><p>报送：${escaped(names.offices.join('、'))}</p><p>编制：${escaped(names.author)}</p>
${frozenNote(frozen, changes)}<h2>汇总</h2>${table('', heads, main)}${sections(report)}
<h2>逐日</h2>${table('日期', heads, days)}${after(report)}</body></html>`;
}
