// Numbers of places, areas and goods, given inside the transaction that first needs them.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { StatGoods, StatPlace } from './dimensions.ts';

export interface PlaceIds {
  place: number;
  area: number;
}

export interface Dictionary {
  /** Ids for these, by counter; rows are added when there are none yet. */
  places(tx: Queries, places: readonly StatPlace[]): Promise<Map<string, PlaceIds>>;
  /** Ids for these, by entry. */
  goods(tx: Queries, goods: readonly StatGoods[]): Promise<Map<string, number>>;
}

const columns = (count: number) => Array.from({ length: count }, (_, at) => `value ->> ${at}`).join(', ');

interface Table {
  table: string;
  insert: string;
}
const areaTable: Table = {
  table: 'stat_area',
  insert: `INSERT INTO stat_area (key, league, banner, site_kind, operating_company, programme)
    SELECT ${columns(6)} FROM json_each(?) WHERE true RETURNING id, key`,
};
const placeTable: Table = {
  table: 'stat_place',
  insert: `INSERT INTO stat_place (key, area, counter, league, banner, site_kind, host_unit, operating_company, programme)
    SELECT ${columns(9)} FROM json_each(?) WHERE true RETURNING id, key`,
};
const goodsTable: Table = {
  table: 'stat_goods',
  insert: `INSERT INTO stat_goods (key, entry, name, category, credit_code, supplier, origin_league, origin_banner)
    SELECT ${columns(8)} FROM json_each(?) WHERE true RETURNING id, key`,
};

type Row = readonly [key: string, ...rest: (string | number)[]];

const areaRow = (place: StatPlace): Row => {
  const { league, banner, siteKind, operatingCompany, programme } = place;
  return [
    JSON.stringify([banner, league, siteKind, operatingCompany, programme]),
    league,
    banner,
    siteKind,
    operatingCompany,
    programme,
  ];
};
const placeRow = (place: StatPlace, area: number): Row => {
  const { counter, league, banner, siteKind, hostUnit, operatingCompany, programme } = place;
  return [
    JSON.stringify([counter, banner, league, siteKind, hostUnit, operatingCompany, programme]),
    ...[area, counter, league, banner, siteKind, hostUnit, operatingCompany, programme],
  ];
};
const goodsRow = (goods: StatGoods): Row => {
  const { entry, name, category, creditCode, supplier, originLeague, originBanner } = goods;
  return [
    JSON.stringify([entry, category, creditCode, originBanner]),
    ...[entry, name, category, creditCode, supplier, originLeague, originBanner],
  ];
};

/**
 * Ids are remembered only when an earlier transaction stored them: one that is rolled back leaves nothing here.
 * One per database.
 */
export function createDictionary(): Dictionary {
  const known = {
    stat_area: new Map<string, number>(),
    stat_place: new Map<string, number>(),
    stat_goods: new Map<string, number>(),
  };

  async function idsOf(
    tx: Queries,
    { table, insert }: Table,
    rows: readonly Row[],
  ): Promise<Map<string, number>> {
    const stored = known[table as keyof typeof known];
    const byKey = new Map(rows.map((row) => [row[0], row]));
    const asked = [...byKey.keys()].filter((key) => !stored.has(key));
    if (asked.length > 0) {
      const sql = `SELECT id, key FROM ${table} WHERE key IN (SELECT value FROM json_each(?))`;
      for (const { id, key } of await tx.query<{ id: number; key: string }>(sql, [JSON.stringify(asked)]))
        stored.set(key, id);
    }
    const ids = new Map<string, number>();
    const missing = asked.filter((key) => !stored.has(key)).map((key) => byKey.get(key));
    if (missing.length > 0)
      for (const { id, key } of await tx.query<{ id: number; key: string }>(insert, [
        JSON.stringify(missing),
      ]))
        ids.set(key, id);
    for (const key of byKey.keys()) ids.set(key, stored.get(key) ?? ids.get(key)!);
    return ids;
  }

  return {
    async places(tx, places) {
      const areas = await idsOf(tx, areaTable, places.map(areaRow));
      const withArea = places.map((place) => ({ place, area: areas.get(areaRow(place)[0])! }));
      const ids = await idsOf(
        tx,
        placeTable,
        withArea.map(({ place, area }) => placeRow(place, area)),
      );
      return new Map(
        withArea.map(({ place, area }) => [
          place.counter,
          { place: ids.get(placeRow(place, area)[0])!, area },
        ]),
      );
    },
    async goods(tx, goods) {
      const ids = await idsOf(tx, goodsTable, goods.map(goodsRow));
      return new Map(goods.map((one) => [one.entry, ids.get(goodsRow(one)[0])!]));
    },
  };
}
