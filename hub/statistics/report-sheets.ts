// pure
// REP-2: the report as sheets of a workbook, in Chinese, as the offices read it. Amounts in yuan.
import type { Cell } from '../platform/csv.ts';
import { dimensionNames, figureCells, figureHeader } from './figure-table.ts';
import type { MonthReport } from './report.ts';
import type { SnapshotHead } from './snapshots.ts';

const yuan = (fen: number | null): number | null => (fen === null ? null : Math.round(fen) / 100);
const percent = (share: number | null): number | null =>
  share === null ? null : Math.round(share * 100) / 100;

const kindNames: Record<string, string> = {
  ...{ region: '自治区', league: '盟市', banner: '旗县', channel: '渠道', 'host-unit': '帮扶单位' },
};
export const indicatorNames: Record<string, string> = {
  ...{
    target: '目标进度',
    certified: '认定产品占比',
    refused: '拦截',
    delivered: '出货',
    online: '在线',
    average: '单柜销售',
  },
};

function summary(report: MonthReport, frozen: SnapshotHead | undefined): Cell[][] {
  const { names, period, month, yearToDate } = report;
  const line = (name: string, of: MonthReport['month']): Cell[] => [
    ...[name, of.sales, yuan(of.salesFen), of.refunds, yuan(of.refundsFen)],
    ...[of.judged, percent(of.certifiedShare), of.refused, of.notDelivered, of.unknown],
  ];
  return [
    [`${names.title}（${period}）`],
    ['报送', names.offices.join('、')],
    ['编制', names.author],
    ['数据来源', '专柜签名流水逐笔汇总（经平台核验）'],
    frozen ? ['冻结', frozen.frozenBy, frozen.hash] : ['状态', '未冻结，数字可能因补传流水变动'],
    [],
    [
      '',
      '销售件数',
      '销售额（元）',
      '退款笔数',
      '退款额（元）',
      '已核验件数',
      '认定产品占比（%）',
      '拦截次数',
      '未出货',
      '结果不明',
    ],
    line('本月', month),
    line('本年累计', yearToDate),
  ];
}

const restated = (report: MonthReport): Cell[][] => [
  ['月份', '发现日期', '盟市', '销售件数变动', '销售额变动（元）', '退款笔数变动', '退款额变动（元）'],
  ...report.restatements.map((row): Cell[] => [
    ...[
      row.period,
      row.noticedOn,
      row.name,
      row.sales,
      yuan(row.salesFen),
      row.refunds,
      yuan(row.refundsFen),
    ],
  ]),
];

const targets = (report: MonthReport): Cell[][] => [
  [
    '类别',
    '代码',
    '名称',
    '年度目标（元）',
    '完成（元）',
    '完成率（%）',
    '时间进度（%）',
    '按此进度全年（元）',
  ],
  ...report.targets.map((row): Cell[] => [
    ...[kindNames[row.kind] ?? row.kind, row.key, row.name, yuan(row.targetFen), yuan(row.doneFen)],
    ...[percent(row.share), percent(row.elapsedShare), yuan(row.forecastFen)],
  ]),
];

function ranking(report: MonthReport): Cell[][] {
  const names = Object.keys(indicatorNames);
  const head = ['对象', '名次', '名称', '得分', ...names.map((name) => indicatorNames[name]!)];
  const rows = (what: string, list: MonthReport['ranking']['leagues']): Cell[][] =>
    list.map((row) => [
      what,
      row.rank,
      row.name,
      row.score,
      ...names.map((name) => row.points[name as 'target']),
    ]);
  return [head, ...rows('盟市', report.ranking.leagues), ...rows('帮扶单位', report.ranking.hostUnits)];
}

export function reportSheets(report: MonthReport, frozen?: SnapshotHead): { name: string; rows: Cell[][] }[] {
  return [
    { name: '汇总', rows: summary(report, frozen) },
    { name: '逐日', rows: [figureHeader('none'), ...report.days.map(figureCells)] },
    ...report.sections.map(({ by, rows }) => ({
      name: `按${dimensionNames[by]}`,
      rows: [figureHeader(by), ...rows.map(figureCells)],
    })),
    { name: '更正', rows: restated(report) },
    { name: '目标', rows: targets(report) },
    { name: '考核排名', rows: ranking(report) },
    {
      name: '其他渠道自报',
      rows: [
        ['渠道', '名称', '自报销售额（元，未经流水核验，不计入合计）'],
        ...report.selfReported.map(({ channel, name, salesFen }): Cell[] => [channel, name, yuan(salesFen)]),
      ],
    },
  ];
}
