import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { chunkPath, listsUrls } from '@zhuangui/protocol/lists.ts';
import { describe, expect, it } from 'vitest';
import { entryOf, newSigners } from '../../tests/lists/lists-rig.ts';
import { catalogMigrations } from './catalog-migrations.ts';
import { createCatalogSearch } from './catalog-search.ts';
import { createListsContent } from './content.ts';
import { parseTargets } from './metadata.ts';
import { publishedVersions } from './published-archive.ts';
import { readCurrent } from './records.ts';
import { createRepository } from './repository.ts';

async function open() {
  const db = await openDb({ engine: 'node:sqlite', path: ':memory:' });
  await migrate(db, catalogMigrations);
  const signers = newSigners();
  const time = { nowMs: 1_800_000_000_000 };
  const repository = createRepository({ db, online: signers.online, nowMs: () => time.nowMs });
  const two = signers.certifiers.slice(0, 2);
  return { db, signers, time, repository, two, content: createListsContent(db) };
}

const json = (bytes: Uint8Array | undefined) => JSON.parse(Buffer.from(bytes!).toString('utf8'));

describe('repository', () => {
  it('[LIST-1] is made once', async () => {
    const { repository, signers } = await open();
    expect(await repository.isInitialised()).toBe(false);
    await expect(repository.push()).rejects.toMatchObject({ code: 'not-initialised' });
    await repository.initialise(signers);
    expect(await repository.isInitialised()).toBe(true);
    await expect(repository.initialise(signers)).rejects.toMatchObject({ code: 'already-initialised' });
    expect(await repository.versions()).toMatchObject({ root: 1, catalog: 1, withdrawals: 1, channels: 1 });
  });

  it('[LIST-6] the timestamp says when it was signed, inside the signed bytes, and lasts three days', async () => {
    const { repository, signers, time, db } = await open();
    await repository.initialise(signers);
    time.nowMs += 3_600_000;
    await repository.refreshTimestamp();
    const { signed } = json((await readCurrent(db)).timestamp.bytes);
    expect(signed.signedAt).toBe(time.nowMs);
    expect(Date.parse(signed.expires) - time.nowMs).toBe(72 * 3_600_000);
    expect(await repository.signedAt()).toBe(time.nowMs);
  });

  it('[LIST-13] what an interrupted publication had written ahead is served to nobody and goes with the next', async () => {
    const { repository, signers, two, content, db } = await open();
    await repository.initialise(signers);
    const signed = (signable: Uint8Array) =>
      two.map((signer) => ({
        ...{ keyId: signer.keyId, signature: Buffer.from(signer.sign(signable)).toString('hex') },
      }));
    const prepared = await repository.prepareCatalog([entryOf(1), entryOf(2)]);
    const broken = repository.publishPrepared(prepared, signed(prepared.signable), () =>
      Promise.reject(new Error('the disk is full')),
    );
    await expect(broken).rejects.toThrow('the disk is full');
    const changes = () => db.query('SELECT version, id FROM catalog_change');
    expect(await changes()).toHaveLength(2);
    expect(await createCatalogSearch(db).entries()).toEqual([]);
    expect(await content.patch(1, 2)).toBeUndefined();
    await repository.publishCatalog([entryOf(3)], two);
    expect(await changes()).toEqual([{ version: 2, id: entryOf(3).id }]);
    expect(json((await content.patch(1, 2))?.bytes).set).toHaveLength(1);
  });

  it('[LIST-4] a publication without change makes no version; a patch covers several versions', async () => {
    const { repository, signers, two, content, time } = await open();
    await repository.initialise(signers);
    expect(await repository.publishCatalog([entryOf(1), entryOf(2)], two)).toEqual({
      version: 2,
      changed: 2,
    });
    expect(await repository.publishCatalog([entryOf(2), entryOf(1)], two)).toEqual({
      version: 2,
      changed: 0,
    });
    time.nowMs += 5000;
    await repository.publishCatalog([entryOf(1)], two);
    await repository.publishCatalog([entryOf(1, { name: '小米' }), entryOf(3)], two);
    const patch = json((await content.get(listsUrls.patch(2, 4)))?.bytes);
    expect(patch).toMatchObject({ from: 2, to: 4, remove: ['NM000002'] });
    expect(patch.set.map(({ id }: { id: string }) => id)).toEqual(['NM000001', 'NM000003']);
    const last = await repository.patchBetween(3, 4);
    expect([last?.set.map(({ id }) => id), last?.remove]).toEqual([['NM000001', 'NM000003'], []]);
    expect(await repository.patchBetween(4, 2)).toBeUndefined();
    expect(await repository.patchBetween(3, 99)).toBeUndefined();
  });

  it('[LIST-4, VER-2] patches reach twenty versions back; whatever was published is kept and cannot be changed', async () => {
    const { repository, signers, two, db } = await open();
    await repository.initialise(signers);
    for (let number = 1; number <= 21; number++)
      await repository.publishCatalog([entryOf(1, { name: `小米 ${number}` })], two);
    expect(await repository.patchBetween(1, 22)).toBeUndefined();
    expect((await repository.patchBetween(2, 22))?.set.length).toBe(1);
    const rows = await db.query<{ count: number }>(
      `SELECT count(*) AS count FROM tuf_target WHERE path LIKE 'catalog/%' AND length(bytes) > 0`,
    );
    expect(rows[0]?.count).toBe(21);
    const kept = [];
    for await (const { role, version, publishedAtMs } of publishedVersions(db))
      kept.push(`${role} ${version} ${publishedAtMs === null}`);
    expect(kept.filter((row) => row.startsWith('catalog ')).length).toBe(22);
    expect(kept.filter((row) => row.startsWith('timestamp ')).length).toBe(22);
    expect(kept.filter((row) => row.endsWith('true'))).toEqual([]);
    await expect(db.run('DELETE FROM published_metadata WHERE version = 2')).rejects.toThrow(/kept for good/);
    await expect(db.run('UPDATE published_metadata SET published_at = 1')).rejects.toThrow(/kept for good/);
  });

  it('[LIST-10] content is found by its address and by nothing else', async () => {
    const { repository, signers, two, content, db } = await open();
    await repository.initialise(signers);
    await repository.publishCatalog([entryOf(1)], two);
    const { catalog } = await readCurrent(db);
    const found = await content.get(listsUrls.metadata('catalog', 2));
    expect(found).toEqual({ bytes: catalog.bytes, contentType: 'application/json' });
    const hash = parseTargets(catalog.bytes).signed.targets[chunkPath(5)]!.hashes['sha256']!;
    expect(await content.get(listsUrls.target(chunkPath(5), hash))).toMatchObject({
      contentType: 'application/x-ndjson',
    });
    for (const path of [
      '/lists/metadata/catalog/99',
      '/lists/metadata/../x/1',
      '/lists/targets/00/a',
      '/lists/',
    ])
      expect(await content.get(path)).toBeUndefined();
  });

  it('[LIST-12] entries that do not fit are refused with their id, and nothing is published', async () => {
    const { repository, signers, two } = await open();
    await repository.initialise(signers);
    const before = await repository.versions();
    const cases = [
      [[entryOf(1), entryOf(1)], 'duplicate-entry'],
      [[entryOf(1, { name: '' })], 'bad-entry'],
      [[entryOf(1, { priceBand: { minFen: 9, maxFen: 8 } })], 'bad-entry'],
    ] as const;
    for (const [entries, code] of cases)
      await expect(repository.publishCatalog(entries, two)).rejects.toMatchObject({
        code,
        message: expect.stringContaining('NM000001'),
      });
    expect(await repository.versions()).toEqual(before);
  });

  it('finds entries and suppliers, and suggests near ones', async () => {
    const { repository, signers, two, db } = await open();
    await repository.initialise(signers);
    await repository.publishCatalog([entryOf(1), entryOf(2)], two);
    const search = createCatalogSearch(db);
    expect(await search.entry('NM000002')).toEqual(entryOf(2));
    expect(await search.supplier(entryOf(1).supplier.creditCode)).toBe(entryOf(1).supplier.name);
    expect(await search.suggestEntries('NM00002')).toContain('NM000002 敖汉小米 2');
    expect(await search.suggestSuppliers('完全不同的一个名字啊啊啊')).toEqual([]);
    expect([await search.entryCount(), (await search.entries()).length]).toEqual([2, 2]);
  });
});
