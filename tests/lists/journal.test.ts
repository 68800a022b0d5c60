// The list store over the counter's real journal, file and engine.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DbEngine, dbEngines } from '@zhuangui/protocol/db/open-db.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newJournalKey } from '../../device/journal/key.ts';
import { openCounterStore } from '../../device/journal/open-counter-db.ts';
import { listMigrations } from '../../device/lists/list-migrations.ts';
import { openListStore } from '../../device/lists/list-store.ts';
import { silentLog } from '../../device/platform/log.ts';
import { systemRandom } from '../../device/platform/random.ts';
import { hourMs, openRig } from './lists-rig.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lists-'));
});
afterEach(() => rm(folder, { recursive: true }));

const key = newJournalKey();

async function openCounterOn(engine: DbEngine, rig: Awaited<ReturnType<typeof openRig>>) {
  const { time, hub, net } = rig;
  const clock = {
    nowMs: () => time.wallMs,
    monotonicMs: () => time.monotonicMs,
    setTimer: () => () => {},
  };
  const parts = { counter: 'c-001', clock, random: systemRandom(), log: silentLog, key };
  const migrations = { lists: listMigrations };
  const disk = await openCounterStore({ ...parts, folder, engine, migrations, agentVersion: '0.1.0' });
  const pinnedRoot = await hub.repository.firstRoot();
  const { db, journal } = disk;
  const store = await openListStore({
    counter: 'c-001',
    db,
    journal,
    fetcher: net.fetcher,
    pinnedRoot,
    clock,
  });
  return { disk, store };
}

it.each(dbEngines)(
  '[LIST-7] with %s, lists and their journal line are there together after a restart',
  async (engine) => {
    const rig = await openRig();
    const first = await openCounterOn(engine, rig);
    await first.store.applyPush(await rig.hub.repository.push());
    await first.store.completeCatalog();
    rig.pass(hourMs);
    await first.store.applyPush(await rig.hub.withdraw('NM000003', ['L1']));
    await first.store.keepFloor();
    await first.disk.close();
    rig.net.wire.isDown = true;
    const again = await openCounterOn(engine, rig);
    expect(again.store.view()?.lotWithdrawal('NM000003', 'L1')).toBeDefined();
    expect(again.store.view()?.entryCount).toBe(40);
    expect(again.store.timeFloor()).toBe(rig.time.wallMs);
    const lines = (await again.disk.journal.linesAfter(0, 100, 1_000_000)).map(({ bytes }) =>
      JSON.parse(Buffer.from(bytes).toString('utf8')),
    );
    const lists = lines.filter(({ kind }) => kind === 'lists');
    expect(lists.map(({ versions }) => [versions.catalog, versions.withdrawals])).toEqual([
      [0, 1],
      [2, 1],
      [2, 2],
    ]);
    expect(lists.at(-1).hash).toBe(again.store.view()?.hash);
    await again.disk.close();
  },
);
