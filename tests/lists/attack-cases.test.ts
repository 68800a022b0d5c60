// That all 28 cases are there, and those that are not about people or older states: clocks, disks, bytes, JSON.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ed25519KeyId, productsPath, suspensionsPath } from '@zhuangui/protocol/lists.ts';
import { type ListsPush, listsPushMessage } from '@zhuangui/protocol/messages.ts';
import { describe, expect, it } from 'vitest';
import { memorySigner } from '../../hub/catalog/keys.ts';
import { buildRole, buildRoot, buildTargets, lifeMs } from '../../hub/catalog/metadata.ts';
import { readCurrent } from '../../hub/catalog/records.ts';
import { createListsAlarm } from '../../hub/lists-alarm.ts';
import { attackCases } from './attack-cases.ts';
import { forge, resign, text } from './forge.ts';
import { entriesOf, entryOf, hourMs, openCounter, openHub, openRig, startMs } from './lists-rig.ts';

type Rig = Awaited<ReturnType<typeof openRig>>;
const bytesOf = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));

/** Nothing is taken, and what was in force goes on selling. */
async function refuses(rig: Rig, push: ListsPush, code: string | RegExp): Promise<void> {
  const before = rig.store.view();
  const lines = rig.journal.lines.length;
  const result = await rig.store.applyPush(push);
  expect(result).toMatchObject({ applied: false });
  expect(result.applied ? '' : result.code).toMatch(code);
  expect(rig.store.view()).toBe(before);
  expect(rig.store.view()?.entry('NM000001')).toBeDefined();
  expect(rig.journal.lines.length).toBe(lines);
}

const rootRoles = async (rig: Rig) => JSON.parse(text((await readCurrent(rig.hub.db)).root.bytes)).signed;

describe('the table', () => {
  it('[LIST-7] all 28 cases stand in the title of a test, each beside its rule', async () => {
    expect(attackCases.map(([number]) => number)).toEqual(Array.from({ length: 28 }, (_, at) => at + 1));
    const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.test.ts'));
    const titles = (
      await Promise.all(files.map((name) => readFile(join(import.meta.dirname, name), 'utf8')))
    ).flatMap(
      (source) => source.match(/'\[LIST-\d+[^\]]*\] case [^']*'|'\[SANC-\d+[^\]]*\] case [^']*'/g) ?? [],
    );
    const missing = attackCases.filter(
      ([number]) => !titles.some((title) => new RegExp(`case ${number}[:,]`).test(title)),
    );
    expect(missing).toEqual([]);
  });
});

describe('too old', () => {
  it.each(['targets', 'withdrawals', 'channels'] as const)(
    '[LIST-7] case 4: after the snapshot key was rotated, its holder cannot bring back older %s',
    async (role) => {
      const rig = await openRig();
      const { root, certifiers, supervisors, online } = rig.hub.signers;
      const old = await readCurrent(rig.hub.db);
      const fresh = [...certifiers.slice(1), memorySigner()];
      rig.pass(hourMs);
      await rig.hub.repository.rotateRoot({
        signers: root,
        certifiers: fresh,
        supervisors,
        online: { channels: online.channels },
      });
      await rig.apply(await rig.hub.repository.push());
      const next = { ...online, snapshot: memorySigner(), timestamp: memorySigner() };
      rig.pass(hourMs);
      await rig.hub.repository.rotateRoot({ signers: root, online: next });
      // This counter slept through the second rotation, and a thief of the newest online keys wakes it.
      await refuses(rig, await forge(rig.hub, { set: { [role]: old[role] }, online: next }), 'rollback');
      expect(await rig.apply(await rig.hub.repository.push())).toMatchObject({ applied: true });
    },
  );

  it.each(['withdrawals', 'channels', 'targets'] as const)(
    '[LIST-6] case 6: expired %s below a fresh timestamp are refused',
    async (role) => {
      const rig = await openRig();
      const { online, supervisors, root } = rig.hub.signers;
      const current = await readCurrent(rig.hub.db);
      const signers = { withdrawals: supervisors.slice(0, 1), channels: [online.channels], targets: root };
      const version = current[role].version + 1;
      const bytes = resign(
        current[role].bytes,
        (signed) => {
          signed.version = version;
          signed.expires = new Date(startMs - hourMs).toISOString().replace(/\.\d+Z/, 'Z');
        },
        signers[role],
      );
      await refuses(rig, await forge(rig.hub, { set: { [role]: { version, bytes } } }), 'expired');
    },
  );

  it('[LIST-6] case 5, case 6: a timestamp that lives a hundred years is fresh no longer than any other', async () => {
    const rig = await openRig();
    rig.pass(hourMs);
    const push = await forge(rig.hub, { signedAtMs: rig.time.wallMs });
    const bytes = resign(
      new TextEncoder().encode(push.timestamp),
      (signed) => {
        signed.expires = '2126-01-01T00:00:00Z';
      },
      [rig.hub.signers.online.timestamp],
    );
    expect(await rig.apply({ ...push, timestamp: text(bytes) })).toMatchObject({ applied: true });
    rig.pass(25 * hourMs);
    expect(rig.store.freshness()).toBe('amber');
    rig.pass(48 * hourMs);
    expect(rig.store.freshness()).toBe('red');
  });

  it('[LIST-7] case 25: older withdrawals, still signed and not expired, take no withdrawal back', async () => {
    const rig = await openRig();
    const before = await readCurrent(rig.hub.db);
    const old = await rig.hub.repository.push();
    rig.pass(hourMs);
    await rig.apply(await rig.hub.withdraw('NM000003'));
    await refuses(rig, await forge(rig.hub, { set: { withdrawals: before.withdrawals } }), 'rollback');
    const push = await rig.hub.repository.push();
    rig.pass(hourMs);
    await rig.hub.repository.refreshTimestamp();
    const fresh = await rig.hub.repository.push();
    await refuses(rig, { ...fresh, withdrawals: old.withdrawals }, 'wrong-hash');
    await refuses(
      rig,
      { ...fresh, files: { ...push.files, [productsPath]: old.files[productsPath]! } },
      'wrong-hash',
    );
    expect(rig.store.view()?.productWithdrawal('NM000003')).toBeDefined();
  });
});

describe('who signs', () => {
  it('[LIST-3] case 12: catalog and withdrawals exchanged in the delegations are refused', async () => {
    const rig = await openRig();
    const { targets } = await readCurrent(rig.hub.db);
    const version = targets.version + 1;
    const swaps: ((roles: { name: string; keyids: string[]; paths: string[] }[]) => void)[] = [
      ([catalog, withdrawals]) => {
        [catalog!.paths, withdrawals!.paths] = [withdrawals!.paths, catalog!.paths];
      },
      ([catalog, withdrawals]) => {
        [catalog!.name, withdrawals!.name] = [withdrawals!.name, catalog!.name];
      },
    ];
    for (const swap of swaps) {
      const bytes = resign(
        targets.bytes,
        (signed) => {
          signed.version = version;
          swap(signed.delegations.roles);
        },
        rig.hub.signers.root,
      );
      await refuses(rig, await forge(rig.hub, { set: { targets: { version, bytes } } }), 'bad-signature');
    }
  });

  it.each([
    ['skips one', 3, /root-gap/],
    ['repeats the one in force under new keys', 1, /bad-signature|rollback|mixed|wrong-hash|invalid/],
    ['is of version 2^31', 2_147_483_648, /root-gap|invalid|rollback/],
  ])('[LIST-7] case 14: a root that %s is refused', async (_what, version, code) => {
    const rig = await openRig();
    const { root, online } = rig.hub.signers;
    const keys = version === 1 ? [memorySigner(), memorySigner()] : root;
    const own = { ...online, snapshot: memorySigner(), timestamp: memorySigner() };
    const bytes = buildRoot(version, { root: keys, ...own }, keys, rig.time.wallMs);
    rig.net.wire.to = { ...rig.hub.fetcher, metadata: async () => undefined };
    const push = await forge(rig.hub, { online: own });
    await refuses(rig, { ...push, roots: [text(bytes)] }, code);
    expect(rig.store.versions().root).toBe(1);
  });

  it('[LIST-14] case 15: a root or targets that lets one person sign is refused, even signed by all', async () => {
    const rig = await openRig();
    const { root, certifiers, supervisors, online } = rig.hub.signers;
    const signed = await rootRoles(rig);
    const lowered = resign(
      bytesOf({ signed, signatures: [] }),
      (next) => {
        next.version = 2;
        next.roles.root.threshold = 1;
        next.roles.targets.threshold = 1;
      },
      root,
    );
    await refuses(rig, { ...(await forge(rig.hub, {})), roots: [text(lowered)] }, 'bad-signature');
    const trust = { catalog: certifiers, withdrawals: supervisors, channels: [online.channels] };
    const alone = resign(
      buildTargets(2, trust, root, rig.time.wallMs),
      (next) => {
        next.delegations.roles[0].threshold = 1;
      },
      root,
    );
    const set = { targets: { version: 2, bytes: alone } };
    await refuses(rig, await forge(rig.hub, { set }), 'bad-signature');
    // And signed by one of three under the honest threshold.
    const one = buildRoot(2, { root, ...online }, root.slice(0, 1), rig.time.wallMs);
    await refuses(rig, { ...(await forge(rig.hub, {})), roots: [text(one)] }, 'bad-signature');
  });

  it.each([
    ['an unknown scheme', (key: { scheme: string }) => (key.scheme = 'none')],
    ['an unknown type', (key: { keytype: string }) => (key.keytype = 'rsa')],
    ['an empty key', (key: { keyval: { public: string } }) => (key.keyval.public = '')],
  ])('[LIST-2] case 26: a certifier’s key of %s is refused', async (_what, change) => {
    const rig = await openRig();
    const { targets } = await readCurrent(rig.hub.db);
    const version = targets.version + 1;
    const bytes = resign(
      targets.bytes,
      (signed) => {
        signed.version = version;
        change(signed.delegations.keys[rig.hub.signers.certifiers[0]!.keyId]);
      },
      rig.hub.signers.root,
    );
    const push = await forge(rig.hub, { set: { targets: { version, bytes } } });
    await refuses(rig, push, /duplicate-key|bad-signature|invalid/);
  });

  it('[LIST-7] case 26: a list whose file is named by another hash than SHA-256 only is refused', async () => {
    const rig = await openRig();
    const { channels } = await readCurrent(rig.hub.db);
    for (const hashes of [{ md5: '0'.repeat(32) }, { sha1: '0'.repeat(40) }, { sha256: '' }, {}]) {
      const version = channels.version + 1;
      const bytes = resign(
        channels.bytes,
        (signed) => {
          signed.version = version;
          signed.targets[suspensionsPath].hashes = hashes;
        },
        [rig.hub.signers.online.channels],
      );
      const honest = await forge(rig.hub, {});
      const snapshot = JSON.parse(honest.snapshot).signed;
      snapshot.meta['channels.json'] = { version, length: bytes.length, hashes: { sha256: sha(bytes) } };
      const push = await signedOver(rig, snapshot, honest);
      await refuses(rig, { ...push, channels: text(bytes) }, /invalid|wrong-hash/);
    }
  });
});

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A push over a snapshot of the forger's own making, signed by the stolen online keys. */
async function signedOver(rig: Rig, snapshot: { version: number }, push: ListsPush): Promise<ListsPush> {
  const { online } = rig.hub.signers;
  const bytes = resign(bytesOf({ signed: snapshot, signatures: [] }), () => {}, [online.snapshot]);
  const hash = sha(bytes);
  const timestamp = resign(
    new TextEncoder().encode(push.timestamp),
    (signed) => {
      signed.version += 1;
      signed.meta['snapshot.json'] = {
        version: snapshot.version,
        length: bytes.length,
        hashes: { sha256: hash },
      };
    },
    [online.timestamp],
  );
  return { ...push, snapshot: text(bytes), timestamp: text(timestamp) };
}

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
