// Names of what figures are divided by, for tables that are read outside the console. Chinese, as the offices read them.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { bannerByCode, banners } from '../catalog/import/regions.ts';
import { type Dimension, methods, unknown } from './dimensions.ts';

export const siteKindNames: Record<string, string> = {
  ...{ agency: '机关', community: '社区', mall: '商场', university: '高校' },
  ...{ hospital: '医院', company: '企业', station: '车站', airport: '机场' },
};
export const categoryNames: Record<string, string> = {
  ...{ grain: '粮食', meat: '肉类', dairy: '乳制品', vegetable: '蔬菜', fruit: '水果', fungus: '菌类' },
  ...{ oil: '油料', snack: '休闲食品', drink: '饮品', condiment: '调味品', herb: '药材', other: '其他' },
};
export const methodNames: Record<string, string> = {
  ...{ wechat: '微信支付', alipay: '支付宝', cash: '现金', test: '测试', '': '不涉及付款' },
};

export interface Names {
  of(dimension: Dimension, keys: readonly string[]): Promise<Map<string, string>>;
}

export interface NamesParts {
  reader: Queries;
  counterName(id: string): string | undefined;
  catalogEntry(id: string): Entry | undefined;
  /** Name of a league or banner by its code. */
  regionName(code: string): string | undefined;
}

/** Names as they are today; what has none is shown by its own code. */
export function createNames({ reader, counterName, catalogEntry, regionName }: NamesParts): Names {
  async function dictionaryNames(keyColumn: string, nameColumn: string, keys: readonly string[]) {
    const rows = await reader.query<{ key: string; name: string }>(
      `SELECT ${keyColumn} AS key, ${nameColumn} AS name, max(id) FROM stat_goods
       WHERE ${keyColumn} IN (SELECT value FROM json_each(?)) GROUP BY ${keyColumn}`,
      [JSON.stringify(keys)],
    );
    return new Map(rows.map(({ key, name }) => [key, name]));
  }

  const lookups: Partial<Record<Dimension, (key: string) => string | undefined>> = {
    league: regionName,
    banner: regionName,
    originLeague: regionName,
    originBanner: regionName,
    counter: counterName,
    siteKind: (key) => siteKindNames[key],
    category: (key) => categoryNames[key],
    method: (key) => methodNames[key],
  };

  return {
    async of(dimension, keys) {
      const stored =
        dimension === 'entry'
          ? await dictionaryNames(
              'entry',
              'name',
              keys.filter((key) => catalogEntry(key) === undefined),
            )
          : dimension === 'supplier'
            ? await dictionaryNames('credit_code', 'supplier', keys)
            : new Map<string, string>();
      const nameOf = (key: string): string => {
        if (key === unknown) return '未知';
        if (dimension === 'entry') return catalogEntry(key)?.name ?? stored.get(key) ?? (key || '未指明商品');
        if (dimension === 'programme') return key || '未列入项目';
        return lookups[dimension]?.(key) ?? stored.get(key) ?? key;
      };
      return new Map(keys.map((key) => [key, nameOf(key)]));
    },
  };
}

/** What the database gives for a method is its number. */
export const methodOf = (key: string | number): string => methods[Number(key)] ?? String(key);

const leagueNames: ReadonlyMap<string, string> = new Map(
  banners.map(({ league }) => [league.code, league.name] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
);
export const bannerCodes: readonly string[] = banners.map(({ code }) => code);
export const leagueCodes: readonly string[] = [...leagueNames.keys()];

/** Name of a league or banner of the region, from GB/T 2260. */
export const regionNameOf = (code: string): string | undefined =>
  leagueNames.get(code) ?? bannerByCode(code)?.name;
