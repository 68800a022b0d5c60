// pure
// Tables of figures. Dimensions are numbers of dictionaries; sums lie in the order in which they are asked.
import type { SliceSchema } from '../store/open-hub-store.ts';
import { sumDefinitions } from './sums.ts';

const sumsBy = (table: string, ...ids: string[]) => `CREATE TABLE ${table} (
  ${ids.map((id) => `${id} INTEGER NOT NULL`).join(', ')}, ${sumDefinitions}, PRIMARY KEY (${ids.join(', ')})
) STRICT, WITHOUT ROWID`;

const never = (table: string, act: string) => `CREATE TRIGGER ${table}_no_${act.toLowerCase()}
  BEFORE ${act} ON ${table} BEGIN SELECT raise(ABORT, 'a frozen snapshot does not change'); END`;

export const statisticsSchema: SliceSchema = {
  area: 'statistics',
  migrations: [
    {
      id: 800,
      name: 'figures',
      statements: [
        // `key` is what a row was first known by; a change of a counter or an entry makes a new row.
        `CREATE TABLE stat_area (
          id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, league TEXT NOT NULL, banner TEXT NOT NULL,
          site_kind TEXT NOT NULL, operating_company TEXT NOT NULL, programme TEXT NOT NULL
        ) STRICT`,
        `CREATE TABLE stat_place (
          id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, area INTEGER NOT NULL, counter TEXT NOT NULL,
          league TEXT NOT NULL, banner TEXT NOT NULL, site_kind TEXT NOT NULL, host_unit TEXT NOT NULL,
          operating_company TEXT NOT NULL, programme TEXT NOT NULL
        ) STRICT`,
        'CREATE INDEX stat_place_counter ON stat_place (counter)',
        'CREATE INDEX stat_place_host_unit ON stat_place (host_unit)',
        `CREATE TABLE stat_goods (
          id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, entry TEXT NOT NULL, name TEXT NOT NULL,
          category TEXT NOT NULL, credit_code TEXT NOT NULL, supplier TEXT NOT NULL, origin_league TEXT NOT NULL,
          origin_banner TEXT NOT NULL
        ) STRICT`,
        'CREATE INDEX stat_goods_entry ON stat_goods (entry)',
        'CREATE INDEX stat_goods_credit_code ON stat_goods (credit_code)',
        // One row a counted journal line: what a figure opens, and the sums of any two dimensions.
        `CREATE TABLE stat_line (
          month INTEGER NOT NULL, place INTEGER NOT NULL, goods INTEGER NOT NULL, day INTEGER NOT NULL,
          journal_key INTEGER NOT NULL, seq INTEGER NOT NULL, kind INTEGER NOT NULL, method INTEGER NOT NULL,
          fen INTEGER NOT NULL, certified INTEGER, PRIMARY KEY (month, place, goods, day, journal_key, seq)
        ) STRICT, WITHOUT ROWID`,
        'CREATE UNIQUE INDEX stat_line_line ON stat_line (journal_key, seq)',
        'CREATE INDEX stat_line_goods ON stat_line (month, goods)',
        sumsBy('stat_place_month', 'month', 'place', 'method'),
        sumsBy('stat_goods_month', 'month', 'goods', 'method'),
        sumsBy('stat_area_month', 'month', 'area', 'method'),
        sumsBy('stat_area_day', 'day', 'area', 'method'),
        sumsBy('stat_goods_day', 'day', 'goods', 'method'),
        `CREATE TABLE stat_restatement (
          day INTEGER NOT NULL, noticed_on INTEGER NOT NULL, area INTEGER NOT NULL, noticed_at INTEGER NOT NULL,
          sales INTEGER NOT NULL, sales_fen INTEGER NOT NULL, refunds INTEGER NOT NULL, refunds_fen INTEGER NOT NULL,
          PRIMARY KEY (day, noticed_on, area)
        ) STRICT, WITHOUT ROWID`,
      ],
    },
    {
      id: 801,
      name: 'targets, assessment, reports',
      statements: [
        `CREATE TABLE stat_target (
          year INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, target_fen INTEGER NOT NULL,
          set_at INTEGER NOT NULL, set_by TEXT NOT NULL, PRIMARY KEY (year, kind, key)
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE stat_setting (name TEXT PRIMARY KEY, value TEXT NOT NULL, set_at INTEGER NOT NULL,
          set_by TEXT NOT NULL) STRICT, WITHOUT ROWID`,
        `CREATE TABLE stat_snapshot (
          id INTEGER PRIMARY KEY, kind TEXT NOT NULL, period TEXT NOT NULL, frozen_at INTEGER NOT NULL,
          frozen_by TEXT NOT NULL, frozen_by_name TEXT NOT NULL, hash TEXT NOT NULL, content TEXT NOT NULL,
          UNIQUE (kind, period)
        ) STRICT`,
        never('stat_snapshot', 'UPDATE'),
        never('stat_snapshot', 'DELETE'),
        // INSERT OR REPLACE deletes without asking the trigger above.
        `CREATE TRIGGER stat_snapshot_no_replace BEFORE INSERT ON stat_snapshot
          WHEN EXISTS (SELECT 1 FROM stat_snapshot WHERE id = NEW.id OR (kind = NEW.kind AND period = NEW.period))
          BEGIN SELECT raise(ABORT, 'a frozen snapshot does not change'); END`,
      ],
    },
  ],
};
