import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { entryOf } from '../../tests/lists/lists-rig.ts';
import { admin, certifiers, openReleasesRig, person } from '../../tests/releases/releases-rig.ts';
import type { ImportDone } from '../catalog/import/import.ts';
import { importFile } from '../catalog/import/import-file.ts';
import { memorySigner } from '../catalog/keys.ts';

const reason = (expected: string) => expect.objectContaining({ reason: expected });
const [first, second, third] = certifiers as [
  (typeof certifiers)[0],
  (typeof certifiers)[0],
  (typeof certifiers)[0],
];
const sampleFile = join(import.meta.dirname, '../../simulators/samples/catalog.xlsx');

describe('catalog releases', () => {
  it('[REL-1, REL-8] draft, two certifiers, published: the applications hear of their version', async () => {
    const rig = await openReleasesRig();
    const { id, digest } = await rig.frozen([entryOf(1), entryOf(2)]);
    await expect(rig.releases.publish(admin, id, digest)).rejects.toThrow(reason('two-signatures-needed'));
    expect(await rig.releases.sign(first, id, digest, {})).toBe(1);
    await expect(rig.releases.sign(first, id, digest, {})).rejects.toThrow(reason('signed-before'));
    await expect(rig.releases.publish(admin, id, digest)).rejects.toThrow(reason('two-signatures-needed'));
    expect(await rig.releases.sign(second, id, digest, {})).toBe(2);
    expect(await rig.releases.publish(admin, id, digest)).toBe(2);
    expect(await rig.catalog()).toEqual(['NM000001', 'NM000002']);
    expect(rig.state.released).toEqual([{ ids: ['NM000001', 'NM000002'], version: 2 }]);
    const details = await rig.releases.details(id);
    expect(details).toMatchObject({ state: 'published', version: 2, counts: { added: 2, application: 2 } });
    expect(details.sizes).toMatchObject({ entries: 2, set: 2, removed: 0, chunksChanged: 2 });
    expect(details.sizes!.patchBytes).toBeGreaterThan(500);
    expect(rig.state.audit.map(({ action }) => action)).toContain('release.publish');
    await expect(rig.releases.publish(admin, id, digest)).rejects.toThrow(reason('release-closed'));
  });

  it('[REL-5] any edit after a signature makes it void, and the counters’ bytes are new ones', async () => {
    const rig = await openReleasesRig();
    await rig.repository.publishCatalog([entryOf(9)], rig.signers.certifiers);
    const { id, digest } = await rig.signed([entryOf(1)]);
    const cheaper = entryOf(9, { priceBand: { minFen: 800, maxFen: 1600 } });
    await rig.releases.edit(admin, id, cheaper, '调价');
    expect(await rig.releases.details(id)).toMatchObject({ state: 'draft', signatures: [], voided: 2 });
    await expect(rig.releases.publish(admin, id, digest)).rejects.toThrow(reason('release-changed'));
    const again = await rig.releases.submit(admin, id);
    expect(again.digest).not.toBe(digest);
    await expect(rig.releases.sign(first, id, digest, {})).rejects.toThrow(reason('release-changed'));
    await rig.releases.sign(first, id, again.digest, {});
    await expect(rig.releases.publish(admin, id, again.digest)).rejects.toThrow(
      reason('two-signatures-needed'),
    );
    await rig.releases.sendBack(second, id, '价格依据不足');
    expect(await rig.releases.details(id)).toMatchObject({ state: 'draft', signatures: [], voided: 3 });
    expect(rig.state.audit.some(({ detail }) => detail?.includes('2 signatures void'))).toBe(true);
  });

  it('[REL-8] who made or changed it signs nothing; the database says so too', async () => {
    const rig = await openReleasesRig();
    const both = { ...person('both', 'region-certifier'), grants: [...first.grants, ...admin.grants] };
    const id = await rig.releases.create(both, '自签');
    rig.state.certified.push({ application: 'a1', entry: entryOf(1), replaces: null, releasedVersion: null });
    await rig.releases.takeApplications(admin, id);
    const { digest } = await rig.releases.submit(admin, id);
    await expect(rig.releases.sign(both, id, digest, {})).rejects.toThrow(reason('second-person-needed'));
    const insert = (who: string, key: string) =>
      rig.db.run('INSERT INTO release_signature VALUES (?, 1, ?, ?, ?, ?, 1)', [id, who, who, key, 'ff']);
    await expect(insert('both', 'k1')).rejects.toThrow(/author/);
    await insert('one', 'k1');
    await expect(insert('two', 'k1')).rejects.toThrow();
    await expect(insert('one', 'k2')).rejects.toThrow();
    const publish = rig.db.run("UPDATE release SET state = 'published' WHERE id = ?", [id]);
    await expect(publish).rejects.toThrow(/two signatures/);
  });

  it('[REL-8] two who sign at once both count; one person twice at once counts once', async () => {
    const rig = await openReleasesRig();
    const { id, digest } = await rig.frozen([entryOf(1)]);
    const twice = await Promise.allSettled([1, 2].map(() => rig.releases.sign(first, id, digest, {})));
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await Promise.all([second, third].map((one) => rig.releases.sign(one, id, digest, {})));
    expect((await rig.releases.details(id)).signatures).toHaveLength(3);
    const published = await Promise.allSettled([1, 2].map(() => rig.releases.publish(admin, id, digest)));
    expect(published.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await rig.repository.versions()).catalog).toBe(2);
  });

  it('[REL-3] forged signatures, keys of another list and bytes of another release publish nothing', async () => {
    const rig = await openReleasesRig();
    const { id, digest } = await rig.frozen([entryOf(1)]);
    const { bytes } = await rig.releases.signable(id);
    const sign = (key: { sign(bytes: Uint8Array): Uint8Array }, over = bytes) =>
      Buffer.from(key.sign(over)).toString('hex');
    const forged = [
      'ff'.repeat(64),
      sign(memorySigner()),
      sign(rig.signers.supervisors[0]!),
      sign(rig.signers.certifiers[0]!, bytes.slice(1)),
    ];
    for (const signature of forged)
      await expect(rig.releases.sign(first, id, digest, { signature })).rejects.toThrow(
        reason('signature-wrong'),
      );
    // A stolen store: signatures written beside the hub's own checks still publish nothing.
    for (const [index, signer] of [memorySigner(), rig.signers.supervisors[0]!].entries())
      await rig.db.run('INSERT INTO release_signature VALUES (?, 1, ?, ?, ?, ?, 1)', [
        id,
        `thief${index}`,
        'x',
        signer.keyId,
        sign(signer),
      ]);
    await expect(rig.releases.publish(admin, id, digest)).rejects.toThrow(reason('two-signatures-needed'));
    const prepared = await rig.repository.prepareCatalog([entryOf(1)]);
    const two = rig.signers.certifiers.slice(0, 2);
    const signatures = (over: Uint8Array) =>
      two.map((key) => ({ keyId: key.keyId, signature: sign(key, over) }));
    await expect(
      rig.repository.publishPrepared({ ...prepared, entries: [entryOf(5)] }, signatures(prepared.signable)),
    ).rejects.toMatchObject({ code: 'bad-list' });
    await expect(
      rig.repository.publishPrepared(prepared, signatures(prepared.signable).slice(0, 1)),
    ).rejects.toMatchObject({ code: 'under-signed' });
    await expect(
      rig.repository.publishPrepared(prepared, signatures(new Uint8Array(9))),
    ).rejects.toMatchObject({
      code: 'under-signed',
    });
    expect((await rig.repository.versions()).catalog).toBe(1);
  });

  it('[REL-6] a draft made after an older version is rebased, and what both changed is for a person', async () => {
    const rig = await openReleasesRig();
    const base = [entryOf(1), entryOf(2), entryOf(3)];
    await rig.repository.publishCatalog(base, rig.signers.certifiers);
    const id = await rig.releases.create(admin, '调价');
    const price = (number: number, maxFen: number) => entryOf(number, { priceBand: { minFen: 800, maxFen } });
    await rig.releases.edit(admin, id, price(1, 1600), '调价');
    await rig.releases.edit(admin, id, price(2, 1700), '调价');
    await rig.releases.remove(admin, id, 'NM000003', 'supplier', '企业申请退出');
    const { digest } = await rig.releases.submit(admin, id);
    await rig.releases.sign(first, id, digest, {});
    await rig.repository.publishCatalog([price(1, 1900), base[1]!], rig.signers.certifiers);
    for (const act of [
      () => rig.releases.publish(admin, id, digest),
      () => rig.releases.sign(second, id, digest, {}),
      () => rig.releases.edit(admin, id, price(2, 1800), '再调'),
    ])
      await expect(act()).rejects.toThrow(reason('base-moved'));
    expect(await rig.releases.details(id)).toMatchObject({ moved: true });
    expect(await rig.releases.rebase(admin, id)).toEqual({ kept: 2, dropped: 1, conflicts: 1 });
    await expect(rig.releases.submit(admin, id)).rejects.toThrow(reason('conflicts'));
    await rig.releases.confirm(admin, id, 'NM000001');
    const { version } = await rig.releases.submit(admin, id);
    expect(version).toBe(4);
    const { rows } = await rig.releases.changes(
      id,
      { search: '', kind: '', source: '', conflict: false },
      { limit: 9, offset: 0 },
    );
    expect(rows[0]!.words.zh).toBe('变更 敖汉小米 1（NM000001）：价格上限 19.00 → 16.00 元');
    expect(rows[0]!.words.en).toBe('changed 敖汉小米 1 (NM000001): highest price 19.00 → 16.00 yuan');
  });

  it('[REL-7] an edit changes no certificate, supplier or longer validity, and adds nothing', async () => {
    const rig = await openReleasesRig();
    await rig.repository.publishCatalog([entryOf(1)], rig.signers.certifiers);
    const id = await rig.releases.create(admin, '改动');
    const edit = (change: object, number = 1) =>
      rig.releases.edit(admin, id, entryOf(number, change), '更正');
    await expect(edit({}, 7)).rejects.toThrow(reason('not-in-catalog'));
    await expect(edit({})).rejects.toThrow(reason('no-change'));
    const certificate = entryOf(1).certificate;
    for (const change of [
      { certificate: { ...certificate, validUntil: '2030-12-31' } },
      { certificate: { ...certificate, number: 'OTHER1' } },
      { gtins: ['6900000999990'] },
      { category: 'meat' as const },
      { shelfLifeDays: 3650 },
      { supplier: { ...entryOf(1).supplier, creditCode: entryOf(2).supplier.creditCode } },
    ])
      await expect(edit(change)).rejects.toThrow(reason('needs-certification'));
    await edit({ certificate: { ...certificate, validUntil: '2026-12-31' } });
    rig.state.certified.push({
      application: 'a1',
      entry: entryOf(1, { name: '新小米' }),
      replaces: null,
      releasedVersion: null,
    });
    await rig.releases.takeApplications(admin, id);
    await expect(edit({ name: '另名' })).rejects.toThrow(reason('certified-as-it-is'));
    await expect(rig.releases.takeApplications(admin, id, ['a77'])).rejects.toThrow(
      reason('not-publishable'),
    );
  });

  it('[REL-1] an application corrected or frozen after signing is not published', async () => {
    const rig = await openReleasesRig();
    const { id, digest } = await rig.signed([entryOf(1), entryOf(2)]);
    const kept = rig.state.certified.pop()!;
    await expect(rig.releases.publish(admin, id, digest)).rejects.toThrow(reason('application-changed'));
    rig.state.certified.push({ ...kept, entry: entryOf(2, { name: '换了' }) });
    await expect(rig.releases.publish(admin, id, digest)).rejects.toThrow(/NM000002/);
    expect(await rig.catalog()).toEqual([]);
  });

  it('[REL-2] a national file says its name, hash and rejected rows; what it does not hold goes only when said', async () => {
    const rig = await openReleasesRig();
    await rig.repository.publishCatalog([entryOf(1)], rig.signers.certifiers);
    const bytes = await readFile(sampleFile);
    const read = (await importFile(bytes, 'catalog.xlsx')) as ImportDone;
    const id = await rig.releases.create(admin, '全国目录');
    const file = { bytes, name: '全国目录.xlsx', read };
    const taken = await rig.releases.takeFile(admin, id, { ...file, absent: 'keep' });
    expect(taken).toMatchObject({ fileName: '全国目录.xlsx', accepted: read.counts.accepted, unchanged: 0 });
    const { counts, files } = await rig.releases.details(id);
    expect(counts).toMatchObject({ file: read.entries.length, added: read.entries.length, removed: 0 });
    expect(files[0]!.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await rig.releases.rejectedRows(id, taken.sha256)).length).toBe(taken.rejected);
    const clean = { ...read, rejected: [] };
    await rig.releases.takeFile(admin, id, { ...file, read: clean, absent: 'remove' });
    expect((await rig.releases.details(id)).counts.removed).toBe(1);
    const bad = { ...read, rejected: [{ row: 3, reasons: [] }] };
    await expect(rig.releases.takeFile(admin, id, { ...file, read: bad, absent: 'remove' })).rejects.toThrow(
      reason('rows-rejected'),
    );
  });

  it('[REL-7] expired certificates are taken out together, and a renewal takes out what it replaces', async () => {
    const rig = await openReleasesRig();
    const ended = entryOf(2, { certificate: { ...entryOf(2).certificate, validUntil: '2026-12-31' } });
    await rig.repository.publishCatalog([entryOf(1), ended], rig.signers.certifiers);
    const id = await rig.releases.create(admin, '清理');
    expect(await rig.releases.removeExpired(admin, id)).toBe(1);
    const renewed = { application: 'a3', entry: entryOf(3), replaces: 'NM000001', releasedVersion: null };
    rig.state.certified.push(renewed);
    expect(await rig.releases.takeApplications(admin, id)).toBe(2);
    const { digest } = await rig.releases.submit(admin, id);
    for (const one of [first, third]) await rig.releases.sign(one, id, digest, {});
    await rig.releases.publish(admin, id, digest);
    expect(await rig.catalog()).toEqual(['NM000003']);
  });

  it('[REL-9] published at its time, also by a hub that was down then', async () => {
    const rig = await openReleasesRig();
    const { id, digest } = await rig.signed([entryOf(1)]);
    const atMs = rig.state.nowMs + 3_600_000;
    await expect(rig.releases.schedule(admin, id, digest, rig.state.nowMs)).rejects.toThrow(
      reason('bad-time'),
    );
    await rig.releases.schedule(admin, id, digest, atMs);
    expect(rig.state.timers).toHaveLength(1);
    rig.state.timers[0]!.run();
    await vi.waitFor(() => expect(rig.state.timers).toHaveLength(1));
    expect((await rig.repository.versions()).catalog).toBe(1);
    await rig.releases.close();
    rig.state.nowMs = atMs + 5;
    const after = await openReleasesRig(rig);
    await after.releases.start();
    expect(await after.releases.details(id)).toMatchObject({
      state: 'published',
      publishedByName: admin.name,
    });
    expect((await after.repository.versions()).catalog).toBe(2);
  });

  it('[REL-9] a hub that falls in the middle of publication has published all or nothing, and finishes', async () => {
    const rig = await openReleasesRig();
    const { id, digest } = await rig.signed([entryOf(1)]);
    await rig.releases.schedule(admin, id, digest, rig.state.nowMs + 1000);
    rig.state.nowMs += 2000;
    const falling = new Error('the power is gone');
    const run = (work: Parameters<typeof rig.db.transaction>[0]) =>
      rig.db.transaction(async (tx) => {
        await work(tx);
        throw falling;
      });
    const fallen = await openReleasesRig({
      ...rig,
      db: {
        query: (sql, params) => rig.db.query(sql, params),
        run: (sql, params) => rig.db.run(sql, params),
        close: () => rig.db.close(),
        transaction: (work) => run(work as never) as never,
      },
    });
    await fallen.releases.start();
    // Tried again, and not without a pause.
    expect(fallen.state.timers.at(-1)?.delayMs).toBeGreaterThanOrEqual(1000);
    await fallen.releases.close();
    expect(await rig.catalog()).toEqual([]);
    expect((await rig.releases.details(id)).state).toBe('scheduled');
    const again = await openReleasesRig(rig);
    await again.releases.start();
    expect(await again.catalog()).toEqual(['NM000001']);
    expect((await again.releases.details(id)).state).toBe('published');
    // A second start finds nothing left to do.
    await again.releases.start();
    expect((await again.repository.versions()).catalog).toBe(2);
  });

  it('[REL-9] one that is published while it is being scheduled is not scheduled as well', async () => {
    const rig = await openReleasesRig();
    const { id, digest } = await rig.signed([entryOf(1)]);
    const late = await openReleasesRig({
      ...rig,
      db: {
        query: (sql, params) => rig.db.query(sql, params),
        run: (sql, params) => rig.db.run(sql, params),
        close: () => rig.db.close(),
        async transaction(work) {
          await rig.releases.publish(admin, id, digest);
          return rig.db.transaction(work);
        },
      },
    });
    const scheduling = late.releases.schedule(admin, id, digest, rig.state.nowMs + 1000);
    await expect(scheduling).rejects.toThrow(reason('release-changed'));
    expect((await rig.releases.details(id)).state).toBe('published');
    expect(late.state.audit.filter(({ detail }) => detail?.startsWith('to be published'))).toEqual([]);
  });

  it('[REL-9] what cannot be published at its time waits for a person with the reason', async () => {
    const rig = await openReleasesRig();
    const { id, digest } = await rig.signed([entryOf(1)]);
    await rig.releases.schedule(admin, id, digest, rig.state.nowMs + 1000);
    await rig.releases.unschedule(admin, id);
    await expect(rig.releases.unschedule(admin, id)).rejects.toThrow(reason('not-scheduled'));
    await rig.releases.schedule(admin, id, digest, rig.state.nowMs + 1000);
    await rig.repository.publishCatalog([entryOf(8)], rig.signers.certifiers);
    rig.state.nowMs += 2000;
    await rig.releases.start();
    expect(await rig.releases.details(id)).toMatchObject({
      state: 'ready',
      problem: expect.stringContaining('rebase'),
    });
  });

  it('[REL-1] signs the same entries anew when a release is a renewal; else it must change something', async () => {
    const rig = await openReleasesRig();
    await rig.repository.publishCatalog([entryOf(1)], rig.signers.certifiers);
    const id = await rig.releases.create(admin, '重签');
    await expect(rig.releases.submit(admin, id)).rejects.toThrow(reason('nothing-changed'));
    const { digest, version } = await rig.releases.submit(admin, id, { renewal: true });
    for (const one of [first, second]) await rig.releases.sign(one, id, digest, {});
    expect(await rig.releases.publish(admin, id, digest)).toBe(version);
    await expect(rig.releases.drop(admin, id)).rejects.toThrow(reason('release-closed'));
  });

  it('[KEY-5] a signature of a key retired since does not count', async () => {
    const rig = await openReleasesRig();
    const { id, digest } = await rig.signed([entryOf(1)]);
    const key = (await rig.signing.keys()).find((one) => one.person === first.id)!;
    await rig.signing.retire(admin, key.keyId, '遗失');
    await expect(rig.releases.publish(admin, id, digest)).rejects.toThrow(reason('two-signatures-needed'));
    await rig.releases.sign(third, id, digest, {});
    expect(await rig.releases.publish(admin, id, digest)).toBe(2);
  });
});
