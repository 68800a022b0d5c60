// The settings a hub set, in the journal's file: stored in the transaction of the line that announces them (CONF-2).
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';

/** Numbers 600 to 699 belong to the settings. */
export const settingsMigrations: readonly Migration[] = [
  {
    id: 600,
    name: 'desired settings',
    statements: [
      `CREATE TABLE settings_desired (
        one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, bytes BLOB NOT NULL
      ) STRICT`,
    ],
  },
];

export interface StoredSettings {
  version: number;
  /** The desired message, exactly as it came. */
  bytes: Uint8Array;
}

/** What was in force when the counter stopped; undefined when no hub ever set anything. */
export async function loadSettings(db: Queries): Promise<StoredSettings | undefined> {
  const [row] = await db.query<StoredSettings>('SELECT version, bytes FROM settings_desired WHERE one = 1');
  return row;
}

export async function storeSettings(tx: Queries, { version, bytes }: StoredSettings): Promise<void> {
  await tx.run('INSERT OR REPLACE INTO settings_desired (one, version, bytes) VALUES (1, ?, ?)', [
    version,
    bytes,
  ]);
}
