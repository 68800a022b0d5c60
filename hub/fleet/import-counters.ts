// pure
// FLT-9: a table of counters to counters that can be registered and rows that cannot, each with its reasons.
import { bannerByCode, findBanner } from '../catalog/import/regions.ts';
import type { Table } from '../catalog/import/table.ts';
import { clip, squeeze, tidyProse } from '../catalog/import/text.ts';
import { type NewCounter, newCounterMessage, type SiteKind } from './counter.ts';

export interface RejectedCounter {
  /** As the spreadsheet numbers it, from 1. */
  row: number;
  column: string;
  value: string;
  reason: string;
  zh: string;
  en: string;
}

export interface CountersRead {
  counters: { row: number; counter: NewCounter }[];
  rejected: RejectedCounter[];
}

/** Heading first used in exports, then what offices write. */
export const counterHeadings: Readonly<Record<string, readonly string[]>> = {
  id: ['专柜编号', '编号', '设备编号', 'id'],
  name: ['专柜名称', '名称', '设备名称', 'name'],
  siteKind: ['场所类型', '布放场所', '场所', '类型', 'sitekind'],
  address: ['地址', '布放地址', '详细地址', '布放地点', 'address'],
  banner: ['旗县区', '旗县', '旗县代码', '区划代码', '所在旗县', 'banner'],
  hostUnit: ['帮扶单位', '布放单位', 'hostunit'],
  operatingCompany: ['运营单位', '运营公司', '运营企业', 'operatingcompany'],
  longitude: ['经度', 'longitude', 'lon'],
  latitude: ['纬度', 'latitude', 'lat'],
  programme: ['帮扶项目', '项目', 'programme'],
  route: ['补货线路', '线路', 'route'],
  driver: ['司机', '补货司机', 'driver'],
};
const needed = ['id', 'name', 'siteKind', 'address', 'banner', 'hostUnit', 'operatingCompany'];

export const siteKindNames: Readonly<Record<SiteKind, string>> = {
  agency: '机关',
  community: '社区',
  mall: '商场',
  university: '高校',
  hospital: '医院',
  company: '企业',
  station: '车站',
  airport: '机场',
};

type Columns = ReadonlyMap<string, number>;
const headingKey = (text: string) =>
  squeeze(text)
    .replace(/[（(].{0,60}?[)）]|[*＊:：]/g, '')
    .toLowerCase();

/** The first row that names at least the id and the banner. */
function findHeading(rows: Table['rows']): { at: number; columns: Columns; missing: string[] } | undefined {
  for (const [at, cells] of rows.slice(0, 20).entries()) {
    const keys = cells.map(headingKey);
    const found = Object.entries(counterHeadings).flatMap(([name, words]): [string, number][] => {
      const column = keys.findIndex((key) => words.includes(key));
      return column < 0 ? [] : [[name, column]];
    });
    const columns = new Map(found);
    if (columns.has('id') && columns.has('name'))
      return { at, columns, missing: needed.filter((name) => !columns.has(name)) };
  }
  return undefined;
}

const headingOf = (name: string) => counterHeadings[name]![0]!;

type Problem = Omit<RejectedCounter, 'row'>;
const problem = (name: string, value: string, reason: string, zh: string, en: string): Problem => ({
  column: headingOf(name),
  value: clip(value),
  reason,
  zh,
  en,
});

function siteKindOf(text: string): SiteKind | undefined {
  const entries = Object.entries(siteKindNames) as [SiteKind, string][];
  return entries.find(([kind, name]) => text === kind || text === name)?.[0];
}

function degrees(text: string): number | undefined {
  const number = Number(text);
  return text !== '' && Number.isFinite(number) ? number : undefined;
}

/** One row; a string that is empty is a value that is not given. */
function readRow(value: (name: string) => string): NewCounter | Problem[] {
  const problems: Problem[] = [];
  const siteKind = siteKindOf(squeeze(value('siteKind')));
  if (!siteKind)
    problems.push(
      problem(
        'siteKind',
        value('siteKind'),
        'site-kind',
        `场所类型应为：${Object.values(siteKindNames).join('、')}`,
        `the site kind is one of ${Object.keys(siteKindNames).join(', ')}`,
      ),
    );
  const place = squeeze(value('banner'));
  const found = findBanner(place);
  const banner = bannerByCode(place) ?? (found.kind === 'found' ? found.banner : undefined);
  if (!banner)
    problems.push(
      problem(
        'banner',
        value('banner'),
        'banner',
        '找不到这个旗县区，请填写全称或六位代码',
        'no such banner: give its full name or its six digits',
      ),
    );
  const position = positionOf(value, problems);
  if (problems.length > 0 || !siteKind || !banner) return problems;
  const optional = Object.fromEntries(
    ['programme', 'route', 'driver']
      .map((name) => [name, tidyProse(value(name))])
      .filter(([, text]) => text !== ''),
  );
  const counter: NewCounter = {
    id: squeeze(value('id')).toLowerCase(),
    name: tidyProse(value('name')),
    siteKind,
    address: tidyProse(value('address')),
    banner: banner.code,
    league: banner.league.code,
    hostUnit: tidyProse(value('hostUnit')),
    operatingCompany: tidyProse(value('operatingCompany')),
    ...position,
    ...optional,
  };
  const checked = newCounterMessage.check(counter);
  if (checked.ok) return counter;
  const field =
    Object.keys(counterHeadings).find((name) => checked.problem.message.includes(`/${name}:`)) ?? 'id';
  return [
    problem(
      field,
      value(field),
      'invalid',
      `${headingOf(field)}不符合要求：${checked.problem.message}`,
      checked.problem.message,
    ),
  ];
}

function positionOf(
  value: (name: string) => string,
  problems: Problem[],
): { latitude?: number; longitude?: number } {
  const [lat, lon] = [squeeze(value('latitude')), squeeze(value('longitude'))];
  if (lat === '' && lon === '') return {};
  const [latitude, longitude] = [degrees(lat), degrees(lon)];
  const isGood =
    latitude !== undefined &&
    longitude !== undefined &&
    Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 180;
  if (isGood) return { latitude, longitude };
  problems.push(
    problem(
      'latitude',
      `${lat} ${lon}`,
      'position',
      '经纬度应为十进制度（WGS-84），例如 111.670801 和 40.818311；请检查是否写反',
      'longitude and latitude are decimal degrees (WGS-84); are they swapped?',
    ),
  );
  return {};
}

/** `isTaken`: the id is registered already. Rows without any text are skipped. */
export function readCounters(table: Table, isTaken: (id: string) => boolean): CountersRead {
  const heading = findHeading(table.rows);
  const read: CountersRead = { counters: [], rejected: [] };
  if (!heading || heading.missing.length > 0) {
    const names = (heading?.missing ?? needed).map(headingOf).join('、');
    const zh = `表头缺少：${names}`;
    read.rejected.push({
      row: (heading?.at ?? 0) + 1,
      column: names,
      value: '',
      reason: 'heading',
      zh,
      en: `columns are missing: ${names}`,
    });
    return read;
  }
  const firstRows = new Map<string, number>();
  for (const [index, cells] of table.rows.slice(heading.at + 1).entries()) {
    const row = heading.at + 2 + index;
    if (cells.every((cell) => cell.trim() === '')) continue;
    const value = (name: string) => cells[heading.columns.get(name) ?? -1] ?? '';
    const result = readRow(value);
    if (Array.isArray(result)) {
      read.rejected.push(...result.map((one) => ({ row, ...one })));
      continue;
    }
    const before = firstRows.get(result.id);
    if (before !== undefined)
      read.rejected.push({
        row,
        ...problem(
          'id',
          result.id,
          'duplicate',
          `与第 ${before} 行的编号相同`,
          `the same id as in row ${before}`,
        ),
      });
    else if (isTaken(result.id))
      read.rejected.push({
        row,
        ...problem('id', result.id, 'exists', '该编号已登记', 'this id is registered already'),
      });
    else read.counters.push({ row, counter: result });
    if (before === undefined) firstRows.set(result.id, row);
  }
  return read;
}
