import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { productsPath, suppliersPath, suspensionsPath } from '@zhuangui/protocol/lists.ts';
import type { ListsPush } from '@zhuangui/protocol/messages.ts';
import { describe, expect, it } from 'vitest';
import { entryOf, newSigners } from '../../tests/lists/lists-rig.ts';
import { catalogMigrations } from '../catalog/catalog-migrations.ts';
import { createCatalogSearch } from '../catalog/catalog-search.ts';
import { createRepository } from '../catalog/repository.ts';
import { systemRandom } from '../platform/random.ts';
import type { CounterVersions } from './effectiveness.ts';
import { sanctionMigrations } from './sanction-migrations.ts';
import { createSanctions } from './sanctions.ts';

async function open() {
  const db = await openDb({ engine: 'node:sqlite', path: ':memory:' });
  await migrate(db, catalogMigrations, 'catalog');
  await migrate(db, sanctionMigrations, 'sanctions');
  const signers = newSigners();
  let at = 1_800_000_000_000;
  const nowMs = () => {
    at += 1000;
    return at;
  };
  const repository = createRepository({ db, online: signers.online, nowMs });
  await repository.initialise(signers);
  await repository.publishCatalog([entryOf(1), entryOf(2), entryOf(3)], signers.certifiers.slice(0, 2));
  const confirmed: CounterVersions[] = [];
  const sanctions = createSanctions({
    db,
    repository,
    search: createCatalogSearch(db),
    supervisor: signers.supervisors[0]!,
    counters: async () => ['c-001', 'c-002'],
    confirmedVersions: async () => confirmed,
    registeredName: async (code) => (code === '93150430XX00000001' ? '合作社' : undefined),
    nowMs,
    random: systemRandom(),
  });
  const list = async (path: string) => JSON.parse((await repository.push()).files[path]!);
  return { db, sanctions, repository, confirmed, list };
}

const grounds = { reason: '抽检不合格', by: '监管员甲' };

describe('sanctions', () => {
  it('[SANC-1] withdraws a product or lots of it, publishes and records', async () => {
    const { sanctions, list, repository } = await open();
    const pushes: ListsPush[] = [];
    const stop = sanctions.onPublished((push) => pushes.push(push));
    const whole = await sanctions.withdrawProduct('NM000001', grounds);
    const lots = await sanctions.withdrawProduct('NM000002', { ...grounds, lots: ['A1', 'A1', 'B2'] });
    expect([whole.version, lots.version]).toEqual([2, 3]);
    expect((await list(productsPath)).withdrawals).toEqual([
      { entry: 'NM000001', reason: '抽检不合格', at: expect.any(Number) },
      { entry: 'NM000002', lots: ['A1', 'B2'], reason: '抽检不合格', at: expect.any(Number) },
    ]);
    expect(pushes.map((push) => push.withdrawals)).toEqual([
      expect.stringContaining('"version":2'),
      expect.stringContaining('"version":3'),
    ]);
    expect(await repository.push()).toEqual(pushes[1]);
    expect(await sanctions.active()).toMatchObject([
      { kind: 'product', targetName: '敖汉小米 1', by: '监管员甲', listVersion: 2 },
      { kind: 'lot', lots: ['A1', 'B2'], listVersion: 3 },
    ]);
    stop();
    await sanctions.release(whole.id, '监管员乙');
    expect(pushes.length).toBe(2);
  });

  it('[LIST-11] publishing again leaves out nothing that is imposed at the same moment', async () => {
    const { sanctions, list, repository } = await open();
    await sanctions.withdrawProduct('NM000001', grounds);
    repository.continueAfter({ withdrawals: 40 });
    const [, , again] = await Promise.all([
      sanctions.withdrawProduct('NM000002', grounds),
      sanctions.blacklistSupplier(entryOf(3).supplier.creditCode, grounds),
      sanctions.publishAgain('withdrawals'),
    ]);
    expect(again).toBeGreaterThan(40);
    expect((await list(productsPath)).withdrawals.map(({ entry }: { entry: string }) => entry)).toEqual([
      'NM000001',
      'NM000002',
    ]);
    expect((await list(suppliersPath)).suppliers).toHaveLength(1);
  });

  it('[SANC-1] an unknown entry is refused with what was probably meant', async () => {
    const { sanctions, repository } = await open();
    const before = await repository.versions();
    await expect(sanctions.withdrawProduct('NM00001', grounds)).rejects.toMatchObject({
      code: 'unknown-entry',
      message: expect.stringContaining('NM000001 敖汉小米 1'),
    });
    await expect(sanctions.withdrawProduct('小米 2', grounds)).rejects.toThrow('NM000002');
    expect(await repository.versions()).toEqual(before);
  });

  it('[SANC-2] [SANC-3] blacklists a supplier and suspends a channel, each in its own list', async () => {
    const { sanctions, list } = await open();
    const creditCode = entryOf(2).supplier.creditCode;
    expect(await sanctions.blacklistSupplier(creditCode, grounds)).toMatchObject({ list: 'withdrawals' });
    expect(await sanctions.suspendChannel('c-002', grounds)).toMatchObject({ list: 'channels', version: 2 });
    expect((await list(suppliersPath)).suppliers).toMatchObject([{ creditCode }]);
    expect((await list(suspensionsPath)).counters).toMatchObject([{ counter: 'c-002' }]);
    expect((await list(productsPath)).withdrawals).toEqual([]);
    expect(await sanctions.blacklistSupplier('93150430XX00000001', grounds)).toMatchObject({
      list: 'withdrawals',
    });
    const wrong = `${creditCode.slice(0, -1)}9`;
    await expect(sanctions.blacklistSupplier(wrong, grounds)).rejects.toMatchObject({
      code: 'unknown-supplier',
      message: expect.stringContaining(creditCode),
    });
    await expect(sanctions.suspendChannel('c-02', grounds)).rejects.toThrow('Did you mean');
  });

  it('[SANC-4] a release takes it off the list, stays in the history, and happens once', async () => {
    const { sanctions, list } = await open();
    const { id } = await sanctions.withdrawProduct('NM000001', grounds);
    expect(await sanctions.release(id, '监管员乙')).toMatchObject({ version: 3 });
    expect((await list(productsPath)).withdrawals).toEqual([]);
    expect(await sanctions.active()).toEqual([]);
    expect(await sanctions.history()).toMatchObject([{ id, releasedBy: '监管员乙', releaseVersion: 3 }]);
    await expect(sanctions.release(id, '监管员乙')).rejects.toMatchObject({ code: 'already-released' });
    await expect(sanctions.release('s0', '监管员乙')).rejects.toMatchObject({ code: 'unknown-sanction' });
  });

  it('[SANC-1] sanctions imposed at the same time are all in the list', async () => {
    const { sanctions, list } = await open();
    await Promise.all([1, 2, 3].map((number) => sanctions.withdrawProduct(`NM00000${number}`, grounds)));
    expect((await list(productsPath)).withdrawals.length).toBe(3);
  });

  it('[SANC-1] what does not fit the signed list is refused and not recorded', async () => {
    const { sanctions } = await open();
    await expect(
      sanctions.withdrawProduct('NM000001', { ...grounds, reason: 'x'.repeat(301) }),
    ).rejects.toMatchObject({ code: 'bad-list' });
    expect(await sanctions.history()).toEqual([]);
  });

  it('[SANC-5] says who confirmed, who has not, and until when those can sell', async () => {
    const { sanctions, confirmed } = await open();
    const { id } = await sanctions.withdrawProduct('NM000001', grounds);
    const row = { channels: 1, appliedAt: 0 };
    confirmed.push(
      { counter: 'c-001', withdrawals: 2, canSellUntil: 900, ...row },
      { counter: 'c-002', withdrawals: 1, canSellUntil: 500, ...row },
      { counter: 'c-003', withdrawals: 0, canSellUntil: 700, ...row },
    );
    expect(await sanctions.effectiveness(id)).toEqual({
      confirmed: 1,
      total: 3,
      pending: [
        { counter: 'c-003', canSellUntil: 700 },
        { counter: 'c-002', canSellUntil: 500 },
      ],
      boundMs: 700,
    });
    const channel = await sanctions.suspendChannel('c-002', grounds);
    expect(await sanctions.effectiveness(channel.id)).toMatchObject({ confirmed: 0, total: 1 });
  });
});
