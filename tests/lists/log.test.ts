// Counters as witnesses of the hub's log: honest growth, rewriting, shrinking, two faces, a restored hub.
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';
import { openCheckpoint } from '@zhuangui/protocol/tlog/checkpoint.ts';
import { parseNoteKey } from '@zhuangui/protocol/tlog/note.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startListSync } from '../../device/lists/list-sync.ts';
import { memorySigner } from '../../hub/catalog/keys.ts';
import { hourMs, openCounter } from './lists-rig.ts';
import { openLogRig } from './log-rig.ts';

let rig: Awaited<ReturnType<typeof openLogRig>>;
beforeEach(async () => {
  rig = await openLogRig();
});
afterEach(() => rig.close());

const sizeKept = () => {
  const { memory } = rig.store.log();
  const opened = memory && openCheckpoint(memory.checkpoint, parseNoteKey(memory.key)!);
  return opened?.ok ? opened.checkpoint.size : undefined;
};
const faults = () =>
  rig.journal.lines.flatMap((line) => (line.kind === 'fault' ? [[line.code, line.active]] : []));
const catalogNow = () => rig.store.versions().catalog;
const lastLists = () => rig.journal.lines.findLast((line): line is LineOf<'lists'> => line.kind === 'lists')!;

describe('counters as witnesses of the log', () => {
  it('[TLOG-7] the newest checkpoint is kept with the line that announces the lists, and followed as the log grows', async () => {
    const first = sizeKept()!;
    expect(first).toBeGreaterThan(0);
    expect(lastLists().log).toMatchObject({ size: first });
    rig.pass(hourMs);
    await rig.apply(await rig.hub.publish(12));
    expect(rig.store.log().verdict).toBe('followed');
    expect(sizeKept()).toBe(first + 1);
    expect(lastLists().log).toMatchObject({ size: first + 1 });
    expect(faults()).toEqual([]);
    // One step needs no question: the proof from the checkpoint before travels with it.
    expect(rig.net.calls.consistency).toBe(0);
    const again = await rig.reopen();
    expect(again.log()).toEqual(rig.store.log());
  });

  it('[TLOG-7] after an absence the proof is fetched; without network the lists in force stay, sanctions apply, and it is tried again', async () => {
    const kept = sizeKept()!;
    const catalog = catalogNow();
    for (const count of [11, 12]) {
      rig.pass(hourMs);
      await rig.hub.publish(count);
    }
    rig.pass(hourMs);
    const push = await rig.hub.withdraw('NM000001');
    rig.net.wire.isDown = true;
    expect(await rig.apply(push)).toMatchObject({ applied: false, code: 'fetch-failed' });
    expect(rig.store.log().verdict).toBe('unproven');
    expect(catalogNow()).toBe(catalog);
    expect(rig.store.versions().withdrawals).toBe(2);
    expect(sizeKept()).toBe(kept);
    const again = await rig.reopen();
    expect(again.isPending()).toBe(true);
    rig.net.wire.isDown = false;
    expect(await again.completeCatalog()).toMatchObject({ applied: true, pending: false });
    expect(again.log().verdict).toBe('followed');
    expect(again.versions().catalog).toBe(catalog + 2);
    expect(faults()).toEqual([]);
  });

  it('[TLOG-7] a log rewritten behind the checkpoint: a fault line, no new catalog, but withdrawals apply', async () => {
    const backup = await rig.copy('fork.db');
    rig.pass(hourMs);
    await rig.apply(await rig.hub.publish(11));
    const catalog = catalogNow();
    const thief = await backup();
    rig.pass(hourMs);
    // The same number of leaves, another history; its lists go on where the honest ones were.
    await thief.log.append(thief.db, { type: 'audit', day: '2027-01-15', seq: 1, hash: '0'.repeat(64) }, 'x');
    thief.repository.continueAfter({ catalog, withdrawals: 1 });
    await thief.publish(5);
    rig.net.wire.to = thief.fetcher;
    const result = await rig.apply(await thief.withdraw('NM000002'));
    expect(result).toMatchObject({ applied: false, code: 'log-fork' });
    expect(catalogNow()).toBe(catalog);
    expect(rig.store.versions().withdrawals).toBe(2);
    expect(rig.store.view()!.entry('NM000010')).toBeDefined();
    expect(faults()).toEqual([['log-fork', true]]);
    // Told once: neither the next push nor a restart says it again.
    rig.pass(hourMs);
    await rig.apply(await thief.refresh());
    const again = await rig.reopen();
    expect(await again.completeCatalog()).toMatchObject({ applied: false, code: 'log-fork' });
    expect(again.log().verdict).toBe('forked');
    rig.pass(hourMs);
    await again.applyPush(await thief.refresh());
    expect(faults()).toEqual([['log-fork', true]]);
    // The honest log, still one that follows what was kept, is followed again.
    rig.pass(hourMs);
    rig.hub.repository.continueAfter({ withdrawals: 3, catalog: catalog + 1 });
    rig.net.wire.to = rig.hub.fetcher;
    await rig.hub.publish(12);
    rig.pass(hourMs);
    const healed = await again.applyPush(await rig.hub.withdraw('NM000003'));
    const done = healed.applied && healed.pending ? await again.completeCatalog() : healed;
    expect(done).toMatchObject({ applied: true });
    expect(again.log().verdict).toBe('followed');
    expect(faults()).toEqual([
      ['log-fork', true],
      ['log-fork', false],
    ]);
  });

  it('[TLOG-8] a hub restored from a backup is a log that shrank, until the root keys let a new log begin', async () => {
    const backup = await rig.copy('restored.db');
    rig.pass(hourMs);
    await rig.apply(await rig.hub.publish(11));
    const catalog = catalogNow();
    const before = rig.store.log().memory!;
    const restored = await backup();
    rig.net.wire.to = restored.fetcher;
    restored.repository.continueAfter({ catalog });
    rig.pass(hourMs);
    expect(await rig.apply(await restored.publish(12))).toMatchObject({ applied: false, code: 'log-fork' });
    expect(catalogNow()).toBe(catalog);
    expect(rig.store.log().memory).toEqual(before);
    expect(rig.store.freshness()).toBe('green');
    // A counter told the hub how far the log had been; the offline keys sign a new root, and a new log names the old one.
    restored.log.fellBehind({ origin: 'hub.test/log/x', size: sizeKept()!, root: `${'A'.repeat(43)}=` });
    rig.pass(hourMs);
    expect(await rig.apply(await restored.newRoot())).toMatchObject({ applied: true, pending: false });
    expect(rig.store.log().verdict).toBe('followed');
    expect(rig.store.log().memory!.key).not.toBe(before.key);
    expect(catalogNow()).toBe(catalog + 1);
    expect(faults()).toEqual([
      ['log-fork', true],
      ['log-fork', false],
      ['log-new', true],
    ]);
    rig.pass(hourMs);
    await rig.apply(await restored.publish(13));
    expect(faults().at(-1)).toEqual(['log-new', false]);
  });

  it('[TLOG-8] a log under another name or key is refused without a new root', async () => {
    await rig.copy('other.db');
    const other = await rig.open('other.db', memorySigner());
    rig.pass(hourMs);
    other.repository.continueAfter({ catalog: catalogNow() });
    rig.net.wire.to = other.fetcher;
    expect(await rig.apply(await other.publish(3))).toMatchObject({ applied: false, code: 'log-fork' });
    // The same timestamp key without any log at all: a hub that hides it is no better.
    expect(rig.store.view()!.entry('NM000009')).toBeDefined();
  });

  it('[TLOG-7] a split view: two counters that compare what their journals say find it', async () => {
    const backup = await rig.copy('face.db');
    const second = await openCounter(rig.time, await rig.hub.repository.firstRoot(), rig.hub.fetcher);
    await second.store.applyPush(await rig.hub.repository.push());
    await second.store.completeCatalog();
    const face = await backup();
    rig.pass(hourMs);
    await rig.apply(await rig.hub.publish(11));
    await second.store.applyPush(await face.publish(9));
    const seen = (lines: typeof rig.journal.lines) =>
      lines.findLast((line): line is LineOf<'lists'> => line.kind === 'lists')!.log!;
    const [a, b] = [seen(rig.journal.lines), seen(second.journal.lines)];
    expect(a.size).toBe(b.size);
    expect(a.root).not.toBe(b.root);
    await second.db.close();
  });

  it('[TLOG-7] a set that is not in the checkpoint it comes with brings no new catalog', async () => {
    const push = await rig.hub.publish(11);
    const honest = rig.store.log();
    const { judgeLog } = await import('../../device/lists/log-watch.ts');
    const signed = JSON.parse(push.timestamp).signed;
    const claim = { snapshot: signed.meta['snapshot.json'].hashes.sha256, rootVersion: 1 };
    const judged = (field: unknown) => judgeLog({ ...claim, field }, honest.memory).kind;
    expect(judged(signed.log)).toBe('followed');
    for (const change of [
      { index: signed.log.index - 1 },
      { leaf: signed.log.leaf.replace(claim.snapshot, '0'.repeat(64)) },
      { leaf: signed.log.leaf.replace('"v":1', '"v":1 ') },
      { inclusion: [] },
      { checkpoint: signed.log.checkpoint.replace(/^hub/, 'hup') },
      { key: 'nonsense' },
    ])
      expect(judged({ ...signed.log, ...change }), JSON.stringify(change)).toBe('forked');
    expect(judged(undefined)).toBe('forked');
    expect(judged('nonsense')).toBe('forked');
    expect(judgeLog({ ...claim, field: undefined }, undefined).kind).toBe('none');
  });

  it('[TLOG-7] a forked log is not asked about again and again', async () => {
    const backup = await rig.copy('loop.db');
    rig.pass(hourMs);
    await rig.apply(await rig.hub.publish(11));
    const thief = await backup();
    rig.net.wire.to = thief.fetcher;
    const timers: (() => void)[] = [];
    const clock = {
      nowMs: () => rig.time.wallMs,
      monotonicMs: () => rig.time.monotonicMs,
      setTimer: (_ms: number, run: () => void) => {
        timers.push(run);
        return () => {};
      },
    };
    const log = { info() {}, warn() {}, error() {}, debug() {} } as never;
    const random = { fraction: () => 0 } as never;
    const sync = startListSync({ store: rig.store, clock, random, log });
    thief.repository.continueAfter({ catalog: catalogNow() });
    rig.pass(hourMs);
    const push = await thief.publish(5);
    timers.length = 0;
    await sync.onPush(new TextEncoder().encode(JSON.stringify(push)));
    expect(timers).toHaveLength(1);
    const asked = rig.net.calls.target;
    timers.pop()!();
    await expect.poll(() => rig.store.refusals()['log-fork']).toBe(1);
    expect(timers).toHaveLength(0);
    expect(rig.net.calls.target).toBe(asked);
    sync.stop();
  });
});
