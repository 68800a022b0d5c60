import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { describe, expect, it } from 'vitest';
import { entryOf, newSigners } from '../../tests/lists/lists-rig.ts';
import { catalogMigrations } from './catalog-migrations.ts';
import { createListsContent } from './content.ts';
import { createRepository } from './repository.ts';

describe('content for counters', () => {
  it('[LIST-4] a patch that the whole fleet asks for is made once; an unknown one is looked for again', async () => {
    const db = await openDb({ engine: 'node:sqlite', path: ':memory:' });
    await migrate(db, catalogMigrations);
    let reads = 0;
    const counting: Queries = {
      query: (sql, params) => {
        if (sql.includes('FROM catalog_change')) reads += 1;
        return db.query(sql, params);
      },
      run: (sql, params) => db.run(sql, params),
    };
    const content = createListsContent(counting);
    const signers = newSigners();
    const repository = createRepository({ db, online: signers.online, nowMs: () => 1_800_000_000_000 });
    await repository.initialise(signers);
    const ask = () => content.get('/lists/patches/1/2');
    expect(await ask()).toBeUndefined();
    await repository.publishCatalog([entryOf(1)], signers.certifiers.slice(0, 2));
    const answers = await Promise.all(Array.from({ length: 100 }, ask));
    expect(reads).toBe(1);
    expect(new Set(answers.map((answer) => Buffer.from(answer!.bytes).toString())).size).toBe(1);
    expect(JSON.parse(Buffer.from(answers[0]!.bytes).toString())).toMatchObject({ from: 1, to: 2 });
    for (let from = 10; from < 40; from += 1) await content.get(`/lists/patches/${from}/99`);
    expect(await ask()).toBeDefined();
    await db.close();
  });

  it('[LIST-3] what is published while keys change is signed by the new ones', async () => {
    const db = await openDb({ engine: 'node:sqlite', path: ':memory:' });
    await migrate(db, catalogMigrations);
    const [signers, later] = [newSigners(), newSigners()];
    const repository = createRepository({ db, online: signers.online, nowMs: () => 1_800_000_000_000 });
    await repository.initialise(signers);
    await Promise.all([
      repository.rotateRoot({ signers: signers.root, online: later.online }),
      repository.publishSuspensions({ counters: [] }),
      repository.refreshTimestamp(),
    ]);
    const push = await repository.push();
    const signedBy = (text: string) => JSON.parse(text).signatures.map((one: { keyid: string }) => one.keyid);
    expect(signedBy(push.timestamp)).toEqual([later.online.timestamp.keyId]);
    expect(signedBy(push.snapshot)).toEqual([later.online.snapshot.keyId]);
    expect(signedBy(push.channels)).toEqual([later.online.channels.keyId]);
    await db.close();
  });
});
