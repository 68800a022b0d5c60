import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SliceSchema } from './open-hub-store.ts';
import { openHubStores } from './open-hub-stores.ts';

const schemas: SliceSchema[] = [
  {
    area: 'notes',
    migrations: [{ id: 1, name: 'notes', statements: ['CREATE TABLE note (text TEXT) STRICT'] }],
  },
];

describe.each(['sqlite3', 'node:sqlite'] as const)('openHubStores with %s', (engine) => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zhuangui-stores-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const open = () => openHubStores({ path: join(folder, 'hub.db'), engine, schemas });

  it('[DB-10] reads what is committed while a transaction is under way, and writes nothing', async () => {
    const { db, reader, close } = await open();
    await db.run("INSERT INTO note VALUES ('one')");
    const seen = await db.transaction(async (tx) => {
      await tx.run("INSERT INTO note VALUES ('two')");
      return reader.query('SELECT text FROM note');
    });
    expect(seen).toEqual([{ text: 'one' }]);
    expect(await reader.query('SELECT text FROM note')).toHaveLength(2);
    await expect(reader.run("INSERT INTO note VALUES ('three')")).rejects.toThrow();
    await close();
  });

  it('[DB-10] lets no second hub open the same file', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({ code: 'busy' });
    await first.close();
    const second = await open();
    await second.close();
  });
});
