import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

  it('[DB-11] folds the log into the file beside a transaction, and the log begins anew', async () => {
    const { db, fold, close } = await open();
    const wal = () => stat(join(folder, 'hub.db-wal')).then(({ size }) => size);
    const text = 'x'.repeat(1_000_000);
    for (let n = 0; n < 20; n += 1) await db.run('INSERT INTO note VALUES (?)', [text]);
    expect(await wal()).toBeGreaterThan(19_000_000);
    const before = (await stat(join(folder, 'hub.db'))).size;
    const { promise: end, resolve: letEnd } = Promise.withResolvers<void>();
    const holding = db.transaction(async (tx) => {
      await tx.run("INSERT INTO note VALUES ('open')");
      await end;
    });
    const folded = fold();
    await vi.waitFor(async () =>
      expect((await stat(join(folder, 'hub.db'))).size).toBeGreaterThan(before + 18_000_000),
    );
    letEnd();
    await Promise.all([holding, folded]);
    await fold();
    const full = await wal();
    for (let n = 0; n < 10; n += 1) await db.run('INSERT INTO note VALUES (?)', [text]);
    expect(await wal()).toBe(full);
    await close();
  });
});
