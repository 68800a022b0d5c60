// Lists from the hub to a counter as they are meant to go: applied whole, kept, loaded again, aged.

import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { chunkPaths } from '@zhuangui/protocol/lists.ts';
import { listsPushMessage } from '@zhuangui/protocol/messages.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRows } from '../../device/lists/list-rows.ts';
import { startListSync } from '../../device/lists/list-sync.ts';
import { silentLog } from '../../device/platform/log.ts';
import { parseTargets } from '../../hub/catalog/metadata.ts';
import { readCurrent } from '../../hub/catalog/records.ts';
import { forge } from './forge.ts';
import { entriesOf, entryOf, type Hub, hourMs, openCounter, openRig, startMs } from './lists-rig.ts';

describe('applying', () => {
  it('[LIST-7] a published catalog is in force with a journal line for each commit, and once only', async () => {
    const { store, journal, hub } = await openRig();
    expect(store.view()?.entryCount).toBe(40);
    expect(store.view()?.entry('NM000007')).toEqual(entryOf(7));
    expect(store.view()?.entry('NM999999')).toBeUndefined();
    expect(
      store
        .view()
        ?.entriesByGtin('6900000000012')
        .map((entry) => entry.id),
    ).toEqual(['NM000012']);
    expect(store.freshness()).toBe('green');
    expect(journal.lines.at(-1)).toMatchObject({
      kind: 'lists',
      source: 'fetch',
      hash: store.view()?.hash,
      versions: { root: 1, catalog: 2, withdrawals: 1, channels: 1 },
      signedAt: startMs,
      expiresAt: startMs + 72 * hourMs,
      timeFloor: startMs,
    });
    const before = journal.lines.length;
    const again = await store.applyPush(await hub.repository.push());
    expect(again).toEqual({ applied: true, changed: false, pending: false });
    expect(journal.lines.length).toBe(before);
  });

  it('[LIST-4] one changed entry travels as a patch and fetches no chunk', async () => {
    const { store, hub, apply, pass, net } = await openRig();
    pass(5000);
    const fetched = net.calls.target;
    await apply(await hub.publish([...entriesOf(39), entryOf(77)]));
    expect(store.view()?.entry('NM000077')?.name).toBe('敖汉小米 77');
    expect(store.view()?.entry('NM000039')).toBeUndefined();
    expect(net.calls).toMatchObject({ patch: 1, target: fetched });
  });

  it.each([
    ['leaves a change out', (patch: { set: unknown[] }) => patch.set.pop()],
    ['adds an entry', (patch: { set: unknown[] }) => patch.set.push({ id: 'NM000666', line: '{}' })],
    ['is no patch', (patch: { v?: number }) => delete patch.v],
  ])('[LIST-4] a patch that %s adds no trust: whole chunks are fetched', async (_what, change) => {
    const { store, hub, apply, pass, net } = await openRig();
    pass(5000);
    net.wire.to = {
      ...hub.fetcher,
      async patch(from, to) {
        const patch = JSON.parse(Buffer.from((await hub.fetcher.patch(from, to))!).toString('utf8'));
        change(patch);
        return new TextEncoder().encode(JSON.stringify(patch));
      },
    };
    expect(await apply(await hub.publish([...entriesOf(40), entryOf(77)]))).toMatchObject({ applied: true });
    expect(store.view()?.entryCount).toBe(41);
    expect(store.view()?.entry('NM000666')).toBeUndefined();
  });

  it('[LIST-8] a withdrawal does not wait for the catalog its snapshot names', async () => {
    const { store, hub, apply, pass, net, reopen, journal } = await openRig();
    pass(hourMs);
    net.wire.isDown = true;
    await hub.publish([...entriesOf(40), entryOf(77)]);
    pass(1000);
    expect(await apply(await hub.withdraw('NM000003'))).toMatchObject({
      applied: false,
      code: 'fetch-failed',
    });
    for (const view of [store.view(), (await reopen()).view()]) {
      expect(view?.productWithdrawal('NM000003')?.reason).toBe('抽检不合格');
      expect(view?.versions).toMatchObject({ catalog: 2, withdrawals: 2 });
      // The old catalog ages by its own timestamp, however often newer sanctions come.
      expect(view?.times).toEqual({ signedAtMs: startMs, expiresAtMs: startMs + 72 * hourMs });
      expect(view?.entry('NM000004')).toBeDefined();
    }
    expect(journal.lines.at(-1)).toMatchObject({ source: 'push', expiresAt: startMs + 72 * hourMs });
    pass(71 * hourMs);
    await hub.repository.refreshTimestamp();
    await apply(await hub.repository.push());
    expect(store.freshness()).toBe('red');
    net.wire.isDown = false;
    expect(await store.completeCatalog()).toMatchObject({ applied: true, pending: false });
    expect(store.freshness()).toBe('green');
    expect(store.view()?.versions.catalog).toBe(3);
  });

  it('[LIST-10] a first catalog is fetched at once, a failed one again later, and bad bytes are counted', async () => {
    const rig = await openRig();
    const timers: { delayMs: number; run: () => void }[] = [];
    const clock = {
      nowMs: () => rig.time.wallMs,
      monotonicMs: () => rig.time.monotonicMs,
      setTimer(delayMs: number, run: () => void) {
        timers.push({ delayMs, run });
        return () => {};
      },
    };
    const { store } = await openCounter(rig.time, await rig.hub.repository.firstRoot(), rig.net.fetcher);
    const random = { hex: () => '', fraction: () => 0.5 };
    const sync = startListSync({ store, clock, random, log: silentLog });
    expect(await sync.onPush(new TextEncoder().encode('no push'))).toMatchObject({ code: 'not-json' });
    expect(sync.badPushes()).toEqual({ 'not-json': 1 });
    rig.net.wire.isDown = true;
    await sync.onPush(listsPushMessage.encode(await rig.hub.repository.push()));
    expect(timers.at(-1)?.delayMs).toBe(0);
    timers.at(-1)?.run();
    await expect.poll(() => timers.at(-1)?.delayMs).toBe(5_000);
    rig.net.wire.isDown = false;
    timers.at(-1)?.run();
    await expect.poll(() => store.view()?.entryCount).toBe(40);
    sync.stop();
  });
});

describe('kept on the disk', () => {
  it('[LIST-9] a restart has the same lists without asking the hub', async () => {
    const { store, reopen, net } = await openRig();
    net.wire.isDown = true;
    const reopened = await reopen();
    expect(reopened.view()?.versions).toEqual(store.view()?.versions);
    expect(reopened.view()?.hash).toBe(store.view()?.hash);
    expect(reopened.view()?.entry('NM000007')).toEqual(entryOf(7));
    expect(reopened.isPending()).toBe(false);
  });

  it('[LIST-7] a commit that fails half-way leaves the old lists, in memory and on the disk', async () => {
    const { db, reopen, store, hub, pass, journal } = await openRig();
    pass(hourMs);
    const push = await hub.withdraw('NM000003');
    await db.run(
      `CREATE TRIGGER disk_full BEFORE INSERT ON list_clock BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
    );
    const before = { rows: await readRows(db), view: store.view(), lines: journal.lines.length };
    expect(await store.applyPush(push)).toMatchObject({ applied: false, code: 'not-stored' });
    expect(store.view()).toBe(before.view);
    expect(await readRows(db)).toEqual(before.rows);
    expect(journal.lines.length).toBe(before.lines);
    expect((await reopen()).view()?.versions).toEqual(before.view?.versions);
    await db.run('DROP TRIGGER disk_full');
    expect(await store.applyPush(push)).toMatchObject({ applied: true });
    expect((await reopen()).view()?.productWithdrawal('NM000003')).toBeDefined();
  });

  it('[LIST-9] every stored part, torn or flipped, heals with the next push and never adds anything', async () => {
    const { db, reopen, hub, store, pass, apply } = await openRig();
    pass(hourMs);
    await hub.repository.rotateRoot({ signers: hub.signers.root });
    await apply(await hub.repository.push());
    const push = await hub.repository.push();
    const names = await db.query<{ name: string }>('SELECT name FROM list_part ORDER BY name');
    expect(names.length).toBe(12);
    for (const { name } of names) {
      const [row] = await db.query<{ bytes: Uint8Array }>('SELECT bytes FROM list_part WHERE name = ?', [
        name,
      ]);
      const torn = row!.bytes.slice(0, row!.bytes.length / 2);
      const flipped = row!.bytes.map((byte, index) => (index === 100 ? byte ^ 1 : byte));
      for (const bytes of [torn, flipped, new Uint8Array(0)]) {
        await db.run('UPDATE list_part SET bytes = ? WHERE name = ?', [bytes, name]);
        const damaged = await reopen();
        const result = await damaged.applyPush(push);
        if (damaged.isPending()) await damaged.completeCatalog();
        expect([name, result.applied, damaged.isPending()]).toEqual([name, true, false]);
        expect(damaged.view()?.versions).toEqual(store.view()?.versions);
        expect(damaged.view()?.entryCount).toBe(40);
      }
    }
  });

  it('[LIST-9] entries of a damaged chunk are not certified until it is fetched again', async () => {
    const { db, reopen } = await openRig();
    const [row] = await db.query<{ chunk: number; bytes: Uint8Array }>(
      'SELECT chunk, bytes FROM list_chunk WHERE length(bytes) > 0 LIMIT 1',
    );
    await db.run('UPDATE list_chunk SET bytes = ? WHERE chunk = ?', [
      row!.bytes.map((byte, index) => (index === 30 ? byte ^ 4 : byte)),
      row!.chunk,
    ]);
    const lost = Buffer.from(row!.bytes)
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    const damaged = await reopen();
    expect(damaged.isPending()).toBe(true);
    expect(lost.map((id) => damaged.view()?.entry(id))).toEqual(lost.map(() => undefined));
    expect(damaged.view()?.entryCount).toBe(40 - lost.length);
    expect(await damaged.completeCatalog()).toMatchObject({ applied: true, pending: false });
    expect(damaged.view()?.entryCount).toBe(40);
  });

  it('[LIST-9] says how many chunks are missing', async () => {
    const { db, reopen } = await openRig();
    await db.run('DELETE FROM list_chunk WHERE chunk IN (SELECT chunk FROM list_chunk LIMIT 3)');
    const damaged = await reopen();
    expect(damaged.missingChunks()).toBe(3);
    await damaged.completeCatalog();
    expect(damaged.missingChunks()).toBe(0);
  });

  it('[LIST-7] a damaged set still refuses what is older', async () => {
    const { db, reopen, hub, pass, apply } = await openRig();
    const old = await hub.repository.push();
    pass(hourMs);
    await apply(await hub.withdraw('NM000003'));
    await db.run("DELETE FROM list_part WHERE name = 'metadata/targets'");
    expect(await (await reopen()).applyPush(old)).toMatchObject({ applied: false, code: 'rollback' });
  });
});

describe('time', () => {
  it('[LIST-6] green, amber after a day, red after three', async () => {
    const { store, pass } = await openRig();
    pass(24 * hourMs - 1);
    expect(store.freshness()).toBe('green');
    pass(1);
    expect(store.freshness()).toBe('amber');
    pass(48 * hourMs);
    expect(store.freshness()).toBe('red');
  });

  it('[LIST-5] a clock set back makes nothing fresh, neither at once nor after a restart', async () => {
    const { store, pass, time, reopen } = await openRig();
    pass(73 * hourMs);
    time.wallMs = startMs - 1000 * hourMs;
    expect(store.freshness()).toBe('red');
    await store.keepFloor();
    time.monotonicMs = 5;
    const reopened = await reopen();
    expect(reopened.trustedNow()).toBe(startMs + 73 * hourMs);
    expect(reopened.freshness()).toBe('red');
  });

  it('[LIST-5] a clock set ahead turns red, refuses updates, and comes back with the clock', async () => {
    const { store, time, hub, apply, pass } = await openRig();
    time.wallMs += 1000 * hourMs;
    expect(store.freshness()).toBe('red');
    time.wallMs -= 1000 * hourMs;
    pass(hourMs);
    await hub.repository.refreshTimestamp();
    const next = await hub.repository.push();
    time.wallMs += 1000 * hourMs;
    expect(await store.applyPush(next)).toMatchObject({ applied: false, code: 'expired' });
    time.wallMs -= 1000 * hourMs;
    expect(store.freshness()).toBe('green');
    expect(await apply(next)).toMatchObject({ applied: true });
  });

  it('[LIST-5] a signed time ahead of the wall clock raises the floor', async () => {
    const { store, time, hub, apply, pass } = await openRig();
    pass(hourMs);
    await apply(await forge(hub, { signedAtMs: startMs + 5 * hourMs }));
    expect(store.trustedNow()).toBe(startMs + 5 * hourMs);
    time.monotonicMs += 1000;
    expect(store.timeFloor()).toBe(startMs + 5 * hourMs + 1000);
  });
});

const edits = fc.array(
  fc.record({
    number: fc.integer({ min: 0, max: 60 }),
    priceFen: fc.integer({ min: 800, max: 1500 }),
    gone: fc.boolean(),
  }),
  { maxLength: 12 },
);

function edited(
  entries: readonly Entry[],
  changes: readonly { number: number; priceFen: number; gone: boolean }[],
) {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const { number, priceFen, gone } of changes) {
    const entry = entryOf(number, { priceBand: { minFen: 100, maxFen: priceFen } });
    if (gone) byId.delete(entry.id);
    else byId.set(entry.id, entry);
  }
  return [...byId.values()];
}

async function chunkHashes(hub: Hub): Promise<string[]> {
  const { catalog } = await readCurrent(hub.db);
  return chunkPaths.map((path) => parseTargets(catalog.bytes).signed.targets[path]!.hashes['sha256']!);
}

it('[LIST-4] patched chunks equal published ones byte for byte, over any edits and skipped versions', async () => {
  const rig = await openRig();
  let entries = entriesOf(40);
  await fc.assert(
    fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 3 }), async (versions) => {
      const before = { target: rig.net.calls.target };
      for (const changes of versions) {
        rig.pass(1000);
        entries = edited(entries, changes);
        await rig.hub.publish(entries);
      }
      rig.pass(1000);
      await rig.hub.repository.refreshTimestamp();
      expect(await rig.apply(await rig.hub.repository.push())).toMatchObject({
        applied: true,
        pending: false,
      });
      const whole = await openCounter(rig.time, await rig.hub.repository.firstRoot(), rig.hub.fetcher);
      await whole.store.applyPush(await rig.hub.repository.push());
      await whole.store.completeCatalog();
      expect(rig.net.calls.target).toBe(before.target);
      expect((await readRows(rig.db)).chunks).toEqual((await readRows(whole.db)).chunks);
      expect(rig.store.view()?.entryCount).toBe(entries.length);
      expect((await chunkHashes(rig.hub)).length).toBe(64);
      await whole.db.close();
    }),
    { numRuns: 15 },
  );
});
