import { ed25519KeyId, suspensionsPath } from '@zhuangui/protocol/lists.ts';
import { listsPushMessage } from '@zhuangui/protocol/messages.ts';
import { describe, expect, it } from 'vitest';
import { buildRole, lifeMs } from '../../hub/catalog/metadata.ts';
import { readCurrent } from '../../hub/catalog/records.ts';
import { createListsAlarm } from '../../hub/lists-alarm.ts';
import { bytesOf, refuses, sha, signedOver } from './attack-rig.ts';
import { forge, text } from './forge.ts';
import { entriesOf, entryOf, hourMs, openCounter, openHub, openRig, startMs } from './lists-rig.ts';

describe('bytes and networks', () => {
  it('[LIST-4] case 19: a patch that hashes wrong adds nothing; whole chunks follow', async () => {
    const rig = await openRig();
    rig.pass(hourMs);
    const push = await rig.hub.publish([...entriesOf(40), entryOf(77)]);
    const line = JSON.stringify(entryOf(666));
    rig.net.wire.to = {
      ...rig.hub.fetcher,
      patch: async (from, to) =>
        bytesOf({ v: 1, from, to, set: [{ id: 'NM000666', line }], remove: ['NM000001'] }),
    };
    expect(await rig.apply(push)).toMatchObject({ applied: true, pending: false });
    expect(rig.store.view()?.entry('NM000666')).toBeUndefined();
    expect(rig.store.view()?.entry('NM000077')).toBeDefined();
    expect(rig.store.view()?.entry('NM000001')).toBeDefined();
  });

  it('[LIST-8] case 21: while a catalog trickles in, withdrawals apply and the old catalog sells', async () => {
    const rig = await openRig();
    rig.pass(hourMs);
    const push = await rig.hub.publish([...entriesOf(40), entryOf(77)]);
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    rig.net.wire.to = {
      ...rig.hub.fetcher,
      patch: async () => undefined,
      target: async (path, hash, length) => {
        await gate;
        return rig.hub.fetcher.target(path, hash, length);
      },
    };
    expect(await rig.store.applyPush(push)).toMatchObject({ applied: true, pending: true });
    const completing = rig.store.completeCatalog();
    expect(rig.store.view()?.entryCount).toBe(40);
    expect(rig.store.freshness()).toBe('green');
    rig.pass(hourMs);
    expect(await rig.store.applyPush(await rig.hub.withdraw('NM000003'))).toMatchObject({ applied: true });
    expect(rig.store.view()?.productWithdrawal('NM000003')).toBeDefined();
    rig.pass(24 * hourMs);
    expect(rig.store.freshness()).toBe('amber');
    open();
    expect(await completing).toMatchObject({ applied: true });
    expect(rig.store.view()?.entryCount).toBe(41);
  });

  it('[LIST-7] case 20: metadata larger than a push may be never reaches the store', async () => {
    const { hub } = await openRig();
    const push = await hub.repository.push();
    for (const part of ['timestamp', 'snapshot', 'targets', 'withdrawals', 'channels'] as const) {
      const bytes = bytesOf({ ...push, [part]: push[part] + ' '.repeat(40_000) });
      expect(listsPushMessage.parse(bytes).ok).toBe(false);
    }
    expect(listsPushMessage.parse(bytesOf({ ...push, roots: Array(17).fill('{}') })).ok).toBe(false);
    expect(listsPushMessage.parse(new Uint8Array(200_000)).ok).toBe(false);
  });

  const tricks: [string, (timestamp: string) => string][] = [
    ['a deep nest', () => `{"signed":${'['.repeat(4000)}${']'.repeat(4000)},"signatures":[]}`],
    ['a name that is a prototype’s', (old) => old.replace('"snapshot.json"', '"__proto__"')],
    ['a signature under __proto__', (old) => old.replace(/"keyid":"[0-9a-f]{64}"/, '"keyid":"__proto__"')],
    ['signed as text', (old) => JSON.stringify({ ...JSON.parse(old), signed: 'signed' })],
    ['signed null', (old) => JSON.stringify({ ...JSON.parse(old), signed: null })],
    ['signatures as an object', (old) => JSON.stringify({ ...JSON.parse(old), signatures: {} })],
    ['an endless number', (old) => old.replace(/"version":\d+/, '"version":1e999')],
    ['a byte order mark', (old) => `\uFEFF${old}`],
    ['two documents', (old) => old + old],
    ['another spec version', (old) => old.replace('"spec_version":"1.0.31"', '"spec_version":"2.0.0"')],
    [
      'a newer version said before the signed one',
      (old) => old.replace('"signed":{', '"signed":{"version":2000000000,'),
    ],
  ];
  it.each(tricks)('[LIST-7] case 27: a timestamp with %s changes nothing', async (_what, change) => {
    const rig = await openRig(3);
    rig.pass(hourMs);
    const push = await rig.hub.withdraw('NM000002');
    const changed = { ...push, timestamp: change(push.timestamp) };
    expect(changed.timestamp).not.toBe(push.timestamp);
    const result = await rig.store.applyPush(changed);
    // Either it is refused, or it means exactly what was signed.
    if (result.applied) {
      const { snapshot } = await readCurrent(rig.hub.db);
      expect(rig.store.versions().snapshot).toBe(snapshot.version);
      expect(rig.store.view()?.productWithdrawal('NM000002')).toBeDefined();
    } else expect(rig.store.view()?.productWithdrawal('NM000002')).toBeUndefined();
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
    // What the hub signs next is taken.
    rig.pass(hourMs);
    await rig.hub.repository.refreshTimestamp();
    expect(await rig.apply(await rig.hub.repository.push())).toMatchObject({ applied: true });
    expect(rig.store.view()?.productWithdrawal('NM000002')).toBeDefined();
  });

  it('[LIST-7] case 27: names of prototypes in signed lists are entries like any other, or refused', async () => {
    const rig = await openRig(3);
    rig.pass(hourMs);
    const { channels } = await readCurrent(rig.hub.db);
    const files = new Map([
      [suspensionsPath, bytesOf({ counters: [{ counter: '__proto__', reason: 'x', at: 1 }] })],
    ]);
    const version = channels.version + 1;
    const signer = [rig.hub.signers.online.channels];
    const bytes = buildRole('channels', version, files, signer, rig.time.wallMs);
    const honest = await forge(rig.hub, {});
    const snapshot = JSON.parse(honest.snapshot).signed;
    snapshot.meta['channels.json'] = { version, length: bytes.length, hashes: { sha256: sha(bytes) } };
    const push = await signedOver(rig, snapshot, honest);
    const forged = {
      ...push,
      channels: text(bytes),
      files: { ...push.files, [suspensionsPath]: text(files.get(suspensionsPath)!) },
    };
    await refuses(rig, forged, /bad-list|invalid/);
  });
});

describe('clock and disk', () => {
  it.each([
    ['back ten years', -87_600],
    ['back an hour', -1],
    ['past the end of 32-bit time', 400_000],
    ['to the end of time itself', (8_640_000_000_000_000 - startMs) / hourMs],
  ])(
    '[LIST-5] case 24: the clock set %s makes nothing old fresh, and honest time sells again',
    async (_what, hours) => {
      const rig = await openRig();
      rig.pass(73 * hourMs);
      expect(rig.store.freshness()).toBe('red');
      const old = await forge(rig.hub, { signedAtMs: startMs });
      const honestMs = rig.time.wallMs;
      rig.time.wallMs = honestMs + hours * hourMs;
      expect(rig.store.freshness()).toBe('red');
      expect(await rig.store.applyPush(old)).toMatchObject({ applied: false, code: 'expired' });
      rig.time.wallMs = honestMs;
      await rig.hub.repository.refreshTimestamp();
      expect(await rig.apply(await rig.hub.repository.push())).toMatchObject({ applied: true });
      expect(rig.store.freshness()).toBe('green');
    },
  );

  it('[LIST-9] case 22: with all rows torn at once nothing is certified, and the next push heals', async () => {
    const rig = await openRig();
    const names = (await rig.db.query<{ n: number }>('SELECT count(*) AS n FROM list_part'))[0]!.n;
    expect(names).toBeGreaterThan(8);
    await rig.db.run(
      "UPDATE list_part SET bytes = coalesce(CAST(substr(bytes, 1, length(bytes) / 2) AS BLOB), x'')",
    );
    await rig.db.run(
      "UPDATE list_chunk SET bytes = coalesce(CAST(substr(bytes, 1, length(bytes) / 2) AS BLOB), x'')",
    );
    const torn = await rig.reopen();
    expect(torn.view()).toBeUndefined();
    expect(torn.freshness()).toBe('red');
    expect(await torn.applyPush(await rig.hub.repository.push())).toMatchObject({ applied: true });
    await torn.completeCatalog();
    expect(torn.view()?.entryCount).toBe(40);
  });

  it('[SANC-6] case 23: rows deleted to go back: the time stays, and the hub learns that older lists are held', async () => {
    const rig = await openRig();
    const old = await rig.hub.repository.push();
    rig.pass(hourMs);
    await rig.apply(await rig.hub.withdraw('NM000003'));
    const alarm = createListsAlarm();
    alarm.confirmed('c-001', rig.store.versions());
    await rig.store.keepFloor();
    await rig.db.run('DELETE FROM list_part');
    await rig.db.run('DELETE FROM list_chunk');
    const emptied = await rig.reopen();
    expect(emptied.view()).toBeUndefined();
    // The floor is kept apart: what is too old for it is refused even by a counter that forgot its lists.
    expect(emptied.trustedNow()).toBeGreaterThanOrEqual(startMs + hourMs);
    expect(await emptied.applyPush(old)).toMatchObject({ applied: true });
    expect(alarm.reported('c-001', emptied.versions())).toMatchObject({ counter: 'c-001' });
    rig.pass(72 * hourMs);
    const later = await rig.reopen();
    expect(later.freshness()).toBe('red');
  });

  it('[LIST-7] case 28: an update refused at its last part leaves nothing behind, and goes on offline', async () => {
    const rig = await openRig();
    rig.pass(hourMs);
    const push = await rig.hub.withdraw('NM000003');
    const rows = JSON.stringify(await rig.db.query('SELECT name, bytes FROM list_part ORDER BY name'));
    for (const part of ['channels', 'withdrawals', 'targets', 'snapshot'] as const)
      await refuses(rig, { ...push, [part]: push[part].replace(/"sig":"./, '"sig":"g') }, /./);
    await refuses(
      rig,
      { ...push, files: { ...push.files, [suspensionsPath]: '{"counters":[1]}' } },
      'wrong-hash',
    );
    expect(JSON.stringify(await rig.db.query('SELECT name, bytes FROM list_part ORDER BY name'))).toBe(rows);
    rig.net.wire.isDown = true;
    const restarted = await rig.reopen();
    expect(restarted.view()?.entryCount).toBe(40);
    expect(restarted.freshness()).toBe('green');
  });

  it('[LIST-2, LIST-11] case 11, case 1: a second repository with keys of its own is a stranger', async () => {
    const rig = await openRig();
    const stranger = await openHub(rig.time);
    await refuses(rig, await stranger.publish(entriesOf(3)), /bad-signature|duplicate-key|invalid/);
    const pinned = await stranger.repository.firstRoot();
    const { store } = await openCounter(rig.time, pinned, stranger.fetcher);
    expect(await store.applyPush(await rig.hub.repository.push())).toMatchObject({ applied: false });
    expect(ed25519KeyId(rig.hub.signers.root[0]!.publicKey)).toBe(rig.hub.signers.root[0]!.keyId);
    expect(lifeMs.timestamp).toBe(72 * hourMs);
  });
});
