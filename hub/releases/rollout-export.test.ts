import { describe, expect, it } from 'vitest';
import { entriesOf, entryOf } from '../../tests/lists/lists-rig.ts';
import type { ImportDone } from '../catalog/import/import.ts';
import { importFile } from '../catalog/import/import-file.ts';
import type { Confirmation } from '../ledger/ledger-types.ts';
import { catalogFile, createCatalogExport } from './export.ts';
import { createRollout } from './rollout.ts';

const counter = (id: string, league: string, status = 'enrolled') => ({
  id,
  name: `${id} 号`,
  league,
  banner: `${league.slice(0, 4)}02`,
  operatingCompany: '甲',
  hostUnit: '乙',
  status,
});
const confirmation = (id: string, catalog: number) =>
  ({ counter: id, versions: { catalog }, effectiveAtMs: 7, expiresAtMs: 9 }) as unknown as Confirmation;
const scope = {
  everything: true,
  leagues: [] as string[],
  banners: [],
  operatingCompanies: [],
  hostUnits: [],
  creditCodes: [],
};

describe('roll-out of a catalog version', () => {
  it('[REL-10] counts counters by the version they confirm, within the asker’s place', async () => {
    let committed: (summary: { confirmations: Confirmation[] }) => void = () => {};
    const list = [counter('c-1', '150400'), counter('c-2', '150400'), counter('c-3', '150100')];
    const rollout = await createRollout({
      registry: { list: () => [...list, counter('c-4', '150400', 'registered')] as never },
      ledger: {
        confirmedVersions: async () => [confirmation('c-1', 5), confirmation('c-2', 4)],
        onCommitted(listener) {
          committed = listener;
          return () => {};
        },
      },
      current: async () => 5,
    });
    expect(await rollout.view(scope)).toEqual({
      version: 5,
      counters: 3,
      upToDate: 1,
      versions: [
        { version: 5, counters: 1 },
        { version: 4, counters: 1 },
        { version: 0, counters: 1 },
      ],
    });
    const behind = await rollout.counters(scope, { search: '', behind: true }, { limit: 9, offset: 0 });
    expect(behind.rows.map(({ id, version }) => [id, version])).toEqual([
      ['c-3', 0],
      ['c-2', 4],
    ]);
    committed({ confirmations: [confirmation('c-2', 5)] });
    const mine = { ...scope, everything: false, leagues: ['150400'] };
    expect(await rollout.view(mine)).toMatchObject({ counters: 2, upToDate: 2 });
    const filtered = { search: 'C-', version: 5 };
    expect((await rollout.counters(mine, filtered, { limit: 1, offset: 1 })).total).toBe(2);
  });
});

describe('catalog export', () => {
  it('[REL-11] what is exported as CSV or XLSX can be taken in again, unchanged', async () => {
    const entries = entriesOf(3).map((entry, index) => ({
      ...entry,
      gtins: [['6901028180559', '6920459905012', '6902083881405'][index]!],
      supplier: { ...entry.supplier, creditCode: '91350100M000100Y43' },
    }));
    for (const format of ['csv', 'xlsx'] as const) {
      const { bytes, fileName } = await catalogFile(entries, 7, format);
      expect(fileName).toBe(`catalog-7.${format}`);
      const read = (await importFile(Buffer.from(bytes), fileName)) as ImportDone;
      expect(read.rejected ?? read).toEqual([]);
      expect(read.entries).toEqual(entries);
    }
  });

  it('[REL-11] no cell is run as a formula; a file is made once for a version', async () => {
    const evil = entryOf(1, { name: '=HYPERLINK("http://x")', brand: '<script>alert(1)</script>' });
    const csv = new TextDecoder().decode((await catalogFile([evil], 1, 'csv')).bytes);
    expect(csv).toContain(`"'=HYPERLINK(""http://x"")"`);
    let made = 0;
    let version = 1;
    const files = createCatalogExport({
      version: async () => version,
      async entries() {
        made += 1;
        return [evil];
      },
    });
    await Promise.all([files.file('json'), files.file('json'), files.file('json')]);
    expect(made).toBe(1);
    version = 2;
    expect(JSON.parse(new TextDecoder().decode((await files.file('json')).bytes)).version).toBe(2);
  });
});
