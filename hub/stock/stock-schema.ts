// pure
// What stands in every slot of every counter, kept with the journal lines it follows from.
import type { SliceSchema } from '../store/open-hub-store.ts';

export const stockSchema: SliceSchema = {
  area: 'stock',
  migrations: [
    {
      id: 130,
      name: 'stock of slots',
      statements: [
        `CREATE TABLE slot_stock (
          counter TEXT NOT NULL,
          slot INTEGER NOT NULL,
          journal_key INTEGER NOT NULL,
          seq INTEGER NOT NULL,
          at INTEGER NOT NULL,
          entry TEXT,
          lot TEXT,
          made_on TEXT,
          best_before TEXT,
          count INTEGER NOT NULL DEFAULT 0,
          capacity INTEGER NOT NULL DEFAULT 0,
          price_fen INTEGER NOT NULL DEFAULT 0,
          loaded_at INTEGER,
          locked TEXT,
          fault TEXT,
          PRIMARY KEY (counter, slot)
        ) STRICT, WITHOUT ROWID`,
        'CREATE INDEX slot_stock_entry ON slot_stock (entry, count) WHERE entry IS NOT NULL',
      ],
    },
  ],
};
