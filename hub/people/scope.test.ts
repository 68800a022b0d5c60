import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { describe, expect, it } from 'vitest';
import { scopeWhere } from './scope.ts';

const none = {
  everything: false,
  leagues: [],
  banners: [],
  operatingCompanies: [],
  hostUnits: [],
  creditCodes: [],
};
const columns = { league: 'league', operatingCompany: 'company' };

describe('scopeWhere', () => {
  it('[PEO-3] filters rows in the query itself', async () => {
    const db = await openDb({ engine: 'node:sqlite', path: ':memory:' });
    await db.run('CREATE TABLE counter (id TEXT, league TEXT, company TEXT) STRICT');
    await db.run(
      `INSERT INTO counter VALUES ('a', '150100', '甲'), ('b', '150400', '甲'), ('c', '150400', '乙')`,
    );
    const ids = async (scope: Parameters<typeof scopeWhere>[0]) => {
      const { sql, params } = scopeWhere(scope, columns);
      return (await db.query<{ id: string }>(`SELECT id FROM counter WHERE ${sql} ORDER BY id`, params)).map(
        ({ id }) => id,
      );
    };
    expect(await ids({ ...none, everything: true })).toEqual(['a', 'b', 'c']);
    expect(await ids(none)).toEqual([]);
    expect(await ids({ ...none, leagues: ['150400'] })).toEqual(['b', 'c']);
    expect(await ids({ ...none, leagues: ['150100'], operatingCompanies: ["乙') OR ('1"] })).toEqual(['a']);
    expect(await ids({ ...none, creditCodes: ['91150100MA0N000001'] })).toEqual([]);
    await db.close();
  });
});
