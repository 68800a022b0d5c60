// The attack cases of the reliability page, against the hub's publisher and the counter's store together.
import { createHash } from 'node:crypto';
import { chunkPath, ed25519KeyId, productsPath } from '@zhuangui/protocol/lists.ts';
import type { ListsPush } from '@zhuangui/protocol/messages.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkFiles, linesOf } from '../../hub/catalog/entry-lines.ts';
import { memorySigner } from '../../hub/catalog/keys.ts';
import { buildRole, buildRoot } from '../../hub/catalog/metadata.ts';
import { type CurrentSet, readCurrent, readMetadata } from '../../hub/catalog/records.ts';
import type { Signer } from '../../hub/catalog/signer.ts';
import { forge, resign, text } from './forge.ts';
import { entriesOf, entryOf, hourMs, openCounter, openHub, openRig, startMs } from './lists-rig.ts';

type Rig = Awaited<ReturnType<typeof openRig>>;
const versionMax = 2_147_483_647;

/** The push is refused with this code, and everything stays as it was. */
async function refuses(rig: Rig, push: ListsPush, code: string): Promise<void> {
  const before = { view: rig.store.view(), lines: rig.journal.lines.length };
  expect(await rig.store.applyPush(push)).toMatchObject({ applied: false, code });
  expect(rig.store.view()).toBe(before.view);
  expect(rig.journal.lines.length).toBe(before.lines);
  expect(rig.store.refusals()[code]).toBe(1);
}

/** Catalog metadata with one more entry, signed by whoever it is, and the chunks to it. */
async function catalogWith(rig: Rig, signers: readonly Signer[]) {
  const files = chunkFiles(linesOf([...entriesOf(40), entryOf(666)]));
  const version = (await readCurrent(rig.hub.db)).catalog.version + 1;
  const catalog = { version, bytes: buildRole('catalog', version, files, signers, rig.time.wallMs) };
  rig.net.wire.to = {
    ...rig.hub.fetcher,
    metadata: async () => catalog.bytes,
    target: async (path) => files.get(path),
  };
  return catalog;
}

describe('an older state', () => {
  it('[LIST-7] case 1: a replayed push is refused, and what was withdrawn stays withdrawn', async () => {
    const rig = await openRig();
    const old = await rig.hub.repository.push();
    rig.pass(hourMs);
    await rig.apply(await rig.hub.withdraw('NM000003'));
    await refuses(rig, old, 'rollback');
    expect(rig.store.view()?.productWithdrawal('NM000003')).toBeDefined();
  });

  it('[LIST-7] case 2: a new timestamp over an older snapshot is refused', async () => {
    const rig = await openRig();
    const { snapshot } = await readCurrent(rig.hub.db);
    rig.pass(hourMs);
    await rig.apply(await rig.hub.withdraw('NM000003'));
    await refuses(rig, await forge(rig.hub, { snapshotVersion: snapshot.version }), 'rollback');
  });

  it.each(['targets', 'catalog', 'withdrawals', 'channels'] as const)(
    '[LIST-7] case 3: online keys cannot bring back an older %s list',
    async (role) => {
      const rig = await openRig();
      const old = await readCurrent(rig.hub.db);
      rig.pass(hourMs);
      await rig.hub.repository.rotateRoot({
        signers: rig.hub.signers.root,
        certifiers: rig.hub.signers.certifiers,
        supervisors: rig.hub.signers.supervisors,
        online: { channels: rig.hub.signers.online.channels },
      });
      await rig.apply(await rig.hub.repository.push());
      await refuses(rig, await forge(rig.hub, { set: { [role]: old[role] } }), 'rollback');
    },
  );

  it('[LIST-7] case 4: rotated snapshot keys do not open the way back behind what supervisors signed', async () => {
    const rig = await openRig();
    const old = await readCurrent(rig.hub.db);
    rig.pass(hourMs);
    await rig.apply(await rig.hub.withdraw('NM000003'));
    const online = { ...rig.hub.signers.online, snapshot: memorySigner(), timestamp: memorySigner() };
    await rig.hub.repository.rotateRoot({ signers: rig.hub.signers.root, online });
    await refuses(rig, await forge(rig.hub, { set: { withdrawals: old.withdrawals }, online }), 'rollback');
  });

  it('[LIST-6] case 5: a frozen hub: an expired timestamp is refused', async () => {
    const rig = await openRig();
    const push = await rig.hub.repository.push();
    rig.pass(72 * hourMs);
    const late = await openCounter(rig.time, await rig.hub.repository.firstRoot(), rig.net.fetcher);
    expect(await late.store.applyPush(push)).toMatchObject({ applied: false, code: 'expired' });
    expect(late.store.view()).toBeUndefined();
    expect(rig.store.freshness()).toBe('red');
  });

  it('[LIST-7] case 7: parts of two valid sets do not make a third', async () => {
    const rig = await openRig();
    const old = await rig.hub.repository.push();
    rig.pass(hourMs);
    const push = await rig.hub.withdraw('NM000003');
    await refuses(rig, { ...push, withdrawals: old.withdrawals, files: old.files }, 'wrong-hash');
    const mixed = await rig.store.applyPush({ ...push, snapshot: old.snapshot });
    expect(mixed).toMatchObject({ applied: false, code: 'wrong-hash' });
  });
});

describe('too few or the wrong people', () => {
  it.each([
    ['one certifier of three', (rig: Rig) => rig.hub.signers.certifiers.slice(0, 1)],
    ['supervisors', (rig: Rig) => rig.hub.signers.supervisors],
    ['a thief with the online keys', (rig: Rig) => Object.values(rig.hub.signers.online)],
  ])('[LIST-3] case 8: a catalog signed by %s adds nothing', async (_who, signersOf) => {
    const rig = await openRig();
    rig.pass(hourMs);
    const catalog = await catalogWith(rig, signersOf(rig));
    const push = await forge(rig.hub, { set: { catalog }, signedAtMs: rig.time.wallMs });
    expect(await rig.apply(push)).toMatchObject({ applied: false, code: 'bad-signature' });
    expect(rig.store.view()?.entry('NM000666')).toBeUndefined();
    expect(rig.store.view()?.entryCount).toBe(40);
    expect(rig.store.view()?.times.signedAtMs).toBe(startMs);
  });

  it('[LIST-3] two certifiers do add it: the forgeries above fail for their signatures alone', async () => {
    const rig = await openRig();
    const catalog = await catalogWith(rig, rig.hub.signers.certifiers.slice(1));
    expect(await rig.apply(await forge(rig.hub, { set: { catalog } }))).toMatchObject({ applied: true });
    expect(rig.store.view()?.entry('NM000666')).toBeDefined();
  });

  it.each([
    ['withdrawals', 'a certifier', (rig: Rig) => rig.hub.signers.certifiers],
    ['withdrawals', 'the online keys', (rig: Rig) => Object.values(rig.hub.signers.online)],
    ['channels', 'a supervisor', (rig: Rig) => rig.hub.signers.supervisors],
    ['targets', 'one root key', (rig: Rig) => rig.hub.signers.root.slice(0, 1)],
  ] as const)('[LIST-3] case 9: %s signed by %s are refused', async (role, _who, signersOf) => {
    const rig = await openRig();
    const { version, bytes } = (await readCurrent(rig.hub.db))[role];
    const next = version + 1;
    const forged = resign(bytes, (signed) => (signed.version = next), signersOf(rig));
    const set: Partial<CurrentSet> = { [role]: { version: next, bytes: forged } };
    await refuses(rig, await forge(rig.hub, { set }), 'bad-signature');
  });

  it('[LIST-3] case 10: the same signature twice is refused', async () => {
    const rig = await openRig();
    const catalog = await catalogWith(rig, rig.hub.signers.certifiers.slice(0, 1));
    const json = JSON.parse(text(catalog.bytes));
    json.signatures.push(json.signatures[0]);
    const bytes = new TextEncoder().encode(JSON.stringify(json));
    rig.net.wire.to = { ...rig.net.wire.to, metadata: async () => bytes };
    const push = await forge(rig.hub, { set: { catalog: { version: catalog.version, bytes } } });
    expect(await rig.apply(push)).toMatchObject({ applied: false, code: 'invalid' });
    expect(rig.store.view()?.entry('NM000666')).toBeUndefined();
  });

  it('[LIST-2] case 11: one key under two ids is refused by the counter and by the publisher', async () => {
    const rig = await openRig();
    const [certifier] = rig.hub.signers.certifiers as [Signer];
    const twin = {
      ...certifier,
      keyId: ed25519KeyId(certifier.publicKey).replace(/^./, 'f').replace(/.$/, '0'),
    };
    const { targets } = await readCurrent(rig.hub.db);
    const version = targets.version + 1;
    const bytes = resign(
      targets.bytes,
      (signed) => {
        signed.version = version;
        signed.delegations.keys[twin.keyId] = signed.delegations.keys[certifier.keyId];
        signed.delegations.roles[0].keyids = [certifier.keyId, twin.keyId];
      },
      rig.hub.signers.root,
    );
    await refuses(rig, await forge(rig.hub, { set: { targets: { version, bytes } } }), 'duplicate-key');
    const publishing = rig.hub.repository.publishCatalog(entriesOf(3), [certifier, twin]);
    await expect(publishing).rejects.toMatchObject({ code: 'bad-key' });
  });

  it('[LIST-3] case 12: a role that is given other paths than agreed is refused', async () => {
    const rig = await openRig();
    const { targets } = await readCurrent(rig.hub.db);
    const version = targets.version + 1;
    const bytes = resign(
      targets.bytes,
      (signed) => {
        signed.version = version;
        signed.delegations.roles[2].paths = ['channels/*', 'catalog/*'];
      },
      rig.hub.signers.root,
    );
    await refuses(rig, await forge(rig.hub, { set: { targets: { version, bytes } } }), 'bad-signature');
  });

  it('[LIST-3] the publisher refuses what counters would refuse, and publishes nothing', async () => {
    const { hub } = await openRig();
    const before = await hub.repository.versions();
    const { certifiers, supervisors } = hub.signers;
    for (const signers of [certifiers.slice(0, 1), supervisors, [certifiers[0]!, certifiers[0]!]])
      await expect(hub.repository.publishCatalog(entriesOf(3), signers)).rejects.toMatchObject({
        code: 'under-signed',
      });
    await expect(
      hub.repository.publishWithdrawals({ withdrawals: [] }, { suppliers: [] }, certifiers[0]!),
    ).rejects.toMatchObject({ code: 'under-signed' });
    expect(await hub.repository.versions()).toEqual(before);
  });
});

describe('changed bytes', () => {
  it('[LIST-7] a small list that is not the signed one is refused', async () => {
    const rig = await openRig();
    rig.pass(hourMs);
    const push = await rig.hub.withdraw('NM000003');
    const files = { ...push.files, [productsPath]: '{"withdrawals":[]}' };
    await refuses(rig, { ...push, files }, 'wrong-hash');
  });

  it('[LIST-4] case 18: a chunk that is not the signed one is refused, and fetched again when the hub behaves', async () => {
    const rig = await openRig();
    rig.pass(hourMs);
    const push = await rig.hub.publish([...entriesOf(40), entryOf(77)]);
    rig.net.wire.to = {
      ...rig.hub.fetcher,
      patch: async () => undefined,
      target: async () => new TextEncoder().encode('{"id":"NM000666"}\n'),
    };
    expect(await rig.apply(push)).toMatchObject({ applied: false, code: 'wrong-hash' });
    expect(rig.store.view()?.entryCount).toBe(40);
    rig.net.wire.to = rig.hub.fetcher;
    expect(await rig.store.completeCatalog()).toMatchObject({ applied: true, pending: false });
    expect(rig.store.view()?.entryCount).toBe(41);
  });

  it.each([
    ['no JSON', 'not-json', () => '{"signed":'],
    [
      'an expiry that is no date',
      'bad-signature',
      (old: string) => old.replace(/"expires":"[^"]+"/, '"expires":"never"'),
    ],
    ['nothing signed', 'invalid', () => '{}'],
  ])('[LIST-7] a timestamp with %s is refused', async (_what, code, change) => {
    const rig = await openRig();
    rig.pass(hourMs);
    await rig.hub.repository.refreshTimestamp();
    const push = await rig.hub.repository.push();
    await refuses(rig, { ...push, timestamp: change(push.timestamp) }, code);
  });

  it.each([
    ['expires never', (signed: { expires: string }) => (signed.expires = 'never')],
    ['says not when it was signed', (signed: { signedAt?: number }) => delete signed.signedAt],
    ['is of version 1.5e10', (signed: { version: number }) => (signed.version = 15_000_000_000)],
  ])('[LIST-7] a signed timestamp that %s is refused', async (_what, change) => {
    const rig = await openRig();
    rig.pass(hourMs);
    await rig.hub.repository.refreshTimestamp();
    const push = await rig.hub.repository.push();
    const bytes = new TextEncoder().encode(push.timestamp);
    const timestamp = text(resign(bytes, change, [rig.hub.signers.online.timestamp]));
    await refuses(rig, { ...push, timestamp }, 'invalid');
  });
});

it('[LIST-7] one changed character anywhere is refused, or changes nothing that was signed', async () => {
  const rig = await openRig(3);
  rig.pass(hourMs);
  const push = await rig.hub.withdraw('NM000001');
  const pinnedRoot = await rig.hub.repository.firstRoot();
  const parts = ['timestamp', 'snapshot', 'targets', 'withdrawals', 'channels'] as const;
  const hash = createHash('sha256').update(push.snapshot).digest('hex');
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...parts),
      fc.nat(),
      fc.string({ maxLength: 2 }),
      async (part, at, put) => {
        const place = at % push[part].length;
        const changed = push[part].slice(0, place) + put + push[part].slice(place + 1);
        const { store, db } = await openCounter(rig.time, pinnedRoot, rig.net.fetcher);
        const result = await store.applyPush({ ...push, [part]: changed });
        if (result.applied) await store.completeCatalog();
        else refused += 1;
        expect(store.view()?.hash ?? hash).toBe(hash);
        expect(result.applied).toBe(store.view()?.productWithdrawal('NM000001') !== undefined);
        await db.close();
      },
    ),
    { numRuns: 60 },
  );
  expect(refused).toBeGreaterThan(40);
});

describe('keys change', () => {
  it('[LIST-5] case 17: fast-forward: a thief of the online keys who signs far ahead is undone by a root rotation', async () => {
    const rig = await openRig();
    rig.pass(hourMs);
    const ahead = { snapshotVersion: versionMax, timestampVersion: versionMax };
    const signedAtMs = rig.time.wallMs + 10_000 * hourMs;
    await rig.apply(await forge(rig.hub, { ...ahead, signedAtMs }));
    expect(rig.store.trustedNow()).toBeGreaterThanOrEqual(signedAtMs);
    rig.pass(hourMs);
    await rig.hub.repository.refreshTimestamp();
    const honest = await rig.hub.repository.push();
    expect(await rig.store.applyPush(honest)).toMatchObject({ applied: false });
    const online = { snapshot: memorySigner(), timestamp: memorySigner() };
    await rig.hub.repository.rotateRoot({ signers: rig.hub.signers.root.slice(1), online });
    expect(await rig.apply(await rig.hub.repository.push())).toMatchObject({ applied: true, pending: false });
    expect(rig.store.trustedNow()).toBe(rig.time.wallMs);
    expect(rig.store.freshness()).toBe('green');
    expect(rig.store.versions().root).toBe(2);
  });

  it('[LIST-3] case 13: a root signed by its own new keys only is refused', async () => {
    const rig = await openRig();
    const root = [memorySigner(), memorySigner(), memorySigner()];
    const { snapshot, timestamp } = rig.hub.signers.online;
    const bytes = buildRoot(2, { root, snapshot, timestamp }, root, rig.time.wallMs);
    const push = await forge(rig.hub, {});
    await refuses(rig, { ...push, roots: [text(bytes)] }, 'bad-signature');
    const rotation = { root, signers: rig.hub.signers.root.slice(0, 1) };
    await expect(rig.hub.repository.rotateRoot(rotation)).rejects.toMatchObject({ code: 'under-signed' });
  });

  it('[LIST-7] case 14: a root version left out is refused, unless the hub has it', async () => {
    const rig = await openRig();
    for (const timestamp of [memorySigner(), memorySigner()]) {
      rig.pass(hourMs);
      await rig.hub.repository.rotateRoot({ signers: rig.hub.signers.root, online: { timestamp } });
    }
    const push = await rig.hub.repository.push();
    expect(push.roots.length).toBe(2);
    const skipping = { ...push, roots: push.roots.slice(1) };
    rig.net.wire.to = { ...rig.hub.fetcher, metadata: async () => undefined };
    await refuses(rig, skipping, 'root-gap');
    rig.net.wire.to = rig.hub.fetcher;
    expect(await rig.apply(skipping)).toMatchObject({ applied: true });
    expect(rig.store.versions().root).toBe(3);
    const reopened = await rig.reopen();
    expect(reopened.versions()).toEqual(rig.store.versions());
  });

  it('[LIST-8] case 16: root rotation by old and new keys; a catalog of certifiers no longer trusted is gone at once', async () => {
    const rig = await openRig();
    rig.pass(hourMs);
    const certifiers = [memorySigner(), memorySigner(), memorySigner()];
    await rig.hub.repository.rotateRoot({ signers: rig.hub.signers.root, certifiers });
    expect(await rig.store.applyPush(await rig.hub.repository.push())).toMatchObject({ pending: true });
    expect(rig.store.view()).toBeUndefined();
    expect(await rig.store.completeCatalog()).toMatchObject({ applied: true, pending: false });
    expect(rig.store.view()?.entryCount).toBe(40);
  });

  it('[LIST-11] a hub restored from a backup is a rollback until it continues after what counters report', async () => {
    const rig = await openRig();
    const restored = await openHub(rig.time, rig.hub.signers);
    await restored.publish(entriesOf(40));
    rig.pass(hourMs);
    await rig.hub.withdraw('NM000003');
    await rig.apply(await rig.hub.withdraw('NM000004'));
    rig.pass(hourMs);
    await refuses(rig, await restored.withdraw('NM000009'), 'rollback');
    rig.pass(1000);
    restored.repository.continueAfter(rig.store.versions());
    expect(await rig.apply(await restored.withdraw('NM000009'))).toMatchObject({ applied: true });
    expect(rig.store.view()?.productWithdrawal('NM000009')).toBeDefined();
  });
});

it('metadata is kept by version, chunk files by hash', async () => {
  const { hub } = await openRig();
  const first = await readMetadata(hub.db, 'catalog', 1);
  expect(first?.version).toBe(1);
  expect(await hub.fetcher.metadata('catalog', 99)).toBeUndefined();
  expect(await hub.fetcher.target(chunkPath(0), '0'.repeat(64), 10)).toBeUndefined();
});
